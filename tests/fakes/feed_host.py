"""Web servers on loopback that answer as publishers do, well or badly, and feeds there."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from html import escape
from typing import Any, Self

from aiohttp import web

from bot.models import Feed, TextStrategy

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def make_feed(url: str = "https://mfa.example/feed.xml", **overrides: Any) -> Feed:
    """A feed of Ruritania that may be asked without pauses."""
    values: dict[str, Any] = {
        "id": "ruritania",
        "publisher": "Ministry of Foreign Affairs of Ruritania",
        "country": "GB",
        "language": "en",
        "url": url,
        "full_text": TextStrategy.SUMMARY,
        "min_interval": timedelta(0),
        "timeout": timedelta(seconds=10),
    }
    return Feed(**(values | overrides))


def item(number: int = 1, **overrides: str) -> str:
    """One element of an RSS feed; keys are element names, an empty value leaves one out."""
    values = {
        "title": f"Minister visits town {number}",
        "link": f"https://mfa.example/news/{number}",
        "guid": f"mfa-{number}",
        "description": f"The minister went to town {number} & met the mayor.",
        "pubDate": "Thu, 09 Jul 2026 14:00:00 +0000",
    } | overrides
    inner = "".join(f"<{name}>{escape(text)}</{name}>" for name, text in values.items() if text)
    return f"<item>{inner}</item>"


def rss(*items: str, head: str = '<?xml version="1.0" encoding="UTF-8"?>') -> bytes:
    """An RSS document."""
    inside = "".join(items)
    namespaces = (
        'xmlns:content="http://purl.org/rss/1.0/modules/content/" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/"'
    )
    return (
        f'{head}<rss version="2.0" {namespaces}><channel><title>News</title>'
        f"{inside}</channel></rss>"
    ).encode()


def atom(*entries: str) -> bytes:
    """An Atom document."""
    return (
        '<?xml version="1.0" encoding="UTF-8"?>'
        f'<feed xmlns="http://www.w3.org/2005/Atom"><title>News</title>{"".join(entries)}</feed>'
    ).encode()


@dataclass(slots=True)
class FeedHost:
    """``async with FeedHost() as host``: answers by path, and remembers what it was asked."""

    base: str = ""
    requests: list[web.Request] = field(default_factory=list)
    times: list[float] = field(default_factory=list)
    at_once: int = 0  #: the most requests that were open together
    _open: int = 0
    _handlers: dict[str, Handler] = field(default_factory=dict)
    _runner: web.AppRunner | None = None

    def url(self, path: str = "/feed.xml") -> str:
        """The address of *path*."""
        return self.base + path

    def feed(self, path: str = "/feed.xml", **overrides: Any) -> Feed:
        """A feed at *path*."""
        return make_feed(self.url(path), **overrides)

    def handle(self, path: str, handler: Handler) -> None:
        """Let *handler* answer for *path*."""
        self._handlers[path] = handler

    def answer(
        self, body: bytes = b"", *, path: str = "/feed.xml", status: int = 200, **headers: str
    ) -> None:
        """Answer for *path* always the same; underscores in header names become hyphens."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}

        async def same(request: web.Request) -> web.Response:
            return web.Response(body=body, status=status, headers=named)

        self.handle(path, same)

    def redirect(self, path: str, target: str, status: int = 302) -> None:
        """Send whoever asks for *path* to *target*."""
        self.answer(path=path, status=status, Location=target)

    def asked(self) -> list[str]:
        """The paths asked for, in order."""
        return [request.path for request in self.requests]

    async def __aenter__(self) -> Self:
        app = web.Application()
        app.router.add_route("*", "/{tail:.*}", self._dispatch)
        self._runner = web.AppRunner(app, auto_decompress=False, shutdown_timeout=0)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.base = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._runner is not None:
            await self._runner.cleanup()

    async def _dispatch(self, request: web.Request) -> web.StreamResponse:
        self.requests.append(request)
        self.times.append(asyncio.get_running_loop().time())
        self._open += 1
        self.at_once = max(self.at_once, self._open)
        try:
            handler = self._handlers.get(request.path)
            return await handler(request) if handler else web.Response(status=404)
        finally:
            self._open -= 1


@dataclass(slots=True)
class RawHost:
    """``async with RawHost(chunks) as host``: writes bytes as they are, and hangs up or not."""

    chunks: Iterable[bytes]
    pause: float = 0.0  #: seconds between chunks
    hang: bool = False  #: keep the connection open afterwards
    base: str = ""
    _server: asyncio.Server | None = None
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)

    def feed(self, **overrides: Any) -> Feed:
        """A feed there."""
        return make_feed(f"{self.base}/feed.xml", **overrides)

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.base = f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._server is not None:
            self._server.close()
            for task in self._tasks:
                task.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)
            await self._server.wait_closed()

    def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.create_task(self._talk(reader, writer))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await reader.readuntil(b"\r\n\r\n")
            for chunk in self.chunks:
                writer.write(chunk)
                await writer.drain()
                await asyncio.sleep(self.pause)
            if self.hang:
                await asyncio.Event().wait()
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()
