"""What became of every release that the captures showed."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from bot.admission import NEWEST, OLD, excluded
from bot.health import AWAY
from bot.models import DeliveryKind, Feed
from bot.replay.items import Item, Items
from bot.replay.shown import Document, Shown, address, folded, guid_address, read_document
from bot.replay.stage import Act
from bot.storage.ledger import Told

_OK = range(200, 204)


class Fate(StrEnum):
    """What a release met with."""

    ALERTED = "alerted once"
    STOCK = "there before the first whole capture, or older than all of it, so no news"
    HELD = "held back by rule: too many at once, or old"
    EXCLUDED = "kept out by the feed's title rules"
    BROKEN = "only ever in broken captures"
    LOST = "LOST"
    REPEATED = "REPEATED"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One release that needs looking at."""

    fate: Fate
    heading: str
    link: str
    first: str  #: the capture that first showed it
    alerts: tuple[str, ...] = ()  #: the captures after which it alerted


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What a replay came to."""

    fates: Counter[Fate]
    findings: tuple[Finding, ...]
    captures: Counter[str]  #: by class
    counts: dict[str, int]  #: what else the bot did
    strays: tuple[str, ...] = ()  #: alerts of what no capture shows

    @property
    def kept(self) -> bool:
        """Tell whether nothing was lost and nothing repeated."""
        return not (self.fates[Fate.LOST] or self.fates[Fate.REPEATED] or self.strays)


@dataclass(slots=True)
class _Life:
    """How one release fared."""

    shown: Shown
    first: int  #: number of the capture that first showed it
    whole: int | None = None  #: number of the first whole capture that showed it
    old: bool = False  #: published long before what was known already
    crowd: set[int] = field(default_factory=set)  #: captures that may hold it back among many
    alerts: list[int] = field(default_factory=list)


class Judge:
    """Watches a replay act by act."""

    def __init__(self, feed: Feed) -> None:
        self._feed = feed
        self._items = Items()
        self._lives: dict[Item, _Life] = {}
        self._acts: list[Act] = []
        self._alerts: Counter[int] = Counter()  #: by capture
        self._strays: list[str] = []
        # Of whole captures so far:
        self._primed: int | None = None
        self._good_at: datetime | None = None
        self._empty = False
        self._newest: datetime | None = None
        self._floor: datetime | None = None  #: the oldest that the first of them showed

    def see(self, act: Act) -> None:
        """Take note of what a capture showed, and of what was told."""
        number = len(self._acts)
        self._acts.append(act)
        readable = act.snapshot.status in _OK
        document = read_document(act.snapshot.body) if readable else Document((), sound=False)
        elements = document.elements
        items = self._items.of(elements)
        crowd = self._is_crowd(items, act.snapshot.at)
        for item, shown in zip(items, elements, strict=True):
            life = self._lives.setdefault(item, _Life(shown, number))
            if life.whole is None:
                life.crowd |= {number} if crowd else set()
                life.old = life.old or self._is_old(shown)
                life.whole = number if document.sound else None
        self._note_alerts(act, number, items, elements)
        if document.sound:
            self._remember(number, elements, act.snapshot.at)

    def report(self) -> Report:
        """Give the verdict on all that was seen."""
        fates: Counter[Fate] = Counter()
        findings = []
        for life in self._lives.values():
            fate = self._fate(life)
            fates[fate] += 1
            if fate in {Fate.LOST, Fate.REPEATED, Fate.HELD}:
                findings.append(self._finding(fate, life))
        return Report(
            fates=fates,
            findings=tuple(sorted(findings, key=lambda one: (one.fate, one.first))),
            captures=Counter(act.poll.kind.value for act in self._acts),
            counts=_counts(self._acts),
            strays=tuple(self._strays),
        )

    def _is_crowd(self, items: Sequence[Item], at: datetime) -> bool:
        """Tell whether a capture may bring more at once than anybody wants to be told."""
        if self._good_at is None:
            return False
        strange = not any(item in self._lives for item in items)
        return strange or self._empty or at - self._good_at > AWAY

    def _is_old(self, shown: Shown) -> bool:
        said = shown.published or shown.changed
        return said is not None and self._newest is not None and self._newest - said > OLD

    def _note_alerts(
        self, act: Act, number: int, items: Sequence[Item], elements: Sequence[Shown]
    ) -> None:
        for told in act.told:
            if told.kind is not DeliveryKind.ALERT:
                continue
            self._alerts[number] += 1
            which = _which(told, elements)
            if which is None:
                self._strays.append(f"{act.snapshot.name}: {told.title} {told.link}")
            else:
                self._lives[items[which]].alerts += [number] * told.sent

    def _remember(self, number: int, elements: Sequence[Shown], at: datetime) -> None:
        self._primed = number if self._primed is None else self._primed
        self._good_at, self._empty = at, not elements
        times = [time for one in elements if (time := one.published or one.changed)]
        if self._primed == number:
            self._floor = min(times, default=None)
        known = [self._newest] if self._newest else []
        self._newest = max([*known, *(min(time, at) for time in times)], default=None)

    def _fate(self, life: _Life) -> Fate:
        said = life.shown.published or life.shown.changed
        tail = said is not None and self._floor is not None and said < self._floor
        stock = self._primed is None or life.first <= self._primed or tail
        if len(life.alerts) > (0 if stock else 1):
            return Fate.REPEATED
        if stock:
            return Fate.STOCK
        if life.alerts:
            return Fate.ALERTED
        if life.whole is None:
            return Fate.BROKEN
        if excluded(self._feed, life.shown.heading):
            return Fate.EXCLUDED
        full = any(self._alerts[number] >= NEWEST for number in life.crowd)
        return Fate.HELD if life.old or full else Fate.LOST

    def _finding(self, fate: Fate, life: _Life) -> Finding:
        return Finding(
            fate=fate,
            heading=life.shown.heading,
            link=life.shown.link or life.shown.guid,
            first=self._acts[life.first].snapshot.name,
            alerts=tuple(self._acts[number].snapshot.name for number in life.alerts),
        )


def _which(told: Told, elements: Sequence[Shown]) -> int | None:
    """Find the element that an alert is about, by what it calls it."""
    guid, link, title = guid_address(told.guid), address(told.link), folded(told.title)
    scores = [
        4 * (bool(guid) and one.guid == guid)
        + 3 * (bool(link) and one.link == link)
        + 2 * (one.title == title)
        for one in elements
    ]
    best = max(scores, default=0)
    return scores.index(best) if best else None


def _counts(acts: Sequence[Act]) -> dict[str, int]:
    """Count what else the bot made of the captures."""
    recorded = [act.poll.recorded for act in acts]
    kinds = Counter(told.kind for act in acts for told in act.told)
    return {
        "entries that were new to it": sum(one.new for one in recorded),
        "copies that it merged": sum(one.duplicates for one in recorded),
        "edits that it noticed": sum(one.changed for one in recorded),
        "corrections": kinds[DeliveryKind.CORRECTION],
        "notices for operators": sum(len(one.notices) for one in recorded),
    }
