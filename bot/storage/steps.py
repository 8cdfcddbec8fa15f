"""The two steps that nearly every delivery takes, each in one statement: it is begun, it arrives.

That is so when nothing has changed since it was claimed; what else may be the matter, and how else
it may end, is found out in `outbox` and `settle`.
"""

import json
from datetime import datetime
from functools import cache

from sqlalchemy import ColumnElement, Text, Update, bindparam, cast, exists, or_, true, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.models import Delivery, DeliveryKind, DeliveryState
from bot.storage.alerts import text_of
from bot.storage.tables import (
    AlertRow,
    BriefingTopicRow,
    CriterionRow,
    DeliveryRow,
    PaceRow,
    SubscriptionRow,
)


async def begin_unchanged(
    session: AsyncSession, delivery: Delivery, *, owner: str, now: datetime, until: datetime
) -> bool:
    """Note that a delivery is being sent as it was claimed, with a lease until *until*.

    False, and nothing done, if it may not. It may when the lease holds, Telegram has asked nobody
    to wait, the alert is the same, and the place has muted nothing and follows everything or a
    topic of the release.
    """
    text = text_of(delivery.parts)
    values = {
        "this": delivery.id,
        "alert": delivery.alert_id,
        "me": owner,
        "part": delivery.next_part,
        "plain": delivery.plain_only,
        "parts_as_claimed": json.dumps(text["parts"]),
        "buttons_as_claimed": json.dumps(text["buttons"]),
        "now": now,
        "until": until,
    }
    return await session.scalar(_begin(delivery.kind), values) is not None


async def note_sent(
    session: AsyncSession, delivery: Delivery, *, owner: str, message_id: int, now: datetime
) -> bool:
    """Note that a part has arrived; false if somebody else has the lease."""
    whole = delivery.next_part + 1 >= len(delivery.parts)
    values = {
        "this": delivery.id,
        "me": owner,
        "part": delivery.next_part + 1,
        "message": message_id,
        "now": now,
        "state_after": (DeliveryState.SENT if whole else DeliveryState.DUE).value,
        "due_after": None if whole else now,
    }
    return await session.scalar(_arrive(), values) is not None


def still_mine(delivery: Delivery, owner: str) -> tuple[ColumnElement[bool], ...]:
    """Say what holds of a delivery's row as long as *owner* has the lease."""
    return DeliveryRow.id == delivery.id, DeliveryRow.owner == owner, under_way()


def under_way() -> ColumnElement[bool]:
    """Say what holds of a row that somebody has taken."""
    claimed, sending = DeliveryState.CLAIMED.value, DeliveryState.SENDING.value
    return or_(DeliveryRow.state == claimed, DeliveryRow.state == sending)


@cache  # to put a statement together takes as long as to execute it
def _begin(kind: DeliveryKind) -> Update:
    return (
        update(DeliveryRow)
        .where(
            DeliveryRow.id == bindparam("this"),
            DeliveryRow.owner == bindparam("me"),
            under_way(),
            DeliveryRow.next_part == bindparam("part"),
            ~exists().where(PaceRow.held_until > bindparam("now")),
            _same_text(),
            _surely_wanted(kind),
        )
        .values(state=DeliveryState.SENDING.value, due_at=bindparam("until"))
        .returning(DeliveryRow.id)
        .execution_options(synchronize_session=False)
    )


@cache
def _arrive() -> Update:
    return (
        update(DeliveryRow)
        .where(
            DeliveryRow.id == bindparam("this"), DeliveryRow.owner == bindparam("me"), under_way()
        )
        .values(
            state=bindparam("state_after"),
            due_at=bindparam("due_after"),
            owner="",
            next_part=bindparam("part"),
            message_id=bindparam("message"),
            sent_at=bindparam("now"),
            attempts=0,
            lapses=0,
            failing_since=None,
            error="",
        )
        .returning(DeliveryRow.id)
        .execution_options(synchronize_session=False)
    )


def _same_text() -> ColumnElement[bool]:
    return exists().where(
        AlertRow.id == bindparam("alert"),
        AlertRow.plain_only == bindparam("plain"),
        cast(AlertRow.parts, Text) == bindparam("parts_as_claimed", type_=Text()),
        cast(AlertRow.buttons, Text) == bindparam("buttons_as_claimed", type_=Text()),
    )


def _surely_wanted(kind: DeliveryKind) -> ColumnElement[bool]:
    if kind is DeliveryKind.NOTICE:
        return true()
    criteria = (
        CriterionRow.chat_id == DeliveryRow.chat_id,
        CriterionRow.thread_id == DeliveryRow.thread_id,
    )
    topic = exists().where(
        *criteria,
        CriterionRow.criterion == BriefingTopicRow.topic,
        BriefingTopicRow.briefing_id == AlertRow.briefing_id,
        AlertRow.id == bindparam("alert"),
    )
    subscribed = exists().where(
        SubscriptionRow.chat_id == DeliveryRow.chat_id,
        SubscriptionRow.thread_id == DeliveryRow.thread_id,
        # Whoever was told of a release hears how it changed.
        true() if kind is DeliveryKind.CORRECTION else SubscriptionRow.everything | topic,
    )
    return subscribed & ~exists().where(*criteria, CriterionRow.muted)
