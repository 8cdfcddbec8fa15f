"""Two pages for those who watch the bot: ``/health`` for supervisors, ``/metrics`` to plot."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from http import HTTPStatus
from pathlib import Path

from aiohttp import web
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.process_collector import ProcessCollector
from prometheus_client.registry import Collector

from bot import heartbeat
from bot.context import Services
from bot.storage.gauges import gauges

Counts = dict[str, dict[str, int]]


@asynccontextmanager
async def watched(services: Services, folder: Path, port: int | None) -> AsyncIterator[None]:
    """Serve both pages on *port* while the body runs; nothing without one."""
    if port is None:
        yield
        return
    pages = Pages(services, folder)
    app = web.Application()
    app.add_routes([web.get("/health", pages.health), web.get("/metrics", pages.metrics)])
    runner = web.AppRunner(app, access_log=None, handle_signals=False, shutdown_timeout=1)
    await runner.setup()
    try:
        await web.TCPSite(runner, port=port).start()
        yield
    finally:
        await runner.cleanup()


class Pages:
    """The pages, made anew for every request."""

    def __init__(self, services: Services, folder: Path) -> None:
        self._services, self._folder = services, folder

    async def health(self, request: web.Request) -> web.Response:
        """Answer 200 when the bot is well, else 503 with the reason."""
        now = self._services.clock()
        trouble = heartbeat.ailment(heartbeat.read(self._folder), now)
        status = HTTPStatus.SERVICE_UNAVAILABLE if trouble else HTTPStatus.OK
        return web.Response(text=f"{trouble or 'well'}\n", status=status)

    async def metrics(self, request: web.Request) -> web.Response:
        """Give the counts in Prometheus' text format."""
        async with self._services.sessions() as session:
            counts = await gauges(session)
        registry = CollectorRegistry()
        registry.register(_Counts(counts))
        ProcessCollector(registry=registry)
        return web.Response(body=generate_latest(registry), content_type="text/plain")


class _Counts(Collector):
    def __init__(self, counts: Counts) -> None:
        self._counts = counts

    def collect(self) -> Iterator[GaugeMetricFamily]:
        for name, states in self._counts.items():
            family = GaugeMetricFamily(f"briefing_{name}", f"{name} by state", labels=["state"])
            for state, count in sorted(states.items()):
                family.add_metric([state], count)
            yield family
