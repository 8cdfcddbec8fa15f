"""Promises 7, 8 and 29: what a stop, a kill and a start cost while an alert goes to everybody."""

import asyncio
import signal
import time

from tests.bench.figures import Figure, measured
from tests.bench.strict_telegram import ASKERS
from tests.bench.whole_bot import WholeBot, whole_bot

PEOPLE, QUESTIONS, SPEED = 1_000, 50, 2.0
TIMES = 5
#: After SIGKILL as many messages may be repeated as were in flight.
PROMISES = {signal.SIGTERM: 8, signal.SIGKILL: 7}


async def run() -> list[Figure]:
    return [await _ended(signal.SIGTERM), await _ended(signal.SIGKILL), await _back()]


async def _ended(number: signal.Signals) -> Figure:
    """Send a signal in the middle of an alert, with questions that wait for an answer."""
    async with whole_bot(PEOPLE, speed=SPEED) as bot:
        await bot.start()
        spent, asked = [], 0
        with measured() as watch:
            await bot.owe()
            for turn in range(TIMES):
                await _sent(bot, PEOPLE * (turn + 1) // (TIMES + 2))
                asked = await _asked(bot, asked)
                spent.append(await bot.end(number))
                await bot.start()
            await bot.drained()
            await _answered(bot, asked)
        note = f"ended within {max(spent):.2f} s; {_outcome(bot, asked)}"
    what = f"{PROMISES[number]}: {number.name} {TIMES} times with {QUESTIONS} questions waiting"
    return Figure(what, TIMES, watch.seconds, note)


async def _back() -> Figure:
    """From a kill to the first answer, the program started again at once."""
    async with whole_bot(PEOPLE) as bot:
        await bot.start()
        spent = []
        with measured() as watch:
            for _ in range(TIMES):
                began = time.perf_counter()
                await bot.end(signal.SIGKILL)
                await bot.start()
                spent.append(time.perf_counter() - began)
        note = f"to the first answer: {min(spent):.1f} to {max(spent):.1f} s"
    return Figure("29: SIGKILL and start", TIMES, watch.seconds, note)


async def _sent(bot: WholeBot, number: int) -> None:
    await bot.api.wait_for(lambda: bot.api.alerts.total() >= number, timeout=120)


async def _asked(bot: WholeBot, asked: int) -> int:
    """Have questions of new chats wait; some are taken in, some are not, when the signal comes."""
    for number in range(asked, asked + QUESTIONS):
        chat = ASKERS + 1 + number
        await bot.api.say("/latest", chat=chat, user=chat)
        await asyncio.sleep(0)
    return asked + QUESTIONS


async def _answered(bot: WholeBot, asked: int) -> None:
    def all_are() -> bool:
        return all(bot.api.copies(ASKERS + 1 + number) for number in range(asked))

    await bot.api.wait_for(all_are, timeout=120)


def _outcome(bot: WholeBot, asked: int) -> str:
    answers = sum(bot.api.copies(ASKERS + 1 + number) for number in range(asked))
    alerts = bot.api.alerts
    return (
        f"alerts lost {PEOPLE - len(alerts)}, repeated {alerts.total() - len(alerts)}; "
        f"questions lost 0, answered twice {answers - asked} of {asked}"
    )
