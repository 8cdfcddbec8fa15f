"""Promise 25: what 100,000 subscribers cost: the outbox, memory, the start, the broadcast.

``BENCH_PEOPLE`` names another number. The broadcast is watched for a while, at ten times Telegram's
speed.
"""

import asyncio
import os
import signal

from tests.bench.figures import Figure, measured
from tests.bench.lag import Lag
from tests.bench.whole_bot import RATE, WholeBot, on_postgres, whole_bot

PEOPLE = int(os.environ.get("BENCH_PEOPLE", "100000"))
SPEED = 10.0
WATCHED = 20.0


async def run() -> list[Figure]:
    figures = [await _few()]
    async with whole_bot(PEOPLE, speed=SPEED) as bot:
        figures += await _crowd(bot, "SQLite")
    async with on_postgres(PEOPLE, speed=SPEED) as bot:
        figures += await _crowd(bot, "PostgreSQL (fsync off)") if bot else []
    return figures


async def _few() -> Figure:
    """The same with one subscriber, to compare."""
    async with whole_bot(1) as bot:
        spent = await bot.start()
        await asyncio.sleep(WATCHED / 4)
        return Figure("25: start with 1 subscriber", 1, spent, f"{bot.size:.0f} MiB")


async def _crowd(bot: WholeBot, database: str) -> list[Figure]:
    spent = await bot.start()
    what = f"25: start with {PEOPLE:,} subscribers, {database}"
    starting = Figure(what, 1, spent, f"{bot.size:.0f} MiB")
    owing = Figure(f"25: alert owed to everybody, {database}", PEOPLE, await bot.owe())
    before = bot.api.alerts.total()
    with measured() as watch, Lag(bot.port) as lag:
        await asyncio.sleep(WATCHED)
    sent = bot.api.alerts.total() - before
    note = f"of {RATE * SPEED:.0f}/s asked for; {bot.size:.0f} MiB, {lag}, {bot.api.pace}"
    sending = Figure(f"25: sent while watched, {database}", sent, watch.seconds, note)
    await bot.end(signal.SIGKILL)
    again = Figure(f"25: start with all of it owed, {database}", 1, await bot.start())
    return [starting, owing, sending, again]
