"""The inbox: what Telegram told us, stored before it is confirmed, handled in each chat's order."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import case, delete, exists, literal, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from bot.storage.claim import claim
from bot.storage.columns import UtcDateTime
from bot.storage.rows import insert_new
from bot.storage.tables import UpdateRow

#: A handler takes milliseconds; longer only when its process died.
LEASE = timedelta(seconds=30)
#: An update that breaks every handling is set aside, or its chat would hear nothing any more. Many
#: are in hand at once, so that most of those which were when a process died had no part in it…
MOST_ATTEMPTS = 20
#: …and so is one whose answer could not be sent for so long.
ANSWERED_WITHIN = timedelta(hours=6)
#: Telegram repeats an update for a day; we know its number for twice as long.
KEPT_FOR = timedelta(hours=48)
_BEYOND = 2**63


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredUpdate:
    """One update, claimed; *body* is as Telegram sent it."""

    update_id: int
    body: dict[str, Any]
    attempts: int


async def store_updates(
    session: AsyncSession, bodies: Iterable[dict[str, Any]], *, now: datetime
) -> None:
    """Keep updates to be handled; those whose number is known already are passed over.

    So are those without a usable number: they would keep all others from being stored.
    """
    rows = [
        {
            "update_id": body["update_id"],
            "chat_id": chat_of(body),
            "body": body,
            "received_at": now,
            "due_at": now,
        }
        for body in bodies
        if is_number(body.get("update_id"))
    ]
    await insert_new(session, UpdateRow, rows)


async def claim_updates(
    session: AsyncSession, *, now: datetime, limit: int, in_hand: Collection[int] = ()
) -> list[StoredUpdate]:
    """Take updates in their order, at most one of each chat: its next waits till it is settled.

    So they may be handled side by side without any chat's order being lost. *in_hand* are those
    that the caller is still at work on, however long ago it took them.
    """
    due = (UpdateRow.due_at <= now, UpdateRow.update_id.not_in(list(in_hand)))
    await session.execute(
        update(UpdateRow).where(*due, UpdateRow.attempts >= MOST_ATTEMPTS).values(due_at=None)
    )
    earlier = aliased(UpdateRow)
    waits = exists().where(
        earlier.chat_id == UpdateRow.chat_id,
        earlier.update_id < UpdateRow.update_id,
        earlier.due_at.is_not(None),
    )
    wanted = (
        select(UpdateRow.update_id).where(*due, ~waits).order_by(UpdateRow.update_id).limit(limit)
    )
    rows = await claim(session, UpdateRow, wanted, now=now, lease=LEASE)
    return [
        StoredUpdate(update_id=row.update_id, body=row.body, attempts=row.attempts) for row in rows
    ]


async def settle_update(session: AsyncSession, update_id: int, *, now: datetime) -> None:
    """Note that an update has been handled."""
    await session.execute(
        update(UpdateRow)
        .where(UpdateRow.update_id == update_id)
        .values(handled_at=now, due_at=None)
    )


async def postpone_update(
    session: AsyncSession, update_id: int, *, now: datetime, wait: timedelta
) -> None:
    """Let an update be handled later, since its answer finds no way; that is no try of its own.

    One that has waited for hours is set aside: nobody waits for that answer any more.
    """
    waits = case(
        (UpdateRow.received_at > now - ANSWERED_WITHIN, literal(now + wait, UtcDateTime()))
    )
    await session.execute(
        update(UpdateRow)
        .where(UpdateRow.update_id == update_id, UpdateRow.due_at.is_not(None))
        .values(due_at=waits, attempts=UpdateRow.attempts - 1)
    )


async def prune_updates(session: AsyncSession, *, now: datetime) -> None:
    """Forget what was handled or set aside long ago."""
    old = (UpdateRow.due_at.is_(None), UpdateRow.received_at < now - KEPT_FOR)
    await session.execute(delete(UpdateRow).where(*old))


def chat_of(body: dict[str, Any]) -> int:
    """Tell the chat that an update is about, else its person, else 0."""
    for part in body.values():
        if not isinstance(part, dict):
            continue
        message = part.get("message")
        within = message.get("chat") if isinstance(message, dict) else None
        for about in (part.get("chat"), within, part.get("from")):
            if isinstance(about, dict) and is_number(about.get("id")):
                return int(about["id"])
    return 0


def is_number(value: object) -> bool:
    """Tell whether this can be the number of a chat or an update: databases hold 64 bits."""
    return isinstance(value, int) and not isinstance(value, bool) and -_BEYOND <= value < _BEYOND
