"""Promise 30: one person sends more than anybody could read; what the others notice of it."""

import asyncio
import time

from sqlalchemy import func, select

from bot.storage.tables import UpdateRow
from handlers import texts
from tests.bench.figures import Figure, measured
from tests.bench.strict_telegram import ASKERS, PATIENCE
from tests.bench.whole_bot import WholeBot, share, whole_bot

A_SECOND, SECONDS = 1_000, 10
#: Others ask during the flood, and while what it left is worked off.
OTHERS, EVERY = 100, 0.3
FLOODER = ASKERS + 999_999


async def run() -> list[Figure]:
    return [await _flood(flood=False), await _flood(flood=True)]


async def _flood(*, flood: bool) -> Figure:
    async with whole_bot(1) as bot:
        await bot.start()
        with measured() as watch:
            flooding = asyncio.create_task(_flooding(bot) if flood else asyncio.sleep(0))
            spent = await _others(bot)
            await flooding
        note = (
            f"others: p50 {share(spent, 0.5):.2f} s, p95 {share(spent, 0.95):.2f} s, longest "
            f"{max(spent):.2f} s"
        )
        if flood:
            await bot.api.wait_for(lambda: _notices(bot), timeout=PATIENCE)
            note += f"; the one got {len(bot.api.to(FLOODER))} answers, {_notices(bot)} a notice"
            note += f"; {await _waiting(bot):,} of its commands wait still"
    said = A_SECOND * SECONDS if flood else 0
    what = f"30: {OTHERS} ask, one person gives {said:,} commands in {SECONDS} s"
    return Figure(what, OTHERS, watch.seconds, note)


async def _waiting(bot: WholeBot) -> int:
    waits = select(func.count()).where(UpdateRow.due_at.is_not(None))
    async with bot.database.sessions() as session:
        return int(await session.scalar(waits) or 0)


async def _flooding(bot: WholeBot) -> None:
    began = time.monotonic()
    for number in range(A_SECOND * SECONDS):
        await bot.api.say("/help", chat=FLOODER, user=FLOODER)
        if (early := began + number / A_SECOND - time.monotonic()) > 0:
            await asyncio.sleep(early)


async def _others(bot: WholeBot) -> list[float]:
    async with asyncio.TaskGroup() as group:
        asked = []
        for number in range(OTHERS):
            asked.append(group.create_task(bot.api.ask("/latest", ASKERS + 1 + number)))
            await asyncio.sleep(EVERY)
    return [task.result() for task in asked]


def _notices(bot: WholeBot) -> int:
    return sum(sent.text == texts.SLOW_DOWN for sent in bot.api.to(FLOODER))
