"""From an entry to the article: get the whole text, clean it, say how complete it is."""

import logging
from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from types import MappingProxyType

from bot.errors import FetchError, FetchTooLarge, ForbiddenAddress, WorkerFailed
from bot.feeds.catalogue import country_code
from bot.feeds.clean import MAX_TEXT, cut, strip_boilerplate
from bot.feeds.client import FeedClient
from bot.feeds.found import Found, Source, from_feed
from bot.feeds.govuk import from_govuk
from bot.feeds.json_bodies import from_json
from bot.feeds.language import ENOUGH, language_of
from bot.feeds.page_text import main_text
from bot.feeds.pages import from_page
from bot.feeds.presscorner import from_presscorner
from bot.models import Article, Entry, Feed, TextStatus, TextStrategy
from bot.workers import Worker

logger = logging.getLogger(__name__)

#: Characters that are cleaned at all; what is cut off afterwards would have gone anyway.
RAW_TEXT = 4 * MAX_TEXT
#: Limits of the process that takes pages apart; an ordinary page needs a tenth of a second.
EXTRACTOR_CPU_SECONDS = 10
EXTRACTOR_MEMORY = 512 * 1024 * 1024
EXTRACTOR_TIMEOUT = timedelta(seconds=20)


def new_extractor() -> Worker:
    """Return a worker for `read_article`, with the limits that pages need."""
    return Worker(
        warm_up,
        cpu_seconds=EXTRACTOR_CPU_SECONDS,
        memory_bytes=EXTRACTOR_MEMORY,
        timeout=EXTRACTOR_TIMEOUT,
    )


def warm_up() -> None:
    """Load in the worker process what its first call would otherwise wait for."""
    main_text("<p>ready</p>")
    language_of("ready " * ENOUGH, "en")


async def read_article(client: FeedClient, feed: Feed, entry: Entry, extractor: Worker) -> Article:
    """Return the article of *entry*; raises FetchError when another try later may help.

    ``text`` is final: offsets of evidence refer to it. A page that is gone still yields what the
    feed says, with ``gone`` set.
    """
    source = Source(client=client, extractor=extractor, feed=feed, entry=entry)
    try:
        found = _fuller(await STRATEGIES[feed.full_text](source), entry)
        text, language = await extractor.run(
            prepared, found.text, found.title or entry.title, found.language, feed.language
        )
    except (ForbiddenAddress, FetchTooLarge, WorkerFailed):
        return summary_article(feed, entry)  # the same would happen again
    except FetchError:
        raise
    except Exception:  # a page that we did not think of costs its text, never the release
        logger.exception("reading %s broke", entry.link)
        return summary_article(feed, entry)
    return _article(feed, entry, found, text, language)


def summary_article(feed: Feed, entry: Entry) -> Article:
    """Return the article as far as the feed itself tells it; never fails."""
    found = from_feed(entry)
    text = _cleaned(found.text, entry.title)
    return _article(feed, entry, found, text, feed.language)


def prepared(text: str, title: str, language: str, prior: str) -> tuple[str, str]:
    """Return the text as it is kept, and its language: the publisher's word, else detected."""
    cleaned = _cleaned(text, title)
    return cleaned, language or language_of(cleaned, prior)


def _cleaned(text: str, title: str) -> str:
    return cut(strip_boilerplate(cut(text, RAW_TEXT), title))


def _fuller(found: Found, entry: Entry) -> Found:
    """Take the feed's own text where the strategy found nothing, or less than that."""
    own = from_feed(entry)
    if found.text and (found.status is TextStatus.FULL or len(found.text) >= len(own.text)):
        return found
    blocked = found.status is TextStatus.BLOCKED
    return Found(
        text=own.text,
        status=TextStatus.BLOCKED if blocked else own.status,
        gone=found.gone,
    )


def _article(feed: Feed, entry: Entry, found: Found, text: str, language: str) -> Article:
    return Article(
        id=entry.key,
        title=found.title or entry.title,
        text=text,
        publisher=feed.publisher,
        country=country_code(feed),
        url=entry.link,
        published_on=found.published_on or entry.published_on,
        language=language,
        text_status=found.status,
        withdrawn_at=found.withdrawn_at,
        change_note=found.change_note,
        gone=found.gone,
    )


async def _from_feed(source: Source) -> Found:
    """Strategy ``feed``: no request is needed, unless the text is missing for once."""
    if not source.entry.content and source.feed.selectors:
        return await from_page(source)
    return from_feed(source.entry)


async def _from_summary(source: Source) -> Found:
    """Strategy ``summary``: the pages cannot be read by programs, so nobody asks for them."""
    return from_feed(source.entry)


STRATEGIES: Mapping[TextStrategy, Callable[[Source], Awaitable[Found]]] = MappingProxyType(
    {
        TextStrategy.FEED: _from_feed,
        TextStrategy.GOVUK: from_govuk,
        TextStrategy.EC: from_presscorner,
        TextStrategy.PAGE: from_page,
        TextStrategy.JSON_LIST: from_json,
        TextStrategy.SUMMARY: _from_summary,
    }
)
