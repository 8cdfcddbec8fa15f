"""What is seen from outside: ``/health…`` for supervisors, ``/metrics`` to plot.

``/health/live`` is red when only a restart helps. ``/health/ready`` names whatever keeps the bot
from its work. ``/health`` is what ``briefing-bot health`` says: alive, and heard by Telegram.
"""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from pathlib import Path

from aiohttp import web
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from sqlalchemy.exc import SQLAlchemyError

from bot import heartbeat
from bot.context import Services
from bot.events import heard_by
from bot.heartbeat import Heartbeat
from bot.listening import serving
from bot.metrics import Metrics
from bot.storage.gauges import Gauges, gauges, revision
from bot.storage.migrate import head

#: Seconds that the database may take to answer.
_PATIENCE = 5.0


@dataclass(frozen=True, slots=True)
class Place:
    """Where the pages are served; without a port nowhere."""

    host: str
    port: int | None


@asynccontextmanager
async def watched(services: Services, folder: Path, place: Place) -> AsyncIterator[None]:
    """Count what happens and serve the pages while the body runs.

    Raises:
        ConfigError: nobody can listen there.
    """
    if place.port is None:
        yield
        return
    pages = Pages(services, folder)
    app = web.Application()
    app.add_routes(
        [
            web.get("/health", pages.health),
            web.get("/health/live", pages.live),
            web.get("/health/ready", pages.ready),
            web.get("/metrics", pages.metrics),
        ]
    )
    with heard_by(pages.counted.count):
        async with serving(app, host=place.host, port=place.port, what="BRIEFING_METRICS"):
            yield


class Pages:
    """The pages, made anew for every request."""

    def __init__(self, services: Services, folder: Path) -> None:
        self._services, self._folder = services, folder
        self.counted = Metrics()
        self._head = head()

    async def health(self, request: web.Request) -> web.Response:
        """Answer 200 when the bot is well, else 503 with the reason."""
        beat, now = self._beat(), self._services.clock()
        return _answer([heartbeat.ailment(beat, now)], heartbeat.condition(beat))

    async def live(self, request: web.Request) -> web.Response:
        """Answer 503 when the work stands still, so that only a restart helps."""
        return _answer([heartbeat.standstill(self._beat(), self._services.clock())], "live")

    async def ready(self, request: web.Request) -> web.Response:
        """Answer 503 with every reason why the bot cannot do all of its work now."""
        beat, now = self._beat(), self._services.clock()
        reading = None if self._services.can_read() else "the language model is not loaded yet"
        troubles = [heartbeat.ailment(beat, now), reading, await self._database()]
        return _answer(troubles, "ready")

    async def metrics(self, request: web.Request) -> web.Response:
        """Give the figures in Prometheus' text format."""
        try:
            async with asyncio.timeout(_PATIENCE), self._services.sessions() as session:
                found = await gauges(session, now=self._services.clock())
        except (SQLAlchemyError, OSError):  # of which a time-out is one
            found = None
        registry = CollectorRegistry()
        registry.register(_Gauges(found, self._beat()))
        body = generate_latest(self.counted.registry) + generate_latest(registry)
        return web.Response(body=body, content_type="text/plain", charset="utf-8")

    def _beat(self) -> Heartbeat | None:
        return heartbeat.read(self._folder)

    async def _database(self) -> str | None:
        """Ask the database for its revision; never says where it is."""
        try:
            async with asyncio.timeout(_PATIENCE), self._services.sessions() as session:
                found = await revision(session)
        except (SQLAlchemyError, OSError) as exc:  # of which a time-out is one
            return f"the database does not answer ({type(exc).__name__})"
        if found != self._head:
            return f"the database is at revision {found}, this version needs {self._head}"
        return None


def _answer(troubles: list[str | None], well: str) -> web.Response:
    told = [trouble for trouble in troubles if trouble]
    status = HTTPStatus.SERVICE_UNAVAILABLE if told else HTTPStatus.OK
    return web.Response(text="\n".join(told or [well]) + "\n", status=status)


class _Gauges(Collector):
    """What the database and the heartbeat say at this moment."""

    def __init__(self, found: Gauges | None, beat: Heartbeat | None) -> None:
        self._found, self._beat = found, beat

    def collect(self) -> Iterator[Metric]:
        yield GaugeMetricFamily(
            "briefing_database_up", "1 if the database answered.", value=self._found is not None
        )
        if self._found:
            yield from _queues(self._found)
        if self._beat:
            yield _moment("last_beat", "When the scheduler last did its work.", self._beat.beat_at)
        if self._beat and self._beat.telegram_at:
            heard = "When Telegram last answered the long poll."
            yield _moment("telegram_last_heard", heard, self._beat.telegram_at)


def _queues(found: Gauges) -> Iterator[Metric]:
    feeds = _family("feeds", "Feeds that are polled, by their last answer.", "class")
    for kind, count in sorted(found.feeds.items()):
        feeds.add_metric([kind], count)
    depth = _family("queue_depth", "Rows that wait for each stage of the work.", "queue")
    oldest = _family(
        "queue_oldest_due_seconds", "How long the longest waiting row has been due.", "queue"
    )
    for name, queue in sorted(found.queues.items()):
        depth.add_metric([name], queue.waiting)
        oldest.add_metric([name], queue.oldest.total_seconds())
    yield from (feeds, depth, oldest)


def _family(name: str, meaning: str, label: str) -> GaugeMetricFamily:
    return GaugeMetricFamily(f"briefing_{name}", meaning, labels=[label])


def _moment(name: str, meaning: str, at: datetime) -> GaugeMetricFamily:
    name = f"briefing_{name}_timestamp_seconds"
    return GaugeMetricFamily(name, meaning, value=at.timestamp())
