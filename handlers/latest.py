"""/latest, and turning the pages of any list."""

import re
from dataclasses import replace

from telegram import Update

from bot.context import Context
from bot.models import Message
from bot.rendering import Show
from handlers import replies
from handlers.pages import MOST, Page, build, fetch
from handlers.wishes import subscription_of, understand

#: How many are asked for; a year ("/latest norway 2025") is a word to look for.
_COUNT = re.compile(r"-?\d{1,2}|\d{5,}")


async def latest(update: Update, context: Context) -> None:
    """``/latest 5 ukraine``: recent visits, newest first, with buttons to pledges and the rest."""
    page, wording = Page(show=Show.VISITS), replies.asked(update)
    words = wording.split()
    if number := next((word for word in words if _COUNT.fullmatch(word)), None):
        words.remove(number)
        page = replace(page, size=min(max(int(number), 1), MOST))
    if [word.casefold() for word in words] == ["pledges"]:
        page, words = replace(page, show=Show.PLEDGES), []
    criteria = await understand(context, " ".join(words))
    await replies.send(update, await of(update, context, replace(page, criteria=criteria)))


async def turn(update: Update, context: Context) -> None:
    """Show another page in place of the one whose button was pressed."""
    query = update.callback_query
    if query is None or not query.data:
        return
    try:
        page = Page.pressed(query.data)
    except ValueError:
        await replies.acknowledge(query)
        return
    message = await of(update, context, page)
    await replies.acknowledge(query)
    await replies.replace(query, message)


async def of(update: Update, context: Context, page: Page) -> Message:
    """Fetch and build *page* for the chat it is shown in."""
    services, place = context.services, replies.place_of(update)
    async with services.sessions() as session:
        found = await fetch(session, page)
        here = await subscription_of(session, place)
    return build(page, found, here, topics=services.topics, today=services.clock().date())
