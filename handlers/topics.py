"""/topics: all that can be followed, grouped, with how much was published on it lately."""

from collections.abc import Mapping
from datetime import timedelta

from telegram import Update

from bot.context import Context
from bot.models import Button
from bot.rendering import buttons as keys
from bot.rendering import escape
from bot.storage import briefings
from bot.topics import Topics
from handlers import replies

MONTH = timedelta(days=30)
_BUSIEST = 8


async def topics(update: Update, context: Context) -> None:
    """List the topics by group; those with most releases have buttons."""
    services = context.services
    async with services.sessions() as session:
        counts = await briefings.topic_counts(session, since=services.clock() - MONTH)
    html, buttons = overview(services.topics, counts)
    await replies.answer(update, html, keys.rows(*keys.paired(buttons)))


def overview(topics: Topics, counts: Mapping[str, int]) -> tuple[str, list[Button]]:
    """Say which topics there are, with the number of recent releases where there are any."""
    groups: dict[str, list[str]] = {group: [] for group in topics.groups}
    for topic in topics.listed:
        groups.setdefault(topic.group, []).append(_counted(topic.name, counts.get(topic.id, 0)))
    paragraphs = [
        f"<b>{escape(topics.groups.get(group, group.capitalize()))}</b>\n{' · '.join(names)}"
        for group, names in groups.items()
        if names
    ]
    listed = {topic.id for topic in topics.listed}
    places = sorted(
        (topic for topic in counts if topic not in listed and topics.get(topic)),
        key=lambda topic: (-counts[topic], topic),
    )
    busiest = " · ".join(_counted(topics.label(topic), counts[topic]) for topic in places[:20])
    paragraphs.append(
        "<b>Countries and organisations</b>\nEvery one is a topic."
        + (f" Most in the news: {busiest}" if busiest else "")
    )
    paragraphs.append(
        "Numbers count the releases of 30 days. <code>/topic sanctions</code> shows what is new,"
        " <code>/subscribe sanctions, japan</code> follows."
    )
    return "\n\n".join(paragraphs), _busiest(topics, counts)


def _busiest(topics: Topics, counts: Mapping[str, int]) -> list[Button]:
    known = sorted((topic for topic in counts if topics.get(topic)), key=lambda t: (-counts[t], t))
    return [
        button
        for topic in known[:_BUSIEST]
        for button in keys.pressing(topics.label(topic), keys.SHOW + topic)
    ]


def _counted(name: str, number: int) -> str:
    return f"{escape(name)} {number}" if number else escape(name)
