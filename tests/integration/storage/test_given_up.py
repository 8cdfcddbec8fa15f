"""What is given up is told: once for each delivery, with its ids, to the log and the metrics."""

from collections import Counter as Count
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot import errors
from bot.deliver import Counter, deliver
from bot.events import DeliverySettled, Outcome, heard_by
from bot.matching import indexed
from bot.metrics import Metrics
from bot.models import Message
from bot.storage import chats, subscriptions
from bot.storage.alerts import owe_alert, owe_notice
from bot.storage.database import writing
from bot.storage.house import tidy
from bot.storage.outbox import LEASE, UNSENT_FOR, claim_deliveries
from bot.storage.tables import DeliveryRow
from tests.fakes.world import Clock
from tests.releases import make_briefing
from tests.shelf import shelve

TEXT = Message(html="<b>News</b>", plain="News")
SECOND = timedelta(seconds=1)
BLOCKED = "Forbidden: bot was blocked by Jane Doe"


@pytest.fixture
async def owed(sessions, now):
    """Two briefings, 1 and 2, and a notice, owed to the chats 7 and 8."""
    async with writing(sessions) as session:
        for chat in (7, 8):
            await subscriptions.follow_everything(session, chat, kind="private", now=now)
    for number in (1, 2):
        await shelve(sessions, make_briefing(id=number))
        async with writing(sessions) as session:
            await owe_alert(session, number, [TEXT], (), now=now)
    async with writing(sessions) as session:
        await owe_notice(session, "notice", TEXT, {7, 8}, now=now)


@pytest.fixture
def heard():
    told = []
    with heard_by(told.append):
        yield told


@pytest.fixture
def metrics():
    metrics = Metrics()
    with heard_by(metrics.count):
        yield metrics


@pytest.fixture
def counter(sessions, now):
    clock = Clock(now)

    def made(send):
        return Counter(sessions=sessions, send=send, owner="me", clock=clock, sleep=clock.sleep)

    return made


async def run(sessions, function, *args, **options):
    async with writing(sessions) as session:
        return await function(session, *args, **options)


async def given_up(sessions):
    async with sessions() as session:
        failed = select(DeliveryRow.id).where(DeliveryRow.state == "failed")
        return sorted(await session.scalars(failed))


def said(heard):
    return [
        (one.chat_id, one.kind, one.briefing_id, one.reason, one.detail)
        for one in heard
        if isinstance(one, DeliverySettled) and one.outcome is Outcome.FAILED
    ]


def counted(metrics):
    """Give the tries by outcome and reason."""
    (family,) = (one for one in metrics.registry.collect() if one.name == "briefing_deliveries")
    return {
        (sample.labels["outcome"], sample.labels["reason"]): sample.value
        for sample in family.samples
        if sample.name.endswith("_total")
    }


async def test_each_delivery_that_is_too_old_is_told_once_with_its_ids(
    sessions, now, owed, heard, metrics
):
    for _ in range(2):
        await run(sessions, tidy, now=now + UNSENT_FOR + SECOND)

    assert Count(one[:3] for one in said(heard)) == Count(
        (chat, kind, briefing)
        for chat in (7, 8)
        for kind, briefing in (("alert", 1), ("alert", 2), ("notice", None))
    )
    assert sorted(one.delivery_id for one in heard) == await given_up(sessions)
    assert counted(metrics) == {("failed", "too old to be news"): 6}


async def test_what_is_taken_and_not_lost_is_not_given_up_as_too_old(sessions, now, owed, heard):
    late = now + UNSENT_FOR - SECOND
    taken = await run(sessions, claim_deliveries, now=late, limit=2, owner="me", rate=1.0)

    await run(sessions, tidy, now=late + 2 * SECOND)

    assert len(taken) == 2
    assert not {one.id for one in taken} & {one.delivery_id for one in heard}
    assert len(heard) == 4


async def test_all_that_a_lost_chat_was_owed_is_told_and_no_metric_says_in_whose_words(
    sessions, now, owed, heard, metrics
):
    await run(sessions, chats.gone, 7, BLOCKED)

    assert [one[0] for one in said(heard)] == [7, 7, 7]
    assert {one[3:] for one in said(heard)} == {("chat gone", BLOCKED)}
    assert [one.delivery_id for one in heard] == await given_up(sessions)
    assert counted(metrics) == {("failed", "chat gone"): 3}


async def test_what_an_ended_subscription_was_owed_is_told_without_notices(sessions, owed, heard):
    await run(sessions, subscriptions.end, 8)

    assert said(heard) == [
        (8, "alert", 1, "unsubscribed", None),
        (8, "alert", 2, "unsubscribed", None),
    ]


async def test_what_is_undone_was_never_given_up(sessions, owed, heard):
    async def break_off():
        async with writing(sessions) as session:
            await chats.gone(session, 7, BLOCKED)
            raise KeyError

    with pytest.raises(KeyError):
        await break_off()

    assert heard == []
    assert await given_up(sessions) == []


async def test_a_refusal_that_ends_a_chat_tells_each_of_its_deliveries_once(
    sessions, now, owed, heard, counter
):
    async def refuse(*_):
        raise errors.ChatGone(BLOCKED)

    (first, _) = await run(sessions, claim_deliveries, now=now, limit=5, owner="me", rate=9.0)
    await deliver(counter(refuse), first)

    assert {one[3:] for one in said(heard)} == {("chat gone", BLOCKED)}
    assert sorted(one.delivery_id for one in heard) == await given_up(sessions)


@pytest.mark.parametrize("failure", [errors.ChatGone(BLOCKED), errors.DeliveryDelayed("no route")])
async def test_what_is_given_up_while_it_is_being_sent_is_told_as_given_up_once(
    sessions, now, owed, heard, counter, failure
):
    async def unsubscribe_and_fail(*_):
        await run(sessions, subscriptions.end, 7)
        raise failure

    (first, _) = await run(sessions, claim_deliveries, now=now, limit=5, owner="me", rate=9.0)
    await deliver(counter(unsubscribe_and_fail), first)

    told = Count(one.delivery_id for one in heard if one.outcome is Outcome.FAILED)
    assert told[first.id] == 1
    assert set(told.values()) == {1}


async def test_what_is_not_wanted_any_more_is_told_with_its_ids(
    sessions, now, owed, heard, counter
):
    async def never(*_):
        raise AssertionError

    (first, _) = await run(sessions, claim_deliveries, now=now, limit=5, owner="me", rate=9.0)
    await run(sessions, subscriptions.mute, 7, None, indexed(make_briefing()))
    await deliver(counter(never), first)

    assert said(heard) == [(7, "alert", 1, "not wanted any more", None)]


async def test_a_lease_that_ran_out_is_given_up_as_too_old(sessions, now, owed, heard):
    late = now + UNSENT_FOR - SECOND
    await run(sessions, claim_deliveries, now=late, limit=2, owner="lost", rate=1.0)

    await run(sessions, tidy, now=late + 2 * LEASE)

    assert len(said(heard)) == len(await given_up(sessions)) == 6
