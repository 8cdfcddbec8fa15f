import socket
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import aiohttp
import pytest

from bot import events, heartbeat
from bot.errors import ConfigError
from bot.models import DeliveryKind, EntryState, Feed, PollClass, TextStatus
from bot.storage.database import writing
from bot.storage.feeds import sync_feeds
from bot.storage.updates import store_updates
from bot.watch import Place, watched
from tests.shared import ROOT


@pytest.fixture
def place():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return Place("127.0.0.1", free.getsockname()[1])


@pytest.fixture
def services(sessions, now):
    return SimpleNamespace(sessions=sessions, clock=lambda: now, can_read=lambda: True)


@pytest.fixture
async def page(services, tmp_path, place):
    """Serve the pages; gives a function that reads one."""

    async def read(path):
        async with (
            aiohttp.ClientSession() as session,
            session.get(f"http://{place.host}:{place.port}{path}") as answer,
        ):
            return answer.status, await answer.text()

    async with watched(services, tmp_path, place):
        yield read


@pytest.fixture
def beating(now, tmp_path):
    heartbeat.write(tmp_path, heartbeat.Heartbeat(now, now, listening=True))


@pytest.mark.parametrize(
    ("path", "said"),
    [("/health", "well\n"), ("/health/live", "live\n"), ("/health/ready", "ready\n")],
)
async def test_pages_are_green_while_the_heart_beats(beating, page, path, said):
    assert await page(path) == (200, said)


@pytest.mark.parametrize("path", ["/health", "/health/live", "/health/ready"])
async def test_pages_are_red_with_the_reason_when_there_is_no_sign_of_life(page, path):
    status, text = await page(path)

    assert status == 503
    assert "no sign of life" in text


async def test_one_who_cannot_read_yet_is_alive_but_not_ready(beating, services, page):
    services.can_read = lambda: False

    assert (await page("/health/live"))[0] == 200
    assert await page("/health/ready") == (503, "the language model is not loaded yet\n")


async def test_one_that_telegram_does_not_answer_is_alive_but_not_well(now, page, tmp_path):
    silent = now - timedelta(minutes=5)
    heartbeat.write(tmp_path, heartbeat.Heartbeat(now, silent, listening=True))

    assert (await page("/health/live"))[0] == 200
    assert await page("/health") == (503, "Telegram has not answered for 300 seconds\n")


async def test_metrics_tell_what_waits_and_for_how_long(page, sessions, now):
    feed = Feed(id="x", publisher="P", country="GB", language="en", url="https://x.example/")
    async with writing(sessions) as session:
        await sync_feeds(session, [feed], now=now - timedelta(seconds=90))
        await store_updates(session, [{"update_id": 1}, {"update_id": 2}], now=datetime.now(UTC))

    status, text = await page("/metrics")

    assert status == 200
    assert 'briefing_feeds{class="never polled"} 1.0' in text
    assert 'briefing_queue_depth{queue="updates"} 2.0' in text
    assert 'briefing_queue_oldest_due_seconds{queue="poll"} 90.0' in text
    assert "briefing_database_up 1.0" in text
    assert "process_resident_memory_bytes" in text


async def test_metrics_count_every_outcome(page):
    for event in outcomes():
        events.tell(event)

    _, text = await page("/metrics")

    for line in (
        'briefing_polls_total{class="ok"} 1.0',
        "briefing_entries_seen_total 20.0",
        'briefing_entries_new_total{state="due"} 1.0',
        'briefing_briefings_total{text_status="full"} 1.0',
        'briefing_extraction_seconds_count{outcome="read"} 1.0',
        'briefing_deliveries_total{outcome="sent",reason=""} 1.0',
        "briefing_found_to_sent_seconds_sum 4.0",
        'briefing_updates_total{outcome="handled"} 1.0',
    ):
        assert line in text


def outcomes():
    """One release on its way, and one command."""
    feed, link = "se-mfa", "https://ministry.example/1"
    yield events.FeedPolled(
        feed=feed, kind=PollClass.OK, entries=20, new=1, changed=0, duplicates=0
    )
    yield events.EntryFound(feed=feed, entry_id=5, link=link, state=EntryState.DUE, alert=True)
    yield events.TextRead(link=link, seconds=0.1)
    yield events.ReleaseBriefed(
        feed=feed,
        entry_id=5,
        briefing_id=6,
        alert_id=7,
        link=link,
        text_status=TextStatus.FULL,
        visits=1,
        pledges=0,
        owed=1,
    )
    yield events.DeliverySettled(
        outcome=events.Outcome.SENT,
        delivery_id=8,
        alert_id=7,
        chat_id=42,
        kind=DeliveryKind.ALERT,
        briefing_id=6,
        part=1,
        message_id=9,
        since_found=timedelta(seconds=4),
    )
    yield events.UpdateHandled(update_id=1, chat_id=42, outcome="handled", seconds=0.1)


async def test_every_figure_is_explained_in_the_readme(page, beating):
    readme = (ROOT / "README.md").read_text(encoding="utf-8")

    _, text = await page("/metrics")

    names = {line.split()[2] for line in text.splitlines() if line.startswith("# TYPE briefing_")}
    names = {name.removesuffix("_total") for name in names if not name.endswith("_created")}
    assert len(names) > 15
    assert sorted(name for name in names if f"`{name}`" not in readme) == []


async def test_a_port_that_is_taken_is_said_in_a_sentence(page, services, tmp_path, place):
    with pytest.raises(
        ConfigError, match=r"BRIEFING_METRICS_PORT: port \d+ of 127\.0\.0\.1 is in use"
    ):
        async with watched(services, tmp_path, place):
            pass


async def test_without_a_port_nothing_listens(tmp_path):
    async with watched(SimpleNamespace(), tmp_path, Place("127.0.0.1", None)):
        pass
