"""How due rows are taken: for a lease, so that what is not settled comes back by itself."""

from datetime import datetime, timedelta
from typing import Any, TypeVar

from sqlalchemy import Select, inspect, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.models import DeliveryState
from bot.storage.tables import DeliveryRow, EntryRow, FeedRow, UpdateRow

Row = TypeVar("Row", FeedRow, EntryRow, DeliveryRow, UpdateRow)

#: How long a claim holds. Work that takes longer is done twice and recorded once.
LEASE = timedelta(minutes=2)
#: What may have arrived already is not sent again at once: should the next process die as soon, and
#: the next, its chat would get it every time.
UNCERTAIN_FOR = timedelta(seconds=10)


async def claim(
    session: AsyncSession,
    table: type[Row],
    wanted: Select[Any],
    *,
    now: datetime,
    lease: timedelta = LEASE,
    **values: Any,  # columns of any table
) -> list[Row]:
    """Take the rows whose keys *wanted* selects, in its order; set *values* besides.

    Rows that another process is taking at this moment are passed over (PostgreSQL; on SQLite
    there is only one who writes).
    """
    keys = (await session.scalars(wanted.with_for_update(of=table, skip_locked=True))).all()
    if not keys:
        return []
    key = inspect(table).primary_key[0]
    taken = await session.scalars(
        update(table)
        .where(key.in_(keys))
        .values(due_at=now + lease, attempts=table.attempts + 1, **values)
        .returning(table)
        .execution_options(populate_existing=True)
    )
    rows = {getattr(row, str(key.key)): row for row in taken}
    return [rows[value] for value in keys]


async def release(session: AsyncSession, *, now: datetime) -> None:
    """Make due again what a process that died had taken.

    For the start of the only process on a database; with several, leases run out by themselves.
    """
    for table, held, due_at in (
        (FeedRow, FeedRow.attempts > 0, now),
        (EntryRow, EntryRow.attempts > 0, now),
        (UpdateRow, UpdateRow.attempts > 0, now),
        (DeliveryRow, DeliveryRow.state == DeliveryState.CLAIMED, now),
        (DeliveryRow, DeliveryRow.state == DeliveryState.SENDING, now + UNCERTAIN_FOR),
    ):
        leased = (held, table.due_at > due_at, table.due_at <= now + LEASE)
        await session.execute(update(table).where(*leased).values(due_at=due_at))
