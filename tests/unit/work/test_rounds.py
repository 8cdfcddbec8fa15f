import asyncio

import pytest

from bot.errors import FetchError
from bot.rounds import poll_round, run_each
from tests.fakes.world import World
from tests.newsroom import make_entry, make_feed, polled


class Queue:
    """Items that are due, and what was at work when they were taken."""

    def __init__(self, *items):
        self.items = list(items)
        self.seen = []

    async def take(self, room, running):
        self.seen.append(list(running))
        taken, self.items = self.items[:room], self.items[room:]
        return taken


async def test_every_item_is_handed_over():
    queue, done = Queue(*range(20)), []

    async def step(item):
        done.append(item)

    assert await run_each(queue.take, step, name="work", width=4) == 20
    assert done == list(range(20))


async def test_no_more_than_the_width_are_at_work():
    queue, at_work, most = Queue(*range(20)), set(), []

    async def step(item):
        at_work.add(item)
        most.append(len(at_work))
        await asyncio.sleep(0)
        at_work.remove(item)

    await run_each(queue.take, step, name="work", width=4)

    assert max(most) == 4


async def test_none_is_taken_before_there_is_room_for_some():
    queue, done = Queue(*range(20)), []

    async def step(item):
        done.append(item)

    await run_each(queue.take, step, name="work", width=4, least=3)

    assert sorted(done) == list(range(20))
    assert max(map(len, queue.seen)) <= 1


async def test_an_item_that_fails_hurts_no_other(caplog):
    queue, done = Queue("expected", "bug", "good"), []

    async def step(item):
        if item == "expected":
            raise FetchError("no answer")
        done.append(10 / (item != "bug"))

    assert await run_each(queue.take, step, name="work", width=4) == 3

    assert done == [10]
    levels = {record.levelname: record for record in caplog.records}
    assert levels["WARNING"].exc_info is None
    assert levels["ERROR"].exc_info is not None


async def test_a_slow_item_does_not_keep_new_ones_waiting():
    queue, release, done = Queue("slow"), asyncio.Event(), []

    async def step(item):
        if item == "slow":
            queue.items.append("quick")
            await release.wait()
        else:
            release.set()
        done.append(item)

    await run_each(queue.take, step, name="work", width=4)

    assert done == ["quick", "slow"]
    assert ["slow"] in queue.seen


async def test_nothing_is_taken_any_more_once_it_is_to_stop():
    queue, going, done = Queue(*range(10)), [True], []

    async def step(item):
        going.clear()
        done.append(item)

    await run_each(queue.take, step, name="work", width=2, going=lambda: bool(going))

    assert done == [0, 1]


async def test_when_taking_fails_what_is_at_work_is_finished_first():
    queue, done = Queue("one"), []

    async def take(room, running):
        if running:
            raise ConnectionError
        return await queue.take(room, running)

    async def step(item):
        await asyncio.sleep(0.3)
        done.append(item)

    with pytest.raises(ConnectionError):
        await run_each(take, step, name="work", width=4)

    assert done == ["one"]


async def test_when_the_round_is_cancelled_its_items_are_too():
    queue, begun, ended = Queue("one"), asyncio.Event(), []

    async def step(item):
        begun.set()
        try:
            await asyncio.Event().wait()
        finally:
            ended.append(item)

    task = asyncio.create_task(run_each(queue.take, step, name="work", width=4))
    await begun.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task

    assert ended == ["one"]


async def test_feeds_of_a_host_that_hangs_keep_no_other_feed_waiting(database, now):
    hanging = [make_feed(f"slow{n}", url="https://slow.example/{n}") for n in range(9)]
    world = World(database, [*hanging, make_feed("good")], now)
    await world.start()
    released, asked = asyncio.Event(), []

    async def read(feed, validators):
        asked.append(feed.id)
        if feed.id.startswith("slow"):
            await released.wait()
        else:
            released.set()
        return polled(make_entry(feed_id=feed.id))

    async with asyncio.timeout(10):
        await poll_round(world.sessions, read, world.feeds, clock=world.clock)

    assert asked.index("good") <= 1
    assert sorted(asked) == sorted(world.feeds)
