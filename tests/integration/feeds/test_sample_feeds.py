"""The releases that a first `briefing-bot chat` shows, read the way all feeds are read."""

from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.feeds.articles import read_article
from bot.feeds.catalogue import load_feeds
from bot.feeds.client import FeedClient
from bot.feeds.read import read_feed
from bot.models import Article, PollClass, TextStatus, Validators

SAMPLE = Path(__file__).parents[3] / "config" / "sample"
FEEDS = load_feeds(SAMPLE / "feeds.toml").enabled


class Inline:
    async def run(self, function, *arguments):
        return function(*arguments)


async def articles() -> list[Article]:
    read = []
    async with FeedClient(FEEDS) as client:
        for feed in FEEDS:
            polled = await read_feed(
                client, Inline(), feed, Validators(), now=datetime(2026, 11, 25, tzinfo=UTC)
            )
            assert polled.kind is PollClass.OK, polled.detail
            read += [await read_article(client, feed, one, Inline()) for one in polled.entries]
    return read


async def test_the_sample_has_enough_to_show_and_all_of_its_text():
    read = await articles()

    assert len(read) >= 10
    assert all(article.text_status is TextStatus.FULL for article in read)
    assert all(article.published_on and article.language == "en" for article in read)
    assert len({article.url for article in read}) == len(read)


async def test_the_sample_speaks_of_ukraine_and_of_many_countries():
    read = await articles()
    countries = Counter(article.country for article in read)

    assert sum("Ukraine" in article.text for article in read) >= 3
    assert len(countries) >= 8


async def test_no_letterhead_or_contact_is_left_in_the_sample():
    text = "\n".join(article.text for article in await articles())

    assert "Media Relations" not in text
    assert "contact" not in text.lower()
    assert "ENDS" not in text


@pytest.mark.parametrize("feed", FEEDS, ids=lambda feed: feed.id)
def test_nobody_can_take_a_sample_for_news(feed):
    assert feed.id.startswith("sample")
    assert feed.publisher.startswith("Sample ")


async def test_links_of_the_sample_lead_to_no_real_ministry():
    assert all(
        article.url.startswith("https://samples.example.org/") for article in await articles()
    )
