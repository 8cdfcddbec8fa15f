"""Texts that chats are owed: one row for the text, one delivery for each chat and thread."""

from collections.abc import Collection, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any, cast

from sqlalchemy import (
    ColumnElement,
    CursorResult,
    Select,
    and_,
    delete,
    exists,
    false,
    func,
    literal,
    or_,
    select,
    update,
)
from sqlalchemy.ext.asyncio import AsyncSession

from bot.models import Button, DeliveryKind, DeliveryState, Message
from bot.storage.columns import UtcDateTime
from bot.storage.rows import insert_new, one_of, unless_known
from bot.storage.tables import AlertRow, ChatRow, CriterionRow, DeliveryRow, SubscriptionRow


async def owe_alert(
    session: AsyncSession,
    briefing_id: int,
    parts: Sequence[Message],
    met: Collection[str],
    *,
    now: datetime,
) -> int:
    """Owe a briefing to every active chat that follows everything or one of *met*, none muted.

    Gives how many chats and threads that are. Unique on briefing and place: repeating adds nothing.
    """
    key = f"alert:{briefing_id}"
    alert_id = await _alert(
        session, key, DeliveryKind.ALERT, parts, briefing_id=briefing_id, now=now
    )
    follows = or_(SubscriptionRow.everything, _has(session, met, muted=False))
    return await _fan_out(session, alert_id, _wishes(session, follows, met), now=now)


async def is_owed(session: AsyncSession, briefing_id: int) -> bool:
    """Tell whether the alert of a briefing was ever owed, be it to nobody."""
    mine = exists().where(AlertRow.key == f"alert:{briefing_id}")
    return bool(await session.scalar(select(mine)))


async def newest_alert(session: AsyncSession, briefing_id: int) -> int | None:
    """Give the alert of a briefing, or its latest correction."""
    mine = select(func.max(AlertRow.id)).where(AlertRow.briefing_id == briefing_id)
    return await session.scalar(mine)


async def owe_news(
    session: AsyncSession,
    briefing_id: int,
    parts: Sequence[Message],
    met: Collection[str],
    newly_met: Collection[str],
    *,
    now: datetime,
) -> int:
    """Give an alert a new text for those who still wait for it, and owe it to new followers.

    *newly_met* are criteria that the release did not meet when it was first read. Only for
    briefings that alert.
    """
    key = f"alert:{briefing_id}"
    alert_id = await _alert(
        session, key, DeliveryKind.ALERT, parts, briefing_id=briefing_id, now=now
    )
    half_sent = exists().where(DeliveryRow.alert_id == alert_id, DeliveryRow.next_part > 0)
    await session.execute(
        update(AlertRow).where(AlertRow.id == alert_id, ~half_sent).values(text_of(parts))
    )
    if not newly_met:
        return 0
    follows = _has(session, newly_met, muted=False)
    return await _fan_out(session, alert_id, _wishes(session, follows, met), now=now)


async def owe_correction(
    session: AsyncSession,
    briefing_id: int,
    revision: int,
    parts: Sequence[Message],
    *,
    now: datetime,
) -> int:
    """Owe a correction to the chats that got the alert or may have got it, and still want any."""
    key = f"correction:{briefing_id}:{revision}"
    alert_id = await _alert(
        session, key, DeliveryKind.CORRECTION, parts, briefing_id=briefing_id, now=now
    )
    told = or_(
        DeliveryRow.state.in_((DeliveryState.SENT, DeliveryState.SENDING)),
        DeliveryRow.next_part > 0,
        DeliveryRow.uncertain > 0,
    )
    places = (
        select(DeliveryRow.chat_id, DeliveryRow.thread_id)
        .join(AlertRow, AlertRow.id == DeliveryRow.alert_id)
        .join(ChatRow, ChatRow.chat_id == DeliveryRow.chat_id)
        .join(
            SubscriptionRow,
            and_(
                SubscriptionRow.chat_id == DeliveryRow.chat_id,
                SubscriptionRow.thread_id == DeliveryRow.thread_id,
            ),
        )
        .where(AlertRow.key == f"alert:{briefing_id}", told, ChatRow.active)
    )
    return await _fan_out(session, alert_id, places, now=now)


async def withdraw_alert(session: AsyncSession, briefing_id: int) -> None:
    """Take back an alert from those who surely have not seen any of it."""
    mine = select(AlertRow.id).where(AlertRow.key == f"alert:{briefing_id}").scalar_subquery()
    await session.execute(
        delete(DeliveryRow).where(
            DeliveryRow.alert_id == mine,
            DeliveryRow.state.in_((DeliveryState.DUE, DeliveryState.CLAIMED)),
            DeliveryRow.next_part == 0,
            DeliveryRow.uncertain == 0,
        )
    )


async def owe_notice(
    session: AsyncSession, key: str, text: Message, chats: Collection[int], *, now: datetime
) -> int:
    """Owe operators a notice, once for each *key*."""
    if not chats:
        return 0
    people = [
        {"chat_id": chat, "kind": "private" if chat > 0 else "group", "created_at": now}
        for chat in sorted(chats)
    ]
    await insert_new(session, ChatRow, people)
    alert_id = await _alert(session, key, DeliveryKind.NOTICE, [text], briefing_id=None, now=now)
    places = select(ChatRow.chat_id, literal(0)).where(
        ChatRow.chat_id.in_(list(chats)), ChatRow.active
    )
    return await _fan_out(session, alert_id, places, now=now)


def message_of(alert: AlertRow, part: int) -> Message:
    """Give one part of an alert; the buttons are under the last."""
    said = alert.parts[part]
    rows: list[list[dict[str, Any]]] = alert.buttons if part == len(alert.parts) - 1 else []
    buttons = tuple(tuple(Button(**button) for button in row) for row in rows)
    return Message(html=said["html"], plain=said["plain"], buttons=buttons)


async def _alert(
    session: AsyncSession,
    key: str,
    kind: DeliveryKind,
    parts: Sequence[Message],
    *,
    briefing_id: int | None,
    now: datetime,
) -> int:
    row = {"key": key, "kind": kind.value, "briefing_id": briefing_id, "created_at": now}
    await insert_new(session, AlertRow, [row | text_of(parts)])
    return (await session.scalars(select(AlertRow.id).where(AlertRow.key == key))).one()


def text_of(parts: Sequence[Message]) -> dict[str, Any]:
    """Give the columns of an alert that hold what it says."""
    buttons = [[asdict(button) for button in row] for row in parts[-1].buttons] if parts else []
    said = [{"html": part.html, "plain": part.plain} for part in parts]
    return {"parts": said, "buttons": buttons}


def _wishes(
    session: AsyncSession, follows: ColumnElement[bool], met: Collection[str]
) -> Select[int, int]:
    return (
        select(SubscriptionRow.chat_id, SubscriptionRow.thread_id)
        .join(ChatRow, ChatRow.chat_id == SubscriptionRow.chat_id)
        .where(ChatRow.active, follows, ~_has(session, met, muted=True))
    )


def _has(session: AsyncSession, criteria: Collection[str], *, muted: bool) -> ColumnElement[bool]:
    if not criteria:
        return false()
    return exists().where(
        and_(
            CriterionRow.chat_id == SubscriptionRow.chat_id,
            CriterionRow.thread_id == SubscriptionRow.thread_id,
            one_of(session, CriterionRow.criterion, criteria),
            CriterionRow.muted.is_(muted),
        )
    )


async def _fan_out(
    session: AsyncSession, alert_id: int, places: Select[int, int], *, now: datetime
) -> int:
    """Owe the alert to all (chat, thread) that *places* selects, in one statement."""
    chosen = places.with_only_columns(
        literal(alert_id),
        *places.selected_columns,
        literal(DeliveryState.DUE.value),
        literal(now, UtcDateTime()),
    )
    query = unless_known(session, DeliveryRow).from_select(
        ["alert_id", "chat_id", "thread_id", "state", "due_at"], chosen
    )
    result = await session.execute(query.execution_options(preserve_rowcount=True))
    return int(cast("CursorResult[Any]", result).rowcount)
