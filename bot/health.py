"""How a feed is doing: what a poll changes, what operators are told, when to ask again. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from bot.models import Feed, PollClass, Polled

#: After so many like answers in a row operators are told (one bad answer is nobody's business).
ALARM_AFTER = 3
#: …and after so many failures of changing kinds.
ALARM_AFTER_MIXED = 6
#: A missing feed is asked again once before it is believed.
GONE_AFTER = 2
#: After so long without a good answer a feed's entries are no news any more, but for the newest.
AWAY = timedelta(days=7)
#: A document that breaks off so often in a row is all that we shall get.
BROKEN_FOR_GOOD = 3
#: The longest that we let a feed wait, and the longest that we let a server make us wait.
LONGEST = timedelta(days=1)
#: The most that a poll is put off so that feeds do not march in step, as a part of its interval.
JITTER = 0.1

_GOOD = {PollClass.OK, PollClass.NOT_MODIFIED}
_SAID = {
    PollClass.BLOCKED: "is blocked",
    PollClass.GONE: "is gone",
    PollClass.NOT_A_FEED: "does not answer with a feed",
    PollClass.EMPTY: "has no entries",
    PollClass.TRUNCATED: "answers only in part",
    PollClass.TIMEOUT: "does not answer in time",
    PollClass.ERROR: "cannot be reached",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """State of a feed after its last poll; the fields are columns of the same names."""

    failures: int = 0  #: bad answers in a row
    class_polls: int = 0  #: answers in a row of this class
    poll_class: str | None = None
    class_since: datetime | None = None
    detail: str = ""
    alarm: str = ""  #: the class that operators were told of
    primed_at: datetime | None = None
    polled_at: datetime | None = None
    succeeded_at: datetime | None = None
    new_entry_at: datetime | None = None
    newest_at: datetime | None = None
    overrun_at: datetime | None = None
    moved_to: str | None = None
    stale_noticed_at: datetime | None = None
    ended_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """What the entries of a poll were to us."""

    fresh: int = 0  #: new ones
    newest_at: datetime | None = None  #: publication of the newest entry
    silent: int = 0  #: new ones that nobody is alerted of: they are old, or too many at once
    overrun: bool = False  #: no entry was known


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkup:
    """The outcome of one poll for the feed's row and the operators."""

    health: Health
    due_at: datetime
    notices: tuple[str, ...] = field(default=())


def examine(
    feed: Feed, old: Health, polled: Polled, news: News, *, now: datetime, jitter: float
) -> Checkup:
    """Judge one poll; *jitter* is a random number from 0 to 1."""
    health = _observed(old, polled, news, now=now)
    health = replace(health, alarm=_alarm(health))
    notices = list(_notices(feed, old, health, news, now=now))
    if _stale(feed, health, now=now) and not health.stale_noticed_at:
        notices.append(_stale_notice(feed, health))
        health = replace(health, stale_noticed_at=now)
    return Checkup(
        health=health,
        due_at=now + _wait(feed, health, polled, jitter=jitter),
        notices=tuple(notices),
    )


def away(health: Health, *, now: datetime) -> bool:
    """Tell whether a good answer has not been had for so long that its entries are old news."""
    return health.succeeded_at is not None and now - health.succeeded_at > AWAY


def _observed(old: Health, polled: Polled, news: News, *, now: datetime) -> Health:
    same = old.poll_class == polled.kind
    health = replace(
        old,
        poll_class=polled.kind.value,
        class_polls=old.class_polls + 1 if same else 1,
        class_since=old.class_since if same else now,
        detail=polled.detail,
        polled_at=now,
        failures=0 if polled.kind in _GOOD else old.failures + 1,
        ended_at=(old.ended_at or now) if polled.ended else None,
    )
    if polled.kind in _GOOD:
        health = replace(health, succeeded_at=now, moved_to=polled.moved_to)
    if polled.no_entries:
        # The feed is well and empty: what comes next is news, and no first poll's old stock.
        health = replace(health, primed_at=health.primed_at or now)
    if polled.kind is not PollClass.OK:
        return health
    # Half a first poll shows only some of the old stock; a feed that is always broken is primed.
    whole = not polled.cut_short or health.class_polls >= BROKEN_FOR_GOOD
    return _with_news(health, news, now=now, whole=whole)


def _with_news(health: Health, news: News, *, now: datetime, whole: bool) -> Health:
    newest = min(news.newest_at, now) if news.newest_at else None
    if news.fresh:
        # What a first poll finds is as old as it says; later, news is what we had not seen.
        seen = now if health.primed_at else newest or now
        health = replace(health, new_entry_at=seen, stale_noticed_at=None)
    return replace(
        health,
        primed_at=health.primed_at or (now if whole else None),
        newest_at=max(filter(None, (health.newest_at, newest)), default=None),
        overrun_at=now if news.overrun else health.overrun_at,
    )


def _alarm(health: Health) -> str:
    """Give the class that operators know of, or now have to know of."""
    if not health.failures:
        return ""
    if health.ended_at:
        return health.poll_class or ""
    enough = GONE_AFTER if health.poll_class == PollClass.GONE else ALARM_AFTER
    steady = health.class_polls >= enough
    mixed = not health.alarm and health.failures >= ALARM_AFTER_MIXED
    return health.poll_class or "" if steady or mixed else health.alarm


def _notices(
    feed: Feed, old: Health, health: Health, news: News, *, now: datetime
) -> Iterator[str]:
    name = f"{feed.publisher} ({feed.id})"
    if health.ended_at and not old.ended_at:
        yield f"{name} has ended: it needs a new address, or to be switched off. {health.detail}"
    elif health.alarm and health.alarm != old.alarm:
        times = f"{health.failures} polls in a row"
        said = f"{name} {_SAID[PollClass(health.alarm)]}: {times} failed. {health.detail}"
        slow = " It is now asked once a day." if health.alarm == PollClass.GONE else ""
        yield said.strip() + slow
    if old.alarm and not health.alarm:
        lost = now - (old.succeeded_at or old.class_since or now)
        yield f"{name} answers again, after {_long(lost)}."
    if news.silent:
        yield (
            f"{name} brought {news.fresh} new entries at once; {news.silent} of them alert "
            "nobody, since they are old or too many."
        )
    if news.overrun and not _recent(old.overrun_at, now):
        yield f"{name} shows only entries that we do not know: releases in between may be missing."
    if health.moved_to and health.moved_to != old.moved_to:
        yield f"{name} has moved for good to {health.moved_to}: change its address."


def _stale(feed: Feed, health: Health, *, now: datetime) -> bool:
    return (
        health.succeeded_at == now
        and health.new_entry_at is not None
        and now - health.new_entry_at > feed.stale_after
    )


def _stale_notice(feed: Feed, health: Health) -> str:
    since = f"{health.new_entry_at:%d %B %Y}" if health.new_entry_at else "it was added"
    return f"{feed.publisher} ({feed.id}) answers but has brought nothing new since {since}."


def _wait(feed: Feed, health: Health, polled: Polled, *, jitter: float) -> timedelta:
    wait = _interval(feed, health) * (1 + JITTER * jitter)
    wished = polled.retry_after or timedelta(0)
    return max(wait, min(wished, LONGEST))


def _interval(feed: Feed, health: Health) -> timedelta:
    gone = health.poll_class == PollClass.GONE and health.class_polls >= GONE_AFTER
    longest = max(LONGEST, feed.poll_every)
    if gone or health.ended_at:
        return longest
    doublings = min(max(health.failures - 1, 0), 20)  # one second reaches a day with 17
    return min(feed.poll_every * (1 << doublings), longest)


def _recent(then: datetime | None, now: datetime) -> bool:
    return then is not None and now - then < LONGEST


def _long(lost: timedelta) -> str:
    hours = lost.total_seconds() / 3600
    if hours < 1:
        return f"{max(1, round(hours * 60))} min"
    return f"{round(hours)} h" if hours < 48 else f"{round(hours / 24)} days"  # noqa: PLR2004
