"""How new entries are taken in: briefed or only noted, and whether chats are told. Pure."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from bot.identity import Judged, Verdict
from bot.models import Entry, EntryState, Feed

#: How many of a feed's entries are briefed when it is new, and alerted when many come at once.
NEWEST = 10
#: A release that was published so long before the newest one we know is no news: it comes from a
#: longer list, or from an archive. Ministries publish up to 15 hours behind their newest.
OLD = timedelta(days=4)


@dataclass(frozen=True, slots=True, kw_only=True)
class Admitted:
    """How a new entry is taken in."""

    state: EntryState
    alert: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """What is known of the feed when new entries knock.

    *first*: it was never read whole before, so its newest are briefed and nobody is alerted.
    *crowd*: it was away for long, or all of its entries are new: only the newest alert.
    """

    first: bool = False
    crowd: bool = False
    newest_at: datetime | None = None  #: publication of the newest entry known before
    oldest_at: datetime | None = None  #: …and of the oldest: what is older is the end of a list


def excluded(feed: Feed, title: str) -> bool:
    """Tell whether the feed's title rules keep this release out."""
    if any(re.search(rule, title, re.IGNORECASE) for rule in feed.title_exclude):
        return True
    wanted = feed.title_include
    return bool(wanted) and not any(re.search(rule, title, re.IGNORECASE) for rule in wanted)


def admit(feed: Feed, entries: Sequence[Entry], door: Door) -> dict[str, Admitted]:
    """Decide, by key, how new *entries* (oldest first) are taken in."""
    wanted = [entry for entry in entries if not excluded(feed, entry.title)]
    newest = {entry.key for entry in wanted[-NEWEST:]}
    admitted = {entry.key: Admitted(state=EntryState.SEEN) for entry in entries}
    for entry in wanted:
        among = entry.key in newest
        if door.first and not among:
            continue
        alert = not door.first and (among or not door.crowd) and not _is_old(entry, door)
        admitted[entry.key] = Admitted(state=EntryState.DUE, alert=alert)
    return admitted


def owing(feed: Feed, judged: Iterable[Judged], door: Door) -> set[int]:
    """Give the entries of other feeds that alerted nobody, but whose copies here are news."""
    if door.first:
        return set()
    return {
        one.known.id
        for one in judged
        if one.verdict is Verdict.DUPLICATE
        and one.known
        and one.known.id is not None
        and one.known.feed_id != feed.id
        and not one.known.alert
        and not excluded(feed, one.entry.title)
        and not _is_old(one.entry, door)
    }


def published(entry: Entry) -> datetime | None:
    """Tell when an entry was published, as near as its feed says."""
    if entry.published_at or not entry.published_on:
        return entry.published_at or entry.updated_at
    if entry.updated_at:
        return entry.updated_at
    return datetime.combine(entry.published_on, time(12), UTC)


def _is_old(entry: Entry, door: Door) -> bool:
    said = published(entry)
    if said is None:
        return False
    longer_list = door.oldest_at is not None and said < door.oldest_at
    return longer_list or (door.newest_at is not None and door.newest_at - said > OLD)
