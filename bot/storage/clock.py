"""The time that all processes on one database agree on.

Leases, slots and times of rest are compared between processes; on PostgreSQL these may run on
machines whose clocks differ, so that all go by the database's.
"""

import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Interval, func, literal, select, text, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute

from bot.storage import pace
from bot.storage.database import Database
from bot.storage.tables import ChatRow, DeliveryRow, EntryRow, FeedRow, PaceRow, UpdateRow

#: Clocks of processes that have asked the database differ by less.
_DIFFERENCE = timedelta(seconds=2)
#: What happens at a time, and would be waited for until that comes again.
_TIMES: tuple[InstrumentedAttribute[Any], ...] = (
    *(FeedRow.due_at, FeedRow.polled_at, EntryRow.due_at, UpdateRow.due_at, DeliveryRow.due_at),
    *(ChatRow.next_at, PaceRow.next_slot_at, PaceRow.held_until),
)


class SharedClock:
    """Tells the database's time; until the first `adjust`, and on SQLite, the machine's.

    From one `adjust` to the next it goes by a clock that nobody can turn: to a process whose time
    had jumped, what others are sending at this moment would seem given up, and be sent twice.
    """

    def __init__(self, database: Database, local: Callable[[], datetime]) -> None:
        self._database, self._local = database, local
        self._told: tuple[datetime, float] | None = None  #: the time, and when it was told

    def __call__(self) -> datetime:
        """Tell the time now."""
        if self._told is None:
            return self._local()
        told, at = self._told
        return told + timedelta(seconds=_steady() - at)

    async def adjust(self) -> None:
        """Ask the database for the time; to be repeated, since clocks drift and are put right."""
        if self._database.engine.dialect.name != "postgresql":
            return
        async with self._database.sessions() as session:
            await session.connection()  # opening one takes long, and would count as a difference
            asked = _steady()
            told: datetime = (await session.execute(text("SELECT clock_timestamp()"))).scalar_one()
            self._told = told, (asked + _steady()) / 2


def _steady() -> float:
    """Give seconds since the machine's start, its sleep included."""
    return time.clock_gettime(getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC))


async def follow_back(session: AsyncSession, *, now: datetime) -> timedelta:
    """Move what is due with the clock if that was put back; gives by how much, mostly nothing.

    What was due would else wait until the wrong time comes again. That a feed was polled in the
    future betrays it.
    """
    if await _back(session, now) <= _DIFFERENCE:
        return timedelta(0)
    await pace.touch(session, now=now)  # of several processes that see it, one acts
    back = await _back(session, now)
    if back <= _DIFFERENCE:
        return timedelta(0)
    for column in _TIMES:
        later = update(column.class_).where(column > now)
        await session.execute(later.values({column: _earlier(session, column, back)}))
    return back


async def _back(session: AsyncSession, now: datetime) -> timedelta:
    last = await session.scalar(select(func.max(FeedRow.polled_at)))
    return last - now if last else timedelta(0)


def _earlier(
    session: AsyncSession, column: InstrumentedAttribute[Any], by: timedelta
) -> ColumnElement[Any]:
    if session.get_bind().dialect.name == "postgresql":
        return column - literal(by, Interval())
    seconds = f"-{by.total_seconds():.3f} seconds"
    return func.strftime("%Y-%m-%d %H:%M:%f000", column, seconds)
