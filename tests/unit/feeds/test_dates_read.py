"""Dates as publishers write them."""

from datetime import UTC, date, datetime, timedelta, timezone
from email.utils import format_datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.feeds.dates import Moment, moment, read_date
from bot.feeds.months import month_number

NINTH = date(2026, 7, 9)


def at(hour: int, minute: int = 0, *, day: int = 9) -> datetime:
    return datetime(2026, 7, day, hour, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "zone", "expected"),
    [
        ("Thu, 09 Jul 2026 14:00:00 +0000", "UTC", at(14)),
        ("Thu, 9 Jul 2026 14:00 GMT", "America/New_York", at(14)),
        ("09 Jul 26 14:00:00 GMT", "UTC", at(14)),
        ("Thu, 09 Jul 2026 14:00:00 EDT", "UTC", at(18)),
        ("Thu, 09 Jul 2026 14:00:00 +0900 (KST)", "UTC", at(5)),
        ("2026-07-09T14:00:00Z", "Europe/London", at(14)),
        ("2026-07-09T14:00:00+01:00", "Europe/London", at(13)),
        ("2026-07-09T14:00:00.123456-04:00", "UTC", at(18)),
        ("2026-07-09T14:00-0430", "UTC", at(18, 30)),
        ("2026-07-09 14:00:00 UTC+2", "UTC", at(12)),
        ("2026-07-09 14:00:00 \u22124", "UTC", at(18)),
        ("20260709T140000Z", "UTC", at(14)),
        ("20260709T1400", "UTC", at(14)),
        ("Jul 9 14:00:00 UTC 2026", "UTC", at(14)),
        ("Thursday, July 9, 2026 - 14:00", "America/New_York", at(18)),
        ("Thu, 09 Jul 2026 14:00:00", "Europe/Berlin", at(12)),
        ("2026-07-09T14:00:00", "Australia/Sydney", at(4)),
        ("2026/07/09 14:00:00", "Asia/Taipei", at(6)),
        ("09.07.2026 14:30", "Europe/Berlin", at(12, 30)),
        ("Mi, 09.07.2026 - 14:30 Uhr", "Europe/Berlin", at(12, 30)),
        ("9 juillet 2026 à 14h30", "Europe/Paris", at(12, 30)),
        ("2 PM", "UTC", None),
        ("July 9, 2026 2:05 p.m.", "America/New_York", at(18, 5)),
        ("July 9, 2026 12:00 AM", "UTC", at(0)),
        ("9 July 2026, 12:00 PM", "UTC", at(12)),
        ("14:00, 9 July 2026", "UTC", at(14)),
        ("14:00 July 9, 2026", "UTC", at(14)),
        ("2026-07-08 24:00", "UTC", at(0)),
        ("Thu, 09 Jul 2026 14:00:60 GMT", "UTC", at(14) + timedelta(seconds=59)),
    ],
)
def test_requirement_21_times_are_read_with_their_zone_or_the_feeds(text, zone, expected):
    found = read_date(text, zone)

    assert (found and found.at) == expected


@pytest.mark.parametrize(
    ("text", "zone", "hour"),
    [
        ("KST", "UTC", 5),
        ("KST", "Asia/Seoul", 5),
        ("BST", "UTC", 13),
        ("BST", "Europe/London", 13),
        ("CEST", "UTC", 12),
        ("CET", "UTC", 13),
        ("AEST", "Europe/London", 4),
        ("IST", "Europe/Dublin", 13),
        ("CST", "Asia/Taipei", 6),
        ("CST", "America/Chicago", 20),
        ("XYZ", "Europe/Riga", 11),
    ],
)
def test_requirement_21_names_of_zones_are_not_taken_for_utc(text, zone, hour):
    assert read_date(f"Thu, 09 Jul 2026 14:00:00 {text}", zone).at == at(hour)


def test_requirement_21_indian_time_is_half_an_hour_off():
    assert read_date("09 Jul 2026 14:00 IST", "Asia/Kolkata").at == at(8, 30)


@pytest.mark.parametrize(
    "text",
    [
        "2026-07-09",
        "2026/07/09",
        "2026/7/9",
        "20260709",
        "09.07.2026",
        "9. 7. 2026",
        "09/07/2026",
        "09-07-2026",
        "9 July 2026",
        "9th July 2026",
        "July 9, 2026",
        "Thursday 9 July 2026",
        "Thursday, July 9, 2026",
        "Thu, 09 Jul 26",
        "2026 July 9",
        "9 juillet 2026",
        "jeudi 9 juill. 2026",
        "mar, 09 jul 2026",
        "9. července 2026",
        "9 lipca 2026",
        "9 Temmuz 2026",
        "2026年7月9日",
        "2026. 7. 9.",
        "２０２６年７月９日",
    ],
)
def test_requirement_21_dates_without_time_stay_dates(text):
    assert read_date(text, "Asia/Tokyo") == Moment(on=NINTH)


def test_requirement_21_commission_midnight_is_the_day_in_brussels():
    summer = read_date("Wed, 08 Jul 2026 22:00:00 GMT", "Europe/Brussels")
    winter = read_date("Tue, 13 Jan 2026 23:00:00 GMT", "Europe/Brussels")

    assert summer == Moment(on=NINTH, at=at(22, day=8))
    assert winter.on == date(2026, 1, 14)


def test_requirement_21_instant_falls_on_the_day_of_the_publisher():
    assert moment(at(23), "Asia/Seoul").on == date(2026, 7, 10)
    assert moment(at(2), "America/New_York").on == date(2026, 7, 8)


def test_numeric_date_is_read_as_the_country_does():
    assert read_date("07/09/2026", "UTC", month_first=True).on == NINTH
    assert read_date("07/09/2026", "UTC").on == date(2026, 9, 7)
    assert read_date("07/23/2026", "UTC").on == date(2026, 7, 23)
    assert read_date("23/07/2026", "UTC", month_first=True).on == date(2026, 7, 23)


def test_months_prefer_the_feeds_language():
    assert month_number("listopada", "hr") == 10
    assert month_number("listopada", "pl") == 11
    assert month_number("Februar", "xx") == 2
    assert month_number("mfa", "en") is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "yesterday",
        "2026",
        "2026-07",
        "July 2026",
        "31 June 2026",
        "2026-02-30",
        "Thu, 09 Jul 2026 25:00:00 GMT",
        "Thu, 09 Jul 2026 24:01:00 GMT",
        "Thu, 09 Jul 2026 14:77:00 GMT",
        "Thu, 09 Jul 2026 14:00:77 GMT",
        "July 9, 2026 13:00 PM",
        "Thu, 09 Jul 2026 14:00:00 +9999",
        "Thu, 09 Jul 2026 14.30",
        "0001-01-01T00:00:00Z",
        "9999-12-31T23:59:59-12:00",
        "1783605600",
        "9 10 July 2026",
        "123 July 2026",
        "x" * 200,
    ],
)
def test_what_cannot_be_read_without_guessing_is_no_date(text):
    assert read_date(text, "UTC") is None


FIRST, LAST = datetime(1990, 1, 1, tzinfo=UTC), datetime(2099, 12, 30, tzinfo=UTC)
INSTANTS = st.datetimes(FIRST.replace(tzinfo=None), LAST.replace(tzinfo=None)).map(
    lambda instant: instant.replace(microsecond=0)
)
OFFSETS = st.integers(-12 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
ZONES = st.sampled_from(["UTC", "Asia/Seoul", "America/New_York", "Europe/Brussels"])


@given(INSTANTS, OFFSETS, ZONES)
def test_requirement_21_mail_and_iso_forms_of_any_instant_agree(instant, offset, zone):
    stamped = instant.replace(tzinfo=offset)
    expected = Moment(at=stamped.astimezone(UTC), on=stamped.astimezone(ZoneInfo(zone)).date())

    assert read_date(format_datetime(stamped), zone) == expected
    assert read_date(stamped.isoformat(), zone) == expected


@given(st.dates(date(1990, 1, 1), date(2099, 12, 31)), ZONES)
def test_requirement_21_any_day_is_the_same_in_all_spellings(day, zone):
    spellings = ["%Y-%m-%d", "%Y/%m/%d", "%d.%m.%Y", "%d %B %Y", "%A, %B %d, %Y", "%a, %d %b %Y"]

    assert {read_date(day.strftime(form), zone) for form in spellings} == {Moment(on=day)}


@given(st.text(st.sampled_from("0123456789 :-/.,+TZ年月JulMay4thGMTpm"), max_size=40))
def test_any_text_is_a_date_or_none(text):
    found = read_date(text, "Asia/Taipei")

    assert found is None or 1970 <= found.on.year <= 2101
