"""Web servers of many ministries, good and bad ones, each with an address of its own."""

import asyncio
import itertools
import time
from collections import defaultdict
from collections.abc import Awaitable, Callable
from typing import Self

from aiohttp import web

from tests.fakes.feed_host import item, rss

Answer = Callable[[web.Request], Awaitable[web.StreamResponse]]

_FEED = """\
[[feed]]
id = "feed-{number}"
publisher = "Ministry number {number}"
country = "GB"
language = "en"
url = "http://127.0.0.{number}:{port}/feed.xml"
full_text = "feed"
poll_minutes = {minutes}
"""


class Ministries:
    """``async with Ministries() as all_of_them``: add their feeds, then give the bot the file.

    Every ministry is another host to the bot, and so is asked beside the others.
    """

    def __init__(self) -> None:
        self.asked: dict[int, list[float]] = defaultdict(list)  #: when each was
        self._answers: dict[int, Answer] = {}
        self._minutes: dict[int, float] = {}
        self._port = 0
        self._runner: web.AppRunner | None = None

    async def __aenter__(self) -> Self:
        app = web.Application()
        app.router.add_get("/feed.xml", self._answer)
        self._runner = web.AppRunner(app, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "0.0.0.0", 0).start()  # all of 127.0.0.x are this machine
        self._port = self._runner.addresses[0][1]
        return self

    async def __aexit__(self, *exc_info: object) -> None:
        assert self._runner
        await self._runner.cleanup()

    def add(self, answer: Answer, *, minutes: float) -> int:
        """Add a ministry that is asked every so many minutes; gives its number."""
        number = len(self._answers) + 2
        self._answers[number], self._minutes[number] = answer, minutes
        return number

    @property
    def feeds_file(self) -> str:
        """Give what the bot's feeds file says."""
        return "\n".join(
            _FEED.format(number=number, port=self._port, minutes=minutes)
            for number, minutes in self._minutes.items()
        )

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        number = int(request.host.partition(":")[0].rpartition(".")[2])
        self.asked[number].append(time.monotonic())
        return await self._answers[number](request)


def same(body: bytes) -> Answer:
    """Answer always the same."""

    async def answer(request: web.Request) -> web.Response:
        return web.Response(body=body, content_type="application/rss+xml")

    return answer


def news(words: int) -> Answer:
    """Have another release of so many words whenever somebody asks."""
    numbers = itertools.count(1)
    sentence = "The minister of Norway will visit Nairobi and give NOK 5 million to Kenya. "
    text = sentence * (words // 14 + 1)

    async def answer(request: web.Request) -> web.Response:
        shown = [item(number, description=text) for number in (0, next(numbers))]
        return web.Response(body=rss(*shown), content_type="application/rss+xml")

    return answer


async def silent(request: web.Request) -> web.StreamResponse:
    """Take the question and say nothing."""
    await asyncio.sleep(3600)
    return web.Response()


async def dripping(request: web.Request) -> web.StreamResponse:
    """Answer a byte a second."""
    return await _without_end(request, b" ", pause=1.0)


async def endless(request: web.Request) -> web.StreamResponse:
    """Answer fast and without end."""
    return await _without_end(request, b"<item>" * 10_000, pause=0.01)


async def _without_end(request: web.Request, chunk: bytes, pause: float) -> web.StreamResponse:
    response = web.StreamResponse(headers={"Content-Type": "application/rss+xml"})
    await response.prepare(request)
    try:
        while True:
            await response.write(chunk)
            await asyncio.sleep(pause)
    except ConnectionError:
        return response
