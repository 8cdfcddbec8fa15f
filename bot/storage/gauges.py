"""How much work is waiting, and how much was given up: counts for whoever watches the bot."""

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.storage.tables import DeliveryRow, EntryRow, FeedRow, UpdateRow


async def gauges(session: AsyncSession) -> dict[str, dict[str, int]]:
    """Count feeds by class, entries and deliveries by state, and updates that wait."""
    counts = {}
    for name, column in (
        ("feeds", FeedRow.poll_class),
        ("entries", EntryRow.state),
        ("deliveries", DeliveryRow.state),
    ):
        rows = await session.execute(select(column, func.count()).group_by(column))
        counts[name] = {state or "never polled": count for state, count in rows.all()}
    waiting = select(func.count()).where(UpdateRow.due_at.is_not(None))
    counts["updates"] = {"waiting": await session.scalar(waiting) or 0}
    return counts
