"""Entries of feeds: kept for ever, since one that is forgotten would be news again."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.models import Entry, EntryState, TextStatus
from bot.storage.claim import LEASE, claim
from bot.storage.tables import EntryRow

#: So many due entries are looked at to find some of different feeds.
_LOOKED_AT = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class DueEntry:
    """An entry that is to be read (again), claimed."""

    id: int
    entry: Entry
    first_seen_at: datetime
    alert: bool
    attempts: int


async def claim_entries(
    session: AsyncSession,
    *,
    now: datetime,
    limit: int,
    feeds: Collection[str],
    busy: Collection[str] = (),
) -> list[DueEntry]:
    """Take entries to be briefed, at most one of each of *feeds* but for the *busy* ones.

    Those that alert come first, then the oldest: a new feed's first entries delay no news.
    """
    return await _claim(session, EntryState.DUE, now=now, limit=limit, feeds=feeds, busy=busy)


async def claim_rechecks(
    session: AsyncSession,
    *,
    now: datetime,
    limit: int,
    feeds: Collection[str],
    busy: Collection[str] = (),
) -> list[DueEntry]:
    """Take briefed entries whose release is to be read again."""
    return await _claim(session, EntryState.BRIEFED, now=now, limit=limit, feeds=feeds, busy=busy)


async def settle_entry(
    session: AsyncSession,
    due: DueEntry,
    state: EntryState,
    *,
    now: datetime,
    due_at: datetime | None = None,
) -> None:
    """Say where an entry stands now, and when it is to be read again, if at all.

    What its feed changed while it was being read is read at once.
    """
    mine = select(EntryRow).where(EntryRow.id == due.id).with_for_update()
    row = (await session.scalars(mine.execution_options(populate_existing=True))).one()
    row.state, row.due_at, row.attempts, row.error, row.read_at = state, due_at, 0, "", now
    if row.alert and not due.alert:
        row.state, row.due_at = EntryState.DUE, now
    elif (row.fingerprint, row.updated_at) != (due.entry.fingerprint, due.entry.updated_at):
        row.state, row.due_at = EntryState.BRIEFED, now
    await session.flush()


async def postpone_entry(
    session: AsyncSession, entry_id: int, *, due_at: datetime, error: str
) -> None:
    """Try an entry again later; its attempts go on being counted."""
    await session.execute(
        update(EntryRow).where(EntryRow.id == entry_id).values(due_at=due_at, error=error)
    )


async def fail_entry(session: AsyncSession, entry_id: int, *, error: str) -> None:
    """Give an entry up, visibly; a change in its feed gives it another chance."""
    await session.execute(
        update(EntryRow)
        .where(EntryRow.id == entry_id)
        .values(state=EntryState.FAILED, due_at=None, error=error)
    )


async def _claim(
    session: AsyncSession,
    state: EntryState,
    *,
    now: datetime,
    limit: int,
    feeds: Collection[str],
    busy: Collection[str],
) -> list[DueEntry]:
    open_feeds = sorted(set(feeds) - set(busy))
    due = (
        select(EntryRow.id, EntryRow.feed_id)
        .where(EntryRow.state == state, EntryRow.due_at <= now, EntryRow.feed_id.in_(open_feeds))
        .order_by(EntryRow.alert.desc(), EntryRow.due_at, EntryRow.id)
        .limit(_LOOKED_AT)
    )
    first: dict[str, int] = {}
    for entry_id, feed_id in await session.execute(due):
        first.setdefault(feed_id, entry_id)
    wanted = (
        select(EntryRow.id)
        .where(EntryRow.id.in_(list(first.values())[:limit]), EntryRow.due_at <= now)
        .order_by(EntryRow.alert.desc(), EntryRow.due_at, EntryRow.id)
    )
    rows = await claim(session, EntryRow, wanted, now=now, lease=LEASE)
    return [_due(row) for row in rows]


def _due(row: EntryRow) -> DueEntry:
    entry = Entry(
        feed_id=row.feed_id,
        key=row.key,
        link=row.link,
        title=row.title,
        guid=row.guid,
        canonical_link=row.canonical_link,
        summary=row.summary,
        content=row.content,
        content_status=TextStatus(row.content_status),
        published_at=row.published_at,
        published_on=date.fromisoformat(row.published_on) if row.published_on else None,
        updated_at=row.updated_at,
        fingerprint=row.fingerprint,
    )
    return DueEntry(
        id=row.id,
        entry=entry,
        first_seen_at=row.first_seen_at,
        alert=row.alert,
        attempts=row.attempts,
    )
