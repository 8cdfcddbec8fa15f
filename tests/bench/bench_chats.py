"""Promises 11 and 12: chats that have blocked the bot, and groups that get another id."""

from tests.bench.figures import Figure, measured
from tests.bench.whole_bot import whole_bot
from tests.fakes.answers import BLOCKED

#: Of so many chats.
BLOCKING, GROUPS, MANY = 500, 20, 2_000
SPEED = 4.0  #: times that of Telegram


async def run() -> list[Figure]:
    return [await _gone(), await _migrating()]


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
