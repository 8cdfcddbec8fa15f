"""A whole bot in a process of its own, its chats, and a strict Telegram: for benchmarks.

The Telegram refuses what is more than its limits with 429, and takes 40 ms for each request.
"""

import asyncio
import os
import random
import signal
import socket
import sys
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import psutil
from aiohttp import web
from sqlalchemy import func, select, text

from bot.models import Message
from bot.storage.alerts import owe_alert
from bot.storage.database import Database, connect, writing
from bot.storage.migrate import upgrade
from bot.storage.tables import DeliveryRow
from tests.bench.counting_api import most_in_a_second
from tests.fakes.answers import Failure, Sent
from tests.fakes.bot_api import TOKEN
from tests.releases import make_briefing
from tests.shared import ROOT
from tests.shelf import shelve
from tests.torture.telegram import StormyTelegram

RATE = 28.0  #: the bot's own, of the 30 that Telegram allows
LATENCY = 0.04
#: Chats that say something are none of those that get alerts.
ASKERS = 10_000_000
#: Seconds until something that does not come is an error.
PATIENCE = 300

_FEEDS = """\
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
_TEXT = Message(
    html="🇬🇧 <b>Jane Roe</b> → 🇺🇦 Kyiv\n" + "A sentence of the release, as it was. " * 12,
    plain="Jane Roe → Kyiv",
)


class StrictTelegram(StormyTelegram):
    """Telegram on a good day; remembers when what came."""

    def __init__(self, speed: float = 1.0) -> None:
        super().__init__(random.Random(1), speed)  # noqa: S311  # no secret
        self.came: list[tuple[float, int]] = []
        self._copies: Counter[int] = Counter()
        self.tried: Counter[int] = Counter()
        self.hears = self._note

    async def ask(self, said: str, chat: int) -> float:
        """Say something in *chat*; gives the seconds until the answer came."""
        before, began = self.copies(chat), time.perf_counter()
        await self.say(said, chat=chat, user=chat)
        await self.wait_for(lambda: self.copies(chat) > before, timeout=PATIENCE)
        return time.perf_counter() - began

    def copies(self, chat: int) -> int:
        """How many messages are in *chat*."""
        return self._copies[chat]

    @property
    def alerts(self) -> Counter[int]:
        """How many messages came to each of the chats that say nothing themselves."""
        return Counter({chat: number for chat, number in self._copies.items() if chat < ASKERS})

    @property
    def pace(self) -> str:
        """The figures of the limit."""
        most = most_in_a_second([at for at, _ in self.came])
        return f"{self.floods.refused} answers 429, most in a second {most}"

    def _note(self, sent: Sent) -> None:
        self.came.append((time.monotonic(), sent.chat))
        self._copies[sent.chat] += 1

    async def _refused(self, chat: int) -> Failure | None:
        self.tried[chat] += 1
        return await super()._refused(chat)

    async def _travel(self, usual: float) -> None:
        await asyncio.sleep(LATENCY / 2)

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        self.calls.clear()  # nobody looks at them, and there would be many
        return await super()._answer(request)


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
        values = {f"BRIEFING_{name}": value for name, value in self.settings.items()}
        with self.log.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "bot", "run"),
                cwd=ROOT,
                env={**os.environ, **values},
                stdout=log,
                stderr=log,
            )
        await self.api.ask("/help", ASKERS)
        return time.perf_counter() - began

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
            await owe_alert(session, briefing, [_TEXT], (), now=_now())
        return time.perf_counter() - began

    async def drained(self) -> None:
        """Wait until nothing is owed."""
        owed = select(func.count()).where(DeliveryRow.due_at.is_not(None))
        async with asyncio.timeout(PATIENCE):
            while True:
                async with self.database.sessions() as session:
                    if not await session.scalar(owed):
                        return
                await asyncio.sleep(0.2)

    @property
    def process(self) -> psutil.Process:
        """What the system knows of it."""
        assert self._process
        return psutil.Process(self._process.pid)


@asynccontextmanager
async def whole_bot(
    people: int, *, groups: int = 0, speed: float = 1.0, url: str = "", feeds: str = _FEEDS
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
