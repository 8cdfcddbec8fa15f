"""Chats as they come, go, move and are forgotten."""

from typing import Any

from sqlalchemy import delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.models import DeliveryState
from bot.storage import subscriptions
from bot.storage.tables import ChatRow, CriterionRow, DeliveryRow, SubscriptionRow, UpdateRow

_OWED = (DeliveryState.DUE, DeliveryState.CLAIMED)


async def gone(session: AsyncSession, chat_id: int, reason: str) -> None:
    """Stop writing to a chat that blocked, removed or lost the bot; its wishes are kept."""
    await session.execute(
        update(ChatRow).where(ChatRow.chat_id == chat_id).values(active=False, gone=reason)
    )
    await drop_owed(session, chat_id, error=reason)


async def back(session: AsyncSession, chat_id: int) -> None:
    """Write again to a chat that let the bot in again; one we do not know stays unknown."""
    await session.execute(
        update(ChatRow).where(ChatRow.chat_id == chat_id).values(active=True, gone="", not_found=0)
    )


async def moved(session: AsyncSession, chat_id: int, to: int) -> None:
    """Give everything of a group to the supergroup it became; both may be known already."""
    if chat_id == to or (old := await session.get(ChatRow, chat_id)) is None:
        return
    if await session.get(ChatRow, to) is None:
        session.add(ChatRow(chat_id=to, kind="supergroup", created_at=old.created_at))
        await session.flush()
    for table, key in (
        (SubscriptionRow, SubscriptionRow.thread_id),
        (CriterionRow, CriterionRow.criterion),
        (DeliveryRow, DeliveryRow.alert_id),
    ):
        known = select(key).where(table.chat_id == to)
        theirs = table.chat_id == chat_id
        await session.execute(update(table).where(theirs, key.not_in(known)).values(chat_id=to))
        await session.execute(delete(table).where(theirs))
    await session.delete(old)
    await session.flush()


async def drop_owed(
    session: AsyncSession, chat_id: int, *, error: str, thread_id: int | None = None
) -> None:
    """Give up what is still owed to a chat, or to one thread of it."""
    owed = DeliveryRow.state.in_(_OWED)
    query = update(DeliveryRow).where(DeliveryRow.chat_id == chat_id, owed)
    if thread_id is not None:
        query = query.where(DeliveryRow.thread_id == thread_id)
    await session.execute(query.values(state=DeliveryState.FAILED, due_at=None, error=error))


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
