"""How new entries are taken in: briefed or only noted, and whether chats are told. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from bot.identity import Judged, Known, Verdict, folded, short, spellings
from bot.models import Entry, EntryState, Feed
from bot.title_rules import any_found

#: How many of a feed's entries are briefed when it is new, and alerted when many come at once.
NEWEST = 10
#: A release that was published so long before the newest one we know is no news: it comes from a
#: longer list, or from an archive. Ministries publish up to 15 hours behind their newest.
OLD = timedelta(days=4)
#: Clocks and zones are set wrong by no more than this; what is dated later is no publication…
AHEAD = timedelta(days=1)
#: …and no ministry publishes more than this within an hour; then dates are those of a machine.
MOST_AN_HOUR = 5
_HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Admitted:
    """How a new entry is taken in."""

    state: EntryState
    alert: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """What is known of the feed when new entries knock.

    *first*: it was never read whole before, so its newest are briefed and nobody is alerted.
    *crowd*: it was away for long, or all of its entries are new: only the newest alert, and what
    was surely published since *read_at*.
    """

    first: bool = False
    crowd: bool = False
    newest_at: datetime | None = None  #: publication of the newest entry known before
    oldest_at: datetime | None = None  #: …and of the oldest: what is older is the end of a list
    now: datetime | None = None
    read_at: datetime | None = None  #: last good answer; None: too long ago, or there was none
    names: frozenset[str] = frozenset()  #: titles (folded) and addresses of what is known here


def excluded(feed: Feed, title: str) -> bool:
    """Tell whether the feed's title rules keep this release out."""
    wanted = not feed.title_include or any_found(feed.title_include, title)
    return not wanted or any_found(feed.title_exclude, title)


def admit(feed: Feed, entries: Sequence[Entry], door: Door) -> dict[str, Admitted]:
    """Decide, by key, how new *entries* (oldest first) are taken in."""
    wanted = [entry for entry in entries if not excluded(feed, entry.title)]
    newest = {entry.key for entry in wanted[-NEWEST:]}
    if door.crowd:
        newest |= surely_news(entries, door)
    admitted = {entry.key: Admitted(state=EntryState.SEEN) for entry in entries}
    for entry in wanted:
        among = entry.key in newest
        if door.first and not among:
            continue
        alert = not door.first and (among or not door.crowd) and not _is_old(entry, door)
        admitted[entry.key] = Admitted(state=EntryState.DUE, alert=alert)
    return admitted


def surely_news(entries: Sequence[Entry], door: Door) -> set[str]:
    """Give the keys of new *entries* that were published after the feed was last read.

    When a whole window is new, either many releases came in between, or the site was made anew and
    shows old ones under other names. Dates alone do not tell: a new site may date everything when
    it was moved. That goes fast, or repeats names that are known, so neither is believed.
    """
    since, until = door.read_at, door.now and door.now + AHEAD
    if door.first or since is None or until is None:
        return set()
    dated = [(entry, at) for entry in entries if (at := entry.published_at) and since < at <= until]
    times = sorted(at for _, at in dated)
    crammed = any(
        later - sooner < _HOUR for sooner, later in zip(times, times[MOST_AN_HOUR:], strict=False)
    )
    strangers = {entry.key for entry, _ in dated if not _names(entry) & door.names}
    return strangers if not crammed and 2 * len(strangers) > len(dated) else set()


def names_of(known: Iterable[Known], feed: Feed) -> frozenset[str]:
    """Give what names those of *known* that are this feed's."""
    here = [one for one in known if one.feed_id == feed.id]
    return frozenset({folded(one.title) for one in here} | {one.canonical_link for one in here})


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


def _names(entry: Entry) -> set[str]:
    links = {short(link) for link in spellings(entry.canonical_link)}
    return {folded(entry.title), *links} - {""}


def _is_old(entry: Entry, door: Door) -> bool:
    said = published(entry)
    if said is None:
        return False
    longer_list = door.oldest_at is not None and said < door.oldest_at
    return longer_list or (door.newest_at is not None and door.newest_at - said > OLD)
