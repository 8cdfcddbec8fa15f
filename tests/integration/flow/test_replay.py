"""Every series of `tests.archives`, told to the bot as it is: nothing lost, nothing repeated."""

from dataclasses import replace

import pytest

from bot.feeds.catalogue import single_feed
from bot.replay.run import no_facts
from bot.replay.stage import staged
from bot.replay.verdict import Fate, Judge
from tests.archives import SERIES
from tests.releases import TOPICS


class Here:
    """Parses in this very process, which is as good for documents of our own."""

    async def run(self, function, *arguments):
        return function(*arguments)


async def replayed(sessions, made):
    feed = single_feed("https://www.ministry.example/feed")
    feed = replace(feed, identity=made.identity)
    judge = Judge(feed)
    first = made.captures[0]
    async with staged(sessions, Here(), feed, first, extract=no_facts, topics=TOPICS) as stage:
        for snapshot in made.captures:
            judge.see(await stage.play(snapshot))
    return judge.report()


@pytest.mark.parametrize("name", SERIES)
async def test_requirement_17_nothing_is_lost_and_nothing_repeated_when(sessions, name):
    made = SERIES[name]()

    report = await replayed(sessions, made)

    bad = [one for one in report.findings if one.fate is not Fate.HELD]
    assert (bad, report.strays) == ([], ())
    assert report.fates[Fate.ALERTED] == made.alerted
    assert report.fates[Fate.HELD] == made.held
