"""What becomes of a release after it was told: edits, copies that flap, pages that open later."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import pytest
from sqlalchemy import select

from bot.models import Facts, Reading, TextStatus, TextStrategy
from bot.storage import briefings, subscriptions
from bot.storage.database import writing
from bot.storage.tables import EntryRow
from tests.fakes.world import World
from tests.newsroom import NOON, make_article, make_entry, make_feed, polled
from tests.releases import make_stop, make_visit

LINK, TITLE = "https://ministry.example/news/1", "Minister travels, part 1"
OLD = make_entry("old")


async def open_world(database, now, *feeds):
    world = World(database, feeds, now)
    await world.start()
    for feed in feeds:
        world.publish(replace(OLD, feed_id=feed.id), feed_id=feed.id)
    await world.work(1)
    world.later(minutes=20)
    return world


@pytest.fixture
async def pages(database, now):
    return await open_world(database, now, make_feed())


@pytest.fixture
async def texts(database, now):
    return await open_world(database, now, make_feed(full_text=TextStrategy.FEED))


async def follow(world, *criteria, chat=1):
    async with writing(world.sessions) as session:
        where, now = (session, chat, None), world.clock()
        if criteria:
            await subscriptions.follow(*where, criteria, kind="private", now=now)
        else:
            await subscriptions.follow_everything(*where, kind="private", now=now)


def visit_on(day):
    visit = make_visit(stops=(make_stop(start=date(2026, 3, day)),))
    return Reading(facts=Facts(visits=(visit,)), topics=("norway",))


def show(world, version, day):
    """Let the feed show this version of the release."""
    world.publish(make_entry("1", fingerprint=version, content=version), OLD)
    world.articles[LINK] = make_article(title=TITLE, text=f"Version {version}.")
    world.readings[TITLE] = visit_on(day)


async def test_two_copies_that_take_turns_are_corrected_once(texts):
    await follow(texts)
    for turn in range(20):
        show(texts, *(("a", 20) if turn % 2 == 0 else ("b", 21)))
        await texts.work(2)
        texts.later(minutes=17)

    assert len(texts.sent) == 2  # the alert, and what the first change was


async def test_an_edit_that_is_taken_back_for_good_is_corrected_again(texts):
    await follow(texts)
    for version, day in (("a", 20), ("b", 21), ("a", 20)):
        show(texts, version, day)
        await texts.work(2)
        texts.later(minutes=17)
    assert len(texts.sent) == 2

    texts.later(hours=6)
    await texts.work(2)

    assert len(texts.sent) == 3
    assert "20 Mar, not 21 Mar" in texts.sent[2][2]


async def test_a_release_whose_page_opens_later_is_told_to_those_it_then_concerns(pages):
    await follow(pages, "ukraine")
    pages.articles[LINK] = make_article(title=TITLE, text="Short.", text_status=TextStatus.BLOCKED)
    pages.publish(make_entry("1"), OLD)
    await pages.work(2)
    assert pages.sent == []

    pages.articles[LINK] = make_article(title=TITLE, text="At length, of Ukraine.")
    pages.readings[TITLE] = Reading(topics=("norway", "ukraine"))
    pages.later(hours=2)
    await pages.work(3)

    assert [chat for chat, _, _ in pages.sent] == [1]


async def test_nobody_is_told_twice_because_a_text_was_completed(pages):
    await follow(pages, "norway", "ukraine")
    pages.articles[LINK] = make_article(title=TITLE, text="Short.")
    pages.publish(make_entry("1"), OLD)
    await pages.work(2)

    pages.articles[LINK] = make_article(title=TITLE, text="At length, of Ukraine.")
    pages.readings[TITLE] = Reading(topics=("norway", "ukraine"))
    pages.later(hours=2)
    await pages.work(3)

    assert len(pages.sent) == 1


async def test_an_edit_moves_no_release_in_lists_and_keeps_its_day(pages):
    day = date(2026, 2, 23)
    stamped = make_entry("1", published_at=None, updated_at=NOON - timedelta(days=22))
    pages.articles[LINK] = make_article(title=TITLE, published_on=day)
    pages.publish(make_entry("2", published_at=None, updated_at=NOON), stamped, OLD)
    await pages.work(4)

    pages.later(days=3)
    edited = replace(stamped, updated_at=pages.clock(), fingerprint="second")
    pages.publish(edited, make_entry("2", published_at=None, updated_at=NOON), OLD)
    pages.articles[LINK] = make_article(
        title=TITLE, text="Edited.", published_on=pages.clock().date()
    )
    await pages.work(4)

    async with pages.sessions() as session:
        found = await briefings.latest(session)
    last = found[-1]
    assert (last.title, last.published_on) == (TITLE, day)


async def test_the_day_of_a_release_is_the_publishers(database, now):
    zealand = make_feed("nz", timezone="Pacific/Auckland")
    world = await open_world(database, now, zealand)
    world.publish(
        make_entry("1", feed_id="nz", published_at=NOON + timedelta(hours=7)), feed_id="nz"
    )
    await world.work(2)

    async with world.sessions() as session:
        (found,) = [one for one in await briefings.latest(session) if one.title == TITLE]
    assert found.published_on == date(2026, 3, 18)


async def test_summaries_that_tell_the_time_make_nobody_read_pages_for_ever(pages):
    reads, read = [], pages._read

    async def counting(feed, entry):
        if entry.link == LINK:
            reads.append(pages.clock())
        return await read(feed, entry)

    pages._read = counting
    for tick in range(24 * 4):
        pages.publish(make_entry("1", fingerprint=f"{tick} minutes ago"), OLD)
        await pages.poll()
        await pages.brief()
        await pages.recheck()
        pages.later(minutes=15)
    pages.later(days=4)
    await pages.recheck()
    assert 4 <= len(reads) <= 24 + 4
    for tick in range(100, 105):
        pages.publish(make_entry("1", fingerprint=f"{tick} minutes ago"), OLD)
        pages.later(hours=2)
        await pages.work(2)

    assert reads[-1] == NOON + timedelta(days=5, minutes=20, seconds=1)
    gaps = sorted(later - earlier for earlier, later in pairwise(reads))
    assert gaps[4] >= timedelta(minutes=59)  # but for the four times that are planned


async def test_an_edit_that_the_publisher_dates_is_read_at_once_however_late(pages):
    await follow(pages)
    stamped = make_entry("1", updated_at=NOON)
    pages.publish(stamped, OLD)
    pages.readings[TITLE] = visit_on(20)
    await pages.work(2)

    pages.later(days=10)
    pages.articles[LINK] = make_article(title=TITLE, text="Edited.")
    pages.readings[TITLE] = visit_on(21)
    pages.publish(replace(stamped, updated_at=pages.clock(), fingerprint="b"), OLD)
    await pages.work(2)

    assert len(pages.sent) == 2


async def test_an_edit_that_comes_while_a_release_is_read_is_read_as_well(texts):
    await follow(texts)
    show(texts, "a", 20)
    await texts.poll()
    read = texts._read

    async def slow(feed, entry):
        article = await read(feed, entry)
        texts._read = read
        texts.later(minutes=17)
        show(texts, "b", 21)
        await texts.poll()
        return article

    texts._read = slow
    await texts.brief()
    await texts.deliver()
    await texts.work(2)

    async with texts.sessions() as session:
        assert await briefings.search(session, "version b", limit=1)


async def test_the_copy_in_a_feed_that_is_read_makes_a_silent_release_news(database, now):
    world = await open_world(database, now, make_feed("a"))
    await follow(world)
    world.feeds["b"] = make_feed("b")
    await world.start()
    world.publish(make_entry("1", feed_id="b"), feed_id="b")
    await world.work(1)
    assert world.sent == []

    world.publish(make_entry("1", feed_id="a"), replace(OLD, feed_id="a"), feed_id="a")
    world.later(minutes=20)
    await world.work(3)

    assert len(world.sent) == 1
    async with world.sessions() as session:
        assert len(await briefings.latest(session)) == 2  # one for both, and the old one


async def test_a_first_poll_that_broke_off_alerts_nobody_of_the_rest(database, now):
    world = World(database, [make_feed()], now)
    await world.start()
    await follow(world)
    stock = [make_entry(str(n), published_at=NOON - timedelta(hours=n)) for n in range(30)]
    world.answers["se-mfa"] = polled(*stock[:3], cut_short=True)
    await world.work(2)
    world.later(minutes=20)
    world.publish(*stock)
    await world.work(3)
    assert world.sent == []

    world.publish(make_entry("news", published_at=world.clock()), *stock[:29])
    world.later(minutes=20)
    await world.work(3)

    assert len(world.sent) == 1


async def test_a_feed_that_always_breaks_off_is_read_all_the_same(database, now):
    world = World(database, [make_feed()], now)
    await world.start()
    await follow(world)
    for n in range(5):
        world.answers["se-mfa"] = polled(make_entry(str(n)), OLD, cut_short=True)
        await world.work(2)
        world.later(minutes=20)

    assert len(world.sent) == 2


async def test_texts_are_looked_up_when_a_release_was_settled(pages):
    pages.publish(make_entry("1"), OLD)
    await pages.work(2)

    async with pages.sessions() as session:
        row = await session.scalar(select(EntryRow).where(EntryRow.title == TITLE))
    assert row.read_at is not None
