"""Use case: a feed that is due becomes entries."""

import logging
from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass
from datetime import datetime

from bot import rendering
from bot.events import EntryFound, FeedPolled, tell
from bot.models import Feed, Message, PollClass, Polled, Validators
from bot.storage.alerts import owe_notice
from bot.storage.database import Sessions, writing
from bot.storage.feeds import DueFeed, Recorded, record_poll

logger = logging.getLogger(__name__)

#: Fetches and parses one feed; what a server may answer is a `Polled`, not an exception.
ReadFeed = Callable[[Feed, Validators], Awaitable[Polled]]


@dataclass(frozen=True, slots=True, kw_only=True)
class PollOutcome:
    """What one poll came to, for whoever asked for it."""

    feed_id: str
    kind: PollClass
    detail: str
    entries: int
    recorded: Recorded


async def poll(
    sessions: Sessions,
    read: ReadFeed,
    feed: Feed,
    due: DueFeed,
    *,
    clock: Callable[[], datetime],
    operators: Collection[int] = (),
) -> PollOutcome:
    """Ask one feed for news and store all that follows from the answer in one transaction."""
    polled = await _answer(read, feed, due.validators)
    now = clock()
    async with writing(sessions) as session:
        recorded = await record_poll(session, feed, polled, now=now)
        for number, text in enumerate(recorded.notices):
            key = f"notice:{feed.id}:{now.isoformat()}:{number}"
            await owe_notice(session, key, _notice(text), operators, now=now)
    for text in recorded.notices:
        logger.warning("%s", text)
    _tell(feed, polled, recorded)
    return PollOutcome(
        feed_id=feed.id,
        kind=polled.kind,
        detail=polled.detail,
        entries=len(polled.entries),
        recorded=recorded,
    )


def _tell(feed: Feed, polled: Polled, recorded: Recorded) -> None:
    tell(
        FeedPolled(
            feed=feed.id,
            kind=polled.kind,
            entries=len(polled.entries),
            new=recorded.new,
            changed=recorded.changed,
            duplicates=recorded.duplicates,
        )
    )
    for new in recorded.entries:
        tell(
            EntryFound(
                feed=feed.id, entry_id=new.id, link=new.link, state=new.state, alert=new.alert
            )
        )


async def _answer(read: ReadFeed, feed: Feed, validators: Validators) -> Polled:
    """Read the feed; a bug of ours is an answer, too, so that it is told and not tried at once."""
    try:
        return await read(feed, validators)
    except Exception as error:
        logger.exception("reading %s broke", feed.id)
        detail = f"reading it broke ({type(error).__name__}); the log has more"
        return Polled(kind=PollClass.ERROR, validators=validators, detail=detail)


def _notice(text: str) -> Message:
    shown = rendering.clean(f"🛠 {text}")
    return Message(html=rendering.escape(shown), plain=shown)
