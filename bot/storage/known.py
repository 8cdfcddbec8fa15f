"""What is remembered of entries, to tell whether those of a poll are news."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.identity import COPIED_WITHIN, Known, folded, named_by_link, short, spellings
from bot.models import Entry, EntryState
from bot.storage.tables import EntryRow, FeedRow

#: A list of so many entries reaches further back than ministries publish behind their newest.
_FEW = 10
#: Databases refuse a query with very many values.
_AT_ONCE = 500
#: Of a link that thousands of entries share, the newest tell enough.
_MOST = 2000


async def known_to(
    session: AsyncSession, feed_id: str, entries: Sequence[Entry], *, now: datetime
) -> list[Known]:
    """Give what is remembered that *entries* may be.

    Their keys count for good; a link or guid does for some days, and for good in the same feed
    if the time of publication agrees, or if none of the keys is known. That time counts in the
    same feed whatever the link; a title alone if none of the keys is known.
    """
    found: dict[int, EntryRow] = {}
    for start in range(0, len(entries), _AT_ONCE):
        keys = [short(entry.key) for entry in entries[start : start + _AT_ONCE]]
        await _load(session, found, EntryRow.feed_id == feed_id, EntryRow.key.in_(keys))
    titles = {row.key: row.title for row in found.values()}
    strange = not found
    for start in range(0, len(entries), _AT_ONCE):
        chunk = entries[start : start + _AT_ONCE]
        alike = _named_alike(chunk)
        await _load(session, found, alike, _recent_or_same(feed_id, chunk, now, strange=strange))
        if odd := [entry for entry in chunk if _is_odd(entry, titles)]:
            here = EntryRow.feed_id == feed_id
            await _load(session, found, here, _renamed(odd, strange=strange))
    missing = {row.duplicate_of for row in found.values() if row.duplicate_of} - found.keys()
    if missing:
        await _load(session, found, EntryRow.id.in_(sorted(missing)[:_MOST]))
    read = select(FeedRow.feed_id).where(FeedRow.due_at.is_not(None))
    polled = {feed_id, *await session.scalars(read)}
    return [_known(row, read=row.feed_id in polled) for row in found.values()]


async def oldest_of(session: AsyncSession, feed_id: str) -> datetime | None:
    """Tell when the oldest entry of a feed that is remembered was published.

    None while few are: a release that comes a little late may be older than those.
    """
    said = func.coalesce(EntryRow.published_at, EntryRow.updated_at)
    query = select(func.count(), func.min(said)).where(EntryRow.feed_id == feed_id)
    count, oldest = (await session.execute(query)).one()
    return oldest if count >= _FEW else None


async def _load(
    session: AsyncSession, found: dict[int, EntryRow], *conditions: ColumnElement[bool]
) -> None:
    query = select(EntryRow).where(*conditions).order_by(EntryRow.id.desc()).limit(_MOST)
    found |= {row.id: row for row in await session.scalars(query)}


def _is_odd(entry: Entry, titles: Mapping[str, str]) -> bool:
    """Tell whether an entry's key is unknown, or was that of another title."""
    known = titles.get(short(entry.key))
    return known is None or folded(known) != folded(entry.title)


def _named_alike(entries: Sequence[Entry]) -> ColumnElement[bool]:
    links = {short(entry.canonical_link) for entry in entries if entry.canonical_link}
    spelt = {short(one) for link in links for one in spellings(link)}
    guids = {short(entry.guid) for entry in entries if entry.guid}
    return or_(EntryRow.canonical_link.in_(spelt), EntryRow.guid.in_(guids))


def _renamed(odd: Sequence[Entry], *, strange: bool) -> ColumnElement[bool]:
    """Choose what may be the same release under another key: by its time, its title or address."""
    times = {entry.published_at for entry in odd if entry.published_at}
    links = {short(entry.canonical_link) for entry in odd if named_by_link(entry)}
    ways = [EntryRow.published_at.in_(times), EntryRow.canonical_link.in_(links)]
    if strange:
        ways.append(EntryRow.title.in_({entry.title for entry in odd}))
    return or_(*ways)


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
