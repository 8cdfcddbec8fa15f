"""/topics: all that can be followed, grouped, with how much was published on it lately."""

from collections.abc import Mapping
from datetime import timedelta

from telegram import Update

from bot.context import Context
from bot.models import Button
from bot.rendering import buttons as keys
from bot.rendering import escape
from bot.rendering.text import counted
from bot.storage import briefings
from bot.topics import Topics
from handlers import replies

MONTH = timedelta(days=30)
_BUSIEST = 6
_MOST_PLACES = 12


async def topics(update: Update, context: Context) -> None:
    """List the topics that were in the news by group; buttons open the rest of each group."""
    services = context.services
    html, buttons = overview(services.topics, await _counts(context))
    await replies.answer(update, html, keys.rows(*keys.paired(buttons)))


async def group(update: Update, context: Context) -> None:
    """List all topics of the group whose button was pressed, in a message of its own."""
    query = update.callback_query
    if query is None or not query.data:
        return
    await replies.acknowledge(query)
    wanted = query.data.removeprefix(keys.GROUP)
    if names := _names(context.services.topics, await _counts(context)).get(wanted):
        heading = _heading(context.services.topics, wanted)
        told = " · ".join(name for name, _ in names)
        await replies.answer(update, f"<b>{heading}</b>\n{told}")


def overview(topics: Topics, counts: Mapping[str, int]) -> tuple[str, list[Button]]:
    """Say which topics had releases lately, and how many more there are in each group."""
    paragraphs: list[str] = []
    folded: list[Button] = []
    for key, names in _names(topics, counts).items():
        heading = _heading(topics, key)
        busy = [name for name, number in names if number]
        if more := len(names) - len(busy):
            busy.append(f"{more} more" if busy else counted(more, "topic"))
            folded += keys.pressing(f"📂 {topics.groups.get(key, key)}", keys.GROUP + key)
        paragraphs.append(f"<b>{heading}</b>: {' · '.join(busy)}")
    listed = {topic.id for topic in topics.listed}
    places = sorted(
        (topic for topic in counts if topic not in listed and topics.get(topic)),
        key=lambda topic: (-counts[topic], topic),
    )
    busiest = [_counted(topics.label(topic), counts[topic]) for topic in places[:_MOST_PLACES]]
    paragraphs.append(
        f"<b>Countries and organisations</b>: {' · '.join([*busiest, 'every one is a topic'])}"
    )
    paragraphs.append(
        "Numbers count the releases of 30 days. <code>/topic sanctions</code> shows what is new,"
        " <code>/subscribe sanctions, japan</code> follows."
    )
    return "\n\n".join(paragraphs), [*folded, *_busiest(topics, counts)]


async def _counts(context: Context) -> dict[str, int]:
    services = context.services
    async with services.sessions() as session:
        return await briefings.topic_counts(session, since=services.clock() - MONTH)


def _names(topics: Topics, counts: Mapping[str, int]) -> dict[str, list[tuple[str, int]]]:
    """Give for each group its topics, each with its number behind it if it has one."""
    groups: dict[str, list[tuple[str, int]]] = {group: [] for group in topics.groups}
    for topic in topics.listed:
        number = counts.get(topic.id, 0)
        groups.setdefault(topic.group, []).append((_counted(topic.name, number), number))
    return {group: names for group, names in groups.items() if names}


def _heading(topics: Topics, group: str) -> str:
    return escape(topics.groups.get(group, group.capitalize()))


def _busiest(topics: Topics, counts: Mapping[str, int]) -> list[Button]:
    known = sorted((topic for topic in counts if topics.get(topic)), key=lambda t: (-counts[t], t))
    return [
        button
        for topic in known[:_BUSIEST]
        for button in keys.pressing(topics.label(topic), keys.SHOW + topic)
    ]


def _counted(name: str, number: int) -> str:
    return f"{escape(name)} {number}" if number else escape(name)
