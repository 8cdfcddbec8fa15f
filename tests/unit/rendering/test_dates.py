from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rendering.dates import age, day, span

TODAY = date(2026, 3, 17)


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        (date(2026, 5, 6), None, "6 May"),
        (date(2026, 5, 6), date(2026, 5, 6), "6 May"),
        (date(2026, 5, 6), date(2026, 5, 7), "6–7 May"),
        (date(2026, 4, 28), date(2026, 5, 3), "28 Apr – 3 May"),
        (date(2023, 5, 6), date(2023, 5, 7), "6–7 May 2023"),
        (date(2025, 4, 28), date(2025, 5, 3), "28 Apr – 3 May 2025"),
        (date(2025, 12, 30), date(2026, 1, 2), "30 Dec 2025 – 2 Jan 2026"),
        (date(2026, 5, 6), date(2026, 5, 1), "6 May"),
    ],
    ids=[
        "one day",
        "the same day twice",
        "within a month",
        "over two months",
        "another year",
        "two months of another year",
        "over new year",
        "end before start",
    ],
)
def test_days_are_said_in_few_words(start, end, expected):
    assert span(start, end, TODAY) == expected


@given(st.dates(), st.dates())
def test_year_is_said_unless_it_is_this_one(when, today):
    assert day(when, today).endswith(str(when.year)) is (when.year != today.year)


@pytest.mark.parametrize(
    ("past", "expected"),
    [
        (timedelta(seconds=20), "a moment"),
        (timedelta(seconds=-5), "a moment"),
        (timedelta(minutes=3, seconds=59), "3 min"),
        (timedelta(hours=5), "5 h"),
        (timedelta(hours=47), "47 h"),
        (timedelta(days=3), "3 days"),
    ],
)
def test_age_is_said_in_its_largest_unit(past, expected):
    assert age(past) == expected
