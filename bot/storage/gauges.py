"""How much work is waiting, and since when: figures for whoever watches the bot.

Only rows that are due are looked at, by index: the tables may hold millions that are settled.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, func, select, text
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute

from bot.models import EntryState
from bot.storage.tables import DeliveryRow, EntryRow, FeedRow, UpdateRow


@dataclass(frozen=True, slots=True)
class Queue:
    """What waits for one stage."""

    waiting: int  #: due or taken, for deliveries also put off
    oldest: timedelta  #: how long the longest waiting has been due


@dataclass(frozen=True, slots=True)
class Gauges:
    """Feeds by their last answer, and the queues by name."""

    feeds: dict[str, int]
    queues: dict[str, Queue]


async def gauges(session: AsyncSession, *, now: datetime) -> Gauges:
    """Look at the queues as they are now."""
    rows = await session.execute(
        select(FeedRow.poll_class, func.count())
        .where(FeedRow.due_at.is_not(None))
        .group_by(FeedRow.poll_class)
    )
    feeds = {kind or "never polled": count for kind, count in rows.all()}
    queues = {}
    for name, query in queries(now).items():
        waiting, oldest = (await session.execute(query)).one()
        queues[name] = Queue(waiting, max(now - oldest, timedelta(0)) if oldest else timedelta(0))
    return Gauges(feeds, queues)


async def revision(session: AsyncSession) -> str | None:
    """Ask the database for its revision, so that it has to answer."""
    found: str | None = await session.scalar(text("SELECT version_num FROM alembic_version"))
    return found


def queries(now: datetime) -> dict[str, Select[int, datetime | None]]:
    """Give for each queue the query for its length and when its first row was due."""
    due = EntryRow.due_at <= now
    return {
        "poll": _of(FeedRow.due_at, FeedRow.due_at <= now),
        "brief": _of(EntryRow.due_at, due, EntryRow.state == EntryState.DUE.value),
        "recheck": _of(EntryRow.due_at, due, EntryRow.state == EntryState.BRIEFED.value),
        "deliver": _of(DeliveryRow.due_at, DeliveryRow.due_at.is_not(None)),
        "updates": _of(UpdateRow.due_at, UpdateRow.due_at.is_not(None)),
    }


def _of(
    due_at: InstrumentedAttribute[datetime | None], *conditions: ColumnElement[bool]
) -> Select[int, datetime | None]:
    return select(func.count(), func.min(due_at)).where(*conditions)
