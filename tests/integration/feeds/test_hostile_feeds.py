"""Feeds that mean harm, through the whole poller: each is classified and costs no other a thing."""

import asyncio
import gc
import gzip
import json
import logging
import threading
from datetime import timedelta
from functools import partial
from typing import Self

import brotli
import psutil
import pytest
from aiohttp import web
from sqlalchemy import select

from bot.feeds.client import FeedClient
from bot.feeds.parse import warm_up
from bot.feeds.read import read_feed
from bot.models import PollClass
from bot.rounds import poll_round
from bot.storage.database import writing
from bot.storage.feeds import sync_feeds
from bot.storage.tables import EntryRow
from tests.fakes.feed_host import item, rss

#: Bytes that all of it may take besides, processes and all.
MOST_MEMORY = 64 * 2**20
LONG = 5_000_000
HEAD = b'<?xml version="1.0"?><rss version="2.0"><channel><title>News</title>'
TAIL = b"</channel></rss>"
ERROR, OK, NO_FEED = PollClass.ERROR, PollClass.OK, PollClass.NOT_A_FEED

BOMBS = {
    "100,000 entries": (
        HEAD + b"".join(b"<item><guid>%d</guid></item>" % one for one in range(100_000)) + TAIL,
        {ERROR, OK},
    ),
    "a title of a megabyte": (rss(item(title="T" * 2**20)), {OK}),
    "a title of many megabytes": (rss(item(title="T " * (LONG // 2))), {ERROR, OK}),
    "30,000 nested tags": (
        rss(item(description="<div>" * 30_000 + "x" + "</div>" * 30_000)),
        {ERROR, OK},
    ),
    "nothing but brackets": (HEAD + b"<" * (LONG // 10) + TAIL, {ERROR, NO_FEED, PollClass.EMPTY}),
    "nothing but zeros": (HEAD + b"\0" * LONG + TAIL, {ERROR, PollClass.EMPTY, NO_FEED}),
    "lists within a list": (b"[" + b"[]," * (LONG // 4) + b"[]]", {ERROR, PollClass.EMPTY}),
    "a list of nothing": (
        b'{"items": [' + b"{}," * (LONG // 4) + b"{}]}",
        {ERROR, NO_FEED, PollClass.EMPTY},
    ),
    "a quadratic entity": (
        rss(item(), head=f"<!DOCTYPE rss [<!ENTITY a '{'x' * 100_000}'>]>").replace(
            b"town 1 ", b"town " + b"&a;" * 10_000 + b" 1 "
        ),
        {ERROR, OK, NO_FEED},
    ),
    "links that never end": (b"<html>" + b"<p>text</p>" * 99 + b"<link " * 800_000, {NO_FEED}),
    "styles that never end": (
        b"<html><script></script>" + b"<style " * 700_000,
        {NO_FEED, PollClass.BLOCKED},
    ),
}


class Memory:
    """The most that this process and its children took besides what they had at the start."""

    def __enter__(self) -> Self:
        gc.collect()
        self._before = self._peak = _taken()
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    @property
    def extra(self) -> int:
        return self._peak - self._before

    def _watch(self) -> None:
        while not self._over.wait(0.005):
            self._peak = max(self._peak, _taken())


def _taken() -> int:
    """Give the bytes that this process and its children take."""
    total, own = 0, psutil.Process()
    for process in (own, *own.children(recursive=True)):
        try:
            total += process.memory_info().rss
        except psutil.NoSuchProcess:
            continue
    return total


@pytest.fixture
async def polled(host, parser, sessions, now):
    """Poll some paths of the host, with a good feed among them; gives the outcomes by path."""

    async def go(*paths, **overrides):
        host.answer(rss(item(1), item(2)), path="/good.xml")
        named = {f"feed-{number}": path for number, path in enumerate([*paths, "/good.xml"])}
        feeds = {name: host.feed(path, id=name, **overrides) for name, path in named.items()}
        async with writing(sessions) as session:
            await sync_feeds(session, feeds.values(), now=now)
        async with FeedClient(feeds.values()) as client:
            read = partial(read_feed, client, parser, now=now)
            outcomes = await poll_round(sessions, read, feeds, clock=lambda: now)
        return {named[outcome.feed_id]: outcome for outcome in outcomes}

    return go


async def kept(sessions):
    async with sessions() as session:
        return list(await session.scalars(select(EntryRow.guid).order_by(EntryRow.guid)))


@pytest.mark.parametrize("name", BOMBS)
async def test_a_bomb_is_classified_in_little_memory_and_costs_no_other_feed(
    name, host, parser, polled, sessions, caplog
):
    body, kinds = BOMBS[name]
    host.answer(body, path="/bad.xml")
    await parser.run(warm_up)  # its process has started
    caplog.set_level(logging.INFO)

    with Memory() as memory:
        outcomes = await polled("/bad.xml")

    assert outcomes["/bad.xml"].kind in kinds, outcomes["/bad.xml"].detail
    assert outcomes["/good.xml"].kind is OK
    assert {"mfa-1", "mfa-2"} <= set(await kept(sessions))
    assert memory.extra < MOST_MEMORY
    told = [record for record in caplog.records if "polled feed-0" in record.getMessage()]
    assert len(told) == 1
    assert not [record for record in caplog.records if record.exc_info]


@pytest.mark.parametrize(
    ("coding", "body"),
    [
        ("gzip", gzip.compress(HEAD + b" " * 50_000_000 + TAIL)),
        ("br", brotli.compress(HEAD + b" " * 50_000_000 + TAIL, quality=4)),
        ("gzip", gzip.compress(gzip.compress(HEAD + b" " * 50_000_000 + TAIL))),
        ("gzip, gzip", gzip.compress(gzip.compress(rss(item())))),
        ("gzip", rss(item())),
        ("br", gzip.compress(rss(item()))),
        ("nonsense", rss(item())),
        ("gzip", gzip.compress(rss(item()))[:-20]),
    ],
    ids=[
        "gzip bomb",
        "brotli bomb",
        "bomb in a bomb",
        "packed twice",
        "not packed at all",
        "packed otherwise",
        "unknown packing",
        "half a pack",
    ],
)
async def test_packing_that_lies_gives_no_entry_and_costs_no_other_feed(
    coding, body, host, parser, polled
):
    host.answer(body, path="/bad.xml", Content_Encoding=coding)
    await parser.run(warm_up)

    with Memory() as memory:
        outcomes = await polled("/bad.xml")

    assert outcomes["/bad.xml"].entries == 0
    assert outcomes["/bad.xml"].kind in {ERROR, NO_FEED, PollClass.TRUNCATED}
    assert outcomes["/bad.xml"].detail
    assert outcomes["/good.xml"].kind is OK
    assert memory.extra < MOST_MEMORY


@pytest.mark.parametrize(
    "content_type", ["image/png", "text/html; charset=utf-16", "application/pdf", "", "x" * 3000]
)
async def test_a_feed_is_a_feed_whatever_type_the_server_says(content_type, host, polled):
    host.answer(rss(item(7)), path="/bad.xml", Content_Type=content_type or "text/plain")

    outcomes = await polled("/bad.xml")

    assert (outcomes["/bad.xml"].kind, outcomes["/bad.xml"].entries) == (OK, 1)


async def test_servers_that_never_finish_cost_their_time_and_no_more(host, polled):
    over = asyncio.Event()

    async def endless(request):
        response = web.StreamResponse()
        await response.prepare(request)
        while not over.is_set():
            await response.write(b" ")
            await asyncio.sleep(0.01)
        return response

    async def silent(request):
        await over.wait()
        return web.Response()

    host.handle("/endless.xml", endless)
    host.handle("/silent.xml", silent)

    outcomes = await polled("/endless.xml", "/silent.xml", timeout=timedelta(seconds=0.5))
    over.set()

    assert outcomes["/endless.xml"].kind is PollClass.TIMEOUT
    assert outcomes["/silent.xml"].kind is PollClass.TIMEOUT
    assert outcomes["/good.xml"].kind is OK


async def test_a_redirect_to_itself_ends(host, polled):
    host.redirect("/bad.xml", "/bad.xml")

    outcomes = await polled("/bad.xml")

    assert outcomes["/bad.xml"].kind is ERROR
    assert "redirected more than" in outcomes["/bad.xml"].detail
    assert host.asked().count("/bad.xml") < 10


@pytest.mark.parametrize("form", ["entity", "parameter entity", "stylesheet", "base"])
async def test_nothing_that_a_feed_names_is_fetched(form, host, polled):
    canary = host.url("/canary")
    heads = {
        "entity": f"<!DOCTYPE rss [<!ENTITY x SYSTEM '{canary}'>]>",
        "parameter entity": f"<!DOCTYPE rss [<!ENTITY % x SYSTEM '{canary}'> %x;]>",
        "stylesheet": f"<?xml-stylesheet href='{canary}'?>",
        "base": f"<!DOCTYPE rss SYSTEM '{canary}'>",
    }
    body = rss(item(), head=heads[form]).replace(b"town 1 ", b"town &x; 1 ")
    host.answer(body, path="/bad.xml")

    outcomes = await polled("/bad.xml")

    assert "/canary" not in host.asked()
    assert outcomes["/bad.xml"].kind in {OK, ERROR, NO_FEED}


async def test_a_json_list_of_everything_that_json_has_gives_no_nonsense(host, polled, sessions):
    odd = [None, 1, "x", [], {}, {"id": {"a": 1}}, {"id": True}, {"link": 7}, {"title": "T"}]
    host.answer(json.dumps({"items": [*odd, {"id": "real", "title": "T"}]}).encode(), path="/b.xml")

    outcomes = await polled("/b.xml")

    assert outcomes["/b.xml"].kind is OK
    assert "real" in await kept(sessions)
