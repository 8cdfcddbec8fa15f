"""What is owed to whom, kept by us alone: from what ministries published and chats asked for.

Nothing here comes from the bot's database. A *place* is a chat and a forum thread in it. Whether a
place is owed a release is settled when the release is published: the bot must have confirmed what
the place follows. While a command is not answered, or the bot is blocked, a place is *in doubt*:
then an alert may come and need not.
"""

import time
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field

Place = tuple[int, int]
#: Topics that a place follows; the star is everything.
Wish = frozenset[str]

EVERYTHING: Wish = frozenset({"*"})
NOTHING: Wish = frozenset()


@dataclass(slots=True)
class Standing:
    """What a place follows, and did before."""

    wish: Wish = NOTHING
    certain: bool = True
    past: list[tuple[float, Wish]] = field(default_factory=list)  #: until when it followed what

    def change(self, wish: Wish, *, certain: bool, at: float) -> None:
        self.past.append((at, self.wish))
        self.wish, self.certain = wish, certain

    def since(self, moment: float) -> Wish:
        """Give all that was followed at some time from *moment* on."""
        return self.wish.union(*(wish for until, wish in self.past if until >= moment))


class Ledger:
    """Counts what is owed, received, lost, repeated, out of order and sent to the wrong place."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._homes: dict[int, int] = {}  #: a supergroup's id to that of the group it was
        self._published: dict[int, tuple[float, str]] = {}
        self.places: dict[Place, Standing] = defaultdict(Standing)
        self.pending: set[tuple[Place, int]] = set()  #: owed and not received
        self.excused: set[tuple[Place, int]] = set()  #: owed, but the place fell into doubt
        self.owed = 0
        self.alerts: Counter[tuple[Place, int]] = Counter()
        self.corrections: Counter[tuple[Place, str]] = Counter()
        self.sequence: dict[Place, list[int]] = defaultdict(list)  #: as first received
        self.wrong: list[tuple[Place, int, str]] = []
        self.last_receipt = clock()

    def home(self, chat: int, thread: int = 0) -> Place:
        """Name a place, whatever its chat is called by now."""
        return self._homes.get(chat, chat), thread

    def moved(self, old: int, new: int) -> None:
        """Note that a group has become a supergroup."""
        self._homes[new] = self._homes.get(old, old)

    def follows(self, place: Place, wish: Wish) -> None:
        """Note that the bot has confirmed what *place* follows."""
        self.places[place].change(wish, certain=True, at=self._clock())

    def in_doubt(self, place: Place, wish: Wish = NOTHING) -> None:
        """Note that *place* may follow *wish* besides, or nothing any more."""
        standing = self.places[place]
        standing.change(standing.wish | wish, certain=False, at=self._clock())
        gone = {owed for owed in self.pending if owed[0] == place}
        self.pending -= gone
        self.excused |= gone

    def publish(self, number: int, topic: str) -> None:
        """Note a release that everybody who follows its topic is owed from now on."""
        self._published[number] = self._clock(), topic
        owed = {
            (place, number)
            for place, standing in self.places.items()
            if standing.certain and _wants(standing.wish, topic)
        }
        self.owed += len(owed)
        self.pending |= owed

    def receive(self, place: Place, number: int, text: str) -> None:
        """Note that a message about a release has arrived."""
        self.last_receipt = self._clock()
        if not self._permitted(place, number):
            self.wrong.append((place, number, text))
        if is_correction(text):
            self.corrections[place, text] += 1
            return
        if not self.alerts[place, number]:
            self.sequence[place].append(number)
        self.alerts[place, number] += 1
        self.pending.discard((place, number))

    @property
    def received(self) -> int:
        """How many alerts that were owed have arrived."""
        return self.owed - len(self.pending) - sum(not self.alerts[one] for one in self.excused)

    @property
    def repeated(self) -> int:
        """How many messages were the second copy, or a later one, of another."""
        counts = [*self.alerts.values(), *self.corrections.values()]
        return sum(count - 1 for count in counts if count > 1)

    def out_of_order(self, turns: dict[tuple[Place, int], int]) -> int:
        """Count first receipts that came after a later one of the outbox in the same place.

        *turns* are the places in the outbox of what is in it; what has left it is not counted.
        """
        late = 0
        for place, numbers in self.sequence.items():
            latest = -1
            for number in numbers:
                turn = turns.get((place, number), latest)
                late += turn < latest
                latest = max(latest, turn)
        return late

    def _permitted(self, place: Place, number: int) -> bool:
        if number not in self._published:  # of the old stock, which nobody is alerted of
            return False
        at, topic = self._published[number]
        standing = self.places.get(place)
        return standing is not None and _wants(standing.since(at), topic)


def is_correction(text: str) -> bool:
    """Tell a correction from an alert by its first words."""
    return text.startswith(("✏️ Corrected", "🚫 Withdrawn"))


def _wants(wish: Wish, topic: str) -> bool:
    return "*" in wish or topic in wish
