"""Which entries of a feed are news. Pure.

The rules were measured on 257 days of a ministry's feed: an entry is named by its key for good,
however often it leaves the feed and comes back; a link alone proves nothing, since ministries give
the same address to different releases; a title alone proves nothing either.
"""

import hashlib
import re
import unicodedata
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.models import Entry, EntryState, Feed

#: A known link under a new guid is the same release only so soon after it was last seen.
REPOSTED_WITHIN = timedelta(hours=6)
#: The same release in another feed.
COPIED_WITHIN = timedelta(days=7)
#: How many of a feed's entries are briefed when it is new, and alerted when it was away.
NEWEST = 10

#: States in which a release was told, or will be.
_TOLD = {EntryState.DUE, EntryState.BRIEFED, EntryState.REMOVED, EntryState.DUPLICATE}
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Admitted:
    """How a new entry is taken in."""

    state: EntryState
    alert: bool = False


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
    judged: list[Judged] = []
    for entry in once:
        found = memory.same(entry)
        if found is not None:
            verdict = Verdict.CHANGED if _changed(entry, found, ticking=ticking) else Verdict.SAME
        elif found := memory.copied(entry, now=now):
            verdict = Verdict.DUPLICATE
        else:
            verdict = Verdict.NEW
        judged.append(Judged(entry=entry, verdict=verdict, known=found))
        if verdict in {Verdict.NEW, Verdict.DUPLICATE}:
            memory.add(_known(entry, now))
    return judged


def excluded(feed: Feed, title: str) -> bool:
    """Tell whether the feed's title rules keep this release out."""
    if any(re.search(rule, title, re.IGNORECASE) for rule in feed.title_exclude):
        return True
    wanted = feed.title_include
    return bool(wanted) and not any(re.search(rule, title, re.IGNORECASE) for rule in wanted)


def admit(
    feed: Feed, entries: Sequence[Entry], *, first: bool, returning: bool
) -> dict[str, Admitted]:
    """Decide, by key, how new *entries* (oldest first) are taken in.

    *first*: the feed was never read before, so its newest are briefed and nobody is alerted.
    *returning*: it was away for long, so only its newest alert and the others are briefed silently.
    """
    wanted = [entry for entry in entries if not excluded(feed, entry.title)]
    newest = {entry.key for entry in wanted[-NEWEST:]}
    admitted = {entry.key: Admitted(state=EntryState.SEEN) for entry in entries}
    for entry in wanted:
        if first and entry.key not in newest:
            continue
        alert = not first and (not returning or entry.key in newest)
        admitted[entry.key] = Admitted(state=EntryState.DUE, alert=alert)
    return admitted


class _Memory:
    """What is known, by what names it."""

    def __init__(self, known: Iterable[Known]) -> None:
        self._by_key: dict[tuple[str, str], Known] = {}
        self._by_link: dict[str, list[Known]] = {}
        self._by_guid: dict[str, list[Known]] = {}
        for one in known:
            self.add(one)

    def add(self, known: Known) -> None:
        self._by_key[known.feed_id, known.key] = known
        self._by_link.setdefault(known.canonical_link, []).append(known)
        self._by_guid.setdefault(known.guid, []).append(known)

    def same(self, entry: Entry) -> Known | None:
        return self._by_key.get((entry.feed_id, short(entry.key)))

    def copied(self, entry: Entry, *, now: datetime) -> Known | None:
        """Find the release under another key; the title must agree, for links are recycled."""
        title = _folded(entry.title)
        link = self._by_link.get(short(entry.canonical_link), []) if entry.canonical_link else []
        guid = self._by_guid.get(short(entry.guid), []) if entry.guid else []
        for known in (*link, *guid):
            here = known.feed_id == entry.feed_id
            limit = REPOSTED_WITHIN if here else COPIED_WITHIN
            recent = now - known.first_seen_at <= limit
            if recent and _folded(known.title) == title and (here or known.state in _TOLD):
                return known
        return None


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
    )


def _changed(entry: Entry, known: Known, *, ticking: bool) -> bool:
    return entry.fingerprint != known.fingerprint or (_touched(entry, known) and not ticking)


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
