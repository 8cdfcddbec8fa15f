from dataclasses import replace
from datetime import timedelta

import pytest

from bot.deliver import Counter, deliver
from bot.models import Message
from bot.storage import pace
from bot.storage.alerts import owe_notice
from bot.storage.database import writing
from bot.storage.outbox import LEASE, claim_deliveries
from tests.fakes.world import Clock

TEXT = Message(html="<b>News</b>", plain="News")


@pytest.fixture
async def deliveries(sessions, now):
    """Two chats, each owed a message, claimed."""
    async with writing(sessions) as session:
        await owe_notice(session, "notice", TEXT, {7, 8}, now=now)
    async with writing(sessions) as session:
        return await claim_deliveries(session, now=now, limit=5, owner="me", rate=1)


@pytest.fixture
def counter(sessions, now):
    clock = Clock(now)
    sent = []

    async def send(chat_id, thread_id, message, plain):
        sent.append((chat_id, clock()))
        return 1

    made = Counter(sessions=sessions, send=send, owner="me", clock=clock, sleep=clock.sleep)
    return made, sent


async def test_a_message_waits_for_its_slot(deliveries, counter, now):
    counter, sent = counter

    for delivery in deliveries:
        await deliver(counter, delivery)

    assert sent == [(7, now), (8, now + timedelta(seconds=1))]


async def test_a_delivery_that_comes_too_late_for_its_slot_takes_another(
    sessions, deliveries, counter, now
):
    counter, sent = counter
    late = now + timedelta(seconds=2)  # the machine slept meanwhile
    counter.clock.now = late
    async with writing(sessions) as session:
        await pace.take_slots(session, 1, now=late, rate=10)  # an answer to a command

    await deliver(replace(counter, rate=10), deliveries[0])

    assert sent == [(7, late + timedelta(seconds=0.1))]


async def test_a_late_delivery_that_finds_no_slot_soon_is_put_back(
    sessions, deliveries, counter, now
):
    counter, sent = counter
    late = now + timedelta(seconds=2)
    counter.clock.now = late
    async with writing(sessions) as session:
        await pace.take_slots(session, 10, now=late, rate=1)

    await deliver(counter, deliveries[0])

    assert sent == []
    async with writing(sessions) as session:
        again = await claim_deliveries(
            session, now=late + timedelta(seconds=10), limit=5, owner="me", rate=1
        )
    assert (again[0].chat_id, again[0].attempts) == (7, 1)


async def test_a_delivery_without_a_slot_is_sent_at_once(deliveries, counter, now):
    counter, sent = counter

    await deliver(counter, replace(deliveries[1], send_at=None))

    assert sent == [(8, now)]


async def test_a_delivery_whose_lease_was_lost_is_not_sent(sessions, deliveries, counter, now):
    counter, sent = counter
    async with writing(sessions) as session:
        await claim_deliveries(session, now=now + LEASE, limit=5, owner="other", rate=9)

    await deliver(counter, deliveries[0])

    assert sent == []


async def test_a_lease_that_was_lost_while_sending_is_told(
    sessions, deliveries, counter, now, caplog
):
    counter, _ = counter

    async def slow(chat_id, thread_id, message, plain):
        async with writing(sessions) as session:
            await claim_deliveries(session, now=now + LEASE, limit=5, owner="other", rate=9)
        return 1

    await deliver(replace(counter, send=slow), deliveries[0])

    assert "taken over by another process" in caplog.text
