"""A clock that is put back while rows wait for times of the old one."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from bot.storage.clock import follow_back
from bot.storage.database import writing
from bot.storage.feeds import sync_feeds
from bot.storage.pace import hold, take_slots
from bot.storage.subscriptions import follow_everything
from bot.storage.tables import ChatRow, FeedRow, PaceRow
from tests.newsroom import make_feed

HOUR = timedelta(hours=1)
SECOND = timedelta(seconds=1)
CHAT = 42


@pytest.fixture
async def ahead(sessions, now):
    """What was written while the clock was an hour fast."""
    wrong = now + HOUR
    async with writing(sessions) as session:
        await sync_feeds(session, [make_feed()], now=wrong)
        await session.execute(update(FeedRow).values(polled_at=wrong, due_at=wrong + 900 * SECOND))
        await follow_everything(session, CHAT, None, kind="private", now=wrong)
        await session.execute(update(ChatRow).values(next_at=wrong + SECOND))
        await take_slots(session, 1, now=wrong, rate=10)


async def put_back(sessions, now):
    async with writing(sessions) as session:
        return await follow_back(session, now=now)


async def one(sessions, column):
    async with sessions() as session:
        return (await session.scalars(select(column))).one()


@pytest.mark.usefixtures("ahead")
async def test_what_is_due_moves_back_with_the_clock(sessions, now):
    assert await put_back(sessions, now) == HOUR

    assert await one(sessions, FeedRow.due_at) == now + 900 * SECOND
    assert await one(sessions, ChatRow.next_at) == now + SECOND
    assert await one(sessions, PaceRow.next_slot_at) == now + SECOND / 10


@pytest.mark.usefixtures("ahead")
async def test_it_moves_once(sessions, now):
    await put_back(sessions, now)

    assert await put_back(sessions, now) == timedelta(0)
    assert await one(sessions, FeedRow.due_at) == now + 900 * SECOND


@pytest.mark.usefixtures("ahead")
async def test_a_wait_that_telegram_asked_for_keeps_its_length(sessions, now):
    async with writing(sessions) as session:
        await hold(session, now + HOUR + 30 * SECOND)

    await put_back(sessions, now)

    assert await one(sessions, PaceRow.held_until) == now + 30 * SECOND


@pytest.mark.usefixtures("ahead")
async def test_a_clock_that_goes_on_moves_nothing(sessions, now):
    later = now + HOUR + SECOND

    assert await put_back(sessions, later) == timedelta(0)
    assert await one(sessions, FeedRow.due_at) == now + HOUR + 900 * SECOND
