"""Polling one feed: over real HTTP, through the real parser process."""

import time
from datetime import UTC, datetime, timedelta

import pytest
from aiohttp import web
from hypothesis import given
from hypothesis import strategies as st

from bot.feeds.client import FeedClient
from bot.feeds.read import read_feed, retry_after
from bot.models import PollClass, TextStrategy, Validators
from bot.workers import Worker
from tests.fakes.feed_host import RawHost, atom, item, make_feed, rss

NOW = datetime(2026, 7, 9, 12, tzinfo=UTC)
NONE = Validators()


async def poll(feed, parser, validators=NONE):
    async with FeedClient([feed]) as client:
        return await read_feed(client, parser, feed, validators, now=NOW)


async def test_requirement_01_feed_with_entries_is_ok(host, parser):
    host.answer(rss(item(1), item(2)), Content_Type="application/rss+xml")

    polled = await poll(host.feed(), parser)

    assert polled.kind is PollClass.OK
    assert [entry.key for entry in polled.entries] == ["mfa-1", "mfa-2"]
    assert polled.detail == ""


@pytest.mark.parametrize(
    ("body", "status", "kind"),
    [
        (b"", 304, PollClass.NOT_MODIFIED),
        (b"no", 403, PollClass.BLOCKED),
        (b"slower", 429, PollClass.BLOCKED),
        (b"<html><title>Technical Difficulties</title></html>", 200, PollClass.BLOCKED),
        (b"<html><script>fill()</script></html>", 200, PollClass.BLOCKED),
        (b"<html><title>Just a moment...</title></html>", 503, PollClass.BLOCKED),
        (b"not here", 404, PollClass.GONE),
        (b"never again", 410, PollClass.GONE),
        (b"<html><h1>News</h1>" + b"<p>text</p>" * 99, 200, PollClass.NOT_A_FEED),
        (b"just text", 200, PollClass.NOT_A_FEED),
        (b'{"a": 1}', 200, PollClass.NOT_A_FEED),
        (b"<?xml version='1.0'?><opml/>", 200, PollClass.NOT_A_FEED),
        (b"", 200, PollClass.EMPTY),
        (b"", 204, PollClass.EMPTY),
        (rss(), 200, PollClass.EMPTY),
        (rss(item(1, link="", guid="")), 200, PollClass.NOT_A_FEED),
        (rss(item(1))[:250], 200, PollClass.TRUNCATED),
        (b"oops", 500, PollClass.ERROR),
        (b"what", 400, PollClass.ERROR),
    ],
)
async def test_requirement_01_every_answer_has_its_class(host, parser, body, status, kind):
    host.answer(body, status=status)
    known = Validators(etag='"known"')

    polled = await poll(host.feed(), parser, known)

    assert polled.kind is kind
    assert polled.entries == ()
    assert polled.detail
    if kind is not PollClass.TRUNCATED:
        assert polled.validators == known


async def test_requirement_09_well_formed_feed_without_entries_is_told_from_an_empty_body(
    host, parser
):
    host.answer(rss())
    well_formed = await poll(host.feed(), parser)
    host.answer(b"")
    nothing = await poll(host.feed(), parser)

    assert (well_formed.kind, well_formed.no_entries) == (PollClass.EMPTY, True)
    assert (nothing.kind, nothing.no_entries) == (PollClass.EMPTY, False)


async def test_requirement_01_broken_connection_is_truncated(parser):
    head = b"HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n"
    async with RawHost([head + rss(item())[:200]]) as host:
        polled = await poll(host.feed(), parser)

    assert polled.kind is PollClass.TRUNCATED
    assert polled.detail == "the answer broke off before its end"


async def test_requirement_01_slow_server_is_a_timeout(parser):
    async with RawHost([b"HTTP/1.1 200 OK\r\n"], hang=True) as host:
        polled = await poll(host.feed(timeout=timedelta(seconds=0.3)), parser)

    assert polled.kind is PollClass.TIMEOUT
    assert polled.detail == "no complete answer within 0.3 seconds"


async def test_requirement_06_forbidden_redirect_is_an_error(host, parser):
    host.redirect("/feed.xml", "http://10.0.0.1/")

    polled = await poll(host.feed(), parser)

    assert polled.kind is PollClass.ERROR
    assert polled.detail == "http://10.0.0.1/ is not a public web address"


async def test_requirement_06_permanent_redirect_is_told(host, parser):
    host.redirect("/feed.xml", "/new.xml", 301)
    host.answer(rss(item(1, link="/news/1")), path="/new.xml")

    polled = await poll(host.feed(), parser)

    assert polled.moved_to == host.url("/new.xml")
    assert polled.entries[0].link == host.url("/news/1")


async def test_requirement_04_second_poll_is_conditional(host, parser):
    async def feed(request):
        if request.headers.get("If-None-Match") == '"7"':
            return web.Response(status=304)
        headers = {"ETag": '"7"', "Last-Modified": "Thu, 09 Jul 2026 10:00:00 GMT"}
        return web.Response(body=rss(item()), headers=headers)

    host.handle("/feed.xml", feed)

    first = await poll(host.feed(), parser)
    second = await poll(host.feed(), parser, first.validators)

    assert first.validators == Validators(etag='"7"', last_modified="Thu, 09 Jul 2026 10:00:00 GMT")
    assert second.kind is PollClass.NOT_MODIFIED
    assert second.validators == first.validators
    sent = host.requests[1].headers
    assert (sent["If-None-Match"], sent["If-Modified-Since"]) == (
        '"7"',
        "Thu, 09 Jul 2026 10:00:00 GMT",
    )


async def test_requirement_04_feed_without_validators_is_asked_unconditionally(host, parser):
    host.answer(rss(item()))

    polled = await poll(host.feed(), parser)

    assert polled.validators == NONE
    assert "If-None-Match" not in host.requests[0].headers
    assert "If-Modified-Since" not in host.requests[0].headers


async def test_requirement_04_unreasonable_validators_are_not_kept(host, parser):
    host.answer(rss(item()), ETag="x" * 5000)

    assert (await poll(host.feed(), parser)).validators == NONE


async def test_requirement_04_not_modified_without_a_question_is_an_error(host, parser):
    host.answer(status=304)

    assert (await poll(host.feed(), parser)).kind is PollClass.ERROR


async def test_requirement_07_document_that_breaks_off_is_asked_for_again(host, parser):
    whole = rss(item(1), item(2))
    host.answer(whole[: whole.index(b"<guid>mfa-2")], ETag='"1"')

    polled = await poll(host.feed(), parser, Validators(etag='"0"'))

    assert polled.kind is PollClass.OK
    assert [entry.key for entry in polled.entries] == ["mfa-1"]
    assert polled.validators == NONE
    assert polled.detail == "the document breaks off before its end"
    assert polled.cut_short


@pytest.mark.parametrize("status", [429, 503])
async def test_requirement_07_servers_wish_to_be_left_alone_is_told(host, parser, status):
    host.answer(status=status, Retry_After="120")

    assert (await poll(host.feed(), parser)).retry_after == timedelta(minutes=2)


@pytest.mark.parametrize(
    ("value", "wait"),
    [
        ("120", timedelta(minutes=2)),
        (" 5 ", timedelta(seconds=5)),
        ("Thu, 09 Jul 2026 12:30:00 GMT", timedelta(minutes=30)),
        ("Thu, 09 Jul 2026 12:30:00", timedelta(minutes=30)),
        ("Thu, 09 Jul 2026 11:00:00 GMT", None),
        ("99999999999999999999999", timedelta(hours=24)),
        ("Fri, 09 Jul 2027 12:30:00 GMT", timedelta(hours=24)),
        ("0", None),
        ("-5", None),
        ("1e9", None),
        ("soon", None),
        ("²", None),
        ("", None),
    ],
)
def test_requirement_07_retry_after_is_understood_or_ignored(value, wait):
    assert retry_after({"Retry-After": value}, NOW) == wait


@given(st.text(max_size=40))
def test_requirement_07_any_retry_after_is_at_most_a_day(value):
    wait = retry_after({"Retry-After": value}, NOW)

    assert wait is None or timedelta(0) < wait <= timedelta(hours=24)


async def test_requirement_10_ignored_elements_are_mentioned(host, parser):
    host.answer(rss(item(1), item(2, link="", guid="")))

    polled = await poll(host.feed(), parser)

    assert polled.kind is PollClass.OK
    assert polled.detail == "1 elements without link and id were ignored"


async def test_requirement_26_ended_feed_is_gone(host, parser):
    host.answer(
        atom("<entry><id>tag:x,2005:/feed-ended</id><title>This feed has ended</title></entry>")
    )

    polled = await poll(host.feed(), parser)

    assert polled.kind is PollClass.GONE
    assert polled.ended
    assert polled.entries == ()


async def test_requirement_26_status_410_says_the_same(host, parser):
    host.answer(status=410)

    assert (await poll(host.feed(), parser)).ended


async def test_json_list_is_polled(host, parser):
    host.answer(b'{"pages": [{"title": "A", "link": "/a", "pageDate": "07 July 2026"}]}')
    feed = host.feed(format="json", full_text=TextStrategy.JSON_LIST)

    polled = await poll(feed, parser)

    assert [entry.link for entry in polled.entries] == [host.url("/a")]
    assert host.requests[0].headers["Accept"].startswith("application/json")


async def test_feed_on_disk_is_polled(parser, tmp_path):
    path = tmp_path / "feed.xml"
    path.write_bytes(rss(item(1), item(2, link="relative.html")))

    polled = await poll(make_feed(path.as_uri()), parser)

    assert [entry.link for entry in polled.entries] == ["https://mfa.example/news/1", ""]


def attributes(count: int) -> bytes:
    """Attributes cost feedparser the square of their number."""
    many = " ".join(f'a{number}="x"' for number in range(count))
    return rss(item()).replace(b"<item>", f"<item {many}>".encode())


def entities() -> bytes:
    """A billion laughs."""
    lines = "".join(
        f"<!ENTITY e{n} '{f'&e{n - 1};' * 10}'>" if n else "<!ENTITY e0 'laugh'>" for n in range(10)
    )
    return rss(item(), head=f"<!DOCTYPE rss [{lines}]>").replace(b"town 1 ", b"town &e9; 1 ")


@pytest.mark.parametrize(
    "body",
    [attributes(100_000), entities(), rss("<item>" * 50_000), b"<rss>" + b"<a>" * 500_000],
    ids=["attributes", "entities", "nesting", "depth"],
)
async def test_requirement_31_bombs_go_off_in_the_parser_and_hurt_nobody(host, parser, body):
    host.answer(body)
    began = time.monotonic()

    polled = await poll(host.feed(), parser)
    host.answer(rss(item()))
    afterwards = await poll(host.feed(), parser)

    assert polled.kind in {PollClass.OK, PollClass.ERROR, PollClass.NOT_A_FEED, PollClass.TRUNCATED}
    assert afterwards.kind is PollClass.OK
    assert time.monotonic() - began < 25


async def test_requirement_31_parser_that_breaks_its_limits_is_an_error(host):
    host.answer(attributes(60_000))
    strict = Worker(cpu_seconds=0.3, timeout=timedelta(seconds=20))

    polled = await poll(host.feed(), strict, Validators(etag='"1"'))
    await strict.close()

    assert polled.kind is PollClass.ERROR
    assert polled.detail.startswith("the feed could not be read: it used more than 0.3 seconds")
    assert polled.validators == Validators(etag='"1"')


async def test_first_poll_of_two_hundred_entries_is_one_answer(host, parser):
    host.answer(rss(*map(item, range(200))))

    assert len((await poll(host.feed(), parser)).entries) == 200
