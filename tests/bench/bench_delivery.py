"""How several sender processes share one outbox on PostgreSQL, one of them killed on the way.

Whole processes (``briefing-bot run --roles deliver``) send to a Bot API in a process of its own.
``BENCH_MESSAGES`` (50,000), ``BENCH_RATE`` (messages a second that all senders share; 100),
``BENCH_SENDERS`` ("1,2,4") and ``BENCH_FSYNC`` (on) say how much is to be measured.
"""

import asyncio
import os
import signal
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, ExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import aiohttp
from sqlalchemy import func, select

from bot.storage.alerts import owe_alert
from bot.storage.database import Database, connect, writing
from bot.storage.migrate import upgrade
from bot.storage.tables import DeliveryRow
from tests.bench.figures import Figure, measured
from tests.bench.whole_bot import FEEDS, TEXT, populate
from tests.fakes import postgres
from tests.fakes.bot_api import TOKEN
from tests.shared import ROOT

MESSAGES = int(os.environ.get("BENCH_MESSAGES", "50000"))
RATE = float(os.environ.get("BENCH_RATE", "100"))
SENDERS = [int(number) for number in os.environ.get("BENCH_SENDERS", "1,2,4").split(",")]
FSYNC = os.environ.get("BENCH_FSYNC", "on")

#: The default of the bot against the limit of Telegram: 28 messages a second of 30.
LIMIT_FOR_RATE = 30 / 28
#: More than the senders together can send: the settings' own limit.
AS_FAST_AS_THEY_CAN = 1000.0
#: A rate that nobody limits is known after fewer messages.
AT_MOST_UNLIMITED = 10_000
KILL_AT = 0.4


@dataclass(frozen=True, slots=True)
class Setup:
    senders: int
    messages: int
    rate: float
    kill: bool


async def run() -> list[Figure]:
    place = postgres.binaries()
    if place is None:
        return []
    few = min(MESSAGES, AT_MOST_UNLIMITED)
    setups = [
        *(Setup(number, MESSAGES, RATE, kill=number > 1) for number in SENDERS),
        *(Setup(number, few, AS_FAST_AS_THEY_CAN, kill=False) for number in SENDERS),
    ]
    figures = []
    with ExitStack() as stack:
        options = (f"fsync={FSYNC}", f"full_page_writes={FSYNC}", "max_connections=100")
        home = stack.enter_context(postgres.server(place, options))
        for number, setup in enumerate(setups):
            name = f"run{number}"
            postgres.execute(home, f"CREATE DATABASE {name}")
            figures.append(await _measure(postgres.url(home, name), setup))
    return figures


async def _measure(url: str, setup: Setup) -> Figure:
    database = connect(url)
    await upgrade(database.engine)
    await populate(database, setup.messages)
    async with AsyncExitStack() as stack:
        stack.push_async_callback(database.close)
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        api = await stack.enter_async_context(_counting_api())
        session = await stack.enter_async_context(aiohttp.ClientSession())
        senders = [
            await stack.enter_async_context(_sender(folder / str(n), url, api, setup.rate))
            for n in range(setup.senders)
        ]
        await _until(session, api, "greeted", setup.senders)
        with measured() as watch:
            async with writing(database.sessions) as writer:
                await owe_alert(writer, 1, [TEXT], (), now=datetime.now(UTC))
            if setup.kill:
                await _until(session, api, "messages", int(KILL_AT * setup.messages))
                await _kill_while_sending(senders[-1], database)
            await _drained(database)
        seen = await _seen(session, api)
        uncertain = await _uncertain(database)
    return Figure(_what(setup), setup.messages, watch.seconds, _note(setup, seen, uncertain))


def _what(setup: Setup) -> str:
    asked = f"{setup.rate:.0f}/s" if setup.rate < AS_FAST_AS_THEY_CAN else "as fast as they can"
    killed = ", one killed on the way" if setup.kill else ""
    return f"sent by {setup.senders} on PostgreSQL (fsync {FSYNC}), {asked}{killed}"


def _note(setup: Setup, seen: dict[str, float], uncertain: int) -> str:
    limited = setup.rate < AS_FAST_AS_THEY_CAN
    limit = f" (limit {setup.rate * LIMIT_FOR_RATE:.0f})" if limited else ""
    return (
        f"{seen['steady']:.1f}/s in the middle, most in a second {seen['most']:.0f}{limit}; "
        f"lost {setup.messages - seen['chats']:.0f}, "
        f"repeated {seen['messages'] - seen['chats']:.0f}"
        + (f" of {uncertain} in flight at the kill" if setup.kill else "")
    )


@asynccontextmanager
async def _counting_api() -> AsyncIterator[str]:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.bench.counting_api"),
        cwd=ROOT,
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdout
    try:
        yield (await process.stdout.readline()).decode().strip()
    finally:
        process.kill()
        await process.wait()


@asynccontextmanager
async def _sender(
    folder: Path, url: str, api: str, rate: float
) -> AsyncIterator[asyncio.subprocess.Process]:
    folder.mkdir()
    (folder / "feeds.toml").write_text(FEEDS)
    settings = {
        "TELEGRAM_TOKEN": TOKEN,
        "TELEGRAM_API_URL": api,
        "DATABASE_URL": url,
        "DATA_DIR": str(folder),
        "FEEDS_FILE": str(folder / "feeds.toml"),
        "BROADCAST_RATE": str(rate),
        "LOG_LEVEL": "WARNING",
    }
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "run", "--roles", "deliver"),
        cwd=ROOT,
        env={**os.environ, **{f"BRIEFING_{name}": value for name, value in settings.items()}},
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()


async def _until(session: aiohttp.ClientSession, api: str, name: str, number: int) -> None:
    while True:
        async with session.get(f"{api}/so_far") as answer:
            if (await answer.json())[name] >= number:
                return
        await asyncio.sleep(0.1)


async def _seen(session: aiohttp.ClientSession, api: str) -> dict[str, float]:
    async with session.get(f"{api}/seen") as answer:
        return dict(await answer.json())


async def _kill_while_sending(sender: asyncio.subprocess.Process, database: Database) -> None:
    """Kill at the worst moment: messages are under way, and nobody will hear what came of them."""
    its = DeliveryRow.owner.like(f"%:{sender.pid}:%")
    under_way = select(func.count()).where(its, DeliveryRow.state == "sending")
    while True:
        async with database.sessions() as session:
            if await session.scalar(under_way):
                sender.send_signal(signal.SIGKILL)
                return


async def _drained(database: Database) -> None:
    owed = select(func.count()).where(DeliveryRow.due_at.is_not(None))
    while True:
        async with database.sessions() as session:
            if not await session.scalar(owed):
                return
        await asyncio.sleep(1)


async def _uncertain(database: Database) -> int:
    async with database.sessions() as session:
        return int(await session.scalar(select(func.sum(DeliveryRow.uncertain))) or 0)
