"""What a try to send came to, in the few words that events and metrics have for it. Pure."""

from bot import errors
from bot.errors import BriefingError
from bot.events import Outcome

_REASONS: tuple[tuple[type[BriefingError], str], ...] = (
    (errors.ChatMoved, "chat moved"),
    (errors.MarkupRefused, "markup refused"),
    (errors.ButtonsRefused, "buttons refused"),
    (errors.ChatGone, "chat gone"),
    (errors.ChatNotFound, "chat not found"),
    (errors.ChatClosed, "chat closed"),
    (errors.Undeliverable, "refused"),
)


def outcome_of(failure: BriefingError | None, *, given_up: bool) -> tuple[Outcome, str | None]:
    """Name the outcome of one try, and why it was not sent."""
    if failure is None:
        return Outcome.SENT, None
    outcome, reason = _kind(failure)
    return (Outcome.FAILED if given_up else outcome), reason


def _kind(failure: BriefingError) -> tuple[Outcome, str]:
    if isinstance(failure, errors.DeliveryDelayed):
        if failure.throttled:
            return Outcome.THROTTLED, "throttled"
        return (Outcome.UNCERTAIN, "no answer") if failure.uncertain else _UNREACHABLE
    known = (reason for kind, reason in _REASONS if isinstance(failure, kind))
    return Outcome.DELAYED, next(known, "other")


_UNREACHABLE = Outcome.DELAYED, "unreachable"
