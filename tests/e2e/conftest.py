"""The whole process against a Telegram and a ministry of ours, over real HTTP."""

import asyncio
import os
import signal
import sys
from pathlib import Path

import pytest

from tests.fakes.bot_api import TOKEN, FakeBotApi
from tests.fakes.ministry import FakeMinistry
from tests.shared import ROOT

#: Seconds; loading the language model on a busy machine is the slowest part.
PATIENCE = 90

FEEDS = """\
[[feed]]
id = "elsewhere"
publisher = "Ministry of Elsewhere"
country = "GB"
language = "en"
url = "{url}"
format = "atom"
full_text = "govuk_content_api"
timezone = "Europe/London"
poll_minutes = 0.017
min_interval_s = 0
"""


@pytest.fixture
async def api():
    async with FakeBotApi() as fake:
        yield fake
        assert fake.complaints == []


@pytest.fixture
async def ministry():
    async with FakeMinistry() as fake:
        yield fake


@pytest.fixture
def environment(tmp_path):
    """The environment of a process, with a data directory of its own."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("BRIEFING_")}
    return {**kept, "BRIEFING_DATA_DIR": str(tmp_path / "data"), "NO_COLOR": "1"}


class BotProcess:
    """``briefing-bot run`` as an operator would run it."""

    def __init__(self, environment: dict[str, str], log: Path) -> None:
        self._environment, self._log = dict(environment), log
        self._process: asyncio.subprocess.Process | None = None

    def settings(self, **values: str) -> None:
        """Set more before the start."""
        self._environment |= {f"BRIEFING_{name}": value for name, value in values.items()}

    async def start(self) -> None:
        with self._log.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "bot", "run"),
                cwd=ROOT,
                env=self._environment,
                stdout=log,
                stderr=log,
            )

    async def stop(self, number: int = signal.SIGTERM) -> int:
        """Send a signal; gives the exit code."""
        assert self._process
        self._process.send_signal(number)
        return await self.ended()

    async def ended(self) -> int:
        assert self._process
        return await asyncio.wait_for(self._process.wait(), PATIENCE)

    async def kill(self) -> None:
        if self._process and self._process.returncode is None:
            self._process.kill()
            await self._process.wait()

    @property
    def log(self) -> str:
        return self._log.read_text(encoding="utf-8")


@pytest.fixture
async def bot(api, ministry, environment, tmp_path):
    """The bot, not started yet, with one feed; no line of its log may show the token."""
    feeds = tmp_path / "feeds.toml"
    feeds.write_text(FEEDS.format(url=ministry.feed_url))
    settings = {
        "TELEGRAM_TOKEN": TOKEN,
        "TELEGRAM_API_URL": api.url,
        "FEEDS_FILE": str(feeds),
        "OPERATORS": "99",
        "LOG_LEVEL": "DEBUG",
    }
    made = BotProcess(environment, tmp_path / "bot.log")
    made.settings(**settings)
    yield made
    await made.kill()
    assert TOKEN not in made.log
    assert TOKEN.partition(":")[2] not in made.log
