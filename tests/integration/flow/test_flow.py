"""From a feed to messages, with a real database and everything else played."""

import contextlib
import itertools
import logging
import shutil
from datetime import timedelta

import pytest
from sqlalchemy import delete, select

from bot import errors
from bot.models import (
    EntryState,
    Facts,
    PollClass,
    Polled,
    Reading,
    TextStatus,
    TextStrategy,
)
from bot.storage import briefings
from bot.storage.database import connect, writing
from bot.storage.migrate import upgrade
from bot.storage.subscriptions import follow, follow_everything
from bot.storage.tables import BriefingRow, BriefingTopicRow, EntryRow
from tests.fakes.world import Crash, Crashes, World
from tests.newsroom import make_article, make_entry, make_feed
from tests.releases import make_reading, make_stop, make_visit

FEED = make_feed()
FEED_TEXT = make_feed(full_text=TextStrategy.FEED)
LINK = "https://ministry.example/news/1"
TITLE = "Minister travels, part 1"


@pytest.fixture
async def world(database, now):
    """A feed that was read before, so that what comes next is news."""
    world = World(database, [FEED, make_feed("no-mfa")], now)
    await start(world)
    return world


async def start(world):
    await world.start()
    for feed_id in world.feeds:
        world.publish(make_entry(f"old-{feed_id}", feed_id=feed_id), feed_id=feed_id)
    await world.work(1)
    world.later(minutes=20)


async def subscribe(world, *chats, topic=None):
    async with writing(world.sessions) as session:
        for chat in chats:
            if topic:
                await follow(session, chat, None, [topic], kind="private", now=world.clock())
            else:
                await follow_everything(session, chat, kind="private", now=world.clock())


async def all_briefings(world):
    async with world.sessions() as session:
        return await briefings.latest(session, limit=50)


async def entry(world, key="guid-1"):
    async with world.sessions() as session:
        return await session.scalar(select(EntryRow).where(EntryRow.key == key))


def chats(world):
    return sorted(chat for chat, _, _ in world.sent)


async def test_a_new_release_reaches_every_chat_that_asked_for_it_once(world):
    await subscribe(world, 1, 2)
    await subscribe(world, 3, topic="norway")
    await subscribe(world, 4, topic="sanctions")
    world.publish(make_entry("1"))

    await world.work(30)

    assert chats(world) == [1, 2, 3]
    assert TITLE in world.sent[0][2]


async def test_the_first_poll_is_briefed_and_alerts_nobody(database, now):
    world = World(database, [FEED], now)
    await world.start()
    await subscribe(world, 1)
    world.publish(*(make_entry(str(number)) for number in range(30)))

    await world.work(3)

    assert len(await all_briefings(world)) == 10
    assert world.sent == []


async def test_releases_reach_a_chat_in_the_order_of_their_publication(world):
    await subscribe(world, 1)
    hours = {"3": 1, "1": 5, "2": 3}
    now = world.clock()
    world.publish(
        *(make_entry(name, published_at=now - timedelta(hours=h)) for name, h in hours.items())
    )

    await world.work(10)

    titles = [text.split("part ")[1][0] for _, _, text in world.sent]
    assert titles == ["1", "2", "3"]


async def test_a_page_that_comes_late_is_waited_for(world):
    await subscribe(world, 1)
    world.publish(make_entry("1"))
    world.articles[LINK] = errors.FetchTimeout("no answer")
    await world.work(2)
    assert world.sent == []
    world.articles[LINK] = make_article(text_status=TextStatus.FULL)

    world.later(minutes=1)
    await world.work(3)

    (briefing, *_) = await all_briefings(world)
    assert (briefing.title, briefing.text_status) == (TITLE, TextStatus.FULL)
    assert chats(world) == [1]


async def test_a_page_that_never_comes_is_briefed_from_the_summary_and_marked_so(world):
    await subscribe(world, 1)
    world.publish(make_entry("1"))
    world.articles[LINK] = errors.FetchError("no answer")

    for minutes in (0, 1, 5, 20):
        world.later(minutes=minutes)
        await world.work(2)

    assert chats(world) == [1]
    assert "summary only" in world.sent[0][2]


async def test_a_text_that_the_extractor_cannot_bear_is_told_without_facts(world):
    await subscribe(world, 1)
    world.publish(make_entry("1"))
    world.readings[TITLE] = errors.WorkerFailed("too much memory")

    for minutes in (0, 1, 5):
        world.later(minutes=minutes)
        await world.work(2)

    assert chats(world) == [1]
    assert TITLE in world.sent[0][2]


async def test_what_the_extractor_could_not_bear_is_tried_again_at_the_next_reading(world):
    await subscribe(world, 1)
    await subscribe(world, 2, topic="visits")
    world.publish(make_entry("1"))
    world.readings[TITLE] = errors.WorkerFailed("too much memory")
    for minutes in (0, 1, 5):
        world.later(minutes=minutes)
        await world.work(2)
    world.readings[TITLE] = make_reading([make_visit()], topics=("norway", "visits"))

    world.later(hours=1)
    await world.work(5)

    assert chats(world) == [1, 1, 2]
    assert "Added: 🇸🇪 Alma Bergholt → 🇳🇴 Oslo" in world.sent[1][2] + world.sent[2][2]


async def test_a_release_that_breaks_us_is_told_from_its_summary_and_holds_nobody_up(world, caplog):
    await subscribe(world, 1)
    world.publish(make_entry("2"), make_entry("1"))
    world.readings[TITLE] = ZeroDivisionError()

    await world.work(2)
    assert chats(world) == [1]
    for _ in range(14):
        await world.work(2)
        world.later(minutes=3)

    assert chats(world) == [1, 1]
    assert TITLE in world.sent[1][2]
    assert (await entry(world)).state == EntryState.BRIEFED
    assert "broke on" in caplog.text


async def test_a_release_that_cannot_even_be_told_so_is_given_up_visibly(
    world, caplog, monkeypatch
):
    await subscribe(world, 1)
    world.publish(make_entry("1"))
    monkeypatch.setattr("bot.brief.draft", lambda *_, **__: 1 / 0)

    for _ in range(17):
        await world.work(2)
        world.later(minutes=3)

    assert chats(world) == []
    assert (await entry(world)).state == EntryState.FAILED
    assert "giving up" in caplog.text


async def test_requirement_30_a_feed_that_fails_holds_no_other_up(world, caplog):
    await subscribe(world, 1)
    world.answers["no-mfa"] = ZeroDivisionError()
    world.publish(make_entry("1"))

    await world.work(3)

    assert chats(world) == [1]
    assert "reading no-mfa broke" in caplog.text


async def test_requirement_28_operators_are_told_of_a_feed_that_is_blocked_and_back(world):
    world.operators = (99,)
    world.answers["se-mfa"] = Polled(kind=PollClass.BLOCKED, detail="A wall of Akamai.")
    for _ in range(5):
        await world.work(2)
        world.later(hours=6)
    world.publish(make_entry("old-se-mfa"))
    await world.work(3)

    told = [text for chat, _, text in world.sent if chat == 99]
    assert len(told) == 2
    assert "is blocked: 3 polls in a row failed. A wall of Akamai." in told[0]
    assert "answers again" in told[1]


async def test_requirement_27_a_release_is_read_again_after_1_6_24_and_96_hours(world):
    world.publish(make_entry("1"))
    await world.work(2)
    seen = (await entry(world)).first_seen_at
    waits = []
    while (due_at := (await entry(world)).due_at) is not None:
        waits.append((due_at - seen) / timedelta(hours=1))
        world.clock.now = due_at
        await world.recheck()

    assert waits == [1, 6, 24, 96]


async def test_requirement_27_a_text_that_only_the_feed_has_is_not_asked_for_again(database, now):
    world = World(database, [FEED_TEXT], now)
    await start(world)
    world.publish(make_entry("1"))

    await world.work(2)

    assert (await entry(world)).due_at is None


async def alerted(world, visit=None):
    """Let chat 1 be alerted of a release with a visit."""
    await subscribe(world, 1)
    world.publish(make_entry("1"))
    reading = make_reading([visit or make_visit()], topics=("norway", "visits"))
    world.readings[TITLE] = reading
    await world.work(3)
    assert chats(world) == [1]


async def test_requirement_24_a_changed_date_is_told_as_a_correction(world):
    await alerted(world)
    moved = make_visit(stops=(make_stop(),))
    world.articles[LINK] = make_article(text="Now it says otherwise.", change_note="Date removed.")
    world.readings[TITLE] = make_reading([moved], topics=("norway", "visits"))

    world.later(hours=1)
    await world.work(3)

    assert chats(world) == [1, 1]
    assert "Corrected" in world.sent[1][2]
    assert "not 20 Mar" in world.sent[1][2]
    assert "Date removed." in world.sent[1][2]


async def test_requirement_24_a_cosmetic_edit_tells_nobody_and_is_stored(world):
    await alerted(world)
    world.articles[LINK] = make_article(text="The same, with a comma more.")

    world.later(hours=1)
    await world.work(3)

    assert chats(world) == [1]


async def test_requirement_24_an_edit_that_the_feed_shows_is_read_at_once(database, now):
    world = World(database, [FEED_TEXT], now)
    await start(world)
    await alerted(world)
    world.publish(make_entry("1", fingerprint="second"))
    world.articles[LINK] = make_article(text="It is called off.")
    world.readings[TITLE] = Reading(facts=Facts(), topics=("norway",))

    world.later(minutes=20)
    await world.work(3)

    assert "No longer stated: 🇸🇪 Alma Bergholt → 🇳🇴 Oslo" in world.sent[1][2]


async def test_requirement_24_a_page_that_is_blocked_later_takes_no_fact_back(world):
    await alerted(world)
    world.articles[LINK] = make_article(text="Summary.", text_status=TextStatus.BLOCKED)
    world.readings[TITLE] = Reading(topics=())

    world.later(hours=1)
    await world.work(3)

    assert chats(world) == [1]
    (briefing, *_) = [one for one in await all_briefings(world) if one.title == TITLE]
    assert briefing.reading.facts.visits


async def test_requirement_25_a_withdrawn_release_is_told_once(world):
    await alerted(world)
    world.articles[LINK] = make_article(withdrawn_at=world.clock(), change_note="Superseded.")

    for hours in (1, 5, 18, 72):
        world.later(hours=hours)
        await world.work(3)

    assert chats(world) == [1, 1]
    assert "Withdrawn by the publisher" in world.sent[1][2]


async def test_requirement_25_a_page_that_is_gone_is_marked_and_its_record_kept(world):
    await alerted(world)
    world.articles[LINK] = make_article(gone=True, text_status=TextStatus.SUMMARY)

    world.later(hours=1)
    await world.work(3)

    row = await entry(world)
    assert (row.state, row.due_at) == (EntryState.REMOVED, None)
    assert chats(world) == [1]
    assert TITLE in {one.title for one in await all_briefings(world)}


@pytest.mark.parametrize("trouble", [errors.FetchError("no answer"), errors.WorkerFailed("dead")])
async def test_trouble_with_another_reading_changes_nothing_and_ends(world, trouble):
    await alerted(world)
    world.articles[LINK] = make_article(text="Changed.")
    if isinstance(trouble, errors.FetchError):
        world.articles[LINK] = trouble
    world.readings[TITLE] = trouble

    world.later(hours=1)
    for _ in range(5):
        await world.work(2)
        world.later(minutes=21)

    row = await entry(world)
    assert (row.state, row.due_at) == (EntryState.BRIEFED, row.first_seen_at + timedelta(hours=6))
    assert chats(world) == [1]


async def test_an_entry_without_its_briefing_is_only_settled(world):
    async with writing(world.sessions) as session:
        row = await session.scalar(select(EntryRow))
        row.state, row.due_at = EntryState.BRIEFED, world.clock()
        await session.flush()
        await session.execute(delete(BriefingTopicRow))
        await session.execute(delete(BriefingRow))

    await world.recheck()

    settled = await entry(world, row.key)
    assert (settled.state, settled.due_at > world.clock()) == (EntryState.BRIEFED, True)


async def test_a_429_in_the_middle_loses_nothing(world):
    await subscribe(world, *range(1, 41))
    world.publish(make_entry("1"))
    wait = errors.DeliveryDelayed(timedelta(seconds=5), throttled=True)
    world.refusals = [None] * 10 + [wait] + [None] * 3

    await world.work(20)

    assert chats(world) == list(range(1, 41))


async def test_an_outage_of_a_minute_loses_nothing(world):
    await subscribe(world, *range(1, 11))
    world.publish(make_entry("1"))
    world.refusals = [errors.DeliveryDelayed()] * 40

    await world.work(200)

    assert chats(world) == list(range(1, 11))


async def test_blocked_chats_are_tried_once(world):
    await subscribe(world, *range(1, 11))
    world.publish(make_entry("1"))
    world.refusals = [errors.ChatGone("blocked")] * 10
    await world.work(3)

    world.publish(make_entry("2"), make_entry("1"))
    world.later(minutes=20)
    await world.work(3)

    assert world.sent == []


async def test_bad_markup_is_refused_once_and_sent_plain_to_everybody(world):
    await subscribe(world, *range(1, 31))
    world.publish(make_entry("1"))
    world.refusals = [errors.MarkupRefused("can't parse entities")]

    await world.work(10)

    assert chats(world) == list(range(1, 31))
    assert sum("<b>" in text for _, _, text in world.sent) <= 15, "those in flight at most"


async def test_a_poll_that_is_repeated_over_and_over_alerts_once(world):
    await subscribe(world, 1)
    for _ in range(10):
        world.publish(make_entry("1"), make_entry("old-se-mfa"))
        await world.work(2)
        world.later(minutes=20)

    assert chats(world) == [1]


async def test_poll_tells_how_each_feed_went(world):
    world.publish(make_entry("1"), make_entry("old-se-mfa"))
    world.answers["no-mfa"] = Polled(kind=PollClass.TIMEOUT, detail="no answer")

    outcomes = {one.feed_id: one for one in await world.poll()}

    assert (outcomes["se-mfa"].entries, outcomes["se-mfa"].recorded.new) == (2, 1)
    assert (outcomes["no-mfa"].kind, outcomes["no-mfa"].detail) == ("timeout", "no answer")


async def test_a_crash_at_any_step_loses_nothing_and_repeats_one_message_at_most(
    tmp_path, now, caplog
):
    """The whole way, ended at each of its steps in turn, then taken up again after the leases."""
    caplog.set_level(logging.CRITICAL)
    await ready_world(tmp_path / "ready.sqlite", now)
    for at in itertools.count(1):
        async with copied_world(tmp_path, now, at=at) as world:
            with contextlib.suppress(Crash):
                await world.work(2)
            if world.crashes.count < at:  # the work was done before it came to this step
                break
            world.later(minutes=20)
            await world.work(5)

            got = chats(world)
            assert set(got) == {1, 2}, f"step {at}"
            assert len(got) <= 3, f"step {at}"
            assert (await entry(world)).state == EntryState.BRIEFED
    assert at > 25


async def ready_world(path, now):
    """Make a database in which a feed has been read and two chats have subscribed."""
    database = connect(f"sqlite+aiosqlite:///{path}")
    await upgrade(database.engine)
    world = World(database, [FEED], now)
    await start(world)
    await subscribe(world, 1, 2)
    await database.close()


@contextlib.asynccontextmanager
async def copied_world(tmp_path, now, *, at=0):
    """Copy that database, and let the feed bring news; crash at step *at*."""
    path = tmp_path / f"copy-{at}.sqlite"
    shutil.copy(tmp_path / "ready.sqlite", path)
    database = connect(f"sqlite+aiosqlite:///{path}")
    world = World(database, [FEED], now + timedelta(minutes=30), Crashes(at))
    world.publish(make_entry("1"), make_entry("old-se-mfa"))
    yield world
    await database.close()
