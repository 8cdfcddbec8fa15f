"""The state of feeds: when each is due, what it last answered, what its polls brought."""

import random
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import datetime, timedelta

from sqlalchemy import or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.admission import Admitted, Door, admit, names_of, owing, published
from bot.health import Checkup, Health, News, away, examine
from bot.identity import Judged, Verdict, in_order, judge, overran
from bot.models import EntryState, Feed, PollClass, Polled, TextStrategy, Validators
from bot.storage.claim import LEASE, claim
from bot.storage.intake import NewEntry, record_entries, wake_entries
from bot.storage.known import known_to, oldest_of
from bot.storage.rows import insert_new
from bot.storage.tables import FeedRow

#: After so long without the entries themselves "not modified" is not believed any more.
WHOLE_EVERY = timedelta(hours=12)
_WITHOUT_PAGES = {TextStrategy.FEED, TextStrategy.SUMMARY}
#: So many due feeds are looked at to find some of different hosts.
_LOOKED_AT = 500

_HEALTH = tuple(field.name for field in fields(Health))


@dataclass(frozen=True, slots=True, kw_only=True)
class DueFeed:
    """A feed that is to be polled, claimed."""

    feed_id: str
    validators: Validators


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """What one poll led to."""

    new: int = 0
    changed: int = 0
    duplicates: int = 0
    alerting: int = 0  #: new ones that chats will hear of
    entries: tuple[NewEntry, ...] = ()  #: the new ones, and copies
    notices: tuple[str, ...] = ()  #: for operators


async def sync_feeds(session: AsyncSession, feeds: Iterable[Feed], *, now: datetime) -> None:
    """Make exactly *feeds* those that are polled; a feed whose address changed starts afresh.

    What is known of its entries stays, so that a new address makes no old news.
    """
    wanted = {feed.id: feed for feed in feeds}
    rows = {row.feed_id: row for row in await session.scalars(select(FeedRow))}
    fresh = [
        {"feed_id": feed.id, "url": feed.url, "due_at": now, "detail": "", "window_keys": []}
        for feed in wanted.values()
        if feed.id not in rows
    ]
    await insert_new(session, FeedRow, fresh)
    for row in rows.values():
        _sync(row, wanted.get(row.feed_id), now=now)


async def claim_feeds(
    session: AsyncSession,
    *,
    now: datetime,
    limit: int,
    feeds: Collection[str],
    hosts: Mapping[str, str] | None = None,
    busy: Collection[str] = (),
    lease: timedelta = LEASE,
) -> list[DueFeed]:
    """Take those of *feeds* that are due, the longest waiting first.

    *hosts* tells where each feed lives: of each host one is taken, and none of the *busy* ones,
    since they would only wait for one another.
    """
    due = FeedRow.due_at <= now
    waiting = (
        select(FeedRow.feed_id)
        .where(due, FeedRow.feed_id.in_(list(feeds)))
        .order_by(FeedRow.due_at, FeedRow.feed_id)
        .limit(_LOOKED_AT)
    )
    first: dict[str, str] = {}
    for feed_id in await session.scalars(waiting):
        host = (hosts or {}).get(feed_id, feed_id)
        if host not in busy:
            first.setdefault(host, feed_id)
    chosen = list(first.values())[:limit]
    wanted = select(FeedRow.feed_id).where(due, FeedRow.feed_id.in_(chosen))
    wanted = wanted.order_by(FeedRow.due_at, FeedRow.feed_id)
    rows = await claim(session, FeedRow, wanted, now=now, lease=lease)
    return [
        DueFeed(
            feed_id=row.feed_id,
            validators=Validators(etag=row.etag, last_modified=row.last_modified),
        )
        for row in rows
    ]


async def make_due(session: AsyncSession, feed_ids: Collection[str], *, now: datetime) -> None:
    """Let feeds be polled now, whenever their turn would be."""
    chosen = FeedRow.feed_id.in_(list(feed_ids))
    later = or_(FeedRow.due_at.is_(None), FeedRow.due_at > now)
    await session.execute(update(FeedRow).where(chosen, later).values(due_at=now))


async def record_poll(
    session: AsyncSession,
    feed: Feed,
    polled: Polled,
    *,
    now: datetime,
    jitter: float | None = None,
) -> Recorded:
    """Store all that one poll led to: entries, validators, health and when the next is due.

    All in the caller's transaction: validators that outlived their entries would make the server
    answer "not modified", and the entries would never come. Repeating a poll changes nothing.
    """
    locked = select(FeedRow).where(FeedRow.feed_id == feed.id).with_for_update()
    row = (await session.scalars(locked.execution_options(populate_existing=True))).one()
    old = Health(**{name: getattr(row, name) for name in _HEALTH})
    # A feed that was empty when it was first read may just have been broken: the cap holds, too.
    returning = away(old, now=now) or not row.window_keys
    judged, admitted, entries = await _take_in(
        session, feed, polled, old, now=now, returning=returning
    )
    keys = [one.entry.key for one in judged]
    news = _news(polled, judged, admitted, primed=bool(old.primed_at))
    jitter = random.random() if jitter is None else jitter  # noqa: S311  # spreads polls, no secret
    checkup = examine(feed, old, polled, news, now=now, jitter=jitter)
    _store(row, polled, checkup, keys, now=now)
    await session.flush()
    return Recorded(
        new=news.fresh,
        changed=sum(one.verdict is Verdict.CHANGED for one in judged),
        duplicates=sum(one.verdict is Verdict.DUPLICATE for one in judged),
        alerting=sum(one.alert for one in admitted.values()),
        entries=entries,
        notices=checkup.notices,
    )


async def _take_in(
    session: AsyncSession,
    feed: Feed,
    polled: Polled,
    health: Health,
    *,
    now: datetime,
    returning: bool,
) -> tuple[list[Judged], dict[str, Admitted], tuple[NewEntry, ...]]:
    if polled.kind is not PollClass.OK or polled.ended:
        return [], {}, ()
    ordered = in_order(polled.entries)
    known = await known_to(session, feed.id, ordered, now=now)
    judged = judge(ordered, known, now=now)
    crowd = returning or overran(judged)
    door = Door(
        first=health.primed_at is None,
        crowd=crowd,
        newest_at=health.newest_at,
        oldest_at=await oldest_of(session, feed.id),
        now=now,
        read_at=None if returning else health.succeeded_at,
        names=names_of(known, feed) if crowd else frozenset(),
    )
    admitted = admit(feed, [one.entry for one in judged if one.verdict is Verdict.NEW], door)
    pages = feed.full_text not in _WITHOUT_PAGES
    entries = await record_entries(session, judged, admitted, now=now, pages=pages)
    if ids := owing(feed, judged, door):
        await wake_entries(session, ids, now=now)
    return judged, admitted, entries


def _news(
    polled: Polled, judged: list[Judged], admitted: dict[str, Admitted], *, primed: bool
) -> News:
    times = [published(entry) for entry in polled.entries]
    held_back = [one for one in admitted.values() if one.state is EntryState.DUE and not one.alert]
    return News(
        fresh=len(admitted),
        newest_at=max(filter(None, times), default=None),
        silent=len(held_back) if primed else 0,
        overrun=primed and overran(judged),
    )


def _store(
    row: FeedRow, polled: Polled, checkup: Checkup, keys: list[str], *, now: datetime
) -> None:
    for name in _HEALTH:
        setattr(row, name, getattr(checkup.health, name))
    row.due_at, row.attempts = checkup.due_at, 0
    said = polled.validators
    repeated = polled.kind is PollClass.NOT_MODIFIED and (said.etag or said.last_modified)
    if polled.kind is PollClass.OK or repeated:
        row.etag, row.last_modified = said.etag, said.last_modified
    if polled.kind is PollClass.OK:
        row.whole_at = now
    elif row.whole_at and now - row.whole_at >= WHOLE_EVERY:
        row.etag = row.last_modified = None
    if keys:
        row.window_keys = keys


def _sync(row: FeedRow, feed: Feed | None, *, now: datetime) -> None:
    if feed is None:
        row.due_at = None
        return
    if row.url != feed.url:
        row.url, row.etag, row.last_modified, row.due_at = feed.url, None, None, now
    row.due_at = row.due_at or now
