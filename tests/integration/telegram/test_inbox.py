import asyncio
import itertools
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy.exc import OperationalError
from telegram import Update
from telegram.error import BadRequest, NetworkError
from telegram.ext import ApplicationBuilder, ContextTypes, TypeHandler

from bot.context import Context
from bot.storage.database import writing
from bot.storage.updates import claim_updates
from bot.telegram import inbox as inbox_module
from bot.telegram.inbox import Inbox


def said(number, text="/start", chat=7):
    return {
        "update_id": number,
        "message": {
            "message_id": number,
            "date": 1773748800,
            "chat": {"id": chat, "type": "private", "first_name": "Ada"},
            "from": {"id": chat, "is_bot": False, "first_name": "Ada"},
            "text": text,
        },
    }


class Desk:
    """What the handler of a test saw, and what it is to do."""

    def __init__(self):
        self.seen, self.failures, self.slow = [], {}, {}
        self.changed, self.arrived = asyncio.Condition(), asyncio.Event()

    async def __call__(self, update, context):
        self.arrived.set()
        if update.update_id in self.slow:
            await self.slow[update.update_id].wait()
        async with self.changed:
            self.seen.append(update.update_id)
            self.changed.notify_all()
        if self.failures.get(update.update_id):
            raise self.failures[update.update_id].pop()

    async def wait_for(self, *seen):
        async with asyncio.timeout(10), self.changed:
            await self.changed.wait_for(lambda: set(seen) <= set(self.seen))


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    monkeypatch.setattr(inbox_module, "PAUSES", (0.01, 0.01))
    monkeypatch.setattr(inbox_module, "_LOOK_EVERY", 0.05)


@pytest.fixture
def desk():
    return Desk()


@pytest.fixture
async def inbox(bot, sessions, desk):
    """An inbox whose updates all go to *desk*."""
    types = ContextTypes(context=Context)
    application = ApplicationBuilder().bot(bot).updater(None).context_types(types).build()
    application.add_handler(TypeHandler(Update, desk))
    await application.initialize()
    yield Inbox(application, sessions, lambda: datetime.now(UTC))
    await application.shutdown()


@pytest.fixture
async def run(inbox):
    """Start the inbox; stopped in the end."""
    stop = asyncio.Event()
    tasks = []

    def start():
        tasks.append(asyncio.create_task(inbox.run(stop)))
        return stop, tasks[0]

    yield start
    stop.set()
    await asyncio.gather(*tasks)


async def unhandled(sessions):
    later = datetime(2100, 1, 1, tzinfo=UTC)
    async with writing(sessions) as session:
        return [stored.update_id for stored in await claim_updates(session, now=later, limit=99)]


async def test_stored_update_is_handled_once(inbox, run, desk, sessions):
    run()
    await inbox.store([said(1)])
    await inbox.store([said(1)])

    async with asyncio.timeout(10):
        await inbox.settled()

    assert desk.seen == [1]
    assert await unhandled(sessions) == []


async def test_updates_of_one_chat_are_handled_in_order(inbox, run, desk):
    desk.slow[1] = asyncio.Event()
    run()
    await inbox.store([said(1), said(2), said(3)])
    await inbox.store([said(4, chat=8)])
    await desk.wait_for(4)
    assert desk.seen == [4]

    desk.slow[1].set()
    await desk.wait_for(1, 2, 3)

    assert desk.seen == [4, 1, 2, 3]


async def test_update_left_by_a_process_that_died_is_handled(inbox, run, desk):
    await inbox.store([said(1)])

    run()

    await desk.wait_for(1)


async def test_answer_that_did_not_get_through_is_tried_again(inbox, run, desk, sessions):
    desk.failures[1] = [NetworkError("reset"), NetworkError("reset")]
    run()
    await inbox.store([said(1)])

    async with asyncio.timeout(10):
        await inbox.settled()

    assert desk.seen == [1, 1, 1]
    assert await unhandled(sessions) == []


async def test_update_whose_answer_never_gets_through_stays_in_the_database(
    inbox, run, desk, sessions
):
    desk.failures[1] = [NetworkError("down")] * 9
    run()
    await inbox.store([said(1)])

    async with asyncio.timeout(10):
        await inbox.settled()

    assert desk.seen == [1, 1, 1]
    assert await unhandled(sessions) == [1]


@pytest.mark.parametrize("failure", [BadRequest("no"), KeyError("bug")], ids=["refused", "bug"])
async def test_failure_that_repeating_cannot_mend_is_not_repeated(
    inbox, run, desk, sessions, failure
):
    desk.failures[1] = [failure]
    run()
    await inbox.store([said(1)])

    async with asyncio.timeout(10):
        await inbox.settled()

    assert desk.seen == [1]
    assert await unhandled(sessions) == []


async def test_update_that_cannot_be_read_blocks_nobody(inbox, run, desk, sessions):
    run()
    await inbox.store([{"update_id": 1, "message": {"chat": {"id": 7}}}, said(2)])

    await desk.wait_for(2)
    async with asyncio.timeout(10):
        await inbox.settled()

    assert desk.seen == [2]
    assert await unhandled(sessions) == []


async def test_what_is_in_hand_is_finished_at_the_stop(inbox, run, desk, sessions):
    desk.slow[1] = asyncio.Event()
    stop, task = run()
    await inbox.store([said(1), said(2)])
    await asyncio.wait_for(desk.arrived.wait(), 10)

    stop.set()
    desk.slow[1].set()
    await task

    assert desk.seen == [1]
    assert await unhandled(sessions) == [2]


async def test_handling_goes_on_after_trouble_with_the_database(
    inbox, run, desk, monkeypatch, sessions
):
    real, troubles = inbox_module.claim_updates, [OSError("locked")]

    async def claim(*args, **kwargs):
        if troubles:
            raise troubles.pop()
        return await real(*args, **kwargs)

    monkeypatch.setattr(inbox_module, "claim_updates", claim)
    run()
    await inbox.store([said(1)])

    await desk.wait_for(1)


async def test_update_that_could_not_be_settled_comes_back(inbox, run, desk, monkeypatch, sessions):
    async def fail(*args, **kwargs):
        raise OSError("disk full")

    monkeypatch.setattr(inbox_module, "settle_update", fail)
    run()
    await inbox.store([said(1)])

    async with asyncio.timeout(10):
        await inbox.settled()

    assert await unhandled(sessions) == [1]


async def test_what_the_database_undid_is_done_again(inbox, run, desk, sessions):
    deadlock = OperationalError("UPDATE", {}, Exception("deadlock detected"))
    desk.failures[1] = [deadlock]

    run()
    await inbox.store([said(1)])
    async with asyncio.timeout(10):
        await inbox.settled()

    assert desk.seen == [1, 1]
    assert await unhandled(sessions) == []


async def test_an_answer_that_does_not_get_through_waits_without_using_up_its_tries(
    inbox, run, desk, sessions
):
    desk.failures[1] = [NetworkError("down")] * 30
    turns, began = itertools.count(), datetime.now(UTC)
    inbox._clock = lambda: began + timedelta(seconds=20 * next(turns))

    run()
    await inbox.store([said(1)])
    async with asyncio.timeout(20), desk.changed:
        await desk.changed.wait_for(lambda: len(desk.seen) == 31)
