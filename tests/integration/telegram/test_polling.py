import asyncio
from datetime import timedelta

import pytest

from bot.telegram import polling
from bot.telegram.polling import CannotGoOn, Polling
from tests.fakes import answers


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    monkeypatch.setattr(polling, "_SLOWEST", 0.01)
    monkeypatch.setattr(polling, "_CONFLICT_PAUSE", 0.01)


class Clock:
    def __init__(self, now, step=timedelta()):
        self.now, self.step = now, step

    def __call__(self):
        self.now += self.step
        return self.now


class Store:
    def __init__(self, *failures):
        self.batches, self.failures = [], list(failures)
        self.stored = asyncio.Condition()

    async def __call__(self, batch):
        if self.failures:
            raise self.failures.pop()
        async with self.stored:
            self.batches.append([update["update_id"] for update in batch])
            self.stored.notify_all()

    async def wait_for(self, count):
        async with asyncio.timeout(10), self.stored:
            await self.stored.wait_for(lambda: sum(map(len, self.batches)) >= count)


@pytest.fixture
async def listen(bot, now):
    """Start polling in the background; stopped in the end."""
    running = []

    def start(store, clock=None, bot=bot):
        stop = asyncio.Event()
        asking = Polling(bot, store, clock or Clock(now), long_poll=5)
        task = asyncio.create_task(asking.run(stop))
        running.append((stop, task))
        return asking, task

    yield start
    for stop, task in running:
        stop.set()
        task.cancel()
    await asyncio.gather(*(task for _, task in running), return_exceptions=True)


async def test_updates_are_confirmed_only_after_they_are_stored(api, listen):
    store = Store()
    listen(store)
    number = await api.say("/start")
    await store.wait_for(1)

    await api.wait_for(lambda: not api.pending)

    assert store.batches == [[number]]
    offsets = [int(call["offset"]) for call in api.called("getUpdates")]
    assert offsets[-1] == number + 1


async def test_batch_that_could_not_be_stored_is_asked_for_again(api, listen):
    store = Store(OSError("disk full"))
    await api.say("/start")
    listen(store)

    await store.wait_for(1)

    assert len(store.batches) == 1


async def test_only_known_kinds_of_update_are_asked_for(api, listen):
    listen(Store())
    await api.wait_for(lambda: api.called("getUpdates"))

    asked = api.called("getUpdates")[0]["allowed_updates"]
    assert "my_chat_member" in asked
    assert "chat_member" not in asked.replace("my_chat_member", "")


@pytest.mark.parametrize(
    "failure",
    [
        answers.UNAUTHORIZED,
        answers.Failure(404, "Not Found"),
        answers.RESTART,
        answers.GATEWAY,
        answers.RESET_BEFORE,
        answers.RESET_AFTER,
        answers.Failure(200, body="garbage"),
        answers.Failure(409, "Conflict: terminated by other getUpdates request"),
    ],
    ids=lambda failure: failure.description or failure.body or failure.reset,
)
async def test_listening_goes_on_after_a_failure(api, listen, failure):
    api.failures["getUpdates"].extend([failure] * 2)
    store = Store()
    asking, _ = listen(store)
    await api.say("/start")

    await store.wait_for(1)

    assert asking.heard_at is not None


async def test_flood_on_polling_is_waited_out(api, listen):
    api.failures["getUpdates"].append(answers.too_many(1))
    store = Store()
    listen(store)
    await api.say("/start")

    await store.wait_for(1)


async def test_once_all_is_confirmed_no_number_is_insisted_on(api, bot, now):
    store, stop = Store(), asyncio.Event()
    task = asyncio.create_task(Polling(bot, store, Clock(now), long_poll=0).run(stop))
    await api.say("/start")
    await store.wait_for(1)
    asked = len(api.called("getUpdates"))

    await api.wait_for(lambda: len(api.called("getUpdates")) >= asked + 3)
    stop.set()
    await task

    assert {int(call["offset"]) for call in api.called("getUpdates")[asked + 2 :]} == {0}


async def test_nothing_is_asked_without_leave(api, bot, now):
    asking = Polling(bot, Store(), Clock(now), allowed=lambda: False)

    await asyncio.wait_for(asking.run(asyncio.Event()), 10)

    assert api.called("getUpdates") == []


async def test_second_instance_gives_up_with_a_sentence(api, listen):
    api.failures["getUpdates"].extend([answers.Failure(409, "Conflict: terminated")] * 3)
    _, task = listen(Store())

    with pytest.raises(CannotGoOn, match="another instance of this bot is running"):
        await asyncio.wait_for(task, 10)


async def test_settled_instance_outlasts_a_newcomer(api, listen, now):
    api.failures["getUpdates"].extend([answers.Failure(409, "Conflict: terminated")] * 10)
    store = Store()
    listen(store, Clock(now, timedelta(seconds=62)))
    await api.say("/start")

    await store.wait_for(1)


async def test_token_that_stays_refused_ends_the_bot(api, listen, now):
    api.failures["getUpdates"].extend([answers.UNAUTHORIZED] * 20)
    _, task = listen(Store(), Clock(now, timedelta(minutes=1)))

    with pytest.raises(CannotGoOn, match="has refused the token for 5 minutes"):
        await asyncio.wait_for(task, 10)


async def test_two_pollers_end_with_one(api, bot, connect, listen, now):
    other = await connect(api.url)
    _, first = listen(Store(), Clock(now, timedelta(seconds=62)))
    await api.wait_for(lambda: api.called("getUpdates"))

    _, second = listen(Store(), bot=other)

    with pytest.raises(CannotGoOn):
        await asyncio.wait_for(second, 10)
    assert not first.done()
