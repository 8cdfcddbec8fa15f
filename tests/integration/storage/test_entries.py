from datetime import date, timedelta

import pytest

from bot.models import EntryState, TextStatus
from bot.storage.claim import LEASE
from bot.storage.database import writing
from bot.storage.entries import (
    claim_entries,
    claim_rechecks,
    fail_entry,
    postpone_entry,
    settle_entry,
)
from bot.storage.feeds import record_poll, sync_feeds
from bot.storage.tables import EntryRow
from tests.newsroom import make_entry, make_feed, polled

FEEDS = ("se-mfa", "no-mfa")


@pytest.fixture
async def entries(sessions, now):
    """Two feeds: three new entries in one, one in the other, and an old silent one in each."""
    feeds = [make_feed(feed_id) for feed_id in FEEDS]
    async with writing(sessions) as session:
        await sync_feeds(session, feeds, now=now)
        for feed, names in zip(feeds, (("1", "2", "3"), ("4",)), strict=True):
            old = make_entry(f"old-{feed.id}", feed_id=feed.id)
            await record_poll(session, feed, polled(old), now=now)
            news = [make_entry(name, feed_id=feed.id) for name in reversed(names)]
            await record_poll(session, feed, polled(*news, old), now=now)


async def claim(sessions, now, *, limit=10, busy=(), feeds=FEEDS, take=claim_entries):
    async with writing(sessions) as session:
        return await take(session, now=now, limit=limit, feeds=feeds, busy=busy)


async def drain(sessions, now):
    """Take all that is due, by id."""
    taken = {}
    while claimed := await claim(sessions, now):
        taken |= {due.id: due for due in claimed}
    return taken


def keys(claimed):
    return [due.entry.key.removeprefix("guid-") for due in claimed]


async def test_one_entry_of_each_feed_is_taken_at_a_time_news_first(sessions, now, entries):
    assert keys(await claim(sessions, now)) == ["1", "4"]
    assert keys(await claim(sessions, now)) == ["2", "old-no-mfa"]
    assert keys(await claim(sessions, now)) == ["3"]
    assert keys(await claim(sessions, now)) == ["old-se-mfa"]
    assert keys(await claim(sessions, now)) == []


async def test_feeds_that_are_being_read_are_left_alone(sessions, now, entries):
    assert keys(await claim(sessions, now, busy=["se-mfa"])) == ["4"]


async def test_feeds_that_are_not_polled_are_not_briefed(sessions, now, entries):
    assert keys(await claim(sessions, now, feeds=["no-mfa"])) == ["4"]


async def test_no_more_than_the_limit_is_taken(sessions, now, entries):
    assert keys(await claim(sessions, now, limit=1)) == ["1"]


async def test_an_entry_that_is_not_settled_comes_back_with_its_attempts(sessions, now, entries):
    (first, _) = await claim(sessions, now)

    again = await drain(sessions, now + LEASE)

    assert first.attempts == 1
    assert again[first.id].attempts == 2


async def test_a_claimed_entry_is_as_the_feed_gave_it(sessions, now):
    feed = make_feed()
    told = make_entry(
        published_on=date(2026, 3, 17),
        updated_at=now,
        content="The whole text.",
        content_status=TextStatus.FULL,
    )
    async with writing(sessions) as session:
        await sync_feeds(session, [feed], now=now)
        await record_poll(session, feed, polled(told), now=now)

    (due,) = await claim(sessions, now)

    assert due.entry == told
    assert (due.first_seen_at, due.alert) == (now, False)


async def test_a_postponed_entry_waits_and_keeps_its_attempts(sessions, now, entries):
    (due, _) = await claim(sessions, now)
    later = now + timedelta(minutes=5)
    async with writing(sessions) as session:
        await postpone_entry(session, due.id, due_at=later, error="no answer")

    assert due.id not in await drain(sessions, now)
    assert (await drain(sessions, later))[due.id].attempts == 2


async def test_an_entry_given_up_is_never_due_and_says_why(sessions, now, entries):
    (due, _) = await claim(sessions, now)
    async with writing(sessions) as session:
        await fail_entry(session, due.id, error="every try broke off")

    async with sessions() as session:
        row = await session.get(EntryRow, due.id)
    assert (row.state, row.due_at, row.error) == ("failed", None, "every try broke off")


async def test_requirement_27_a_briefed_entry_is_taken_again_when_its_time_has_come(
    sessions, now, entries
):
    (due, _) = await claim(sessions, now)
    later = now + timedelta(hours=1)
    async with writing(sessions) as session:
        await settle_entry(session, due, EntryState.BRIEFED, now=now, due_at=later)

    assert await claim(sessions, now, take=claim_rechecks) == []
    (again,) = await claim(sessions, later, take=claim_rechecks)
    assert (again.id, again.attempts) == (due.id, 1)
