"""Chats as they come, go, move and are forgotten."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import delete, exists, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from bot.models import DeliveryState
from bot.storage import subscriptions
from bot.storage.owed import drop_owed
from bot.storage.tables import ChatRow, CriterionRow, DeliveryRow, SubscriptionRow, UpdateRow

#: What belongs to a chat, and what tells it apart there.
_THEIRS: tuple[tuple[type[SubscriptionRow | CriterionRow | DeliveryRow], tuple[str, ...]], ...] = (
    (SubscriptionRow, ("thread_id",)),
    (CriterionRow, ("thread_id", "criterion")),
    (DeliveryRow, ("thread_id", "alert_id")),
)
#: Why a chat that is not on the operator's list hears nothing; lifted when it is put on it.
NOT_ALLOWED = "not on the operator's list"


async def gone(session: AsyncSession, chat_id: int, reason: str) -> None:
    """Stop writing to a chat that blocked, removed or lost the bot; its wishes are kept."""
    await drop_owed(session, chat_id, reason="chat gone", detail=reason)
    await session.execute(
        update(ChatRow).where(ChatRow.chat_id == chat_id).values(active=False, gone=reason)
    )


async def back(session: AsyncSession, chat_id: int) -> None:
    """Write again to a chat that let the bot in again; one we do not know stays unknown."""
    await session.execute(
        update(ChatRow).where(ChatRow.chat_id == chat_id).values(active=True, gone="", not_found=0)
    )


async def serve_only(session: AsyncSession, allowed: Collection[int] | None) -> None:
    """Stop writing to chats that are not *allowed* any more (None: all are), and begin again."""
    query = select(ChatRow.chat_id, ChatRow.active, ChatRow.gone)
    for chat_id, active, why in (await session.execute(query)).all():
        permitted = allowed is None or chat_id in allowed
        if active and not permitted:
            await gone(session, chat_id, NOT_ALLOWED)
        elif permitted and why == NOT_ALLOWED:
            await back(session, chat_id)


async def moved(session: AsyncSession, chat_id: int, to: int) -> None:
    """Give everything of a group to the supergroup it became; both may be known already."""
    if chat_id == to or (old := await session.get(ChatRow, chat_id)) is None:
        return
    if await session.get(ChatRow, to) is None:
        session.add(ChatRow(chat_id=to, kind="supergroup", created_at=old.created_at))
        await session.flush()
    for table, keys in _THEIRS:
        there = aliased(table)
        same = (getattr(there, key) == getattr(table, key) for key in keys)
        known = exists().where(there.chat_id == to, *same)
        theirs = table.chat_id == chat_id
        await session.execute(update(table).where(theirs, ~known).values(chat_id=to))
        await session.execute(delete(table).where(theirs))
    await session.delete(old)
    await session.flush()


async def forget(session: AsyncSession, chat_id: int, *, update_id: int) -> None:
    """Erase everything about a chat, and what it told us up to *update_id*.

    The updates themselves stay as bare numbers, so that none of them is taken for new.
    """
    for table in (CriterionRow, SubscriptionRow, DeliveryRow, ChatRow):
        await session.execute(delete(table).where(table.chat_id == chat_id))
    told = select(UpdateRow).where(UpdateRow.chat_id == chat_id, UpdateRow.update_id <= update_id)
    for row in await session.scalars(told):
        row.body, row.chat_id = {"update_id": row.update_id}, 0
    await session.flush()


async def export(session: AsyncSession, chat_id: int) -> dict[str, Any]:
    """Give all that is stored about a chat, as plain values."""
    chat = await session.get(ChatRow, chat_id)
    sent = select(func.count(DeliveryRow.id)).where(
        DeliveryRow.chat_id == chat_id, DeliveryRow.state == DeliveryState.SENT
    )
    return {
        "chat": chat_id,
        "known_since": chat.created_at.isoformat() if chat else None,
        "kind": chat.kind if chat else None,
        "alerts": await session.scalar(sent),
        "subscriptions": [
            {
                "thread": subscription.thread_id,
                "everything": subscription.everything,
                "follows": sorted(subscription.follows),
                "muted": sorted(subscription.muted),
            }
            for subscription in await subscriptions.of_chat(session, chat_id)
        ],
    }
