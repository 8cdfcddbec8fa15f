"""The only code that writes to chats on our own account, and what Telegram's refusals mean."""

from telegram import LinkPreviewOptions
from telegram.constants import ParseMode
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    InvalidToken,
    RetryAfter,
    TelegramError,
)

from bot import errors
from bot.context import Bot
from bot.keyboard import BAD_BUTTON, keyboard
from bot.models import Message
from bot.telegram.pace import duration
from bot.telegram.transport import NotSent

_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)

#: What 400 says, without case since PTB changes it, and what it means for us.
_REFUSALS: tuple[tuple[str, type[errors.BriefingError]], ...] = (
    ("can't parse entities", errors.MarkupRefused),
    *((known, errors.ButtonsRefused) for known in BAD_BUTTON),
    ("chat not found", errors.ChatNotFound),
    ("peer_id_invalid", errors.ChatNotFound),
    ("user not found", errors.ChatNotFound),
    ("group chat was deactivated", errors.ChatGone),
    ("not enough rights", errors.ChatClosed),
    ("have no rights", errors.ChatClosed),
    ("need administrator rights", errors.ChatClosed),
    ("chat_restricted", errors.ChatClosed),
    ("chat_write_forbidden", errors.ChatClosed),
    ("chat_send_plain_forbidden", errors.ChatClosed),
    ("chat_admin_required", errors.ChatClosed),
    ("topic_closed", errors.ChatClosed),
    ("topic_deleted", errors.ChatClosed),
    ("message thread not found", errors.ChatClosed),
)


async def send_part(
    bot: Bot, chat_id: int, thread_id: int | None, message: Message, *, plain: bool = False
) -> int:
    """Send one message whose slot the pace has granted already; gives Telegram's id of it.

    Raises:
        DeliveryDelayed: throttled, or no clear answer came.
        MarkupRefused: send it plain, to this chat and all others.
        ButtonsRefused: send it without buttons, likewise.
        ChatMoved: send it to the new address.
        Undeliverable: not to this chat; ChatGone, ChatNotFound, ChatClosed say why.
    """
    try:
        sent = await bot.send_message(
            chat_id,
            message.plain if plain else message.html,
            parse_mode=None if plain else ParseMode.HTML,
            message_thread_id=thread_id,
            link_preview_options=_NO_PREVIEW,
            reply_markup=keyboard(message.buttons),
            rate_limit_args=bot.rate_limiter is not None or None,
        )
    except TelegramError as exc:
        raise meaning(exc) from exc
    return sent.message_id


def meaning(exc: TelegramError) -> errors.BriefingError:
    """Say in our words what Telegram's answer, or the lack of one, means for a message."""
    match exc:
        case RetryAfter():
            return errors.DeliveryDelayed(duration(exc), throttled=True)
        case ChatMigrated(new_chat_id=chat_id):
            return errors.ChatMoved(chat_id)
        case Forbidden():
            return errors.ChatGone(exc.message)
        case BadRequest():  # before NetworkError, of which it is one
            return _refusal(exc.message)
        case NotSent() | InvalidToken():
            return errors.DeliveryDelayed()
    return errors.DeliveryDelayed(uncertain=True)


def _refusal(text: str) -> errors.BriefingError:
    said = text.lower()
    for known, kind in _REFUSALS:
        if known in said:
            return kind(text)
    return errors.Undeliverable(text)
