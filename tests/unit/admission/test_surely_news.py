"""When a whole window of a feed is new: what is news, and what is only dated as if it were."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.admission import AHEAD, MOST_AN_HOUR, NEWEST, Door, admit, names_of, surely_news
from tests.newsroom import NOON, known, make_entry, make_feed

HOUR = timedelta(hours=1)
READ_AT = NOON - timedelta(days=2)
DOOR = Door(crowd=True, newest_at=READ_AT, now=NOON, read_at=READ_AT)


def entries(count=30, first=READ_AT + HOUR, apart=HOUR):
    """New entries, oldest first."""
    return [make_entry(str(n), published_at=first + n * apart) for n in range(count)]


def alerted(new, door=DOOR):
    return [entry.key for entry in new if admit(make_feed(), new, door)[entry.key].alert]


def keys(new):
    return [entry.key for entry in new]


def test_all_that_was_published_since_the_feed_was_read_alerts():
    new = entries()

    assert alerted(new) == keys(new)


def test_of_what_is_older_or_undated_only_the_newest_alert():
    earlier = entries(first=READ_AT - 31 * HOUR)
    undated = [replace(entry, published_at=None) for entry in entries()]
    days = [replace(entry, published_on=date(2026, 3, 17)) for entry in undated]
    changed = [replace(entry, updated_at=NOON) for entry in undated]

    for new in (earlier, undated, days, changed):
        assert alerted(new) == keys(new)[-NEWEST:]


def test_a_date_in_the_future_proves_nothing():
    new = entries(first=NOON + AHEAD + HOUR)

    assert alerted(new) == keys(new)[-NEWEST:]


@pytest.mark.parametrize("apart", [0, 1, 60, 600])
def test_dates_as_thick_as_no_ministry_publishes_are_those_of_a_machine(apart):
    new = entries(first=NOON - 10 * HOUR, apart=timedelta(seconds=apart))

    assert surely_news(new, DOOR) == set()
    assert alerted(new) == keys(new)[-NEWEST:]


def test_a_few_releases_at_one_moment_are_nothing_strange():
    new = sorted(
        [*entries(20), *(make_entry(f"joint {n}", published_at=NOON) for n in range(MOST_AN_HOUR))],
        key=lambda entry: entry.published_at,
    )

    assert alerted(new) == keys(new)


def test_what_bears_a_known_title_or_address_stays_under_the_rule_and_its_neighbours_do_not():
    new = entries()
    titled = replace(known(new[0]), canonical_link="https://ministry.example/old")
    linked = replace(
        known(new[1]),
        title="Another",
        canonical_link=new[1].canonical_link.replace("://", "://www."),
    )
    door = replace(DOOR, names=names_of([titled, linked], make_feed()))

    assert alerted(new, door) == keys(new)[2:]


def test_where_most_names_are_known_no_date_is_believed():
    new = entries()
    door = replace(DOOR, names=names_of(map(known, new[:15]), make_feed()))

    assert alerted(new, door) == keys(new)[-NEWEST:]


def test_names_of_another_feed_prove_nothing():
    new = entries()
    elsewhere = [known(replace(entry, feed_id="fi-mfa")) for entry in new]

    assert names_of(elsewhere, make_feed()) == frozenset()


def test_a_feed_that_was_away_or_is_new_believes_no_date():
    new = entries()

    assert alerted(new, replace(DOOR, read_at=None)) == keys(new)[-NEWEST:]
    assert alerted(new, replace(DOOR, first=True)) == []


TIMES = st.one_of(
    st.none(),
    st.datetimes(
        (READ_AT - timedelta(days=3)).replace(tzinfo=None),
        (NOON + timedelta(days=3)).replace(tzinfo=None),
    ).map(lambda time: time.replace(tzinfo=NOON.tzinfo)),
)
POLLS = st.lists(TIMES, max_size=40).map(
    lambda times: [make_entry(str(n), published_at=time) for n, time in enumerate(times)]
)


@given(new=POLLS, taken=st.sets(st.integers(0, 39)))
def test_dates_only_ever_add_alerts_and_never_a_flood(new, taken):
    remembered = [known(entry) for n, entry in enumerate(new) if n in taken]
    door = replace(DOOR, names=names_of(remembered, make_feed()))
    by_rule = set(alerted(new, replace(door, read_at=None)))

    more = set(alerted(new, door)) - by_rule

    assert by_rule <= set(alerted(new, door))
    assert not more & {one.key for one in remembered}
    times = [entry.published_at for entry in new if entry.key in more]
    assert all(READ_AT < time <= NOON + AHEAD for time in times)
    assert all(sum(abs(one - other) < HOUR / 2 for other in times) <= MOST_AN_HOUR for one in times)
