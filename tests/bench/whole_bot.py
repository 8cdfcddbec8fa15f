"""A whole bot in a process of its own, its chats, and a strict Telegram: for benchmarks."""

import asyncio
import os
import signal
import socket
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import aiohttp
import psutil
from sqlalchemy import func, select, text

from bot.models import Message
from bot.storage.alerts import owe_alert
from bot.storage.database import Database, connect, writing
from bot.storage.migrate import upgrade
from bot.storage.tables import DeliveryRow
from tests.bench.strict_telegram import ASKERS, PATIENCE, StrictTelegram
from tests.fakes import postgres
from tests.fakes.bot_api import TOKEN
from tests.releases import make_briefing
from tests.shared import ROOT
from tests.shelf import shelve

RATE = 28.0  #: the bot's own, of the 30 that Telegram allows

#: A feeds file of which nothing is asked.
FEEDS = """\
[[feed]]
id = "never-asked"
publisher = "Ministry of Nowhere"
country = "GB"
language = "en"
enabled = false
url = "https://ministry.invalid/feed"
"""
_CHATS = (
    """INSERT INTO chats (chat_id, kind, active, gone, not_found, created_at)
    WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < :number)
    SELECT CASE WHEN :groups THEN -n ELSE n END, CASE WHEN :groups THEN 'group' ELSE 'private' END,
    true, '', 0, :now FROM numbers""",
    """INSERT INTO subscriptions (chat_id, thread_id, everything, created_at)
    SELECT chat_id, 0, true, created_at FROM chats WHERE (chat_id < 0) = :groups""",
)
#: An alert of an ordinary length.
TEXT = Message(
    html="🇬🇧 <b>Jane Roe</b> → 🇺🇦 Kyiv\n" + "A sentence of the release, as it was. " * 12,
    plain="Jane Roe → Kyiv",
)


@dataclass(slots=True)
class WholeBot:
    """``briefing-bot run`` with a database and a Telegram of its own."""

    folder: Path
    api: StrictTelegram
    database: Database
    settings: dict[str, str]
    port: int  #: of its pages for supervisors
    log: Path = field(init=False)
    _process: asyncio.subprocess.Process | None = None

    def __post_init__(self) -> None:
        self.log = self.folder / "bot.log"

    @property
    def size(self) -> float:
        """Its memory in MiB, without that of the processes that read for it."""
        return self.process.memory_info().rss / 2**20

    async def start(self) -> float:
        """Start it and ask it for help; gives the seconds until the answer came."""
        began = time.perf_counter()
        with self.log.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "bot", "run"),
                **self.surroundings,
                stdout=log,
                stderr=log,
            )
        await self.api.ask("/help", ASKERS)
        return time.perf_counter() - began

    @property
    def surroundings(self) -> dict[str, Any]:
        """How its process is started."""
        values = {f"BRIEFING_{name}": value for name, value in self.settings.items()}
        return {"cwd": ROOT, "env": os.environ | values}

    async def ready(self) -> None:
        """Wait until it says that it can do all of its work: the language model is loaded."""
        address = f"http://127.0.0.1:{self.port}/health/ready"
        async with asyncio.timeout(PATIENCE), aiohttp.ClientSession() as session:
            while True:
                with suppress(aiohttp.ClientConnectionError):  # its pages are not there yet
                    async with session.get(address) as answer:
                        if answer.ok:
                            return
                await asyncio.sleep(0.2)

    async def end(self, number: int = signal.SIGTERM) -> float:
        """Send a signal; gives the seconds until it has ended."""
        if self._process is None or self._process.returncode is not None:
            return 0.0
        began = time.perf_counter()
        self._process.send_signal(number)
        await self._process.wait()
        return time.perf_counter() - began

    async def owe(self, briefing: int = 1) -> float:
        """Owe an alert to everybody; gives the seconds that this took."""
        began = time.perf_counter()
        async with writing(self.database.sessions) as session:
            await owe_alert(session, briefing, [TEXT], (), now=_now())
        return time.perf_counter() - began

    async def drained(self) -> None:
        """Wait until nothing is owed, as long as it grows less."""
        owed = select(func.count()).where(DeliveryRow.due_at.is_not(None))
        least: int | None = None
        while least != 0:
            async with asyncio.timeout(PATIENCE):
                left = least
                while left is None or left == least:
                    await asyncio.sleep(0.2)
                    async with self.database.sessions() as session:
                        left = await session.scalar(owed)
            least = left

    @property
    def exit_code(self) -> int | None:
        """How it ended, if it has."""
        return self._process.returncode if self._process else None

    @property
    def process(self) -> psutil.Process:
        """What the system knows of it."""
        assert self._process
        return psutil.Process(self._process.pid)


@asynccontextmanager
async def whole_bot(
    people: int, *, groups: int = 0, speed: float = 1.0, url: str = "", feeds: str = FEEDS
) -> AsyncIterator[WholeBot]:
    """Prepare a bot, not started yet, with so many chats that follow everything.

    At *speed* the limit of Telegram and the rate of the bot are so many times higher; *url* names
    another database than a new SQLite file.
    """
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        api = await stack.enter_async_context(StrictTelegram(speed))
        url = url or f"sqlite+aiosqlite:///{folder / 'bench.sqlite'}"
        database = connect(url)
        stack.push_async_callback(database.close)
        await upgrade(database.engine)
        await populate(database, people, groups)
        (folder / "feeds.toml").write_text(feeds)
        settings = {
            "TELEGRAM_TOKEN": TOKEN,
            "TELEGRAM_API_URL": api.url,
            "DATABASE_URL": url,
            "DATA_DIR": str(folder),
            "FEEDS_FILE": str(folder / "feeds.toml"),
            "BROADCAST_RATE": str(RATE * speed),
            "METRICS_PORT": str(port := _free_port()),
            "LOG_LEVEL": "WARNING",
        }
        bot = WholeBot(folder, api, database, settings, port)
        try:
            yield bot
        finally:
            await bot.end(signal.SIGKILL)


@asynccontextmanager
async def on_postgres(people: int, *, speed: float) -> AsyncIterator[WholeBot | None]:
    """Prepare it on a PostgreSQL of its own, if that is installed."""
    place = postgres.binaries()
    if place is None:
        yield None
        return
    with postgres.server(place) as home:
        postgres.execute(home, "CREATE DATABASE bench")
        async with whole_bot(people, speed=speed, url=postgres.url(home, "bench")) as bot:
            yield bot


@asynccontextmanager
async def beside(bot: WholeBot, name: str) -> AsyncIterator[WholeBot]:
    """Run another process on the database and the Telegram of *bot*."""
    folder, port = bot.folder / name, _free_port()
    folder.mkdir()
    settings = bot.settings | {"DATA_DIR": str(folder), "METRICS_PORT": str(port)}
    other = replace(bot, folder=folder, settings=settings, port=port, _process=None)
    try:
        await other.start()
        await other.ready()
        yield other
    finally:
        await other.end(signal.SIGKILL)


async def populate(database: Database, people: int, groups: int = 0) -> None:
    """Let so many people and groups follow everything, and have some releases to be told of."""
    now = _now()
    # SQLite keeps times as text.
    at = now if database.engine.dialect.name == "postgresql" else f"{now:%Y-%m-%d %H:%M:%S.%f}"
    async with writing(database.sessions) as session:
        for number, is_group in ((people, False), (groups, True)):
            for statement in map(text, _CHATS if number else ()):
                names = statement.compile().params.keys()
                values = {"number": number, "groups": is_group, "now": at}
                await session.execute(statement, {name: values[name] for name in names})
    await shelve(database.sessions, *(make_briefing(id=number) for number in range(1, 21)))
    async with database.engine.execution_options(isolation_level="AUTOCOMMIT").connect() as plain:
        await plain.execute(text("ANALYZE"))


def _now() -> datetime:
    return datetime.now(UTC)


def _free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


def share(values: list[float], part: float) -> float:
    """Give the value that *part* of them do not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(part * len(ordered)))]
