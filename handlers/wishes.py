"""What was typed, as criteria: names are looked up among the people we have read of."""

from sqlalchemy.ext.asyncio import AsyncSession

from bot import queries
from bot.context import Context
from bot.matching import PERSON
from bot.models import Subscription
from bot.storage import briefings, subscriptions
from handlers.replies import Place

#: More than anybody can press through, and still one message.
MOST = 50


async def understand(context: Context, text: str) -> str | None:
    """Give the one criterion that *text* means, or None if it says nothing."""
    criterion = queries.criterion(text, context.services.topics)
    if criterion is None:
        return None
    async with context.services.sessions() as session:
        return await settled(session, criterion)


async def understand_list(context: Context, text: str) -> list[str]:
    """Give the criteria in a list such as "ukraine, climate change, cleverly"."""
    found = queries.criteria(text, context.services.topics)
    async with context.services.sessions() as session:
        return list(dict.fromkeys([await settled(session, criterion) for criterion in found]))


async def settled(session: AsyncSession, criterion: str) -> str:
    """Turn words that are somebody's name into that person; a part of one name into all of it."""
    name = queries.name_of(criterion)
    if not name:
        return criterion
    people = await briefings.people(session, name, limit=2)
    if not people:
        return criterion
    return PERSON + (people[0] if len(people) == 1 else name)


async def subscription_of(session: AsyncSession, place: Place | None) -> Subscription | None:
    """Give what is followed in *place*, or None."""
    return await subscriptions.get(session, place.chat_id, place.thread_id) if place else None
