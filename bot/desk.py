"""What briefing a release and reading it again have in common: the ports, the times, the draft."""

import asyncio
import hashlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot import matching, rendering
from bot.models import Article, Briefing, Entry, Feed, Reading, TextStatus, TextStrategy
from bot.storage.database import Sessions
from bot.storage.entries import DueEntry
from bot.storage.record import Draft
from bot.storage.subscriptions import distinct_criteria
from bot.topics import Topics

#: Reads a release in full; FetchError when another try later may help.
ReadArticle = Callable[[Feed, Entry], Awaitable[Article]]
#: Makes an article of what the feed itself says; never fails.
Summarise = Callable[[Feed, Entry], Article]
#: Finds facts, topics and a summary; WorkerFailed when that takes too long or too much memory.
Extract = Callable[[Article], Awaitable[Reading]]

#: A release is asked for so often before it is briefed from the feed's summary…
READ_ATTEMPTS = 4
#: …with waits that are 1, 5 and 20 minutes for a feed that is polled every quarter of an hour.
READ_WAITS = (1 / 15, 1 / 3, 4 / 3)
#: A text that the extractor cannot bear is tried so often, then briefed without facts.
EXTRACT_ATTEMPTS = 3
#: Releases are edited within days, most of them within hours: when each is read again.
READ_AGAIN_AFTER = tuple(timedelta(hours=hours) for hours in (1, 6, 24, 96))
#: Feeds that are polled more often than this are read again sooner in proportion.
_USUAL = timedelta(minutes=15)

_WITH_PAGES = {TextStrategy.GOVUK, TextStrategy.EC, TextStrategy.PAGE, TextStrategy.JSON_LIST}
_WORTH = {TextStatus.BLOCKED: 0, TextStatus.SUMMARY: 0, TextStatus.PARTIAL: 1, TextStatus.FULL: 2}


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """Where releases are read."""

    sessions: Sessions
    read: ReadArticle
    summarise: Summarise
    extract: Extract
    topics: Topics
    clock: Callable[[], datetime]


def draft(
    desk: Desk,
    feed: Feed,
    due: DueEntry,
    article: Article,
    reading: Reading,
    *,
    before: Briefing | None = None,
) -> Draft:
    """Make of a reading what is stored and what chats will see.

    *before* is the briefing that it replaces; an edit publishes nothing anew.
    """
    published_at, published_on = _published(feed, due.entry, article)
    if before and (before.published_at or before.published_on):
        published_at, published_on = before.published_at, before.published_on
    briefing = Briefing(
        id=None,
        feed_id=feed.id,
        publisher=feed.publisher,
        country=article.country or feed.country,
        title=due.entry.title or article.title,
        link=due.entry.link,
        published_at=published_at,
        published_on=published_on,
        first_seen_at=due.first_seen_at,
        text_status=article.text_status,
        reading=reading,
        withdrawn_at=article.withdrawn_at,
    )
    parts = rendering.alert(briefing, topics=desk.topics, today=desk.clock().date())
    return Draft(
        briefing=briefing,
        fingerprint=fingerprint(article),
        words=matching.searchable(article.title, article.text),
        parts=tuple(parts),
    )


async def criteria_met(desk: Desk, *drafts: tuple[Briefing, str]) -> list[frozenset[str]]:
    """Tell which of all followed or muted criteria each briefing, with its words, meets.

    To be asked before a transaction that writes is begun: with many chats it takes its time.
    """
    async with desk.sessions() as session:
        criteria = await distinct_criteria(session)
    return [
        await asyncio.to_thread(matching.met, briefing, words, criteria)
        for briefing, words in drafts
    ]


def fingerprint(article: Article) -> str:
    """Name a text: two articles of the same fingerprint say the same."""
    said = f"{article.title}\n{article.text}"
    return hashlib.sha256(said.encode(errors="replace")).hexdigest()


def retry_in(feed: Feed, attempts: int) -> timedelta:
    """Tell how long to wait after so many tries at a release."""
    return feed.poll_every * READ_WAITS[min(attempts, len(READ_WAITS)) - 1]


def read_again_at(feed: Feed, first_seen_at: datetime, *, now: datetime) -> datetime | None:
    """Tell when a release is to be read again; None: it has settled, or only its feed has it."""
    if feed.full_text not in _WITH_PAGES:
        return None
    pace = min(feed.poll_every / _USUAL, 1)
    times = (first_seen_at + wait * pace for wait in READ_AGAIN_AFTER)
    return next((time for time in times if time > now), None)


def _published(feed: Feed, entry: Entry, article: Article) -> tuple[datetime | None, date | None]:
    """Tell when a release was published: the instant, and the day where the publisher is.

    Where the article itself names quite another day than the feed, the feed's is that of an edit.
    """
    at = entry.published_at or entry.updated_at
    local = at.astimezone(ZoneInfo(feed.timezone)).date() if at else None
    on = article.published_on or entry.published_on or local
    if local and on and abs(local - on) > timedelta(days=1):
        at = None
    return at, on


def is_worse(article: Article, than: Briefing) -> bool:
    """Tell whether less could be read now: then what is missing was not taken back."""
    return _WORTH[article.text_status] < _WORTH[than.text_status]
