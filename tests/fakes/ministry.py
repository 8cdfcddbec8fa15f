"""A ministry that speaks as gov.uk does: a finder's Atom feed, and a Content API for full text."""

import asyncio
import hashlib
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from html import escape
from typing import Self

from aiohttp import web

FEED_PATH = "/search/news-and-communications.atom"
NEWS_PATH = "/government/news/"
_WINDOW = 20


@dataclass(frozen=True, slots=True)
class Release:
    """One news page."""

    slug: str
    title: str
    summary: str
    paragraphs: tuple[str, ...]
    published_at: datetime = field(default_factory=lambda: datetime.now(UTC))
    updated_at: datetime | None = None
    change_note: str = ""
    withdrawn_at: datetime | None = None

    @property
    def stamp(self) -> str:
        """When it was last published in a way worth telling; all that the feed says."""
        return (self.updated_at or self.published_at).isoformat(timespec="seconds")

    @property
    def body(self) -> str:
        """What the Content API gives: one HTML string."""
        paragraphs = "\n".join(f"<p>{escape(text)}</p>" for text in self.paragraphs)
        return f'<div class="govspeak">{paragraphs}\n</div>'


class FakeMinistry:
    """``async with FakeMinistry() as ministry``: the feed is at ``ministry.feed_url``."""

    def __init__(self) -> None:
        self.url = ""
        self.requests: Counter[str] = Counter()  #: by path
        self.conditional = self.unchanged = 0
        self.agents: set[str] = set()
        self._releases: dict[str, Release] = {}
        self._changed = asyncio.Condition()
        self._runner: web.AppRunner | None = None

    @property
    def feed_url(self) -> str:
        """The address for a feeds file."""
        return f"{self.url}{FEED_PATH}?organisations%5B%5D=ministry-of-elsewhere"

    async def __aenter__(self) -> Self:
        app = web.Application()
        app.router.add_get(FEED_PATH, self._feed)
        app.router.add_get("/api/content" + NEWS_PATH + "{slug}", self._content)
        app.router.add_get(NEWS_PATH + "{slug}", self._page)
        self._runner = web.AppRunner(app, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        host, port = self._runner.addresses[0][:2]
        self.url = f"http://{host}:{port}"
        return self

    async def __aexit__(self, *exc_info: object) -> None:
        assert self._runner
        await self._runner.cleanup()

    def publish(self, release: Release) -> None:
        """Put *release* on top of the feed."""
        self._releases[release.slug] = release

    def edit(self, slug: str, *, note: str = "", **changes: object) -> None:
        """Publish a major update: the feed's date moves, the entry's id does not."""
        old = self._releases[slug]
        now = max(datetime.now(UTC), old.published_at + timedelta(seconds=1))
        self._releases[slug] = replace(old, updated_at=now, change_note=note, **changes)

    def withdraw(self, slug: str) -> None:
        """Mark a release as withdrawn; its page stays."""
        self._releases[slug] = replace(self._releases[slug], withdrawn_at=datetime.now(UTC))

    def link(self, slug: str) -> str:
        """The address of a release's page."""
        return f"{self.url}{NEWS_PATH}{slug}"

    async def wait_for_polls(self, count: int, *, timeout: float = 30) -> None:
        """Wait until the feed has been asked for *count* more times."""
        goal = self.requests[FEED_PATH] + count
        async with asyncio.timeout(timeout), self._changed:
            await self._changed.wait_for(lambda: self.requests[FEED_PATH] >= goal)

    async def _feed(self, request: web.Request) -> web.Response:
        await self._count(request)
        newest = sorted(self._releases.values(), key=lambda release: release.stamp, reverse=True)
        body = self._atom(newest[:_WINDOW]).encode()
        etag = f'W/"{hashlib.sha256(body).hexdigest()[:32]}"'
        headers = {"ETag": etag, "Cache-Control": "max-age=0, public"}
        self.conditional += "If-None-Match" in request.headers
        if request.headers.get("If-None-Match") == etag:
            self.unchanged += 1
            return web.Response(status=304, headers=headers)
        return web.Response(
            body=body, headers=headers | {"Content-Type": "application/atom+xml; charset=utf-8"}
        )

    async def _content(self, request: web.Request) -> web.Response:
        await self._count(request)
        release = self._releases.get(request.match_info["slug"])
        if release is None:
            return web.json_response({"message": "not found"}, status=404)
        changes = [{"note": "First published.", "public_timestamp": _iso(release.published_at)}]
        if release.change_note:
            changes.insert(0, {"note": release.change_note, "public_timestamp": release.stamp})
        notice = {}
        if release.withdrawn_at:
            notice = {
                "explanation": "<p>This was withdrawn.</p>",
                "withdrawn_at": _iso(release.withdrawn_at),
            }
        return web.json_response(
            {
                "base_path": NEWS_PATH + release.slug,
                "content_id": hashlib.md5(release.slug.encode()).hexdigest(),  # noqa: S324
                "title": release.title,
                "description": release.summary,
                "document_type": "press_release",
                "schema_name": "news_article",
                "locale": "en",
                "first_published_at": _iso(release.published_at),
                "public_updated_at": release.stamp,
                "updated_at": release.stamp,
                "withdrawn_notice": notice,
                "details": {
                    "body": release.body,
                    "first_public_at": _iso(release.published_at),
                    "change_history": changes,
                },
                "links": {"organisations": [{"title": "Ministry of Elsewhere"}]},
            }
        )

    async def _page(self, request: web.Request) -> web.Response:
        await self._count(request)
        release = self._releases.get(request.match_info["slug"])
        if release is None:
            return web.Response(status=404, text="Page not found")
        html = (
            f"<html><head><title>{escape(release.title)}</title></head><body><main><h1>"
            f'{escape(release.title)}</h1><div class="gem-c-govspeak">{release.body}</div>'
            "</main></body></html>"
        )
        return web.Response(text=html, content_type="text/html")

    async def _count(self, request: web.Request) -> None:
        self.requests[request.path] += 1
        self.agents.add(request.headers.get("User-Agent", ""))
        async with self._changed:
            self._changed.notify_all()

    def _atom(self, releases: list[Release]) -> str:
        stamp = releases[0].stamp if releases else _iso(datetime.now(UTC))
        entries = "".join(
            "<entry>"
            f"<id>tag:www.gov.uk,2005:{NEWS_PATH}{release.slug}</id>"
            f"<updated>{release.stamp}</updated>"
            f'<link rel="alternate" type="text/html" href="{self.link(release.slug)}"/>'
            f"<title>{escape(release.title)}</title>"
            f'<summary type="html">{escape(release.summary)}</summary>'
            "</entry>"
            for release in releases
        )
        return (
            '<?xml version="1.0" encoding="UTF-8"?>'
            '<feed xml:lang="en-GB" xmlns="http://www.w3.org/2005/Atom">'
            f"<id>tag:www.gov.uk,2005:{FEED_PATH}</id>"
            f'<link rel="self" type="application/atom+xml" href="{escape(self.feed_url)}"/>'
            "<title>News and communications</title>"
            f"<updated>{stamp}</updated>{entries}</feed>"
        )


def _iso(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")
