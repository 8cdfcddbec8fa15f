"""Buttons that follow, unfollow, mute and unmute a topic where they are pressed."""

from collections.abc import Awaitable, Callable, Collection
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession
from telegram import CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup, Message, Update
from telegram.error import BadRequest

from bot.context import Context
from bot.models import Subscription
from bot.rendering import buttons as keys
from bot.storage import subscriptions
from bot.storage.database import writing
from handlers import access, replies, subscribe, texts
from handlers.wishes import MOST

Change = Callable[[AsyncSession, int, int | None, Collection[str]], Awaitable[Subscription | None]]

_CHANGES: dict[str, Change] = {
    keys.UNFOLLOW: subscriptions.unfollow,
    keys.MUTE: subscriptions.mute,
    keys.UNMUTE: subscriptions.unmute,
}


async def pressed(update: Update, context: Context) -> None:
    """Do what the button says, tell in one line what holds now, and turn it into its opposite."""
    query, place = update.callback_query, replies.place_of(update)
    if query is None or place is None or not query.data:
        return
    if not await access.may_change(update, context):
        await access.refuse(update)
        return
    kind, criterion = query.data[:2], query.data[2:]
    async with writing(context.services.sessions) as session:
        before = await subscriptions.get(session, place.chat_id, place.thread_id)
        if kind == keys.FOLLOW:
            now = context.services.clock()
            after = await _follow(session, place, criterion, before, now=now)
        elif _mutes_too_many(kind, criterion, before):
            after = before
        else:
            after = await _CHANGES[kind](session, place.chat_id, place.thread_id, [criterion])
    await replies.acknowledge(query, _said(kind, criterion, before, after, context))
    if before != after:
        await _turn_over(query, kind, criterion, context)


async def everything(update: Update, context: Context) -> None:
    """Follow every release, as /subscribe does."""
    query, place = update.callback_query, replies.place_of(update)
    if query is None or place is None:
        return
    if not await access.may_change(update, context):
        await access.refuse(update)
        return
    await replies.acknowledge(query)
    await subscribe.everything(update, context, place)


async def _follow(
    session: AsyncSession,
    place: replies.Place,
    criterion: str,
    before: Subscription | None,
    *,
    now: datetime,
) -> Subscription | None:
    """Follow *criterion*; gives *before* itself back when no more can be followed."""
    where = (session, place.chat_id, place.thread_id)
    if before and before.everything:  # it is followed already, unless muted
        return await subscriptions.unmute(*where, [criterion])
    if before and len(before.follows | {criterion}) > MOST:
        return before
    return await subscriptions.follow(*where, [criterion], kind=place.kind, now=now)


def _mutes_too_many(kind: str, criterion: str, before: Subscription | None) -> bool:
    mutes = kind == keys.MUTE or bool(kind == keys.UNFOLLOW and before and before.everything)
    return mutes and before is not None and len(before.muted | {criterion}) > MOST


def _said(
    kind: str,
    criterion: str,
    before: Subscription | None,
    after: Subscription | None,
    context: Context,
) -> str:
    if kind == keys.FOLLOW and after is before:
        return texts.TOO_MANY.format(limit=MOST)
    if _mutes_too_many(kind, criterion, before):
        return texts.TOO_MANY_MUTED.format(limit=MOST)
    return texts.now(keys.label(criterion, context.services.topics), criterion, after)


async def _turn_over(query: CallbackQuery, kind: str, criterion: str, context: Context) -> None:
    """Give the pressed button its opposite, so that a slip of the thumb is undone by another."""
    message = query.message
    if not isinstance(message, Message) or message.reply_markup is None:
        return
    (opposite,) = keys.wish(keys.OPPOSITES[kind], criterion, context.services.topics)
    turned = InlineKeyboardButton(opposite.label, callback_data=opposite.data)
    rows = [
        [turned if button.callback_data == query.data else button for button in row]
        for row in message.reply_markup.inline_keyboard
    ]
    try:
        await query.edit_message_reply_markup(InlineKeyboardMarkup(rows))
    except BadRequest as refusal:
        if not replies.harmless(refusal):
            raise
