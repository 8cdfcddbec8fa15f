"""Use case: a delivery becomes a message, at least once and almost always exactly once."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial

from bot.errors import BriefingError
from bot.events import DeliverySettled, Outcome, tell
from bot.models import Delivery, DeliveryKind, Message
from bot.outcomes import outcome_of
from bot.storage import settle
from bot.storage.database import Sessions, insisting, writing
from bot.storage.origins import Origin, Origins
from bot.storage.outbox import begin_sending, later_slot

logger = logging.getLogger(__name__)

#: Sends one message to (chat, thread), plain or not, and gives its id.
#:
#: Raises DeliveryDelayed, MarkupRefused, ChatMoved, or Undeliverable and its kinds.
Send = Callable[[int, int | None, Message, bool], Awaitable[int]]
Sleep = Callable[[float], Awaitable[None]]

#: So long before its slot a delivery is noted as being sent, since the database takes its time…
EARLY = timedelta(milliseconds=80)
#: …and so long after it, it may still go: slots are a little wider than Telegram's limit asks for.
LATE = timedelta(milliseconds=40)
#: Seconds that a granted slot is ahead at most.
_FARTHEST = 30.0
#: A machine that is always late sends all the same.
_NEW_SLOTS = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Counter:
    """Where deliveries are sent from."""

    sessions: Sessions
    send: Send
    owner: str  #: names this process in leases
    clock: Callable[[], datetime]
    sleep: Sleep = asyncio.sleep
    rate: float = 28.0  #: messages a second over all processes
    origins: Origins | None = None  #: what alerts tell of, for events


async def deliver(counter: Counter, delivery: Delivery) -> None:
    """Note that the request is about to be made, make it in its slot, note what came of it."""
    await _until(counter, delivery.send_at and delivery.send_at - EARLY)
    owner = counter.owner
    async with writing(counter.sessions) as session:
        begun = await begin_sending(session, delivery, owner=owner, now=counter.clock())
    if begun is None or (begun := await _in_its_slot(counter, begun)) is None:
        return
    failure, message_id = await _sent(counter, begun)
    # It has happened: until it is noted, a restart would repeat it.
    note = partial(_noted, counter, begun, failure, message_id)
    ours, given_up, now = await insisting(note, sleep=counter.sleep)
    if not ours:
        logger.warning("delivery %d was taken over by another process", begun.id)
    origin = await counter.origins.of(begun.alert_id) if counter.origins else Origin()
    outcome, reason = outcome_of(failure, given_up=given_up)
    settled = _settled(begun, origin, failure, now=now)
    tell(replace(settled, outcome=outcome, reason=reason, message_id=message_id or None))


async def _noted(
    counter: Counter, begun: Delivery, failure: BriefingError | None, message_id: int
) -> tuple[bool, bool, datetime]:
    """Settle a delivery: whether it was still ours, whether it is given up, when that was."""
    owner, now = counter.owner, counter.clock()
    async with writing(counter.sessions) as session:
        if failure is None:
            ours = await settle.sent(session, begun, owner=owner, message_id=message_id, now=now)
            return ours, False, now
        ours = await settle.refused(session, begun, failure, owner=owner, now=now)
        # What somebody else gave up meanwhile, he has told.
        return ours, ours and await settle.is_given_up(session, begun), now


def _settled(
    delivery: Delivery, origin: Origin, failure: BriefingError | None, *, now: datetime
) -> DeliverySettled:
    news = delivery.kind is DeliveryKind.ALERT and delivery.next_part == 0 and failure is None
    return DeliverySettled(
        outcome=Outcome.SENT,
        delivery_id=delivery.id,
        alert_id=delivery.alert_id,
        chat_id=delivery.chat_id,
        kind=delivery.kind,
        briefing_id=origin.briefing_id,
        part=delivery.next_part + 1,
        detail=str(failure) if failure else None,
        since_published=now - origin.published_at if news and origin.published_at else None,
        since_found=now - origin.found_at if news and origin.found_at else None,
    )


async def _sent(counter: Counter, delivery: Delivery) -> tuple[BriefingError | None, int]:
    part = delivery.parts[delivery.next_part]
    try:
        return None, await counter.send(
            delivery.chat_id, delivery.thread_id, part, delivery.plain_only
        )
    except BriefingError as error:
        return error, 0


async def _until(counter: Counter, time: datetime | None) -> None:
    """Wait until *time*, but not long: slots are near, unless the clock was put back meanwhile."""
    wait = (time - counter.clock()).total_seconds() if time else 0.0
    if wait > 0:
        await counter.sleep(min(wait, _FARTHEST))


async def _in_its_slot(counter: Counter, begun: Delivery) -> Delivery | None:
    """Wait for the slot, or for another if that is past: a crowd of late ones would be too many."""
    for _ in range(_NEW_SLOTS):
        if begun.send_at is None or counter.clock() <= begun.send_at + LATE:
            break
        async with writing(counter.sessions) as session:
            now = counter.clock()
            again = await later_slot(
                session, begun, owner=counter.owner, now=now, rate=counter.rate
            )
        if again is None:
            return None
        begun = again
    await _until(counter, begun.send_at)
    return begun
