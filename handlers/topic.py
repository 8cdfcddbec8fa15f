"""/topic and free words: what is new on a subject, and what this chat follows."""

from telegram import Message, MessageEntity, Update

from bot import queries
from bot.context import Context
from bot.models import Button, Subscription
from bot.rendering import Show
from bot.rendering import buttons as keys
from bot.topics import Topics
from handlers import latest, pages, replies, texts
from handlers.wishes import subscription_of, understand

_OFFERS = 6


async def topic(update: Update, context: Context) -> None:
    """``/topic grain deal``: what is new on it; alone: what this chat follows."""
    if wording := replies.asked(update):
        await about(update, context, wording)
    else:
        await followed(update, context)


async def free_words(update: Update, context: Context) -> None:
    """Take words without a command for a topic; those that call the bot by name are left out."""
    message = update.effective_message
    if message is None:
        return
    called = message.parse_entities([MessageEntity.MENTION]).values()
    wording = message.text or ""
    for mention in called:
        if mention.casefold() == f"@{context.bot.username}".casefold():
            wording = wording.replace(mention, " ")
    await about(update, context, wording.strip()[: queries.LONGEST])


async def about(update: Update, context: Context, wording: str) -> None:
    """Show what is new on what *wording* means; if nothing is, what else may be meant."""
    criteria = await understand(context, wording)
    if not criteria:
        await replies.answer(update, texts.NO_WORDS)
        return
    await show(update, context, criteria, wording)


async def show(
    update: Update, context: Context, criteria: tuple[str, ...], wording: str = ""
) -> None:
    """Show the newest releases that meet any of *criteria*, with a button to follow each."""
    topics, place = context.services.topics, replies.place_of(update)
    page = pages.Page(show=Show.RELEASES, criteria=criteria)
    async with context.services.sessions() as session:
        found = await pages.fetch(session, page)
        here = await subscription_of(session, place)
    if found:
        today = context.services.clock().date()
        message = pages.build(page, found, here, topics=topics, today=today)
        await replies.send(update, message)
        return
    unknown = [criterion for criterion in criteria if topics.get(criterion) is None]
    offers = _nearest(wording, topics) if unknown else []
    labels = [keys.label(criterion, topics) for criterion in criteria]
    html = texts.nothing_on(", ".join(labels), nearest=bool(offers))
    follow = [
        button
        for criterion in criteria
        for button in keys.standing(criterion, here, topics)
        # Nobody mutes what nothing speaks of.
        if not (criterion in unknown and button.data.startswith(keys.MUTE))
    ]
    await replies.answer(update, html, keys.rows(*keys.paired(offers), *keys.paired(follow)))


async def pressed(update: Update, context: Context) -> None:
    """Open the topic whose button was pressed; the bare button opens the latest visits."""
    query = update.callback_query
    if query is None or not query.data:
        return
    await replies.acknowledge(query)
    if criterion := query.data.removeprefix(keys.SHOW):
        await show(update, context, (criterion,))
    else:
        page = pages.Page(show=Show.VISITS)
        await replies.send(update, await latest.of(update, context, page))


async def followed(update: Update, context: Context) -> None:
    """Say what this chat follows and has muted, each with a button that changes it."""
    topics, place = context.services.topics, replies.place_of(update)
    async with context.services.sessions() as session:
        here = await subscription_of(session, place)
    html, buttons = standing(here, topics)
    await replies.answer(update, html, keys.rows(*keys.paired(buttons)))


def standing(here: Subscription | None, topics: Topics) -> tuple[str, list[Button]]:
    """Say what a subscription follows and mutes, and make a button for each."""
    follows, muted = (sorted(here.follows), sorted(here.muted)) if here else ([], [])
    html = texts.standing(
        [keys.label(criterion, topics) for criterion in follows],
        [keys.label(criterion, topics) for criterion in muted],
        everything=bool(here and here.everything),
    )
    criteria = [*follows, *muted]
    buttons = [
        button for criterion in criteria for button in keys.standing(criterion, here, topics)
    ]
    if not follows and not (here and here.everything):
        buttons += everything_or_facts(topics)
    return html, buttons


def everything_or_facts(topics: Topics) -> list[Button]:
    """Offer what a newcomer may want to follow."""
    facts = (button for kind in keys.PSEUDO for button in keys.wish(keys.FOLLOW, kind, topics))
    return [*keys.pressing("🔔 Every release", keys.EVERYTHING), *facts]


def _nearest(wording: str, topics: Topics) -> list[Button]:
    """Offer topics named in *wording*, then those whose names look like it."""
    ids = [*queries.mentioned(wording, topics), *topics.nearest(wording, _OFFERS)]
    return [
        button
        for topic in list(dict.fromkeys(ids))[:_OFFERS]
        for button in keys.pressing(keys.label(topic, topics), keys.SHOW + topic)
    ]


def calls_the_bot(message: Message) -> bool:
    """Tell whether a message in a group names the bot."""
    mentions = message.parse_entities([MessageEntity.MENTION]).values()
    name = f"@{message.get_bot().username}".casefold()
    return any(mention.casefold() == name for mention in mentions)
