"""Events of a transaction, told once it is committed and not at all when it is undone."""

from sqlalchemy import event as hooks
from sqlalchemy.orm import object_session

from bot.events import DeliverySettled, Outcome, tell
from bot.storage.tables import DeliveryRow


def tell_given_up(row: DeliveryRow) -> None:
    """Tell, when the transaction at work on *row* ends well, that it is not tried again."""
    session = object_session(row)
    if session is None:
        return
    told = DeliverySettled(
        outcome=Outcome.FAILED,
        delivery_id=row.id,
        alert_id=row.alert_id,
        chat_id=row.chat_id,
        reason=row.error,  # one of a few sentences of ours
    )
    hooks.listen(session, "after_commit", lambda _: tell(told), once=True)
