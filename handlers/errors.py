"""When something breaks: a plain sentence for the reader, the detail for the log."""

import logging
import secrets
import time

from telegram import Update
from telegram.error import BadRequest, Forbidden, NetworkError, RetryAfter, TelegramError

from bot.context import Context
from bot.storage.database import DatabaseTrouble, trouble
from handlers import replies, texts

log = logging.getLogger(__name__)

_A_MINUTE = 60.0
_complaints: dict[str, float] = {}  #: when each was last made


async def on_error(update: object, context: Context) -> None:
    """Log the error under a short reference and give that to whoever waits for an answer."""
    if isinstance(context.error, Forbidden):
        log.info("not allowed to answer: %s", context.error.message)
        return
    number = update.update_id if isinstance(update, Update) else None
    if number is None and isinstance(context.error, DatabaseTrouble):  # a job; it comes back
        _complain(trouble(context.error))
        return
    if _unreachable(context.error):  # the inbox hands the update over again
        log.warning("no way to answer update %s: %s", number, context.error)
        return
    reference = secrets.token_hex(3)
    log.error("update %s failed (reference %s)", number, reference, exc_info=context.error)
    if not isinstance(update, Update):
        return
    try:
        if update.callback_query:
            await replies.acknowledge(update.callback_query, texts.trouble(reference), loud=True)
        else:
            await replies.answer(update, texts.trouble(reference))
    except TelegramError as failure:
        log.warning("could not tell the chat of %s: %s", reference, failure.message)


def _complain(reason: str) -> None:
    """Say once a minute why the work waits: many jobs find out many times a second."""
    now = time.monotonic()
    if now - _complaints.get(reason, -_A_MINUTE) >= _A_MINUTE:
        _complaints[reason] = now
        log.warning("the database cannot be used, the work waits: %s", reason)


def _unreachable(error: Exception | None) -> bool:
    """Tell whether Telegram or the database was out of reach, so that the same is tried again.

    A refusal (BadRequest) is another matter.
    """
    if isinstance(error, DatabaseTrouble):
        return True
    return isinstance(error, NetworkError | RetryAfter) and not isinstance(error, BadRequest)
