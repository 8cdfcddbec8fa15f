"""When the bot may send: evenly spaced slots out of one row that every sender shares."""

from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.storage.rows import insert_new
from bot.storage.tables import PaceRow

#: Telegram may ask for more; to ask again after an hour hurts nobody.
LONGEST_HOLD = timedelta(hours=1)
#: So far ahead no slot is ever granted: a clock ran ahead and was put right.
FAR_AHEAD = timedelta(minutes=1)

_ONLY = 1


async def take_slots(session: AsyncSession, n: int, *, now: datetime, rate: float) -> datetime:
    """Take *n* slots of ``1 / rate`` seconds; gives when the first begins, never before *now*."""
    row = await _sane(session, now)
    first = max(row.next_slot_at, now)
    row.next_slot_at = first + n * timedelta(seconds=1 / rate)
    return first


async def free_at(session: AsyncSession, *, now: datetime) -> datetime:
    """Tell when the next free slot begins, and keep other processes from taking it meanwhile."""
    return max((await _sane(session, now)).next_slot_at, now)


async def hold(session: AsyncSession, until: datetime) -> None:
    """Let nobody send before *until*: Telegram asked the bot to wait."""
    row = await _row(session, until)
    row.next_slot_at = max(row.next_slot_at, until)
    row.held_until = max(row.held_until or until, until)


async def touch(session: AsyncSession, *, now: datetime) -> None:
    """Write the row as it is, to see whether anything can be written at all."""
    await _row(session, now)
    await session.execute(update(PaceRow).values(next_slot_at=PaceRow.next_slot_at))


async def held_until(session: AsyncSession) -> datetime | None:
    """Tell until when nobody may send, be it past already; slots granted earlier are void."""
    return await session.scalar(select(PaceRow.held_until).where(PaceRow.id == _ONLY))


async def _sane(session: AsyncSession, now: datetime) -> PaceRow:
    """Give the row without what only a wrong clock can have written: it would stop all sending."""
    row = await _row(session, now)
    if row.held_until and row.held_until > now + LONGEST_HOLD:
        row.held_until = None
    if row.next_slot_at > max(now + FAR_AHEAD, row.held_until or now):
        row.next_slot_at = max(now, row.held_until or now)
    return row


async def _row(session: AsyncSession, first: datetime) -> PaceRow:
    mine = select(PaceRow).where(PaceRow.id == _ONLY).with_for_update()
    fresh = mine.execution_options(populate_existing=True)
    row = await session.scalar(fresh)
    if row is None:
        await insert_new(session, PaceRow, [{"id": _ONLY, "next_slot_at": first}])
        row = (await session.scalars(fresh)).one()
    return row
