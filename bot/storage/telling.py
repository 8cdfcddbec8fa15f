"""What is given up, told once that is committed, and not at all when it is undone."""

from sqlalchemy import ColumnElement, select, update
from sqlalchemy import event as hooks
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Session, object_session

from bot.events import DeliverySettled, Outcome, tell
from bot.models import DeliveryKind, DeliveryState
from bot.storage.tables import AlertRow, DeliveryRow


async def give_up(
    session: AsyncSession, *which: ColumnElement[bool], reason: str, detail: str | None = None
) -> None:
    """Give up the deliveries that are *which*, each with an event of its own.

    *reason* is one of a few words of ours, *detail* what somebody else says.
    """
    alert = select(AlertRow).where(AlertRow.id == DeliveryRow.alert_id).correlate(DeliveryRow)
    changed = (
        update(DeliveryRow)
        .where(*which)
        .values(state=DeliveryState.FAILED.value, due_at=None, error=detail or reason)
        .returning(
            DeliveryRow.id,
            DeliveryRow.alert_id,
            DeliveryRow.chat_id,
            alert.with_only_columns(AlertRow.kind).scalar_subquery(),
            alert.with_only_columns(AlertRow.briefing_id).scalar_subquery(),
        )
    )
    told = [
        DeliverySettled(
            outcome=Outcome.FAILED,
            delivery_id=delivery_id,
            alert_id=alert_id,
            chat_id=chat_id,
            kind=DeliveryKind(kind),
            briefing_id=briefing_id,
            reason=reason,
            detail=detail,
        )
        for delivery_id, alert_id, chat_id, kind, briefing_id in await session.execute(changed)
    ]
    _tell_later(session.sync_session, sorted(told, key=lambda one: one.delivery_id))


def tell_given_up(row: DeliveryRow, alert: AlertRow) -> None:
    """Tell, when the transaction at work on *row* ends well, that it is not tried again."""
    session = object_session(row)
    if session is None:
        return
    told = DeliverySettled(
        outcome=Outcome.FAILED,
        delivery_id=row.id,
        alert_id=row.alert_id,
        chat_id=row.chat_id,
        kind=DeliveryKind(alert.kind),
        briefing_id=alert.briefing_id,
        reason=row.error,  # one of a few sentences of ours
    )
    _tell_later(session, [told])


def _tell_later(session: Session, told: list[DeliverySettled]) -> None:
    def say(_: Session) -> None:
        for one in told:
            tell(one)

    if told:
        hooks.listen(session, "after_commit", say, once=True)
