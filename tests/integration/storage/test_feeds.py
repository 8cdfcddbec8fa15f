from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from bot.models import EntryState, PollClass, Polled, Validators
from bot.storage.claim import LEASE, release
from bot.storage.database import writing
from bot.storage.entries import claim_entries
from bot.storage.feeds import claim_feeds, make_due, record_poll, sync_feeds
from bot.storage.tables import EntryRow, FeedRow
from tests.newsroom import make_entry, make_feed, polled

QUARTER = timedelta(minutes=15)
FEED = make_feed()


async def sync(sessions, *feeds, now):
    async with writing(sessions) as session:
        await sync_feeds(session, feeds, now=now)


async def claim(sessions, now, limit=10, feeds=("se-mfa",)):
    async with writing(sessions) as session:
        return await claim_feeds(session, now=now, limit=limit, feeds=feeds)


async def record(sessions, answer, now, feed=FEED):
    async with writing(sessions) as session:
        return await record_poll(session, feed, answer, now=now, jitter=0)


async def entries(sessions):
    async with sessions() as session:
        rows = await session.scalars(select(EntryRow).order_by(EntryRow.id))
        return {row.key.removeprefix("guid-"): row for row in rows}


async def row_of(sessions, feed_id="se-mfa"):
    async with sessions() as session:
        return await session.get(FeedRow, feed_id)


@pytest.fixture
async def feed(sessions, now):
    """A feed whose first poll was a quarter of an hour ago and found one entry."""
    await sync(sessions, FEED, now=now - QUARTER)
    await record(sessions, polled(make_entry("0")), now - QUARTER)
    return FEED


async def test_a_configured_feed_is_due_at_once_and_taken_for_a_lease(sessions, now):
    await sync(sessions, FEED, make_feed("no-mfa"), now=now)

    taken = await claim(sessions, now, feeds=["se-mfa", "no-mfa"])

    assert {due.feed_id for due in taken} == {"se-mfa", "no-mfa"}
    assert await claim(sessions, now, feeds=["se-mfa", "no-mfa"]) == []
    again = await claim(sessions, now + LEASE, feeds=["se-mfa"])
    assert [due.feed_id for due in again] == ["se-mfa"]


async def test_a_lease_of_a_process_that_died_can_be_released(sessions, now):
    await sync(sessions, FEED, now=now)
    await claim(sessions, now)

    async with writing(sessions) as session:
        await release(session, now=now)

    assert len(await claim(sessions, now)) == 1


async def test_feeds_that_waited_longest_are_taken_first(sessions, now):
    await sync(sessions, make_feed("late"), now=now)
    await sync(sessions, make_feed("late"), make_feed("early"), now=now - QUARTER)

    (first,) = await claim(sessions, now, limit=1, feeds=["late", "early"])

    assert first.feed_id == "early"


async def test_a_feed_that_is_no_longer_configured_is_not_polled(sessions, now, feed):
    await sync(sessions, now=now)

    assert await claim(sessions, now + QUARTER) == []


async def test_a_feed_that_is_configured_again_is(sessions, now, feed):
    await sync(sessions, now=now)
    await sync(sessions, FEED, now=now)

    assert len(await claim(sessions, now + QUARTER)) == 1


async def test_a_new_address_has_no_validators_and_makes_no_old_news(sessions, now, feed):
    answer = polled(make_entry("0"), validators=Validators(etag='"a"'))
    await record(sessions, answer, now)

    moved = make_feed(url="https://new.example/feed")
    await sync(sessions, moved, now=now)

    (due,) = await claim(sessions, now)
    assert due.validators == Validators()
    assert (await record(sessions, polled(make_entry("0")), now, moved)).new == 0


async def test_a_feed_can_be_made_due(sessions, now, feed):
    async with writing(sessions) as session:
        await make_due(session, ["se-mfa"], now=now - QUARTER)

    assert len(await claim(sessions, now - QUARTER)) == 1


async def test_requirement_04_validators_are_stored_with_the_entries_and_sent_back(
    sessions, now, feed
):
    said = Validators(etag='"a"', last_modified="Tue, 17 Mar 2026 11:00:00 GMT")
    await record(sessions, polled(make_entry("1"), validators=said), now)

    (due,) = await claim(sessions, now + QUARTER)

    assert due.validators == said


async def test_requirement_04_a_crash_while_recording_keeps_neither_entries_nor_validators(
    sessions, now, feed
):
    said = Validators(etag='"a"')

    async def die():
        async with writing(sessions) as session:
            answer = polled(make_entry("1"), validators=said)
            await record_poll(session, FEED, answer, now=now)
            raise ConnectionAbortedError

    with pytest.raises(ConnectionAbortedError):
        await die()

    assert list(await entries(sessions)) == ["0"]
    (due,) = await claim(sessions, now + QUARTER)
    assert due.validators == Validators()


async def test_requirement_04_not_modified_is_a_success_and_keeps_the_validators(
    sessions, now, feed
):
    await record(sessions, polled(make_entry("0"), validators=Validators(etag='"a"')), now)

    await record(sessions, Polled(kind=PollClass.NOT_MODIFIED), now + QUARTER)

    row = await row_of(sessions)
    assert (row.etag, row.succeeded_at) == ('"a"', now + QUARTER)


async def test_a_failure_keeps_validators_and_the_window(sessions, now, feed):
    await record(sessions, polled(make_entry("0"), validators=Validators(etag='"a"')), now)

    blocked = Polled(kind=PollClass.BLOCKED, validators=Validators(etag='"wall"'))
    await record(sessions, blocked, now + QUARTER)

    row = await row_of(sessions)
    assert (row.etag, row.window_keys, row.failures) == ('"a"', ["guid-0"], 1)


async def test_a_poll_that_is_recorded_twice_changes_nothing(sessions, now, feed):
    answer = polled(make_entry("1"), make_entry("0"))

    first = await record(sessions, answer, now)
    second = await record(sessions, answer, now)

    assert (first.new, second.new) == (1, 0)
    assert list(await entries(sessions)) == ["0", "1"]


async def test_requirement_17_an_entry_that_left_and_came_back_is_not_news(sessions, now, feed):
    for number in range(1, 4):
        found = await record(sessions, polled(make_entry(str(number))), now + number * QUARTER)
        assert found.new == 1

    back = await record(sessions, polled(make_entry("1"), make_entry("0")), now + 300 * QUARTER)

    assert back.new == 0


async def test_requirement_17_seven_hundred_days_later_it_is_still_known(sessions, now, feed):
    found = await record(sessions, polled(make_entry("0")), now + timedelta(days=700))

    assert found.new == 0


async def test_requirement_20_the_first_date_of_publication_stays(sessions, now, feed):
    later = make_entry("0", published_at=now, fingerprint="second")

    await record(sessions, polled(later), now)

    row = (await entries(sessions))["0"]
    assert (row.published_at, row.fingerprint) == (make_entry().published_at, "second")
    assert row.first_seen_at == now - QUARTER


async def test_requirement_20_a_late_insertion_behind_the_newest_is_news(sessions, now, feed):
    late = make_entry("late", published_at=now - timedelta(hours=14))

    found = await record(sessions, polled(make_entry("0"), late), now)

    assert found.alerting == 1


async def test_requirement_22_a_first_poll_of_two_hundred_alerts_nobody(sessions, now):
    await sync(sessions, FEED, now=now)
    answer = polled(*(make_entry(str(number)) for number in range(200)))

    found = await record(sessions, answer, now)

    states = [row.state for row in (await entries(sessions)).values()]
    assert (found.new, found.alerting) == (200, 0)
    assert (states.count("due"), states.count("seen")) == (10, 190)
    assert {key for key, row in (await entries(sessions)).items() if row.state == "due"} == {
        str(number) for number in range(10)
    }


async def test_requirement_22_a_huge_first_poll_is_taken_in(sessions, now):
    await sync(sessions, FEED, now=now)
    answer = polled(*(make_entry(str(number)) for number in range(2500)))

    assert (await record(sessions, answer, now)).new == 2500
    assert (await record(sessions, answer, now + QUARTER)).new == 0


async def test_requirement_22_a_feed_back_after_a_month_alerts_only_its_newest(sessions, now, feed):
    later = now + timedelta(days=30)
    answer = polled(*(make_entry(f"new-{number}") for number in range(30)))

    found = await record(sessions, answer, later)

    assert (found.new, found.alerting) == (30, 10)
    assert any("20 of them alert nobody" in notice for notice in found.notices)


async def test_requirement_22_failing_polls_in_between_are_no_success(sessions, now, feed):
    for day in range(1, 9):
        await record(sessions, Polled(kind=PollClass.ERROR), now + timedelta(days=day))

    answer = polled(*(make_entry(f"new-{number}") for number in range(30)))
    found = await record(sessions, answer, now + timedelta(days=9))

    assert found.alerting == 10


async def test_what_follows_an_empty_first_poll_is_news(sessions, now):
    await sync(sessions, FEED, now=now)
    await record(sessions, Polled(kind=PollClass.EMPTY, no_entries=True), now)

    found = await record(sessions, polled(make_entry("1")), now + QUARTER)

    assert found.alerting == 1


async def test_what_follows_an_empty_answer_that_was_no_feed_is_a_first_poll(sessions, now):
    await sync(sessions, FEED, now=now)
    await record(sessions, Polled(kind=PollClass.EMPTY), now)

    found = await record(sessions, polled(make_entry("1")), now + QUARTER)

    assert (found.new, found.alerting) == (1, 0)


async def test_excluded_titles_are_remembered_and_never_due(sessions, now, feed):
    choosy = make_feed(title_exclude=("^travel advice",))
    answer = polled(make_entry("1", title="Travel advice: Norway"), make_entry("2"))

    await record(sessions, answer, now, choosy)

    found = await entries(sessions)
    assert (found["1"].state, found["1"].due_at) == (EntryState.SEEN, None)
    assert (found["2"].state, found["2"].alert) == (EntryState.DUE, True)


async def test_requirement_18_a_release_in_two_feeds_alerts_once(sessions, now, feed):
    other = make_feed("se-remarks")
    await sync(sessions, FEED, other, now=now)
    for one, feed_id in ((FEED, "se-mfa"), (other, "se-remarks")):
        await record(sessions, polled(make_entry(f"old-{feed_id}", feed_id=feed_id)), now, one)
    first = await record(sessions, polled(make_entry("1")), now)

    copy = make_entry("1", feed_id="se-remarks")
    second = await record(sessions, polled(copy), now + QUARTER, other)

    assert (first.alerting, second.alerting, second.duplicates) == (1, 0, 1)
    async with sessions() as session:
        original, duplicate = await session.scalars(
            select(EntryRow).where(EntryRow.key == "guid-1").order_by(EntryRow.id)
        )
    assert (duplicate.state, duplicate.duplicate_of) == ("duplicate", original.id)


async def test_one_release_twice_in_one_poll_alerts_once(sessions, now, feed):
    twin = make_entry("1", key="twin", guid="twin")

    found = await record(sessions, polled(make_entry("1"), twin), now)

    rows = await entries(sessions)
    assert (found.new, found.alerting, found.duplicates) == (1, 1, 1)
    assert rows["1"].duplicate_of == rows["twin"].id


async def test_a_guid_that_flips_with_every_poll_alerts_once(sessions, now, feed):
    alerting = 0
    for poll in range(10):
        flipped = make_entry("1", key=f"flip-{poll}", guid=f"flip-{poll}")
        found = await record(sessions, polled(flipped, make_entry("0")), now + poll * QUARTER)
        alerting += found.alerting

    assert alerting == 1


async def test_requirement_24_a_changed_text_is_to_be_read_again(sessions, now, feed):
    async with writing(sessions) as session:
        row = await session.scalar(select(EntryRow))
        row.state, row.due_at = EntryState.BRIEFED, None

    edited = make_entry("0", title="Minister travels tomorrow", fingerprint="second")
    found = await record(sessions, polled(edited), now)

    row = (await entries(sessions))["0"]
    assert (found.changed, found.alerting) == (1, 0)
    assert (row.state, row.due_at, row.title) == ("briefed", now, "Minister travels tomorrow")


async def test_a_changed_text_of_an_entry_that_failed_gives_it_another_chance(sessions, now, feed):
    async with writing(sessions) as session:
        row = await session.scalar(select(EntryRow))
        row.state, row.due_at, row.attempts = EntryState.FAILED, None, 13

    await record(sessions, polled(make_entry("0", fingerprint="second")), now)

    row = (await entries(sessions))["0"]
    assert (row.state, row.due_at, row.attempts) == ("due", now, 0)


async def test_a_changed_text_of_an_entry_that_nobody_was_told_stays_untold(sessions, now):
    await sync(sessions, FEED, now=now)
    await record(sessions, polled(*(make_entry(str(n)) for n in range(11))), now)

    await record(sessions, polled(make_entry("10", fingerprint="second")), now + QUARTER)

    row = (await entries(sessions))["10"]
    assert (row.state, row.due_at, row.fingerprint) == ("seen", None, "second")


async def test_requirement_29_a_poll_that_shares_nothing_with_the_last_is_an_overrun(
    sessions, now, feed
):
    found = await record(sessions, polled(make_entry("1"), make_entry("2")), now)

    assert (await row_of(sessions)).overrun_at == now
    assert any("may be missing" in notice for notice in found.notices)


async def test_requirement_29_a_poll_that_shares_an_entry_is_none(sessions, now, feed):
    await record(sessions, polled(make_entry("1"), make_entry("0")), now)

    assert (await row_of(sessions)).overrun_at is None


async def test_requirement_28_the_health_of_a_feed_is_kept(sessions, now, feed):
    await record(sessions, Polled(kind=PollClass.BLOCKED, detail="A wall."), now)

    row = await row_of(sessions)
    assert (row.poll_class, row.detail, row.failures) == ("blocked", "A wall.", 1)
    assert (row.succeeded_at, row.polled_at) == (now - QUARTER, now)
    assert row.due_at == now + QUARTER


async def test_requirement_26_an_ended_feed_makes_no_entry(sessions, now, feed):
    notice = make_entry("feed-ended", title="This feed has ended")
    ended = Polled(kind=PollClass.GONE, entries=(notice,), ended=True)

    found = await record(sessions, ended, now)

    assert list(await entries(sessions)) == ["0"]
    assert len(found.notices) == 1


async def test_alerts_come_in_the_order_of_publication(sessions, now, feed):
    hours = {"noon": 1, "dawn": 6, "morning": 3}
    answer = polled(
        *(make_entry(name, published_at=now - timedelta(hours=h)) for name, h in hours.items())
    )
    await record(sessions, answer, now)

    order = []
    for _ in hours:
        async with writing(sessions) as session:
            (due,) = await claim_entries(session, now=now, limit=5, feeds=["se-mfa"])
            order.append(due.entry.key)

    assert order == ["guid-dawn", "guid-morning", "guid-noon"]


async def test_a_monstrous_guid_is_stored(sessions, now, feed):
    monster = make_entry("m", key="k" * 9000, guid="g" * 9000, canonical_link="l" * 9000)

    assert (await record(sessions, polled(monster), now)).new == 1
    assert (await record(sessions, polled(monster), now)).new == 0
    async with sessions() as session:
        assert await session.scalar(select(func.count(EntryRow.id))) == 2


async def test_not_modified_is_not_believed_for_ever(sessions, now, feed):
    said = Validators(etag='"a"')
    await record(sessions, polled(make_entry("0"), validators=said), now)
    unchanged = Polled(kind=PollClass.NOT_MODIFIED, validators=said)

    await record(sessions, unchanged, now + timedelta(hours=11))
    kept = (await row_of(sessions)).etag
    await record(sessions, unchanged, now + timedelta(hours=12))

    assert (kept, (await row_of(sessions)).etag) == ('"a"', None)


async def test_of_each_host_one_feed_is_taken_and_none_of_a_busy_one(sessions, now):
    names = ("a1", "a2", "b1", "b2", "c1")
    await sync(sessions, *(make_feed(name) for name in names), now=now)
    hosts = {name: name[0] for name in names}

    async with writing(sessions) as session:
        taken = await claim_feeds(
            session, now=now, limit=9, feeds=names, hosts=hosts, busy={"b"}, lease=10 * QUARTER
        )

    assert [due.feed_id for due in taken] == ["a1", "c1"]
    assert (await row_of(sessions, "a1")).due_at == now + 10 * QUARTER


async def test_a_release_far_older_than_what_is_known_is_briefed_silently(sessions, now, feed):
    ancient = make_entry("ancient", published_at=now - timedelta(days=60))

    recorded = await record(sessions, polled(make_entry("0"), ancient), now)

    assert (recorded.new, recorded.alerting) == (1, 0)
    assert recorded.notices
    assert (await entries(sessions))["ancient"].state == EntryState.DUE


async def test_keys_that_all_change_make_no_old_news(sessions, now, feed):
    old = [make_entry(str(n), published_at=now - timedelta(hours=n)) for n in range(30)]
    await record(sessions, polled(make_entry("0"), *old), now - timedelta(minutes=1))
    renamed = [replace(one, key=f"https:{one.key}", guid=f"https:{one.guid}") for one in old]

    recorded = await record(sessions, polled(*renamed), now + timedelta(hours=10))

    assert (recorded.new, recorded.duplicates, recorded.alerting) == (0, 30, 0)
