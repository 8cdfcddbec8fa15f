"""What a text strategy is given and what it finds."""

from dataclasses import dataclass
from datetime import date, datetime

from bot.errors import FetchError
from bot.feeds.client import Answer, FeedClient
from bot.models import Entry, Feed, TextStatus
from bot.workers import Worker

OK = 200
MISSING, REMOVED = 404, 410
GONE = frozenset({MISSING, REMOVED})
REFUSED = frozenset({401, 402, 403, 407, 451})
BUSY = frozenset({408, 425, 429})
SERVER_TROUBLE = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """An entry whose text is wanted, and the means to get it."""

    client: FeedClient
    extractor: Worker
    feed: Feed
    entry: Entry

    async def get(self, url: str, *, accept: str) -> Answer:
        """Ask for *url*; raises FetchError if the answer may be another one later."""
        answer = await self.client.get(url, feed=self.feed, headers={"Accept": accept})
        if answer.status in BUSY or answer.status >= SERVER_TROUBLE:
            raise FetchError(f"{url} answered with status {answer.status}")
        return answer


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What a strategy found out; an empty *text* means that the feed's own has to do."""

    text: str = ""
    status: TextStatus = TextStatus.SUMMARY
    title: str = ""
    language: str = ""  #: as the publisher says; empty if it does not
    published_on: date | None = None
    withdrawn_at: datetime | None = None
    change_note: str = ""
    gone: bool = False


def from_feed(entry: Entry) -> Found:
    """Return what the feed itself says: its text, else its summary, else the bare title."""
    if entry.content:
        return Found(text=entry.content, status=entry.content_status)
    return Found(text=entry.summary or entry.title)
