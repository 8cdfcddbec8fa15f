"""Which entries of a feed are news. Pure.

The rules were measured on 257 days of a ministry's feed: an entry is named by its key for good,
however often it leaves the feed and comes back; a link alone proves nothing, since ministries give
the same address to different releases; a title alone proves nothing either. Together with the time
of publication they prove it, whatever the key.
"""

import hashlib
import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from bot.models import Entry, EntryState

#: A known link under a new guid is the same release only so soon after it was last seen.
REPOSTED_WITHIN = timedelta(hours=6)
#: The same release in another feed.
COPIED_WITHIN = timedelta(days=7)
#: When all keys of a feed are new, times of publication may have been read otherwise, too.
SAME_TIME = timedelta(hours=2)

#: States in which a release was briefed, or will be while its feed is read.
_BRIEFED = {EntryState.BRIEFED, EntryState.REMOVED}
_LONGEST_KEY = 500
_NOT_A_WORD = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What is remembered of an entry; *id* is None for one of the same poll."""

    id: int | None
    feed_id: str
    key: str
    guid: str
    canonical_link: str
    title: str
    fingerprint: str
    updated_at: datetime | None
    first_seen_at: datetime
    state: EntryState
    published_at: datetime | None = None
    published_on: date | None = None
    alert: bool = True  #: chats hear of it, or have heard
    read: bool = True  #: its feed is still polled, so that what is owed will be done
    original: int | None = None  #: the entry that this one is a copy of


class Verdict(StrEnum):
    """What an entry of a poll is to us."""

    NEW = "new"
    SAME = "same"
    CHANGED = "changed"  #: known, and its text or its time of change is another
    DUPLICATE = "duplicate"  #: new here, but the release is known under another key or feed


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """An entry, what it is, and the known one that it is the same as (or a copy of)."""

    entry: Entry
    verdict: Verdict
    known: Known | None = None
    edited: bool = False  #: with ``changed``: title or time of change say so, not only a summary


def short(name: str) -> str:
    """Shorten a very long key, guid or link to what a database can index, still unique."""
    if len(name) <= _LONGEST_KEY:
        return name
    return f"sha256:{hashlib.sha256(name.encode(errors='replace')).hexdigest()}"


def in_order(entries: Sequence[Entry]) -> list[Entry]:
    """Sort entries as they were published, oldest first; feeds without all dates are reversed.

    Entries published at the same time keep the order of the feed, which has the newest first.
    """
    upward = list(reversed(entries))
    times = {entry.key: entry.published_at or entry.updated_at for entry in upward}
    dated = {key: time for key, time in times.items() if time is not None}
    if len(dated) < len(times):
        return upward
    return sorted(upward, key=lambda entry: dated[entry.key])


def judge(entries: Iterable[Entry], known: Collection[Known], *, now: datetime) -> list[Judged]:
    """Compare *entries* (in order, oldest first) with what is known, and with one another."""
    memory = _Memory(known)
    once = list({entry.key: entry for entry in entries}.values())
    ticking = _ticking([(entry, found) for entry in once if (found := memory.same(entry))])
    strange = not any(memory.same(entry) for entry in once)
    judged: list[Judged] = []
    for entry in once:
        edited, found = False, memory.same(entry)
        if found is not None:
            touched = _touched(entry, found) and not ticking
            changed = touched or entry.fingerprint != found.fingerprint
            verdict = Verdict.CHANGED if changed else Verdict.SAME
            edited = touched or entry.title != found.title
        elif found := memory.copied(entry, now=now, strange=strange):
            verdict = Verdict.DUPLICATE
        else:
            verdict = Verdict.NEW
        judged.append(Judged(entry=entry, verdict=verdict, known=found, edited=edited))
        if verdict in {Verdict.NEW, Verdict.DUPLICATE}:
            memory.add(_known(entry, now))
    return judged


def overran(judged: Collection[Judged]) -> bool:
    """Tell whether none of a poll's keys is known: it missed some releases, or keys changed."""
    known = {Verdict.SAME, Verdict.CHANGED}
    return bool(judged) and not any(one.verdict in known for one in judged)


class _Memory:
    """What is known, by what names it."""

    def __init__(self, known: Iterable[Known]) -> None:
        self._by_key: dict[tuple[str, str], Known] = {}
        self._by_link: dict[str, list[Known]] = {}
        self._by_guid: dict[str, list[Known]] = {}
        self._by_id: dict[int, Known] = {}
        for one in known:
            self.add(one)

    def add(self, known: Known) -> None:
        self._by_key[known.feed_id, known.key] = known
        self._by_link.setdefault(known.canonical_link, []).append(known)
        self._by_guid.setdefault(known.guid, []).append(known)
        if known.id is not None:
            self._by_id[known.id] = known

    def same(self, entry: Entry) -> Known | None:
        return self._by_key.get((entry.feed_id, short(entry.key)))

    def copied(self, entry: Entry, *, now: datetime, strange: bool) -> Known | None:
        """Find the release under another key; the title must agree, for links are recycled.

        *strange*: no key of this poll is known, so they may all have been changed.
        """
        for known in self._alike(entry):
            original = self._by_id.get(known.original or 0, known)
            age = now - known.first_seen_at
            if known.feed_id != entry.feed_id:
                if age <= COPIED_WITHIN and _will_be_told(original):
                    return original
            elif _reposted(entry, known, age) or _same_time(entry, known, strange=strange):
                return original
        return None

    def _alike(self, entry: Entry) -> Iterator[Known]:
        title = _folded(entry.title)
        link = self._by_link.get(short(entry.canonical_link), []) if entry.canonical_link else []
        guid = self._by_guid.get(short(entry.guid), []) if entry.guid else []
        return (known for known in (*link, *guid) if _folded(known.title) == title)


def _known(entry: Entry, now: datetime) -> Known:
    return Known(
        id=None,
        feed_id=entry.feed_id,
        key=short(entry.key),
        guid=short(entry.guid),
        canonical_link=short(entry.canonical_link),
        title=entry.title,
        fingerprint=entry.fingerprint,
        updated_at=entry.updated_at,
        first_seen_at=now,
        state=EntryState.DUE,
        published_at=entry.published_at,
        published_on=entry.published_on,
    )


def _will_be_told(known: Known) -> bool:
    """Tell whether an entry of another feed stands for the release; what failed there does not."""
    if known.state in _BRIEFED:
        return known.alert or known.read
    return known.state is EntryState.DUE and known.read


def _reposted(entry: Entry, known: Known, age: timedelta) -> bool:
    """Tell whether an entry came soon after another; after a gap several days may come at once."""
    said, then = entry.published_at, known.published_at
    apart = abs(said - then) if said and then else timedelta(0)
    return max(age, apart) <= REPOSTED_WITHIN


def _same_time(entry: Entry, known: Known, *, strange: bool) -> bool:
    """Tell whether both were published at once, so far as that is known."""
    said, then = entry.published_at, known.published_at
    if said and then:
        return abs(said - then) <= (SAME_TIME if strange else timedelta(0))
    if entry.published_on and known.published_on:
        return strange and abs(entry.published_on - known.published_on) <= timedelta(days=1)
    return strange


def _touched(entry: Entry, known: Known) -> bool:
    """Tell whether the publisher says that the release was changed after we last saw it."""
    then, said = known.updated_at, entry.updated_at
    return then is not None and said is not None and said > then


def _ticking(met: Sequence[tuple[Entry, Known]]) -> bool:
    """Tell whether all times of change moved at once: that is the server's clock, no edit."""
    several = len(met) > 2  # noqa: PLR2004  # two releases may well be edited together
    return several and all(_touched(entry, known) for entry, known in met)


def _folded(title: str) -> str:
    normal = unicodedata.normalize("NFKC", title).casefold()
    return _NOT_A_WORD.sub(" ", normal).strip()
