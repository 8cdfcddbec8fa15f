"""Days named in a text, against the day of publication."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.nlp.dates import find_dates

TODAY = date(2023, 1, 17)  # a Tuesday


def days(text: str, published: date = TODAY, country: str = "GB") -> list[tuple[date, date | None]]:
    return [(d.first, d.last) for d in find_dates(text, published, country)]


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("on Tuesday, January 17th, with", date(2023, 1, 17), None),
        ("from 25 to 29 January", date(2023, 1, 25), date(2023, 1, 29)),
        ("7-9 February 2023", date(2023, 2, 7), date(2023, 2, 9)),
        ("February 7–9, 2023", date(2023, 2, 7), date(2023, 2, 9)),
        ("28 January to 3 February", date(2023, 1, 28), date(2023, 2, 3)),
        ("January 28-February 3", date(2023, 1, 28), date(2023, 2, 3)),
        ("28 December to 3 January", date(2022, 12, 28), date(2023, 1, 3)),
        ("June 29 and 30", date(2023, 6, 29), date(2023, 6, 30)),
        ("between 5 and 9 February", date(2023, 2, 5), date(2023, 2, 9)),
        ("Wednesday 18 to Friday 20 January", date(2023, 1, 18), date(2023, 1, 20)),
        ("From January 26 (Thu) to January 28 (Sat)", date(2023, 1, 26), date(2023, 1, 28)),
        ("the 15th of March 2022", date(2022, 3, 15), None),
        ("today and tomorrow", date(2023, 1, 17), date(2023, 1, 18)),
        ("yesterday", date(2023, 1, 16), None),
        ("this evening", date(2023, 1, 17), None),
        ("in Jakarta (20/01)", date(2023, 1, 20), None),
        ("2023-02-01", date(2023, 2, 1), None),
    ],
)
def test_a_day_or_range_is_read(text, first, last):
    assert days(text) == [(first, last)]


@pytest.mark.parametrize("text", ["next week", "in June", "later this month", "$19 May", "May 45"])
def test_what_names_no_day_is_left_out(text):
    assert days(text) == []


def test_a_year_left_out_is_the_nearest_one():
    assert days("on 3 January", date(2022, 12, 20)) == [(date(2023, 1, 3), None)]
    assert days("on 20 December", date(2023, 1, 3)) == [(date(2022, 12, 20), None)]


def test_a_weekday_decides_the_year():
    assert days("Tuesday, 17 January", date(2022, 8, 1)) == [(date(2023, 1, 17), None)]


def test_figures_are_read_in_the_order_of_the_publishers_country():
    assert days("07/09/2023", country="GB") == [(date(2023, 9, 7), None)]
    assert days("07/09/2023", country="US") == [(date(2023, 7, 9), None)]


def test_two_days_that_are_no_neighbours_are_two():
    assert days("on 5 and 9 February") == [(date(2023, 2, 5), None), (date(2023, 2, 9), None)]


def test_a_bare_weekday_is_the_next_one_and_knows_the_one_before():
    (found,) = find_dates("on Monday", TODAY)

    assert found.first == date(2023, 1, 23)
    assert found.before.first == date(2023, 1, 16)


def test_last_monday_lies_behind():
    assert days("last Monday") == [(date(2023, 1, 16), None)]


near = st.integers(-150, 150).map(lambda n: TODAY + timedelta(days=n))


@given(near)
def test_a_written_day_is_read_back_without_its_year(day):
    assert days(f"on {day.day} {day:%B}") == [(day, None)]
    assert days(f"on {day:%B} {day.day}") == [(day, None)]


@given(near, st.integers(1, 20))
def test_a_written_range_is_read_back(first, length):
    last = first + timedelta(days=length)

    assert days(f"{first.day} {first:%B} {first.year} to {last.day} {last:%B} {last.year}") == [
        (first, last)
    ]


@given(st.text(max_size=120), st.dates())
def test_days_never_overlap_nor_run_backwards(text, published):
    found = find_dates(text + " today 5-7 May", published, "US")

    assert all(d.last is None or d.first <= d.last for d in found)
    assert all(a.end <= b.start for a, b in pairwise(found))


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("on Sunday (17 March)", date(2024, 3, 17)),
        ("on Thursday (4 April) in Rome", date(2024, 4, 4)),
        ("on Wednesday (24/04)", date(2024, 4, 24)),
    ],
)
def test_a_date_in_brackets_decides_over_its_weekday(text, day):
    found = find_dates(text, date(2024, 3, 13))

    assert day in {d.first for d in found}


@pytest.mark.parametrize("text", ["today (17 January)", "today, 17 January"])
def test_a_day_said_twice_is_one(text):
    (found,) = find_dates(f"left {text} for", TODAY)

    assert (found.first, found.last) == (TODAY, None)
    assert f"left {text} for"[found.start : found.end] == text


def test_between_at_the_front_makes_a_range():
    assert days("Between 29 and 31 January") == [(date(2023, 1, 29), date(2023, 1, 31))]


def test_last_night_is_the_day_before():
    assert days("arrived last night") == [(date(2023, 1, 16), None)]
