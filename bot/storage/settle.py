"""How a delivery ends, or goes on. Each is for the owner of the lease; False says it was lost."""

import logging
import random
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import exists, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot import errors
from bot.errors import BriefingError
from bot.models import Delivery, DeliveryState
from bot.storage import chats, pace
from bot.storage.outbox import held, put_back
from bot.storage.steps import note_sent
from bot.storage.tables import AlertRow, ChatRow, DeliveryRow

logger = logging.getLogger(__name__)

#: After so long in trouble a delivery is given up: it would be no news any more.
GIVE_UP_AFTER = timedelta(hours=24)
#: Waits for the network, doubled with each try up to the longest; the end of an outage is unknown.
FIRST_WAIT = timedelta(seconds=4)
LONGEST_WAIT = timedelta(minutes=5)
#: "Chat not found" may be a slip; the second in a row, after this, is believed.
ASK_AGAIN_AFTER = timedelta(minutes=5)
NOT_FOUND_TWICE = 2
#: A chat that lets nobody write is left alone for a day.
CLOSED_FOR = timedelta(days=1)


async def sent(
    session: AsyncSession, delivery: Delivery, *, owner: str, message_id: int, now: datetime
) -> bool:
    """Note that a part has arrived; the next part, if there is one, is due at once."""
    if not await note_sent(session, delivery, owner=owner, message_id=message_id, now=now):
        return False
    if delivery.doubted:
        found = update(ChatRow).where(ChatRow.chat_id == delivery.chat_id)
        await session.execute(found.values(not_found=0))
    return True


async def failed(session: AsyncSession, delivery: Delivery, *, owner: str, error: str) -> bool:
    """Give a delivery up, visibly."""
    row = await held(session, delivery, owner=owner)
    if row is None:
        return False
    row.state, row.due_at, row.owner, row.error = DeliveryState.FAILED, None, "", error
    return True


async def refused(
    session: AsyncSession, delivery: Delivery, failure: BriefingError, *, owner: str, now: datetime
) -> bool:
    """Do what each of Telegram's refusals asks for."""
    reason = str(failure)
    match failure:
        case errors.DeliveryDelayed():
            ours = await delayed(
                session,
                delivery,
                owner=owner,
                now=now,
                retry_in=failure.retry_in,
                throttled=failure.throttled,
                uncertain=failure.uncertain,
                error=reason,
            )
        case errors.ChatMoved():
            ours = await moved(session, delivery, owner=owner, to=failure.chat_id, now=now)
        case errors.MarkupRefused() if not delivery.plain_only:
            logger.error("telegram refuses the markup of alert %d: %s", delivery.alert_id, reason)
            ours = await markup_refused(session, delivery, owner=owner, now=now)
        case errors.ButtonsRefused() if delivery.parts[-1].buttons:
            logger.error("telegram refuses a button of alert %d: %s", delivery.alert_id, reason)
            ours = await buttons_refused(session, delivery, owner=owner, now=now)
        case errors.ChatGone():
            ours = await gone(session, delivery, owner=owner, reason=reason)
        case errors.ChatNotFound():
            ours = await not_found(session, delivery, owner=owner, now=now, reason=reason)
        case errors.ChatClosed():
            ours = await closed(session, delivery, owner=owner, now=now, reason=reason)
        case _:
            ours = await failed(session, delivery, owner=owner, error=reason)
    return ours


async def is_given_up(session: AsyncSession, delivery: Delivery) -> bool:
    """Tell whether a delivery will not be tried again, in the transaction that settled it."""
    row = await session.get(DeliveryRow, delivery.id)
    return row is not None and row.state == DeliveryState.FAILED


async def delayed(
    session: AsyncSession,
    delivery: Delivery,
    *,
    owner: str,
    now: datetime,
    retry_in: timedelta | None,
    throttled: bool = False,
    uncertain: bool = False,
    error: str = "",
) -> bool:
    """Try again later. *throttled*: Telegram asked to wait, which holds for every sender.

    Without *retry_in* the wait doubles with each try and is jittered; after `GIVE_UP_AFTER` of
    trouble the delivery is given up.
    """
    if throttled:
        await pace.hold(session, now + min(retry_in or FIRST_WAIT, pace.LONGEST_HOLD))
    row = await held(session, delivery, owner=owner)
    if row is None:
        return False
    row.uncertain += uncertain
    row.error = error
    put_back(row, due_at=now + (retry_in or _wait(row.attempts)))
    if throttled:
        row.attempts -= 1  # the delivery is not to blame
        return True
    row.failing_since = row.failing_since or now
    if now - row.failing_since >= GIVE_UP_AFTER:
        row.state, row.due_at = DeliveryState.FAILED, None
    return True


async def gone(session: AsyncSession, delivery: Delivery, *, owner: str, reason: str) -> bool:
    """End a chat that will never take a message again, with all that is owed to it."""
    settled = await failed(session, delivery, owner=owner, error=reason)
    await chats.gone(session, delivery.chat_id, reason)
    return settled


async def not_found(
    session: AsyncSession, delivery: Delivery, *, owner: str, now: datetime, reason: str
) -> bool:
    """Doubt the first time that a chat is unknown to Telegram; believe the second in a row."""
    row = await held(session, delivery, owner=owner)
    chat = await session.get(ChatRow, delivery.chat_id, populate_existing=True)
    if row is None or chat is None:
        return False
    chat.not_found += 1
    if chat.not_found >= NOT_FOUND_TWICE:
        return await gone(session, delivery, owner=owner, reason=reason)
    row.error = reason
    put_back(row, due_at=now + ASK_AGAIN_AFTER)
    return True


async def moved(
    session: AsyncSession, delivery: Delivery, *, owner: str, to: int, now: datetime
) -> bool:
    """Replace a group's id by that of the supergroup it became, and send again there."""
    row = await held(session, delivery, owner=owner)
    if row is not None:
        put_back(row, due_at=now)
        row.attempts -= 1
        await session.flush()
    await chats.moved(session, delivery.chat_id, to)
    return row is not None


async def markup_refused(
    session: AsyncSession, delivery: Delivery, *, owner: str, now: datetime
) -> bool:
    """Send an alert plain from now on, to everybody: one refusal is not repeated for each chat."""
    return await _send_otherwise(session, delivery, {"plain_only": True}, owner=owner, now=now)


async def buttons_refused(
    session: AsyncSession, delivery: Delivery, *, owner: str, now: datetime
) -> bool:
    """Send an alert without its buttons from now on, to everybody."""
    return await _send_otherwise(session, delivery, {"buttons": []}, owner=owner, now=now)


async def closed(
    session: AsyncSession, delivery: Delivery, *, owner: str, now: datetime, reason: str
) -> bool:
    """Try once without the forum thread; failing that, leave the chat alone for a day."""
    row = await held(session, delivery, owner=owner)
    if row is None:
        return False
    threaded = row.thread_id and not row.in_general
    if threaded and not await _told_in_general(session, row):
        row.in_general, row.error = True, reason
        put_back(row, due_at=now)
        return True
    if threaded:
        return await failed(session, delivery, owner=owner, error=reason)
    until = now + CLOSED_FOR
    chat = update(ChatRow).where(ChatRow.chat_id == row.chat_id)
    await session.execute(chat.values(next_at=until))
    return await delayed(session, delivery, owner=owner, now=now, retry_in=CLOSED_FOR, error=reason)


async def _told_in_general(session: AsyncSession, row: DeliveryRow) -> bool:
    same = exists().where(
        DeliveryRow.alert_id == row.alert_id,
        DeliveryRow.chat_id == row.chat_id,
        or_(DeliveryRow.thread_id == 0, DeliveryRow.in_general),
    )
    return bool(await session.scalar(select(same)))


async def _send_otherwise(
    session: AsyncSession,
    delivery: Delivery,
    values: dict[str, Any],
    *,
    owner: str,
    now: datetime,
) -> bool:
    row = await held(session, delivery, owner=owner)
    if row is None:
        return False
    alert = update(AlertRow).where(AlertRow.id == delivery.alert_id)
    await session.execute(alert.values(values))
    put_back(row, due_at=now)
    row.attempts -= 1
    return True


def _wait(attempts: int) -> timedelta:
    doubled = min(FIRST_WAIT * (1 << min(max(attempts - 1, 0), 20)), LONGEST_WAIT)
    return doubled * random.uniform(0.75, 1.25)  # noqa: S311  # spreads retries, no secret
