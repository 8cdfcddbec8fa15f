"""The bot let in, thrown out or blocked; groups that move."""

from telegram import ChatMember, ChatMemberRestricted, Update
from telegram.constants import ChatType

from bot.context import Context
from bot.storage import chats
from bot.storage.database import writing
from handlers import access, texts

_OUT = frozenset({ChatMember.LEFT, ChatMember.BANNED})


async def changed(update: Update, context: Context) -> None:
    """Stop writing to a chat that threw the bot out or blocked it; begin again when it is back."""
    change = update.my_chat_member
    if change is None:
        return
    chat, was_out = change.chat, is_out(change.old_chat_member)
    async with writing(context.services.sessions) as session:
        if is_out(change.new_chat_member):
            await chats.gone(session, chat.id, _reason(str(chat.type)))
            return
        if not access.served(context, chat.id):
            return
        await chats.back(session, chat.id)
    if was_out and chat.type in {ChatType.GROUP, ChatType.SUPERGROUP}:
        await context.bot.send_message(chat.id, texts.GROUP_WELCOME, parse_mode="HTML")


async def moved(update: Update, context: Context) -> None:
    """Take a group's subscriptions to the supergroup that it became; both of them tell us."""
    message = update.effective_message
    if message is None:
        return
    old, new = message.chat.id, message.migrate_to_chat_id
    if message.migrate_from_chat_id:
        old, new = message.migrate_from_chat_id, message.chat.id
    if new:
        async with writing(context.services.sessions) as session:
            await chats.moved(session, old, new)


def is_out(member: ChatMember) -> bool:
    """Tell whether the bot is not in the chat; a restricted member may be in it or not."""
    if isinstance(member, ChatMemberRestricted):
        return not member.is_member
    return member.status in _OUT


def _reason(kind: str) -> str:
    return "blocked by the user" if kind == ChatType.PRIVATE else f"removed from the {kind}"
