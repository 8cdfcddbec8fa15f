"""/privacy and /forget: what is stored about a chat, and its end."""

from telegram import Update

from bot.context import Context
from bot.rendering import buttons as keys
from bot.storage import chats
from bot.storage.database import writing
from handlers import access, replies, texts


async def privacy(update: Update, context: Context) -> None:
    """Say exactly what is stored, and what that is for this chat right now."""
    place = replies.place_of(update)
    if place is None:
        return
    async with context.services.sessions() as session:
        stored = await chats.export(session, place.chat_id)
    await replies.answer(update, texts.privacy(stored, context.services.topics))


async def forget(update: Update, context: Context) -> None:
    """Ask once more before anything is erased."""
    if not await access.may_change(update, context):
        await access.refuse(update)
        return
    choice = (*keys.pressing("🗑 Erase everything", keys.FORGET), *keys.pressing("Keep", keys.KEEP))
    await replies.answer(update, texts.FORGET_SURE, keys.rows(choice))


async def forget_pressed(update: Update, context: Context) -> None:
    """Erase everything about the chat, or leave it."""
    query, place = update.callback_query, replies.place_of(update)
    if query is None or place is None:
        return
    if not await access.may_change(update, context):
        await access.refuse(update)
        return
    said = texts.KEPT
    if query.data == keys.FORGET:
        async with writing(context.services.sessions) as session:
            await chats.forget(session, place.chat_id, update_id=update.update_id)
        said = texts.FORGOTTEN
    await replies.acknowledge(query)
    await replies.replace(query, replies.bare(said))
