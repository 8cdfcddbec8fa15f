"""/start, /help and commands that nobody knows."""

from telegram import Update

from bot.context import Context
from bot.rendering import buttons as keys
from handlers import replies, texts, topic

#: Links such as t.me/NAME?start=topic_ukraine open a topic.
DEEP_LINK = "topic_"


async def start(update: Update, context: Context) -> None:
    """Greet; a deep link ``topic_ukraine`` opens that topic."""
    payload = replies.asked(update)
    linked = payload.removeprefix(DEEP_LINK).replace("_", " ")
    if payload.startswith(DEEP_LINK) and linked.strip():
        await topic.about(update, context, linked)
        return
    first = (
        *keys.pressing("✈️ Latest visits", keys.SHOW),
        *keys.pressing("🔔 Every release", keys.EVERYTHING),
    )
    await replies.answer(update, texts.WELCOME, keys.rows(first))


async def help_(update: Update, _context: Context) -> None:
    """List the commands, with examples."""
    await replies.answer(update, texts.help_text())


async def unknown(update: Update, _context: Context) -> None:
    """Point to /help."""
    await replies.answer(update, texts.UNKNOWN_COMMAND)
