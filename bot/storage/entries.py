"""Entries of feeds: kept for ever, since one that is forgotten would be news again."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import and_, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.identity import COPIED_WITHIN, Admitted, Judged, Known, Verdict, short
from bot.models import Entry, EntryState, TextStatus
from bot.storage.claim import LEASE, claim
from bot.storage.tables import EntryRow

#: Databases refuse a query with very many values.
_AT_ONCE = 500
#: So many due entries are looked at to find some of different feeds.
_LOOKED_AT = 200
#: What an entry whose text changed is read again as; what nobody was told stays untold.
_READ_AGAIN = {
    EntryState.BRIEFED: EntryState.BRIEFED,
    EntryState.REMOVED: EntryState.BRIEFED,
    EntryState.FAILED: EntryState.DUE,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class DueEntry:
    """An entry that is to be read (again), claimed."""

    id: int
    entry: Entry
    first_seen_at: datetime
    alert: bool
    attempts: int


async def known_to(
    session: AsyncSession, feed_id: str, entries: Sequence[Entry], *, now: datetime
) -> list[Known]:
    """Give what is remembered that *entries* may be: their keys for good, links for some days."""
    found: dict[int, EntryRow] = {}
    since = now - COPIED_WITHIN
    for start in range(0, len(entries), _AT_ONCE):
        chunk = entries[start : start + _AT_ONCE]
        links = {short(entry.canonical_link) for entry in chunk if entry.canonical_link}
        guids = {short(entry.guid) for entry in chunk if entry.guid}
        keys = [short(entry.key) for entry in chunk]
        alike = or_(EntryRow.canonical_link.in_(links), EntryRow.guid.in_(guids))
        for condition in (
            and_(EntryRow.feed_id == feed_id, EntryRow.key.in_(keys)),
            and_(EntryRow.first_seen_at >= since, alike),
        ):
            rows = await session.scalars(select(EntryRow).where(condition))
            found |= {row.id: row for row in rows}
    return [_known(row) for row in found.values()]


async def record_entries(
    session: AsyncSession,
    judged: Iterable[Judged],
    admitted: dict[str, Admitted],
    *,
    now: datetime,
) -> None:
    """Store what a poll brought, oldest first, so that it is read in that order.

    New entries are unique on (feed, key): the caller holds the lock on the feed's row.
    """
    rows: dict[str, EntryRow] = {}
    copies: list[tuple[EntryRow, Known]] = []
    for one in judged:
        if one.verdict is Verdict.NEW:
            rows[short(one.entry.key)] = _new_row(one.entry, admitted[one.entry.key], now=now)
        elif one.verdict is Verdict.DUPLICATE and one.known:
            copy = _new_row(one.entry, Admitted(state=EntryState.DUPLICATE), now=now)
            copies.append((copy, one.known))
        elif one.verdict is Verdict.CHANGED and one.known:
            await _change(session, one.entry, one.known, now=now)
    session.add_all(rows.values())
    await session.flush()  # numbers them
    for copy, known in copies:
        original = rows.get(known.key)
        copy.duplicate_of = known.id or (original.id if original else None)
    session.add_all(copy for copy, _ in copies)
    await session.flush()


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
    session: AsyncSession, entry_id: int, state: EntryState, *, due_at: datetime | None = None
) -> None:
    """Say where an entry stands now, and when it is to be read again, if at all."""
    await session.execute(
        update(EntryRow)
        .where(EntryRow.id == entry_id)
        .values(state=state, due_at=due_at, attempts=0, error="")
    )


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


async def _change(session: AsyncSession, entry: Entry, known: Known, *, now: datetime) -> None:
    values: dict[str, Any] = _said(entry)
    if known.state in _READ_AGAIN:
        values |= {"state": _READ_AGAIN[known.state], "due_at": now, "attempts": 0}
    await session.execute(update(EntryRow).where(EntryRow.id == known.id).values(values))


def _new_row(entry: Entry, admitted: Admitted, *, now: datetime) -> EntryRow:
    return EntryRow(
        feed_id=entry.feed_id,
        key=short(entry.key),
        published_at=entry.published_at,
        published_on=entry.published_on.isoformat() if entry.published_on else None,
        first_seen_at=now,
        alert=admitted.alert,
        state=admitted.state,
        due_at=now if admitted.state is EntryState.DUE else None,
        **_said(entry),
    )


def _said(entry: Entry) -> dict[str, Any]:
    """Give what a later poll may say otherwise; the time of publication is the first one said."""
    return {
        "guid": short(entry.guid),
        "link": entry.link,
        "canonical_link": short(entry.canonical_link),
        "title": entry.title,
        "summary": entry.summary,
        "content": entry.content,
        "content_status": entry.content_status,
        "updated_at": entry.updated_at,
        "fingerprint": entry.fingerprint,
    }


def _known(row: EntryRow) -> Known:
    return Known(
        id=row.id,
        feed_id=row.feed_id,
        key=row.key,
        guid=row.guid,
        canonical_link=row.canonical_link,
        title=row.title,
        fingerprint=row.fingerprint,
        updated_at=row.updated_at,
        first_seen_at=row.first_seen_at,
        state=EntryState(row.state),
    )


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
