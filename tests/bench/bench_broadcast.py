"""Promises 4, 6, 11 and 12: an alert to everybody within Telegram's limits, and commands beside it.

``BENCH_CHATS`` (10,000) get an alert at ``BENCH_SPEED`` (4) times Telegram's speed, so that it
takes a minute and a half; what is told of seconds is measured at Telegram's own.
"""

import asyncio
import os

from tests.bench.figures import Figure, measured
from tests.bench.whole_bot import ASKERS, RATE, StrictTelegram, share, whole_bot
from tests.fakes.answers import BLOCKED

CHATS = int(os.environ.get("BENCH_CHATS", "10000"))
SPEED = float(os.environ.get("BENCH_SPEED", "4"))
QUESTIONS, EVERY = 100, 0.4
#: Of so many chats.
BLOCKING, GROUPS, MANY = 500, 20, 2_000


async def run() -> list[Figure]:
    return [await _everybody(), await _questions(), await _gone(), await _migrating()]


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


async def _gone() -> Figure:
    """Two alerts to many chats of which some have blocked the bot."""
    async with whole_bot(MANY, speed=SPEED) as bot:
        bot.api.gone |= dict.fromkeys(range(1, BLOCKING + 1), BLOCKED)
        await bot.start()
        with measured() as watch:
            await bot.owe()
            await bot.drained()
            first = [bot.api.tried[chat] for chat in bot.api.gone]
            await bot.owe(2)
            await bot.drained()
        both = [bot.api.tried[chat] for chat in bot.api.gone]
        others = [bot.api.alerts[chat] for chat in range(BLOCKING + 1, MANY + 1)]
        note = (
            f"tries of a blocked chat at the first {_span(first)}, at both {_span(both)}; "
            f"messages to each other chat {_span(others)}"
        )
    count = len(both) + sum(others)
    return Figure(f"11: {BLOCKING} of {MANY} chats blocked, 2 alerts", count, watch.seconds, note)


async def _migrating() -> Figure:
    """Groups get a new id while an alert goes out: the bot is told of half, the others refuse."""
    numbers = range(1, GROUPS + 1)
    async with whole_bot(MANY, groups=GROUPS, speed=SPEED) as bot:
        await bot.start()
        bot.api.moved |= {-number: _new(number) for number in numbers[::2]}
        with measured() as watch:
            await bot.owe()
            await bot.api.wait_for(lambda: bot.api.alerts.total() > MANY // 2, timeout=60)
            for number in numbers[1::2]:
                await bot.api.migrate(-number, _new(number))
            await bot.drained()
            before = sum(bot.api.tried[-number] for number in numbers)
            await bot.owe(2)
            await bot.drained()
        late = sum(bot.api.tried[-number] for number in numbers) - before
        copies = [bot.api.alerts[-number] + bot.api.alerts[_new(number)] for number in numbers]
        note = (
            f"copies of both alerts in each group {_span(copies)}; "
            f"tries of an old id at the second alert: {late}"
        )
    count = bot.api.alerts.total()
    return Figure(f"12: {GROUPS} groups migrate, 2 alerts", count, watch.seconds, note)


def _span(numbers: list[int]) -> str:
    return f"{min(numbers)} to {max(numbers)}"


def _new(number: int) -> int:
    return -1_000_000_000_000 - number


def _lost_and_repeated(api: StrictTelegram, people: int) -> tuple[str, str]:
    lost = people - len(api.alerts)
    return f"lost {lost}", f"repeated {api.alerts.total() - len(api.alerts)}"
