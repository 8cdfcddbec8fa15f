"""Use case: a delivery becomes a message, at least once and almost always exactly once."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime

from bot.errors import BriefingError
from bot.models import Delivery, Message
from bot.storage import settle
from bot.storage.database import Sessions, writing
from bot.storage.outbox import begin_sending

logger = logging.getLogger(__name__)

#: Sends one message to (chat, thread), plain or not, and gives its id.
#:
#: Raises DeliveryDelayed, MarkupRefused, ChatMoved, or Undeliverable and its kinds.
Send = Callable[[int, int | None, Message, bool], Awaitable[int]]
Sleep = Callable[[float], Awaitable[None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Counter:
    """Where deliveries are sent from."""

    sessions: Sessions
    send: Send
    owner: str  #: names this process in leases
    clock: Callable[[], datetime]
    sleep: Sleep = asyncio.sleep


async def deliver(counter: Counter, delivery: Delivery) -> None:
    """Wait for the slot, note that the request is made, make it, note what came of it."""
    await _slot(counter, delivery)
    owner = counter.owner
    async with writing(counter.sessions) as session:
        begun = await begin_sending(session, delivery, owner=owner, now=counter.clock())
    if begun is None:
        return
    failure, message_id = await _sent(counter, begun)
    async with writing(counter.sessions) as session:
        now = counter.clock()
        if failure is None:
            ours = await settle.sent(session, begun, owner=owner, message_id=message_id, now=now)
        else:
            ours = await settle.refused(session, begun, failure, owner=owner, now=now)
    if not ours:
        logger.warning("delivery %d was taken over by another process", begun.id)


async def _sent(counter: Counter, delivery: Delivery) -> tuple[BriefingError | None, int]:
    part = delivery.parts[delivery.next_part]
    try:
        return None, await counter.send(
            delivery.chat_id, delivery.thread_id, part, delivery.plain_only
        )
    except BriefingError as error:
        return error, 0


async def _slot(counter: Counter, delivery: Delivery) -> None:
    if delivery.send_at is None:
        return
    wait = (delivery.send_at - counter.clock()).total_seconds()
    if wait > 0:
        await counter.sleep(wait)
