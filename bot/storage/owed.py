"""What is still owed to a chat: given up when the chat goes, checked before it is sent."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.models import DeliveryKind, DeliveryState
from bot.storage.tables import AlertRow, DeliveryRow
from bot.storage.telling import give_up

_OWED = (DeliveryState.DUE, DeliveryState.CLAIMED, DeliveryState.SENDING)


async def drop_owed(
    session: AsyncSession,
    chat_id: int,
    *,
    reason: str,
    detail: str | None = None,
    thread_id: int | None = None,
) -> None:
    """Give up what is still owed to a chat, or in one thread of it what was subscribed to.

    What is being sent at this moment counts as given up: should its process die, nobody sends it
    again. Locks deliveries only, and so goes before any change of the chat's own row.
    """
    owed = [DeliveryRow.chat_id == chat_id, DeliveryRow.state.in_(_OWED)]
    if thread_id is not None:
        notices = select(AlertRow.id).where(AlertRow.kind == DeliveryKind.NOTICE.value)
        owed += [DeliveryRow.thread_id == thread_id, DeliveryRow.alert_id.not_in(notices)]
    await give_up(session, *owed, reason=reason, detail=detail)
