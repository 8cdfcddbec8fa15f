"""What ``feeds check`` finds out: is a feed alive and fresh, can its text be read, what to do."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from bot.errors import FetchError
from bot.feeds.articles import read_article
from bot.feeds.client import FeedClient
from bot.feeds.read import read_feed
from bot.models import Feed, PollClass, Polled, TextStatus, TextStrategy, Validators
from bot.workers import Worker

WIDTH = 8  #: feeds checked at the same time; hosts are still asked one request at a time
HEADINGS = ("feed", "polled", "class", "items", "newest", "text", "advice")
ALIVE = frozenset({PollClass.OK, PollClass.NOT_MODIFIED})
LASTING = frozenset({PollClass.BLOCKED, PollClass.GONE, PollClass.NOT_A_FEED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """One feed's state. *text* is that of its newest item, None when nothing was to be read."""

    feed: Feed
    kind: PollClass
    items: int = 0
    newest: datetime | None = None
    text: TextStatus | None = None
    characters: int = 0
    advice: str = ""

    @property
    def healthy(self) -> bool:
        """Tell whether the feed answered as a feed."""
        return self.kind in ALIVE

    def cells(self) -> tuple[str, ...]:
        """Return the row of a table under `HEADINGS`."""
        return (
            self.feed.id,
            "yes" if self.feed.enabled else "no",
            self.kind.replace("_", " "),
            str(self.items) if self.healthy else "",
            f"{self.newest:%Y-%m-%d %H:%M}" if self.newest else "",
            f"{self.text}, {self.characters:,} characters" if self.text else "",
            self.advice,
        )


async def check_feeds(
    client: FeedClient,
    parser: Worker,
    extractor: Worker,
    feeds: Iterable[Feed],
    *,
    clock: Callable[[], datetime],
) -> AsyncIterator[Checked]:
    """Check all *feeds*, enabled or not, and yield each result as soon as it is there.

    Nothing is stored, and one page is read per feed. Never raises for what a server does.
    """
    places = asyncio.Semaphore(WIDTH)

    async def check(feed: Feed) -> Checked:
        async with places:
            return await check_feed(client, parser, extractor, feed, now=clock())

    tasks = [asyncio.create_task(check(feed)) for feed in feeds]
    try:
        for task in asyncio.as_completed(tasks):
            yield await task
    finally:
        for left in tasks:
            left.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def check_feed(
    client: FeedClient, parser: Worker, extractor: Worker, feed: Feed, *, now: datetime
) -> Checked:
    """Poll one feed afresh and read its newest item."""
    polled = await read_feed(client, parser, feed, Validators(), now=now)
    if not polled.entries:
        return Checked(feed=feed, kind=polled.kind, advice=advice(feed, polled, None, now))
    first = polled.entries[0]
    try:
        article = await read_article(client, feed, first, extractor)
        text, characters = article.text_status, len(article.text)
    except FetchError:
        text, characters = TextStatus.SUMMARY, len(first.summary)
    return Checked(
        feed=feed,
        kind=polled.kind,
        items=len(polled.entries),
        newest=newest_of(polled),
        text=text,
        characters=characters,
        advice=advice(feed, polled, text, now),
    )


def newest_of(polled: Polled) -> datetime | None:
    """Return the newest time that any entry carries."""
    times = [at for entry in polled.entries if (at := entry.published_at or entry.updated_at)]
    return max(times, default=None)


def advice(feed: Feed, polled: Polled, text: TextStatus | None, now: datetime) -> str:
    """Say in at most a few sentences what the operator should do; empty when all is well."""
    sentences = [polled.detail, *_moved(polled)]
    if polled.kind in ALIVE:
        sentences += [*_stale(feed, polled, now), *_unread(feed, text)]
        if not feed.enabled and not any(sentences):
            sentences.append('works; to poll it, set "enabled = true"')
    else:
        sentences.append(REMEDIES.get(polled.kind, ""))
        if feed.enabled and polled.kind in LASTING:
            sentences.append('until then set "enabled = false" and say why in "notes"')
    return ". ".join(_opened(sentence) for sentence in sentences if sentence)


REMEDIES: Mapping[PollClass, str] = MappingProxyType(
    {
        PollClass.BLOCKED: 'try user_agent = "mozilla"; if that is refused too, leave it',
        PollClass.GONE: "look for the feed's new address on the publisher's site",
        PollClass.NOT_A_FEED: "look for the feed's address on the publisher's site",
        PollClass.EMPTY: "try again later; a feed that stays empty has been given up",
        PollClass.TRUNCATED: 'try again; if it stays so, accept_encoding = "identity" may help',
        PollClass.TIMEOUT: "try again; if it stays so, raise timeout_s",
        PollClass.ERROR: "try again later, and open the address in a browser",
    }
)


def _moved(polled: Polled) -> list[str]:
    return [f'it has moved for good: set url = "{polled.moved_to}"'] if polled.moved_to else []


def _stale(feed: Feed, polled: Polled, now: datetime) -> list[str]:
    newest = newest_of(polled)
    if newest is None or now - newest <= feed.stale_after:
        return []
    return [f"nothing new since {newest:%-d %B %Y}: see whether the publisher has moved"]


def _unread(feed: Feed, text: TextStatus | None) -> list[str]:
    if text is TextStatus.BLOCKED:
        return ["its pages refuse us, so summaries have to do"]
    summary_only = feed.full_text is TextStrategy.SUMMARY
    if text is TextStatus.SUMMARY and not summary_only:
        return ["no full text was found: see full_text and selectors"]
    return []


def _opened(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:].rstrip(".")
