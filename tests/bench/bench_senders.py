"""Promises 4 and 5: several processes keep Telegram's limits together, and its order to pause.

``BENCH_CHATS`` (10,000) get an alert from three processes on one PostgreSQL, at four times
Telegram's speed; then another, in the middle of which it asks one of them for a pause.
"""

import os
from contextlib import AsyncExitStack

from tests.bench.figures import Figure, measured
from tests.bench.whole_bot import RATE, WholeBot, beside, on_postgres

CHATS = int(os.environ.get("BENCH_CHATS", "10000"))
SPEED, SENDERS, PAUSE = 4.0, 3, 5


async def run() -> list[Figure]:
    async with AsyncExitStack() as stack:
        bot = await stack.enter_async_context(on_postgres(CHATS, speed=SPEED))
        if bot is None:
            return []
        await bot.start()
        for number in range(1, SENDERS):
            await stack.enter_async_context(beside(bot, str(number)))
        return [await _together(bot), await _halted(bot)]


async def _together(bot: WholeBot) -> Figure:
    with measured() as watch:
        await bot.owe()
        await bot.drained()
    note = f"{bot.api.pace} of {30 * SPEED:.0f}; {_outcome(bot, alerts=1)}"
    what = f"4: sent by {SENDERS} processes at {RATE * SPEED:.0f}/s asked for"
    return Figure(what, CHATS, watch.seconds, note)


async def _halted(bot: WholeBot) -> Figure:
    api = bot.api
    with measured() as watch:
        await bot.owe(2)
        await api.wait_for(lambda: api.alerts.total() > CHATS * 3 // 2, timeout=CHATS)
        api.refusals.clear()
        api.floods.halt(PAUSE)
        await bot.drained()
    first = api.refusals[0]
    spread = (api.refusals[-1] - first) * 1000
    resumed = min(at for at, _ in api.came if at > first) - first
    note = (
        f"{len(api.refusals)} refused, the last {spread:.0f} ms after the first; next message "
        f"{resumed:.2f} s after it; {_outcome(bot, alerts=2)}"
    )
    return Figure(f"5: {SENDERS} processes told to pause for {PAUSE} s", CHATS, watch.seconds, note)


def _outcome(bot: WholeBot, alerts: int) -> str:
    reached = bot.api.alerts
    lost = sum(max(0, alerts - reached[chat]) for chat in range(1, CHATS + 1))
    return f"lost {lost}, repeated {reached.total() - alerts * CHATS + lost}"
