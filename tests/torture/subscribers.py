"""People: they follow, stop, block the bot, come back, and let their groups grow."""

import asyncio
import random
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from tests.fakes.answers import BLOCKED, Failure, Sent
from tests.torture.ledger import EVERYTHING, NOTHING, Ledger, Wish
from tests.torture.options import Options
from tests.torture.releases import TOPICS, number_in
from tests.torture.telegram import StormyTelegram

_ADMIN = 42
_GROUPS, _FORUMS, _STRANGERS = 1 / 6, 1 / 30, 1 / 12
_DEACTIVATED = Failure(403, "Forbidden: user is deactivated")
_KICKED = Failure(403, "Forbidden: bot was kicked from the group chat")
_LOST = Failure(400, "Bad Request: chat not found")
_APOLOGY = "went wrong on my side"
_PATIENCE = 400.0


@dataclass(slots=True)
class Person:
    """Somebody with a chat (or a group, or a thread in a forum), and what is wished for there."""

    chat: int
    thread: int
    wish: Wish  #: nothing: only looks at /help
    heard: list[str] = field(default_factory=list)
    news: asyncio.Event = field(default_factory=asyncio.Event)
    busy: asyncio.Lock = field(default_factory=asyncio.Lock)

    @property
    def place(self) -> tuple[int, int]:
        return self.chat, self.thread


class Crowd:
    """All of them; every wish is a real command, and holds once the bot has confirmed it."""

    def __init__(
        self, options: Options, telegram: StormyTelegram, ledger: Ledger, chance: random.Random
    ) -> None:
        self._telegram, self._ledger, self._chance = telegram, ledger, chance
        self.people = [self._person(number, options) for number in range(options.chats)]
        self._at = {person.place: person for person in self.people}
        self.deeds: Counter[str] = Counter()
        self.commands = self.answers = self.apologies = 0
        telegram.hears = self._hear

    async def join(self) -> None:
        """Let everybody say what to follow, and wait until all are answered."""
        await asyncio.gather(*(self._begin(person) for person in self.people))

    async def stir(self) -> None:
        """Let one of them do something."""
        person = self._chance.choice(self.people)
        if person.busy.locked() or person.chat in self._telegram.gone:
            return
        deeds: list[Callable[[Person], Awaitable[None]]] = [self._change_mind]
        if person.chat > 0:
            deeds += [self._block, self._vanish] if self._chance.random() < 1 / 3 else [self._block]
        elif person.chat > -1_000_000 and not person.thread:
            deeds = [self._grow, self._throw_out]
        deed = self._chance.choice(deeds)
        async with person.busy:
            await deed(person)
        self.deeds[deed.__name__.lstrip("_").replace("_", " ")] += 1

    def let_slip(self) -> None:
        """Let Telegram not find a chat, once: what is missed again five minutes later is gone."""
        unharmed = [one for one in self.people if one.chat not in self._telegram.slips]
        if unharmed:
            self._telegram.slips[self._chance.choice(unharmed).chat] = 1

    def _person(self, number: int, options: Options) -> Person:
        drawn, chat, thread = self._chance.random(), 10_001 + number, 0
        if drawn < _GROUPS:
            chat = -chat
            self._telegram.kinds[chat] = "group"
        elif drawn < _GROUPS + _FORUMS:
            chat, thread = -1_000_000_000 - chat, 7
        if number < options.everything:
            return Person(chat, thread, EVERYTHING)
        stranger = (number - options.everything) % 4 == 0
        return Person(chat, thread, NOTHING if stranger else frozenset({TOPICS[number % 8]}))

    async def _begin(self, person: Person) -> None:
        async with person.busy:
            if not person.wish:
                await self._say(person, "/help", "Commands")
                return
            await self._follow(person)

    async def _follow(self, person: Person) -> None:
        self._ledger.in_doubt(self._home(person), person.wish)
        if person.wish == EVERYTHING:
            done = await self._say(person, "/subscribe", "Alerts are on for every new release")
        else:
            topics = ", ".join(person.wish)
            done = await self._say(person, f"/subscribe {topics}", "Alerts are on for\n")
        if done:
            self._ledger.follows(self._home(person), person.wish)

    async def _change_mind(self, person: Person) -> None:
        """End alerts, or follow another topic in place of the present one."""
        if not person.wish:
            await self._say(person, "/help", "Commands")
            return
        self._ledger.in_doubt(self._home(person))
        if not await self._say(person, "/unsubscribe", "Alerts are off"):
            return
        self._ledger.follows(self._home(person), NOTHING)
        await asyncio.sleep(self._chance.uniform(0, 3))
        if person.wish != EVERYTHING:
            person.wish = frozenset({self._chance.choice(TOPICS)})
        await self._follow(person)

    async def _block(self, person: Person) -> None:
        """Block the bot, come back later, and ask for alerts again."""
        self._ledger.in_doubt(self._home(person))
        self._telegram.gone[person.chat] = BLOCKED
        if self._chance.random() < 2 / 3:
            await self._telegram.member(person.chat, inside=False)
        await asyncio.sleep(self._chance.uniform(2, 20))
        del self._telegram.gone[person.chat]
        await self._telegram.member(person.chat, inside=True)
        await self._begin_again(person)

    async def _throw_out(self, person: Person) -> None:
        """Remove the bot from a group and add it again."""
        self._ledger.in_doubt(self._home(person))
        self._telegram.gone[person.chat] = _KICKED
        await self._telegram.member(person.chat, inside=False)
        await asyncio.sleep(self._chance.uniform(2, 20))
        del self._telegram.gone[person.chat]
        await self._telegram.member(person.chat, inside=True)
        await self._begin_again(person)

    async def _begin_again(self, person: Person) -> None:
        if person.wish:
            await self._follow(person)
        else:
            await self._say(person, "/help", "Commands")

    async def _vanish(self, person: Person) -> None:
        """Leave for good."""
        self._ledger.in_doubt(self._home(person))
        self._telegram.gone[person.chat] = self._chance.choice((_DEACTIVATED, _LOST))

    async def _grow(self, person: Person) -> None:
        """Turn the group into a supergroup; whoever followed in it goes on following."""
        old, new = person.chat, -1_000_000_000_000 + person.chat
        self._ledger.moved(old, new)
        person.chat = new
        self._at[person.place] = person
        await self._telegram.migrate(old, new)

    async def _say(self, person: Person, text: str, expected: str) -> bool:
        """Write *text*, again when the bot apologises, until it is answered; false: it never is."""
        self.commands += 1
        try:
            async with asyncio.timeout(_PATIENCE):
                while not await self._heard(person, text, expected):
                    await asyncio.sleep(1)
        except TimeoutError:
            return False
        except asyncio.CancelledError:  # the campaign ends: nobody waits for this answer any more
            self.commands -= 1
            raise
        self.answers += 1
        return True

    async def _heard(self, person: Person, text: str, expected: str) -> bool:
        """Write *text* once and wait for what is *expected*; false when an apology came."""
        person.heard.clear()
        user = person.chat if person.chat > 0 else _ADMIN
        await self._telegram.say(text, chat=person.chat, user=user, thread=person.thread)
        while True:
            if any(expected in answer for answer in person.heard):
                return True
            if any(_APOLOGY in answer for answer in person.heard):
                return False
            person.news.clear()
            await person.news.wait()

    def _hear(self, sent: Sent) -> None:
        thread = int(sent.parameters.get("message_thread_id", 0))
        number = number_in(sent.text)
        if number is not None:
            self._ledger.receive(self._ledger.home(sent.chat, thread), number, sent.text)
            return
        self.apologies += _APOLOGY in sent.text
        if person := self._at.get((sent.chat, thread)):
            person.heard.append(sent.text)
            person.news.set()

    def _home(self, person: Person) -> tuple[int, int]:
        return self._ledger.home(person.chat, person.thread)
