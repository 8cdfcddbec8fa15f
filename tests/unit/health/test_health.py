from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.health import ALARM_AFTER, LONGEST, Health, News, away, examine
from bot.models import PollClass, Polled
from tests.newsroom import NOON, make_feed

HOUR = timedelta(hours=1)
QUARTER = timedelta(minutes=15)
FEED = make_feed()
WELL = Health(
    poll_class="ok",
    class_polls=9,
    class_since=NOON - 9 * HOUR,
    primed_at=NOON - 90 * HOUR,
    succeeded_at=NOON - HOUR,
    new_entry_at=NOON - HOUR,
    newest_at=NOON - HOUR,
)


def polls(*answers, feed=FEED, health=WELL, every=QUARTER, news=None):
    """Let one answer follow the other; gives the checkups."""
    checkups = []
    for number, answer in enumerate(answers):
        polled = answer if isinstance(answer, Polled) else Polled(kind=answer, detail="Said so.")
        now = NOON + number * every
        found = news or News()
        checkups.append(examine(feed, health, polled, found, now=now, jitter=0))
        health = checkups[-1].health
    return checkups


def waits(checkups, every=QUARTER):
    return [one.due_at - (NOON + number * every) for number, one in enumerate(checkups)]


def notices(checkups):
    return [notice for one in checkups for notice in one.notices]


def test_a_healthy_feed_is_asked_again_after_its_interval():
    assert waits(polls(PollClass.OK, PollClass.NOT_MODIFIED)) == [QUARTER, QUARTER]


def test_requirement_07_failures_double_the_wait_up_to_a_day_and_success_resets_it():
    found = waits(polls(*[PollClass.ERROR] * 9, PollClass.OK))

    minutes = [wait.total_seconds() / 60 for wait in found]
    assert minutes == [15, 30, 60, 120, 240, 480, 960, 1440, 1440, 15]


def test_requirement_07_the_wait_is_jittered_but_never_shortened():
    plain, spread = (
        examine(FEED, WELL, Polled(kind=PollClass.ERROR), News(), now=NOON, jitter=jitter).due_at
        for jitter in (0, 1)
    )

    assert plain == NOON + QUARTER
    assert spread == NOON + QUARTER * 1.1


@pytest.mark.parametrize(
    ("asked", "waited"),
    [
        (timedelta(hours=2), timedelta(hours=2)),
        (timedelta(seconds=1), QUARTER),
        (timedelta(days=30), LONGEST),
    ],
)
@pytest.mark.parametrize("kind", [PollClass.BLOCKED, PollClass.OK])
def test_requirement_07_the_servers_wish_is_honoured_up_to_a_day(asked, waited, kind):
    assert waits(polls(Polled(kind=kind, retry_after=asked))) == [waited]


@given(
    st.integers(0, 10_000),
    st.floats(0, 1),
    st.timedeltas(timedelta(seconds=1), timedelta(days=3)),
    st.sampled_from(PollClass),
)
def test_requirement_07_a_poll_is_never_sooner_than_its_interval(failures, jitter, interval, kind):
    feed = replace(FEED, poll_every=interval)
    health = replace(WELL, failures=failures)

    due_at = examine(feed, health, Polled(kind=kind), News(), now=NOON, jitter=jitter).due_at

    assert interval <= due_at - NOON <= max(LONGEST, interval) * 1.1


def test_requirement_28_operators_are_told_once_when_a_feed_fails_and_once_when_it_is_back():
    found = polls(*[PollClass.BLOCKED] * 10, PollClass.OK, PollClass.OK)

    told = [number for number, one in enumerate(found) if one.notices]
    assert told == [ALARM_AFTER - 1, 10]
    assert notices(found) == [
        "Swedish Ministry (se-mfa) is blocked: 3 polls in a row failed. Said so.",
        "Swedish Ministry (se-mfa) answers again, after 4 h.",
    ]


def test_requirement_28_one_bad_answer_is_nobodys_business():
    assert notices(polls(PollClass.TIMEOUT, PollClass.OK, PollClass.TRUNCATED, PollClass.OK)) == []


def test_requirement_28_another_kind_of_failure_is_told_once_it_lasts():
    found = polls(*[PollClass.BLOCKED] * 4, *[PollClass.NOT_A_FEED] * 4)

    assert [number for number, one in enumerate(found) if one.notices] == [2, 6]


def test_requirement_28_failures_of_changing_kinds_are_told_too():
    found = polls(*[PollClass.BLOCKED, PollClass.TIMEOUT] * 5)

    assert [number for number, one in enumerate(found) if one.notices] == [5]


def test_requirement_28_the_state_of_a_feed_is_remembered():
    *_, last = polls(PollClass.OK, PollClass.BLOCKED, PollClass.BLOCKED)

    assert last.health.poll_class == "blocked"
    assert last.health.failures == 2
    assert last.health.class_since == NOON + QUARTER
    assert last.health.succeeded_at == NOON
    assert last.health.detail == "Said so."


def test_requirement_28_staleness_is_told_once_until_there_is_news():
    feed = replace(FEED, stale_after=timedelta(days=4))
    old = replace(WELL, new_entry_at=NOON - timedelta(days=5))

    stale = polls(*[PollClass.NOT_MODIFIED] * 3, feed=feed, health=old)
    assert [bool(one.notices) for one in stale] == [True, False, False]
    assert "nothing new since 12 March 2026" in stale[0].notices[0]

    (fresh,) = polls(PollClass.OK, health=stale[-1].health, news=News(fresh=1))
    assert fresh.health.stale_noticed_at is None
    assert fresh.health.new_entry_at == NOON


def test_requirement_28_a_first_poll_of_old_stock_is_stale_at_once():
    fossil = News(fresh=10, newest_at=NOON - timedelta(days=4000))

    (found,) = polls(PollClass.OK, health=Health(), news=fossil)

    assert "brought nothing new since" in found.notices[0]


def test_requirement_28_a_feed_that_fails_is_not_called_stale_as_well():
    old = replace(WELL, new_entry_at=NOON - timedelta(days=50))

    assert notices(polls(PollClass.ERROR, health=old)) == []


def test_requirement_09_a_feed_without_entries_is_an_alarm_after_some_polls():
    found = polls(*[PollClass.EMPTY] * 5)

    assert notices(found) == [
        "Swedish Ministry (se-mfa) has no entries: 3 polls in a row failed. Said so."
    ]


def test_a_gone_feed_is_asked_daily_and_operators_are_told():
    found = polls(*[PollClass.GONE] * 4)

    assert waits(found) == [QUARTER, LONGEST, LONGEST, LONGEST]
    assert [number for number, one in enumerate(found) if one.notices] == [1]
    assert found[1].notices[0].endswith("It is now asked once a day.")


def test_requirement_26_an_ended_feed_is_told_at_once_and_only_once():
    ended = Polled(kind=PollClass.GONE, ended=True, detail="This feed has ended.")

    found = polls(ended, ended, ended)

    assert notices(found) == [
        "Swedish Ministry (se-mfa) has ended: it needs a new address, or to be switched off. "
        "This feed has ended."
    ]
    assert waits(found) == [LONGEST] * 3
    assert found[-1].health.ended_at == NOON


def test_requirement_26_a_feed_that_goes_on_after_all_is_asked_as_before():
    ended = Polled(kind=PollClass.GONE, ended=True)

    found = polls(ended, PollClass.OK)

    assert waits(found)[-1] == QUARTER
    assert found[-1].health.ended_at is None


def test_requirement_29_a_window_overrun_is_told_at_most_once_a_day():
    overrun = News(fresh=10, overrun=True)

    found = polls(*[PollClass.OK] * 30, every=HOUR, news=overrun)

    assert [number for number, one in enumerate(found) if one.notices] == [0]
    assert "releases in between may be missing" in found[0].notices[0]
    assert found[-1].health.overrun_at == NOON + 29 * HOUR


def test_requirement_06_a_permanent_redirect_is_recorded_and_told_once():
    moved = Polled(kind=PollClass.OK, moved_to="https://new.example/feed")

    found = polls(moved, moved)

    assert found[-1].health.moved_to == "https://new.example/feed"
    assert len(notices(found)) == 1


def test_requirement_22_entries_held_back_after_a_long_gap_are_told():
    (found,) = polls(PollClass.OK, news=News(fresh=30, silent=20))

    assert found.notices == (
        "Swedish Ministry (se-mfa) brought 30 new entries at once; 20 of them alert nobody, "
        "since they are old or too many.",
    )


def test_a_date_in_the_future_does_not_hide_staleness():
    (found,) = polls(PollClass.OK, news=News(newest_at=NOON + timedelta(days=300)))

    assert found.health.newest_at == NOON


def test_an_empty_but_well_formed_feed_has_been_read_for_the_first_time():
    empty = Polled(kind=PollClass.EMPTY, no_entries=True)

    (found,) = polls(empty, health=Health())

    assert found.health.primed_at == NOON


@pytest.mark.parametrize(
    ("lost", "said"),
    [
        (timedelta(minutes=20), "20 min"),
        (timedelta(hours=30), "30 h"),
        (timedelta(days=9), "9 days"),
    ],
)
def test_how_long_a_feed_was_lost_is_said_in_words(lost, said):
    failing = replace(WELL, alarm="blocked", failures=9, succeeded_at=NOON - lost)

    (found,) = polls(PollClass.NOT_MODIFIED, health=failing)

    assert found.notices == (f"Swedish Ministry (se-mfa) answers again, after {said}.",)


def test_a_feed_is_away_after_a_week_without_a_good_answer():
    assert away(replace(WELL, succeeded_at=NOON - timedelta(days=8)), now=NOON)
    assert not away(WELL, now=NOON)
    assert not away(Health(), now=NOON)
