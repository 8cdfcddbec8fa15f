"""Who may use the bot, and who may change what a chat follows."""

from telegram import ChatMember, Message, Update
from telegram.constants import ChatType
from telegram.error import BadRequest, NetworkError, RetryAfter, TelegramError
from telegram.ext import ApplicationHandlerStop

from bot.context import Context
from bot.rendering import buttons as keys
from handlers import replies, texts
from handlers.throttle import is_request

#: What a chat that is not served any more may still do.
_TO_LEAVE = frozenset({"unsubscribe", "forget", "privacy"})
_ADMINS = frozenset({ChatMember.OWNER, ChatMember.ADMINISTRATOR})


async def gate(update: Update, context: Context) -> None:
    """Turn away chats that are not on the operator's list, with one sentence.

    What was stored when they were on it they may still see, end and erase.
    """
    place = replies.place_of(update)
    if place is None:
        return
    if served(context, place.chat_id) or _leaves(update):
        return
    if update.callback_query:
        await replies.acknowledge(update.callback_query, texts.NOT_ALLOWED)
    elif is_request(update):
        await replies.answer(update, texts.NOT_ALLOWED)
    if not update.my_chat_member:  # who blocks the bot is to be noticed all the same
        raise ApplicationHandlerStop


def served(context: Context, chat_id: int) -> bool:
    """Tell whether the operator lets this chat use the bot."""
    allowed = context.services.allowed_chats
    return allowed is None or chat_id in allowed or chat_id in context.services.operators


async def may_change(update: Update, context: Context) -> bool:
    """Tell whether the sender may change settings here: in groups and channels, admins only.

    Asked anew each time, since admins come and go. Who posts in a channel, or in a group in
    its name, is an admin; who presses a button in a channel need not be one.
    """
    place = replies.place_of(update)
    if place is None:
        return False
    if place.private or _in_the_chats_name(update):
        return True
    user = update.effective_user
    if user is None:
        return False
    try:
        member = await context.bot.get_chat_member(place.chat_id, user.id)
    except (NetworkError, RetryAfter) as failure:
        if isinstance(failure, BadRequest):
            return False
        raise  # nobody knows yet; the inbox hands the update over again
    except TelegramError:
        return False
    return member.status in _ADMINS


async def refuse(update: Update) -> None:
    """Say that only admins may do this."""
    if update.callback_query:
        await replies.acknowledge(update.callback_query, texts.ADMINS_ONLY, loud=True)
    else:
        await replies.answer(update, texts.ADMINS_ONLY)


def _leaves(update: Update) -> bool:
    if update.callback_query:
        return update.callback_query.data in {keys.FORGET, keys.KEEP}
    message = update.effective_message
    words = (message.text or "").split() if message else []
    if not words or not words[0].startswith("/"):
        return False
    return words[0][1:].partition("@")[0].lower() in _TO_LEAVE


def _in_the_chats_name(update: Update) -> bool:
    message = update.effective_message
    if update.callback_query or not isinstance(message, Message):
        return False
    speaker = message.sender_chat
    return message.chat.type == ChatType.CHANNEL or (
        speaker is not None and speaker.id == message.chat.id
    )
