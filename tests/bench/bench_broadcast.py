"""Promises 4 and 6: an alert to everybody within Telegram's limits, and commands beside it.

``BENCH_CHATS`` (10,000) get an alert at ``BENCH_SPEED`` (4) times Telegram's speed, so that it
takes a minute and a half; what is told of seconds is measured at Telegram's own.
"""

import asyncio
import os

from tests.bench.figures import Figure, measured
from tests.bench.strict_telegram import ASKERS, StrictTelegram
from tests.bench.whole_bot import RATE, share, whole_bot

CHATS = int(os.environ.get("BENCH_CHATS", "10000"))
SPEED = float(os.environ.get("BENCH_SPEED", "4"))
QUESTIONS, EVERY = 100, 0.4


async def run() -> list[Figure]:
    return [await _everybody(), await _questions()]


async def _everybody() -> Figure:
    """An alert to many chats; how many came in the busiest second."""
    async with whole_bot(CHATS, speed=SPEED) as bot:
        await bot.start()
        with measured() as watch:
            await bot.owe()
            await bot.drained()
        lost, twice = _lost_and_repeated(bot.api, CHATS)
        note = f"{bot.api.pace} of {30 * SPEED:.0f}; {lost}, {twice}"
    return Figure(f"4: sent at {RATE * SPEED:.0f}/s asked for", CHATS, watch.seconds, note)


async def _questions() -> Figure:
    """Ask while an alert goes to so many chats that it lasts."""
    async with whole_bot(int(QUESTIONS * EVERY * RATE)) as bot:
        await bot.start()
        await bot.owe()
        with measured() as watch:
            async with asyncio.TaskGroup() as group:
                asked = []
                for number in range(QUESTIONS):
                    asked.append(group.create_task(bot.api.ask("/latest", ASKERS + 1 + number)))
                    await asyncio.sleep(EVERY)
        spent = [task.result() for task in asked]
        note = (
            f"p50 {share(spent, 0.5):.2f} s, p95 {share(spent, 0.95):.2f} s, "
            f"p99 {share(spent, 0.99):.2f} s; {bot.api.alerts.total()} alerts beside, "
            f"{bot.api.pace}"
        )
    return Figure("6: /latest during a broadcast of 28/s", QUESTIONS, watch.seconds, note)


def _lost_and_repeated(api: StrictTelegram, people: int) -> tuple[str, str]:
    lost = people - len(api.alerts)
    return f"lost {lost}", f"repeated {api.alerts.total() - len(api.alerts)}"
