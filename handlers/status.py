"""/status: which feeds are read, how fresh they are, and what holds in this chat."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from telegram import Update

from bot.context import Context
from bot.models import Feed, PollClass
from bot.rendering import escape, places
from bot.rendering.dates import age
from bot.rendering.text import clip, counted
from bot.storage.freshness import Freshness, freshness
from handlers import replies, topic
from handlers.wishes import subscription_of

_FINE = frozenset({PollClass.OK, PollClass.NOT_MODIFIED})
_TROUBLE = {
    PollClass.BLOCKED: "the server turns us away",
    PollClass.GONE: "the feed is gone",
    PollClass.NOT_A_FEED: "the answer is no feed",
    PollClass.EMPTY: "the feed is empty",
    PollClass.TRUNCATED: "the answer was cut short",
    PollClass.TIMEOUT: "the server did not answer in time",
    PollClass.ERROR: "the server reports an error",
}
_LONGEST_NAME = 60


async def status(update: Update, context: Context) -> None:
    """Say how the feeds are, those with trouble first, and what this chat gets."""
    services, place = context.services, replies.place_of(update)
    if place is None:
        return
    async with services.sessions() as session:
        states = await freshness(session)
        here = await subscription_of(session, place)
    told = feeds(
        services.catalogue.enabled,
        states,
        now=services.clock(),
        details=place.chat_id in services.operators,
    )
    settings, _ = topic.standing(here, services.topics)
    await replies.answer(update, f"{told}\n\n<b>In this chat</b>\n{settings}")


def feeds(
    enabled: Iterable[Feed],
    states: Mapping[str, Freshness],
    *,
    now: datetime,
    details: bool = False,
) -> str:
    """Say for each feed when it was last read and how old its newest release is.

    *details* adds, for operators, what each troubled feed was answered and what to do.
    """
    troubled, quiet, fine = [], [], []
    for feed in sorted(enabled, key=lambda feed: feed.publisher.casefold()):
        state = states.get(feed.id, Freshness(feed_id=feed.id))
        if state.kind is not None and state.kind not in _FINE:
            troubled.append(_troubled(feed, state, now, details=details))
        elif state.newest_at is not None and now - state.newest_at > feed.stale_after:
            quiet.append(f"💤 {_line(feed, state, now)}")
        else:
            fine.append(f"✅ {_line(feed, state, now)}")
    trouble = f", {len(troubled)} in trouble" if troubled else ""
    head = f"<b>{counted(len(troubled) + len(quiet) + len(fine), 'feed')}</b>{trouble}"
    return "\n".join([head, *troubled, *quiet, *fine])


def _troubled(feed: Feed, state: Freshness, now: datetime, *, details: bool) -> str:
    what = _TROUBLE.get(state.kind, "") if state.kind else ""
    since = f" for {age(now - state.since)}" if state.since else ""
    line = f"⚠️ {_name(feed)}: {what}{since} · {_read(state, now)}"
    return f"{line}\n   {escape(clip(state.detail, 300))}" if details and state.detail else line


def _line(feed: Feed, state: Freshness, now: datetime) -> str:
    parts = [_name(feed), _read(state, now)]
    if state.newest_at:
        parts.append(f"newest {age(now - state.newest_at)} old")
    return " · ".join(parts)


def _read(state: Freshness, now: datetime) -> str:
    return f"read {age(now - state.read_at)} ago" if state.read_at else "not read yet"


def _name(feed: Feed) -> str:
    return escape(places.flag(feed.country) + clip(feed.publisher, _LONGEST_NAME))
