"""Promises 9, 10 and 22: how soon trouble is seen, and answers come when it is over.

Each is measured once, all at the same time.
"""

import asyncio
import signal
import sqlite3
import sys
import time
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from datetime import UTC, datetime

from bot import heartbeat
from tests.bench.figures import Figure
from tests.bench.strict_telegram import ASKERS, CUT, PATIENCE, SILENCE
from tests.bench.whole_bot import WholeBot, whole_bot
from tests.fakes.answers import GATEWAY, RESET_BEFORE, RESTART, UNAUTHORIZED, Failure

AWAY = 60.0
_WAYS = {
    "resets": RESET_BEFORE,
    "silence": SILENCE,
    "half answers": CUT,
    "garbage": Failure(200, body="\x00\xff<junk>"),
    "502": GATEWAY,
    "500": RESTART,
    "401": UNAUTHORIZED,
    "404": Failure(404, "Not Found"),
}
QUESTION = ASKERS + 1

#: Migrations run one after the other within a process.
_ONE_STARTS = asyncio.Lock()

Trouble = Callable[[WholeBot], Awaitable[Figure]]


async def run() -> list[Figure]:
    troubles: list[Trouble] = [_away(name, way) for name, way in _WAYS.items()]
    troubles += [_deaf, _stopped, _locked, _second]
    return list(await asyncio.gather(*map(_with_a_bot, troubles)))


async def _with_a_bot(trouble: Trouble) -> Figure:
    async with AsyncExitStack() as stack:
        async with _ONE_STARTS:
            bot = await stack.enter_async_context(whole_bot(1))
            await bot.start()
            await bot.ready()
        return await trouble(bot)


def _away(name: str, way: Failure) -> Trouble:
    async def measure(bot: WholeBot) -> Figure:
        """Ask in the middle of an outage."""
        asked = asyncio.create_task(bot.api.ask("/latest", QUESTION))
        await bot.api.be_away(way, AWAY)
        over = time.perf_counter()
        await asked
        spent = time.perf_counter() - over
        return Figure(f"9: answer after {AWAY:.0f} s of {name}", 1, spent)

    return measure


async def _deaf(bot: WholeBot) -> Figure:
    bot.api.away = UNAUTHORIZED
    return Figure("10: health red, Telegram refuses everything", 1, *await _red(bot))


async def _stopped(bot: WholeBot) -> Figure:
    bot.process.send_signal(signal.SIGSTOP)
    return Figure("10: health red, the process stands still", 1, *await _red(bot))


async def _locked(bot: WholeBot) -> Figure:
    name = bot.settings["DATABASE_URL"].partition("///")[2]
    connection = sqlite3.connect(name, isolation_level=None, timeout=30)
    connection.execute("BEGIN EXCLUSIVE")
    figure = Figure("10: health red, the database is locked", 1, *await _red(bot))
    connection.close()
    return figure


async def _red(bot: WholeBot) -> tuple[float, str]:
    """Look as ``briefing-bot health`` does until it is red; gives the seconds and its reason."""
    began = time.perf_counter()
    async with asyncio.timeout(PATIENCE):
        while True:
            ailment = heartbeat.ailment(heartbeat.read(bot.folder), datetime.now(UTC))
            if ailment:
                return time.perf_counter() - began, ailment
            await asyncio.sleep(0.2)


async def _second(bot: WholeBot) -> Figure:
    """Start another on the same file."""
    began = time.perf_counter()
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "run"),
        **bot.surroundings,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
    )
    _, said = await process.communicate()
    told = said.decode().strip().splitlines()[-1].partition(" on /")[0]
    spent = time.perf_counter() - began
    return Figure("22: a second process ends", 1, spent, f"exit {process.returncode}: {told}")
