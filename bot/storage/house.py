"""Keeping the database small: what nobody will ask for again is forgotten, and nothing else."""

from datetime import datetime, timedelta

from sqlalchemy import delete, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.models import DeliveryState
from bot.storage.outbox import TOO_OLD, UNSENT_FOR
from bot.storage.tables import AlertRow, DeliveryRow, EntryRow
from bot.storage.telling import give_up
from bot.storage.updates import prune_updates

#: Who was told what is needed for corrections, which end days after the release.
TOLD_FOR = timedelta(days=30)
#: An entry's text is needed until it has been read for the last time; its keys for ever.
TEXT_FOR = timedelta(days=14)


async def tidy(session: AsyncSession, *, now: datetime) -> None:
    """Do all of it; safe to repeat."""
    await prune_updates(session, now=now)
    await expire_deliveries(session, now=now)
    await forget_told(session, now=now)
    await drop_texts(session, now=now)


async def expire_deliveries(session: AsyncSession, *, now: datetime) -> None:
    """Give up, visibly, what has waited for days; a chat that comes back is not flooded."""
    old = select(AlertRow.id).where(AlertRow.created_at < now - UNSENT_FOR)
    idle = or_(DeliveryRow.state == DeliveryState.DUE, DeliveryRow.due_at <= now)
    waiting = (DeliveryRow.due_at.is_not(None), idle, DeliveryRow.alert_id.in_(old))
    await give_up(session, *waiting, reason=TOO_OLD)


async def forget_told(session: AsyncSession, *, now: datetime) -> None:
    """Forget settled deliveries of alerts that will not be corrected any more."""
    old = select(AlertRow.id).where(AlertRow.created_at < now - TOLD_FOR)
    settled = (DeliveryRow.due_at.is_(None), DeliveryRow.alert_id.in_(old))
    await session.execute(delete(DeliveryRow).where(*settled))


async def drop_texts(session: AsyncSession, *, now: datetime) -> None:
    """Drop the texts of old entries; the feed brings them again if it ever changes one."""
    old = (EntryRow.first_seen_at < now - TEXT_FOR, EntryRow.due_at.is_(None))
    texts = or_(EntryRow.content != "", EntryRow.summary != "")
    await session.execute(update(EntryRow).where(*old, texts).values(content="", summary=""))
