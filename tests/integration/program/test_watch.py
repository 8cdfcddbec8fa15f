import socket
from datetime import UTC, datetime
from types import SimpleNamespace

import aiohttp
import pytest

from bot import heartbeat
from bot.models import Feed
from bot.storage.database import writing
from bot.storage.feeds import sync_feeds
from bot.storage.updates import store_updates
from bot.watch import watched


@pytest.fixture
def port():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


@pytest.fixture
async def page(sessions, now, tmp_path, port):
    """Serve the pages; gives a function that reads one."""
    services = SimpleNamespace(sessions=sessions, clock=lambda: now)

    async def read(path):
        async with (
            aiohttp.ClientSession() as session,
            session.get(f"http://127.0.0.1:{port}{path}") as answer,
        ):
            return answer.status, await answer.text()

    async with watched(services, tmp_path, port):
        yield read


async def test_health_is_green_while_the_heart_beats(page, now, tmp_path):
    heartbeat.write(tmp_path, heartbeat.Heartbeat(now, now, listening=True))

    assert await page("/health") == (200, "well\n")


async def test_health_is_red_with_the_reason(page):
    status, text = await page("/health")

    assert status == 503
    assert "no sign of life" in text


async def test_metrics_count_what_waits(page, sessions, now):
    feed = Feed(id="x", publisher="P", country="GB", language="en", url="https://x.example/")
    async with writing(sessions) as session:
        await sync_feeds(session, [feed], now=now)
        await store_updates(session, [{"update_id": 1}, {"update_id": 2}], now=datetime.now(UTC))

    status, text = await page("/metrics")

    assert status == 200
    assert 'briefing_feeds{state="never polled"} 1.0' in text
    assert 'briefing_updates{state="waiting"} 2.0' in text
    assert "process_resident_memory_bytes" in text


async def test_without_a_port_nothing_listens(sessions, tmp_path):
    async with watched(SimpleNamespace(), tmp_path, None):
        pass
