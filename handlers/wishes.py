"""What was typed, as criteria: names are looked up among the people we have read of."""

from sqlalchemy.ext.asyncio import AsyncSession

from bot import queries
from bot.context import Context
from bot.matching import BOTH, PERSON
from bot.models import Subscription
from bot.storage import briefings, subscriptions
from handlers.replies import Place

#: More than anybody can press through, and still one message.
MOST = 50


async def understand(context: Context, text: str) -> tuple[str, ...]:
    """Give the criteria that *text* asks for, any of which may be met; none if it says nothing."""
    asked = queries.questions(text, context.services.topics)
    async with context.services.sessions() as session:
        found = [await settled(session, criterion) for criterion in asked]
    return tuple(dict.fromkeys(found))


async def understand_list(context: Context, text: str) -> list[str]:
    """Give the criteria in a list such as "ukraine, climate change, cleverly"."""
    found = queries.criteria(text, context.services.topics)
    async with context.services.sessions() as session:
        return list(dict.fromkeys([await settled(session, criterion) for criterion in found]))


async def settled(session: AsyncSession, criterion: str) -> str:
    """Turn words that are somebody's name into that person; a part of one name into all of it."""
    if BOTH in criterion:
        return BOTH.join([await settled(session, part) for part in criterion.split(BOTH)])
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
