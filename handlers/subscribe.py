"""/subscribe and /unsubscribe: what a chat gets alerts for."""

from datetime import timedelta

from telegram import Update

from bot import queries
from bot.context import Context
from bot.matching import WORDS
from bot.rendering import buttons as keys
from bot.storage import briefings, subscriptions
from bot.storage.database import writing
from handlers import access, replies, texts
from handlers.wishes import MOST, understand_list

WEEK = timedelta(days=7)
_NEAREST = 3


async def subscribe(update: Update, context: Context) -> None:
    """``/subscribe ukraine, visits``: alerts for these topics; alone: for everything."""
    wording, place = replies.asked(update), replies.place_of(update)
    if place is None:
        return
    if not await access.may_change(update, context):
        await access.refuse(update)
    elif not wording or wording.casefold() in queries.EVERYTHING:
        await everything(update, context, place)
    elif criteria := await understand_list(context, wording):
        await _some(update, context, place, criteria)
    else:
        await replies.answer(update, texts.NO_WORDS)


async def everything(update: Update, context: Context, place: replies.Place) -> None:
    """Follow every release, and say so."""
    services = context.services
    now = services.clock()
    async with writing(services.sessions) as session:
        subscription = await subscriptions.follow_everything(
            session, place.chat_id, place.thread_id, kind=place.kind, now=now
        )
        week = await briefings.count(session, since=now - WEEK)
    muted = [keys.label(criterion, services.topics) for criterion in sorted(subscription.muted)]
    await replies.answer(update, texts.follows_everything(week, muted))


async def unsubscribe(update: Update, context: Context) -> None:
    """``/unsubscribe ukraine``: no more of it; alone: no more alerts."""
    wording, place = replies.asked(update), replies.place_of(update)
    if place is None:
        return
    if not await access.may_change(update, context):
        await access.refuse(update)
    elif not wording or wording.casefold() in queries.EVERYTHING:
        async with writing(context.services.sessions) as session:
            await subscriptions.end(session, place.chat_id, place.thread_id)
        await replies.answer(update, texts.ALERTS_OFF)
    else:
        await _none_of(update, context, place, wording)


async def _some(
    update: Update, context: Context, place: replies.Place, criteria: list[str]
) -> None:
    services = context.services
    now, topics = services.clock(), services.topics
    async with writing(services.sessions) as session:
        before = await subscriptions.get(session, place.chat_id, place.thread_id)
        known = before.follows if before else frozenset()
        full = len(known | set(criteria)) > MOST
        after = before
        if not full:
            after = await subscriptions.follow(
                session, place.chat_id, place.thread_id, criteria, kind=place.kind, now=now
            )
        week = await briefings.count(session, since=now - WEEK, topics=criteria)
    if full:
        await replies.answer(update, texts.TOO_MANY.format(limit=MOST))
        return
    unknown = [criterion for criterion in criteria if criterion.startswith(WORDS)]
    nearest = dict.fromkeys(
        topic
        for criterion in unknown
        for topic in topics.nearest(criterion.removeprefix(WORDS), _NEAREST)
    )
    others = (after.follows if after else frozenset()) - set(criteria)
    html = texts.follows(
        [keys.label(criterion, topics) for criterion in criteria],
        week,
        narrowed=bool(before and before.everything),
        unknown=[keys.label(criterion, topics) for criterion in unknown],
        nearest=bool(nearest),
        others=[keys.label(criterion, topics) for criterion in sorted(others)],
    )
    offers = [keys.wish(keys.FOLLOW, topic, topics) for topic in nearest]
    undo = [keys.wish(keys.UNFOLLOW, criterion, topics) for criterion in unknown]
    await replies.answer(update, html, keys.rows(*offers[:_NEAREST], *undo[:_NEAREST]))


async def _none_of(update: Update, context: Context, place: replies.Place, wording: str) -> None:
    topics = context.services.topics
    criteria = await understand_list(context, wording)
    # A name may have been followed as mere words, before we had read of its bearer.
    meant = {*criteria, *queries.criteria(wording, topics)}
    async with writing(context.services.sessions) as session:
        before = await subscriptions.get(session, place.chat_id, place.thread_id)
        everything = bool(before and before.everything)
        ends = criteria if everything else sorted(meant & (before.follows if before else set()))
        full = everything and before is not None and len(before.muted | set(ends)) > MOST
        after = before
        if not full:
            after = await subscriptions.unfollow(session, place.chat_id, place.thread_id, ends)
    if full:
        await replies.answer(update, texts.TOO_MANY_MUTED.format(limit=MOST))
        return
    if not ends:  # it never was, or this is the second time that we are handed the same message
        labels = [keys.label(criterion, topics) for criterion in criteria]
        await replies.answer(update, texts.not_followed(labels, alerts_left=after is not None))
        return
    labels = [keys.label(criterion, topics) for criterion in ends]
    html = texts.no_longer(labels, muted=everything, alerts_left=after is not None)
    await replies.answer(update, html)
