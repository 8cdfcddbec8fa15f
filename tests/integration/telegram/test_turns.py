import asyncio
from datetime import timedelta

import pytest

from bot.telegram.polling import Polling
from bot.telegram.turns import Turns


class Lead:
    """A leadership that is given and taken by hand."""

    def __init__(self):
        self.given = asyncio.Event()
        self.working = None

    async def run(self, work, stop):
        await self.given.wait()
        self.working = asyncio.ensure_future(work())
        await asyncio.gather(self.working, return_exceptions=True)
        await stop.wait()


@pytest.fixture
async def turns(bot, now):
    async def store(batch):
        raise AssertionError

    lead = Lead()
    made = Turns(Polling(bot, store, lambda: now, long_poll=5), lead, lambda: now - lateness)
    stop = asyncio.Event()
    task = asyncio.create_task(made.run(stop))
    yield made, lead
    stop.set()
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


lateness = timedelta(seconds=3)


async def test_nothing_is_asked_before_it_is_this_process_turn(api, turns, now):
    made, lead = turns
    assert (made.waiting, made.heard_at) == (True, None)
    assert api.called("getUpdates") == []

    lead.given.set()
    await api.wait_for(lambda: api.called("getUpdates"))

    assert (made.waiting, made.heard_at) == (False, now - lateness)


async def test_question_under_way_is_given_up_when_the_turn_is_over(api, turns):
    made, lead = turns
    lead.given.set()
    await api.wait_for(lambda: api.called("getUpdates"))

    lead.working.cancel()
    await asyncio.gather(lead.working, return_exceptions=True)

    assert made.waiting
    assert lead.working.cancelled()
