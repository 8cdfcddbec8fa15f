"""The outbox: what is owed to chats, taken in turn, at a shared pace, by one process at a time.

due -> claimed (lease and slot) -> sending (committed before the request) -> sent | due | failed

A lease that ran out while *claimed* cost nothing. One that ran out while *sending* is uncertain: it
is counted and sent again, for at least once is the promise. `settle` says how it ends.
"""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, case, exists, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from bot.models import Delivery, DeliveryKind, DeliveryState
from bot.storage import pace
from bot.storage.alerts import message_of
from bot.storage.claim import claim
from bot.storage.steps import begin_unchanged, still_mine
from bot.storage.tables import AlertRow, ChatRow, DeliveryRow
from bot.storage.telling import tell_given_up
from bot.storage.wanted import still_wanted

#: A request takes seconds; what is not settled by then was lost with its process.
LEASE = timedelta(seconds=60)
#: What was taken is begun in its slot, soon after the first; what is not by then costs nothing, and
#: its chat need not wait as long for somebody else.
TAKEN_FOR = timedelta(seconds=10)
#: Slots are not granted further ahead, so that answers to commands find one soon.
AHEAD = timedelta(milliseconds=500)
#: One message a second to a person; 20 a minute to groups and channels.
SPACING = timedelta(seconds=1)
SPACING_GROUP = timedelta(seconds=3)
#: So many processes lost while sending are no accident: they die of this delivery.
MOST_LAPSES = 8
#: News that could not be told for so long is none any more.
UNSENT_FOR = timedelta(days=3)
TOO_OLD = "too old to be news"

_LOST = case((DeliveryRow.state == DeliveryState.SENDING, 1), else_=0)


async def claim_deliveries(
    session: AsyncSession,
    *,
    now: datetime,
    limit: int,
    owner: str,
    rate: float,
    in_hand: Collection[int] = (),
) -> list[Delivery]:
    """Take what is due, oldest first, at most one for each chat, with a slot for each.

    A chat's later deliveries wait for its earlier ones, so that it reads them in order; those of
    chats that were written to just now wait as well. *in_hand* are those that the caller is still
    at work on: its clock may have been put forward beyond their leases.
    """
    first_slot = await pace.free_at(session, now=now)  # also keeps other processes waiting
    if first_slot > now + AHEAD:
        return []
    rows = await claim(
        session,
        DeliveryRow,
        wanted(now, limit).where(DeliveryRow.id.not_in(list(in_hand))),
        now=now,
        lease=TAKEN_FOR + timedelta(seconds=limit / rate),
        owner=owner,
        state=DeliveryState.CLAIMED.value,
        lapses=DeliveryRow.lapses + _LOST,
        uncertain=DeliveryRow.uncertain + _LOST,
    )
    alerts = await _alerts(session, rows) if rows else {}
    rows = [row for row in rows if not _hopeless(row, alerts[row.alert_id], now)]
    if not rows:  # nothing is written twice a second while nothing is owed
        return []
    chats = await _chats(session, rows)
    slot, claimed = await pace.take_slots(session, len(rows), now=now, rate=rate), []
    for row in rows:
        chat = chats[row.chat_id]
        chat.next_at = slot + (SPACING if chat.kind == "private" else SPACING_GROUP)
        doubted = chat.not_found > 0
        claimed.append(_delivery(row, alerts[row.alert_id], slot, doubted=doubted))
        slot += timedelta(seconds=1 / rate)
    await session.flush()
    return claimed


def wanted(now: datetime, limit: int) -> Select[Any]:
    """Select the keys of what may be sent now, in the order of owing, each chat's oldest only."""
    earlier = aliased(DeliveryRow)
    waits_for_another = exists().where(
        earlier.chat_id == DeliveryRow.chat_id,
        earlier.id < DeliveryRow.id,
        earlier.due_at.is_not(None),
    )
    rested = or_(ChatRow.next_at.is_(None), ChatRow.next_at <= now)
    return (
        select(DeliveryRow.id)
        .join(ChatRow, ChatRow.chat_id == DeliveryRow.chat_id)
        .where(DeliveryRow.due_at <= now, ChatRow.active, rested, ~waits_for_another)
        .order_by(DeliveryRow.due_at, DeliveryRow.id)
        .limit(limit)
    )


async def begin_sending(
    session: AsyncSession, delivery: Delivery, *, owner: str, now: datetime
) -> Delivery | None:
    """Note that the request is about to be made; to be committed before it is.

    Gives the delivery with its text as it is now, or None when it is not to be sent after all: the
    lease was lost, the alert was taken back or is not wanted any more, or Telegram has asked the
    bot to wait meanwhile.
    """
    whole, until = delivery.next_part >= len(delivery.parts), now + LEASE
    if not whole and await begin_unchanged(session, delivery, owner=owner, now=now, until=until):
        return delivery
    row = await held(session, delivery, owner=owner)
    if row is None:
        return None
    wait = await pace.held_until(session)
    if wait and now < wait <= now + pace.LONGEST_HOLD:
        put_back(row, due_at=wait)
        row.attempts -= 1
        return None
    alert = (await _alerts(session, [row]))[row.alert_id]
    if row.next_part >= len(alert.parts):  # it became shorter when its first parts were out
        row.state, row.due_at, row.owner = DeliveryState.SENT, None, ""
        return None
    if not await still_wanted(session, row, alert):
        _give_up(row, alert, "not wanted any more")
        return None
    row.state, row.due_at = DeliveryState.SENDING, now + LEASE
    return _delivery(row, alert, delivery.send_at or now, doubted=delivery.doubted)


async def later_slot(
    session: AsyncSession, delivery: Delivery, *, owner: str, now: datetime, rate: float
) -> Delivery | None:
    """Give a begun delivery a slot anew, since it came too late for the one it had.

    None when there is none soon: then it is put back, and not to be sent.
    """
    slot = await pace.free_at(session, now=now)
    if slot <= now + AHEAD:
        return replace(delivery, send_at=await pace.take_slots(session, 1, now=now, rate=rate))
    row = await held(session, delivery, owner=owner)
    if row is not None:
        put_back(row, due_at=slot)
        row.attempts -= 1
    return None


async def held(session: AsyncSession, delivery: Delivery, *, owner: str) -> DeliveryRow | None:
    """Give the row of a delivery if *owner* still holds its lease; nobody else may write it."""
    mine = select(DeliveryRow).where(*still_mine(delivery, owner))
    fresh = mine.with_for_update().execution_options(populate_existing=True)
    return (await session.scalars(fresh)).one_or_none()


def put_back(row: DeliveryRow, *, due_at: datetime) -> None:
    """Let anybody take the delivery from *due_at* on."""
    row.state, row.due_at, row.owner = DeliveryState.DUE, due_at, ""


def _hopeless(row: DeliveryRow, alert: AlertRow, now: datetime) -> bool:
    if alert.created_at < now - UNSENT_FOR:
        _give_up(row, alert, TOO_OLD)
    elif row.lapses > MOST_LAPSES:
        _give_up(row, alert, "every try broke off")
    return row.state == DeliveryState.FAILED


def _give_up(row: DeliveryRow, alert: AlertRow, error: str) -> None:
    row.state, row.due_at, row.owner, row.error = DeliveryState.FAILED, None, "", error
    tell_given_up(row, alert)


async def _chats(session: AsyncSession, rows: list[DeliveryRow]) -> dict[int, ChatRow]:
    query = select(ChatRow).where(ChatRow.chat_id.in_([row.chat_id for row in rows]))
    return {chat.chat_id: chat for chat in await session.scalars(query)}


async def _alerts(session: AsyncSession, rows: list[DeliveryRow]) -> dict[int, AlertRow]:
    query = select(AlertRow).where(AlertRow.id.in_([row.alert_id for row in rows]))
    return {alert.id: alert for alert in await session.scalars(query)}


def _delivery(row: DeliveryRow, alert: AlertRow, send_at: datetime, *, doubted: bool) -> Delivery:
    return Delivery(
        id=row.id,
        alert_id=row.alert_id,
        chat_id=row.chat_id,
        thread_id=None if row.in_general else row.thread_id or None,
        kind=DeliveryKind(alert.kind),
        parts=tuple(message_of(alert, part) for part in range(len(alert.parts))),
        next_part=row.next_part,
        plain_only=alert.plain_only,
        attempts=row.attempts,
        send_at=send_at,
        doubted=doubted,
    )
