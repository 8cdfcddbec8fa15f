"""The ministries: several feeds on one server that answers well, badly, late or not at all."""

import asyncio
import random
from collections import Counter
from collections.abc import Callable
from typing import Self

from aiohttp import web

from tests.torture.outlet import Outlet
from tests.torture.releases import TOPICS, Release

OUTLETS = (
    ("dublin", "atom", "IE"),
    ("helsinki", "rss", "FI"),
    ("canberra", "atom", "AU"),
    ("ottawa", "rss", "CA"),
    ("lisbon", "atom", "PT"),
)
_FEED = """\
[[feed]]
id = "{name}"
publisher = "Ministry in {place}"
country = "{country}"
language = "en"
url = "{url}"
format = "{kind}"
full_text = "feed"
poll_minutes = 0.017
min_interval_s = 0
timeout_s = 3
"""
_STOCK = 5
#: Where numbers of releases begin that chats are to hear of.
FIRST = 100
#: What comes in place of the feed, and how often; the rest are good answers.
_TROUBLES = {
    "error": 0.04,
    "timeout": 0.01,
    "cut off": 0.02,
    "cut short": 0.02,
    "stale": 0.06,
    "page": 0.01,
    "empty": 0.01,
}
_HANG = 6.0


class Ministries:
    """``async with Ministries(chance) as ministries``: publish, change, and feeds for the bot."""

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance
        self.outlets = {name: Outlet(name, kind, chance) for name, kind, _ in OUTLETS}
        self.deeds: Counter[str] = Counter()  #: what was done to lists and answered to the bot
        self.calm = True  #: every answer is a good one
        self._url = ""
        self._number = 0
        self._runner: web.AppRunner | None = None

    async def __aenter__(self) -> Self:
        app = web.Application()
        app.router.add_get("/{name}.xml", self._answer)
        self._runner = web.AppRunner(app, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        host, port = self._runner.addresses[0][:2]
        self._url = f"http://{host}:{port}"
        return self

    async def __aexit__(self, *exc_info: object) -> None:
        assert self._runner
        await self._runner.cleanup()

    @property
    def feeds_file(self) -> str:
        """Give what the bot's feeds file says."""
        return "\n".join(
            _FEED.format(
                name=name,
                kind=kind,
                country=country,
                place=name.title(),
                url=f"{self._url}/{name}.xml",
            )
            for name, kind, country in OUTLETS
        )

    def stock_up(self) -> None:
        """Let each feed hold some releases that nobody is alerted of."""
        for outlet in self.outlets.values():
            for _ in range(_STOCK):
                self._number += 1
                outlet.publish(Release(self._number, self._chance.choice(TOPICS)))
        self._number = FIRST - 1

    @property
    def taken_in(self) -> bool:
        """Tell whether the bot surely knows everything that is listed."""
        return all(
            {release.number for release in outlet.listed} <= outlet.known
            for outlet in self.outlets.values()
        )

    def publish(self, note: Callable[[int, str], None]) -> None:
        """Publish a release, now and then in two feeds at once; *note* hears of it before."""
        self._number += 1
        release = Release(self._number, self._chance.choice(TOPICS))
        note(release.number, release.topic)
        first = self._chance.choice(list(self.outlets.values()))
        first.publish(release)
        self.deeds["published"] += 1
        alike = [one for one in self.outlets.values() if one.links == first.links]
        if self._chance.random() < 1 / 8 and alike != [first]:
            second = self._chance.choice([one for one in alike if one is not first])
            second.publish(release)
            first.shared.add(release.number)
            second.shared.add(release.number)
            self.deeds["published in two feeds"] += 1

    def change(self) -> None:
        """Change one of the lists."""
        outlet = self._chance.choice(list(self.outlets.values()))
        if self._chance.random() < 1 / 20:
            outlet.rename()
            self.deeds["renamed all"] += 1
        else:
            self.deeds[outlet.change().lstrip("_").replace("_", " ")] += 1

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        outlet = self.outlets.get(request.match_info["name"])
        if outlet is None:
            return web.Response(status=404)
        if etag := request.headers.get("If-None-Match"):
            outlet.came_back_with(etag)
        trouble = None if self.calm else self._trouble()
        if trouble:
            self.deeds[f"answered: {trouble}"] += 1
        copy = outlet.stale() if trouble == "stale" else outlet.newest
        if trouble in {None, "stale"} and etag == copy.etag:
            return web.Response(status=304, headers={"ETag": copy.etag})
        headers = {"ETag": copy.etag, "Content-Type": f"application/{outlet.kind}+xml"}
        return await self._answered(request, trouble, copy.body, headers)

    async def _answered(
        self, request: web.Request, trouble: str | None, body: bytes, headers: dict[str, str]
    ) -> web.StreamResponse:
        match trouble:
            case "error":
                return web.Response(status=self._chance.choice((500, 502, 503)), text="sorry")
            case "timeout":
                await asyncio.sleep(_HANG)
            case "cut off":  # the connection ends before what was announced
                return await _cut_off(request, body, headers)
            case "cut short":  # the document ends before its end, and the server finds it whole
                body = body[: self._chance.randrange(1, len(body))]
            case "page":
                page = "<!doctype html><html><body><p>We are back soon.</p></body></html>"
                return web.Response(text=page, content_type="text/html")
            case "empty":
                body = b""
        return web.Response(body=body, headers=headers)

    def _trouble(self) -> str | None:
        drawn = self._chance.random()
        for trouble, share in _TROUBLES.items():
            if (drawn := drawn - share) < 0:
                return trouble
        return None


async def _cut_off(
    request: web.Request, body: bytes, headers: dict[str, str]
) -> web.StreamResponse:
    response = web.StreamResponse(headers=headers)
    response.content_length = len(body)
    await response.prepare(request)
    await response.write(body[: len(body) // 2])
    if request.transport:
        request.transport.abort()
    return response
