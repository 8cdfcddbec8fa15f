"""What ``feeds check`` says about publishers of every kind, asked over real HTTP."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from aiohttp import web

from bot.errors import FetchTimeout
from bot.feeds.check import HEADINGS, Checked, advice, check_feed, check_feeds
from bot.feeds.client import FeedClient
from bot.models import Feed, PollClass, Polled, TextStatus, TextStrategy

NOW = datetime(2026, 5, 3, 12, 0, tzinfo=UTC)
SENTENCE = (
    "The Sample Minister will travel to Nairobi on 4 May 2026 for talks on trade and schools. "
)
RSS = f"""<?xml version="1.0"?><rss version="2.0"><channel><title>Sample</title>
<item><title>Old</title><link>/old</link><guid>1</guid>
<pubDate>Fri, 01 May 2026 10:00:00 GMT</pubDate><description>{SENTENCE * 6}</description></item>
<item><title>New</title><link>/new</link><guid>2</guid>
<pubDate>Sat, 02 May 2026 10:00:00 GMT</pubDate><description>{SENTENCE * 6}</description></item>
</channel></rss>"""
WALL = "<html><head><title>Access Denied</title></head><body>Technical Difficulties</body></html>"


class Inline:
    async def run(self, function, *arguments):
        return function(*arguments)


async def answer(request: web.Request) -> web.Response:
    match request.path:
        case "/feed":
            return web.Response(text=RSS, content_type="application/rss+xml")
        case "/moved":
            raise web.HTTPMovedPermanently("/feed")
        case "/wall":
            return web.Response(text=WALL, content_type="text/html")
        case "/busy" | "/old" | "/new":
            return web.Response(status=503)
        case _:
            return web.Response(status=404)


@pytest.fixture
async def feed() -> AsyncIterator[Feed]:
    app = web.Application()
    app.router.add_get("/{path:.*}", answer)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield Feed(
        id="sample",
        publisher="Sample Ministry",
        country="NO",
        language="en",
        url=f"http://127.0.0.1:{runner.addresses[0][1]}/feed",
        full_text=TextStrategy.FEED,
        min_interval=timedelta(0),
        enabled=True,
    )
    await runner.cleanup()


async def checked(feed: Feed, path: str = "/feed", **changes: object) -> Checked:
    chosen = replace(feed, url=feed.url.replace("/feed", path), **changes)
    async with FeedClient([chosen]) as client:
        return await check_feed(client, Inline(), Inline(), chosen, now=NOW)


async def test_a_good_feed_is_shown_with_its_newest_item_and_needs_no_advice(feed):
    found = await checked(feed)

    assert found.healthy
    assert (found.items, found.newest) == (2, datetime(2026, 5, 2, 10, 0, tzinfo=UTC))
    assert (found.text, found.advice) == (TextStatus.FULL, "")
    assert found.cells() == (
        "sample",
        "yes",
        "ok",
        "2",
        "2026-05-02 10:00",
        f"full, {found.characters:,} characters",
        "",
    )
    assert len(found.cells()) == len(HEADINGS)


async def test_a_good_feed_that_is_off_may_be_turned_on(feed):
    assert (await checked(feed, enabled=False)).advice == 'Works; to poll it, set "enabled = true"'


async def test_a_bot_wall_is_told_with_what_to_try(feed):
    found = await checked(feed, "/wall")

    assert not found.healthy
    assert found.cells()[1:6] == ("yes", "blocked", "", "", "")
    assert 'Try user_agent = "mozilla"' in found.advice
    assert 'set "enabled = false"' in found.advice


async def test_a_missing_feed_is_told_with_what_to_do(feed):
    found = await checked(feed, "/nowhere", enabled=False)

    assert found.kind is PollClass.GONE
    assert "Look for the feed's new address" in found.advice
    assert "enabled" not in found.advice


async def test_a_server_in_trouble_is_not_given_up(feed):
    found = await checked(feed, "/busy")

    assert found.kind is PollClass.ERROR
    assert "enabled" not in found.advice


async def test_a_moved_feed_says_where_to(feed):
    assert f'set url = "{feed.url}"' in (await checked(feed, "/moved")).advice


async def test_pages_that_cannot_be_read_now_count_as_summaries(feed):
    found = await checked(feed, full_text=TextStrategy.PAGE)

    assert found.text is TextStatus.SUMMARY
    assert "No full text was found" in found.advice


async def test_all_feeds_are_checked_and_none_stops_the_others(feed):
    feeds = [
        replace(feed, id=f"sample-{path}", url=feed.url.replace("/feed", f"/{path}"))
        for path in ("feed", "wall", "busy", "nowhere")
    ]
    async with FeedClient(feeds) as client:
        results = check_feeds(client, Inline(), Inline(), feeds, clock=lambda: NOW)
        kinds = {found.feed.id: found.kind async for found in results}

    assert kinds == {
        "sample-feed": PollClass.OK,
        "sample-wall": PollClass.BLOCKED,
        "sample-busy": PollClass.ERROR,
        "sample-nowhere": PollClass.GONE,
    }


async def test_who_stops_listening_stops_the_check(feed):
    async with FeedClient([feed]) as client:
        results = check_feeds(client, Inline(), Inline(), [feed, feed], clock=lambda: NOW)
        first = await anext(results)
        await results.aclose()

    assert first.healthy


class Slow:
    async def get(self, url, *, feed, headers=None):
        raise FetchTimeout("no complete answer within 25 seconds")


async def test_a_slow_server_is_told_with_what_to_raise(feed):
    found = await check_feed(Slow(), Inline(), Inline(), feed, now=NOW)

    assert found.kind is PollClass.TIMEOUT
    assert found.advice.endswith("raise timeout_s")


@pytest.mark.parametrize(
    ("text", "strategy", "sentence"),
    [
        (TextStatus.BLOCKED, TextStrategy.PAGE, "Its pages refuse us, so summaries have to do"),
        (TextStatus.SUMMARY, TextStrategy.SUMMARY, ""),
        (TextStatus.FULL, TextStrategy.PAGE, ""),
    ],
)
def test_advice_speaks_of_texts_that_are_missing(text, strategy, sentence):
    feed = Feed(
        id="x",
        publisher="x",
        country="NO",
        language="en",
        url="https://x.example/",
        full_text=strategy,
        enabled=True,
    )

    assert advice(feed, Polled(kind=PollClass.OK), text, NOW) == sentence


async def test_requirement_28_a_feed_without_news_for_long_is_told(feed):
    found = await checked(feed, stale_after=timedelta(hours=1))

    assert found.advice == "Nothing new since 2 May 2026: see whether the publisher has moved"
