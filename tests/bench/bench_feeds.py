"""Promises 15 and 16: what bad feeds and long releases cost the loop, and the good feeds.

``BENCH_SECONDS`` (30) says how long each is watched.
"""

import asyncio
import itertools
import os

from tests.bench.figures import Figure, measured
from tests.bench.lag import Lag
from tests.bench.ministries import Ministries, dripping, endless, news, same, silent
from tests.bench.whole_bot import share, whole_bot
from tests.fakes.feed_host import item, rss

SECONDS = float(os.environ.get("BENCH_SECONDS", "30"))
GOOD, SLOW = 30, (dripping, silent, endless, dripping, silent)
#: Minutes between polls of a good feed, far oftener than any real one is asked.
OFTEN = 1 / 6
ATTRIBUTES, WORDS = 50_000, 20_000


async def run() -> list[Figure]:
    return [
        await _lag(hostile=False),
        await _lag(hostile=True),
        await _lateness(slow=False),
        await _lateness(slow=True),
    ]


async def _lag(*, hostile: bool) -> Figure:
    """Ask a feed that takes its parser seconds, and read a very long release, over and over."""
    async with Ministries() as ministries:
        if hostile:
            for body in (_many_attributes(), _many_entries()):
                ministries.add(same(body), minutes=0.05)
            ministries.add(news(WORDS), minutes=0.1)
        ministries.add(same(rss(item(1), item(2))), minutes=0.05)
        async with whole_bot(1, feeds=ministries.feeds_file) as bot:
            await bot.start()
            await bot.ready()
            with measured() as watch, Lag(bot.port) as lag:
                await asyncio.sleep(SECONDS)
            polls = sum(map(len, ministries.asked.values()))
    what = f"15: polls of feeds of {ATTRIBUTES:,} attributes and {WORDS:,} words"
    return Figure(what if hostile else "15: polls of a good feed", polls, watch.seconds, str(lag))


async def _lateness(*, slow: bool) -> Figure:
    """See how late good feeds are asked, alone or beside slow ones."""
    async with Ministries() as ministries:
        good = [ministries.add(same(rss(item(1), item(2))), minutes=OFTEN) for _ in range(GOOD)]
        for answer in SLOW if slow else ():
            ministries.add(answer, minutes=OFTEN)
        async with whole_bot(1, feeds=ministries.feeds_file) as bot:
            await bot.start()
            await bot.ready()
            with measured() as watch:
                await asyncio.sleep(SECONDS)
        asked = [ministries.asked[number] for number in good]
    gaps = [after - before for times in asked for before, after in itertools.pairwise(times)]
    note = (
        f"asked every {OFTEN * 60:.0f} s: after p50 {share(gaps, 0.5):.1f} s, "
        f"p95 {share(gaps, 0.95):.1f} s, longest {max(gaps):.1f} s"
    )
    what = f"16: polls of {GOOD} good feeds, {len(SLOW) if slow else 0} slow ones beside"
    return Figure(what, sum(map(len, asked)), watch.seconds, note)


def _many_attributes() -> bytes:
    named = b" ".join(b'a%d="x"' % number for number in range(ATTRIBUTES))
    return rss(item()).replace(b"<item>", b"<item %b>" % named)


def _many_entries() -> bytes:
    return rss(*(item(number) for number in range(5_000)))
