"""Promise 26: whether a bot that polls, reads and sends without pause grows.

``BENCH_SOAK`` (120) seconds are watched. Twenty feeds, each asked every second, so that two
minutes are as many polls as one feed sees in a month; every tenth asking finds a release.
"""

import asyncio
import itertools
import os
import time

import psutil
from aiohttp import web

from tests.bench.figures import Figure
from tests.bench.ministries import Answer, Ministries
from tests.bench.whole_bot import WholeBot, whole_bot
from tests.fakes.feed_host import item, rss

SECONDS = float(os.environ.get("BENCH_SOAK", "120"))
FEEDS, PEOPLE, LOOKS = 20, 20, 6
_EVERY_SECOND = 1 / 60


async def run() -> list[Figure]:
    async with Ministries() as ministries:
        for number in range(FEEDS):
            ministries.add(_now_and_then(number), minutes=_EVERY_SECOND)
        async with whole_bot(PEOPLE, speed=10.0, feeds=ministries.feeds_file) as bot:
            await bot.start()
            await bot.ready()
            seen = [await _look(bot, after) for after in [0.0] + [SECONDS / LOOKS] * LOOKS]
            polls = sum(map(len, ministries.asked.values()))
            return _figures(seen, polls, bot.api.alerts.total())


def _figures(seen: list[tuple[float, float, float, int]], polls: int, sent: int) -> list[Figure]:
    times, sizes, children, files = zip(*seen, strict=True)
    spent, middle = times[-1] - times[0], len(times) // 2
    hours = (times[-1] - times[middle]) / 3600
    listed = ", ".join(f"{size:.0f}" for size in sizes)
    others = ", ".join(f"{size:.0f}" for size in children)
    grown = sizes[-1] - sizes[middle]
    opened = ", ".join(map(str, files))
    return [
        Figure(
            "26: polls while memory is watched",
            polls,
            spent,
            f"MiB {listed}; in the later half {grown:+.1f}, or {grown / hours:+.0f} an hour",
        ),
        Figure("26: messages sent meanwhile", sent, spent, f"file descriptors {opened}"),
        Figure("26: processes that read for it", len(children), spent, f"MiB together {others}"),
    ]


async def _look(bot: WholeBot, after: float) -> tuple[float, float, float, int]:
    """Wait, then give the time, the memory of the bot and of its children, and its open files."""
    await asyncio.sleep(after)
    return time.monotonic(), bot.size, _children(bot.process), bot.process.num_fds()


def _children(process: psutil.Process) -> float:
    return sum(child.memory_info().rss for child in process.children(recursive=True)) / 2**20


def _now_and_then(number: int) -> Answer:
    """Show another release every tenth time."""
    asked = itertools.count(10)

    async def answer(request: web.Request) -> web.Response:
        newest = next(asked) // 10
        shown = [
            item(
                one,
                title=f"Minister {number} visits Nairobi for the {one}th time",
                link=f"https://mfa{number}.example/news/{one}",
                guid=f"mfa-{number}-{one}",
                description="Norway will provide NOK 5 million to Kenya.",
            )
            for one in range(max(1, newest - 10), newest + 1)
        ]
        return web.Response(body=rss(*shown), content_type="application/rss+xml")

    return answer
