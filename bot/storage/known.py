"""What is remembered of entries, to tell whether those of a poll are news."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.identity import COPIED_WITHIN, Known, short
from bot.models import Entry, EntryState
from bot.storage.tables import EntryRow, FeedRow

#: Databases refuse a query with very many values.
_AT_ONCE = 500
#: Of a link that thousands of entries share, the newest tell enough.
_MOST = 2000


async def known_to(
    session: AsyncSession, feed_id: str, entries: Sequence[Entry], *, now: datetime
) -> list[Known]:
    """Give what is remembered that *entries* may be.

    Their keys count for good; a link or guid does for some days, and for good in the same feed
    if the time of publication agrees, or if none of the keys is known.
    """
    found: dict[int, EntryRow] = {}
    for start in range(0, len(entries), _AT_ONCE):
        keys = [short(entry.key) for entry in entries[start : start + _AT_ONCE]]
        await _load(session, found, EntryRow.feed_id == feed_id, EntryRow.key.in_(keys))
    strange = not found
    for start in range(0, len(entries), _AT_ONCE):
        chunk = entries[start : start + _AT_ONCE]
        links = {short(entry.canonical_link) for entry in chunk if entry.canonical_link}
        guids = {short(entry.guid) for entry in chunk if entry.guid}
        alike = or_(EntryRow.canonical_link.in_(links), EntryRow.guid.in_(guids))
        await _load(session, found, alike, _recent_or_same(feed_id, chunk, now, strange=strange))
    missing = {row.duplicate_of for row in found.values() if row.duplicate_of} - found.keys()
    if missing:
        await _load(session, found, EntryRow.id.in_(sorted(missing)[:_MOST]))
    read = select(FeedRow.feed_id).where(FeedRow.due_at.is_not(None))
    polled = {feed_id, *await session.scalars(read)}
    return [_known(row, read=row.feed_id in polled) for row in found.values()]


async def _load(
    session: AsyncSession, found: dict[int, EntryRow], *conditions: ColumnElement[bool]
) -> None:
    query = select(EntryRow).where(*conditions).order_by(EntryRow.id.desc()).limit(_MOST)
    found |= {row.id: row for row in await session.scalars(query)}


def _recent_or_same(
    feed_id: str, entries: Sequence[Entry], now: datetime, *, strange: bool
) -> ColumnElement[bool]:
    here = EntryRow.feed_id == feed_id
    if not strange:
        times = {entry.published_at for entry in entries if entry.published_at}
        here = and_(here, EntryRow.published_at.in_(times))
    return or_(EntryRow.first_seen_at >= now - COPIED_WITHIN, here)


def _known(row: EntryRow, *, read: bool) -> Known:
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
        published_at=row.published_at,
        published_on=date.fromisoformat(row.published_on) if row.published_on else None,
        alert=row.alert,
        read=read,
        original=row.duplicate_of,
    )
