"""Dates as publishers write them, read strictly: a wrong date is worse than none. Pure.

feedparser is not asked: it takes unknown zone names for UTC and some spellings for another day.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

from bot.feeds.months import month_number

MAX_LENGTH = 120  #: characters; nobody's date is longer
YEARS = range(1970, 2101)
CENTURY = 100
CENTURY_TURNS = 70  #: two-digit years from here on are of the last century

TIME = re.compile(
    r"(?<![\d.+-])(?P<hour>\d{1,2})(?::|h(?=\d))(?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,]\d+)?)?"
    r"(?!\d)(?:\s*(?P<half>[ap])\.?m\b\.?)?\s*"
    r"(?P<zone>(?:(?:utc|gmt)\s?)?[+-]\d{1,2}(?::?\d{2})?(?!\d)|[^\W\d_]{1,5}(?![^\W_]))?"
)
COMPACT = re.compile(r"^(\d{4})(\d{2})(\d{2})(?=t|$)")
COMPACT_TIME = re.compile(r"(?<=-\d\d)t(\d{2})(\d{2})(\d{2})?(?=\D|$)")
DATE_AND_TIME = re.compile(r"(?<=-\d)t(?=\d)|(?<=-\d\d)t(?=\d)")
YEAR_FIRST = re.compile(r"(\d{4}) ?[-/.年] ?(\d{1,2}) ?[-/.月] ?(\d{1,2})(?: ?[日.])?(?!\d)")
YEAR_LAST = re.compile(r"(?<!\d)(\d{1,2}) ?([-/.]) ?(\d{1,2}) ?\2 ?(\d{4})(?!\d)")
OFFSET = re.compile(r"(?:utc|gmt)? ?([+-])(\d{1,2}):?(\d{2})?")
ORDINAL = re.compile(r"(?<=\d)(?:st|nd|rd|th|er|e|º|ª)\b")
WORD = re.compile(r"[^\W\d_]+")
NUMBER = re.compile(r"\d+")
COMMENT = re.compile(rf"\([^)]{{0,{MAX_LENGTH}}}\)")

#: Hours east of UTC for zone names with one meaning. The feed's own zone is asked before, so that
#: BST is right in Dhaka too; what has several meanings and is not the feed's (IST) is not here.
HOURS_EAST = {
    0.0: "z ut utc gmt wet",
    1.0: "bst west cet mez wat",
    2.0: "cest mesz eet sast",
    3.0: "eest msk trt eat",
    5.0: "pkt",
    5.75: "npt",
    7.0: "wib ict",
    8.0: "hkt sgt awst pht",
    9.0: "kst jst",
    9.5: "acst",
    10.0: "aest",
    10.5: "acdt",
    11.0: "aedt",
    12.0: "nzst",
    13.0: "nzdt",
    # These in the American meaning that RFC 822 gives them.
    -4.0: "edt",
    -5.0: "est cdt",
    -6.0: "cst mdt",
    -7.0: "mst pdt",
    -8.0: "pst",
}
ZONES = {name: hours for hours, names in HOURS_EAST.items() for name in names.split()}
NOON, DAY_END = 12, 24  #: hours
MONTHS = 12
YEAR_DIGITS = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """A day, and the instant when a time was given as well."""

    on: date  #: in the publisher's own zone
    at: datetime | None = None  #: UTC; None when only a day is known


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """A time of day found in a text, between two offsets."""

    start: int
    end: int
    since_midnight: timedelta
    zone: str


def read_date(
    text: str, zone: str, *, language: str = "en", month_first: bool = False
) -> Moment | None:
    """Read one date; None for what cannot be read without guessing.

    *zone* (IANA) is meant by times without offset, and decides on which day an instant falls.
    *month_first*: 7/9/2026 is the ninth of July.
    """
    if len(text) > MAX_LENGTH:
        return None
    words = unicodedata.normalize("NFKC", text).replace("\u2212", "-").lower()
    words = " ".join(COMMENT.sub(" ", words).split())
    words = COMPACT.sub(r"\1-\2-\3", words)
    words = COMPACT_TIME.sub(lambda found: f" {found[1]}:{found[2]}:{found[3] or '00'}", words)
    words = DATE_AND_TIME.sub(" ", words)
    try:
        clock = _clock(words, language)
        rest = words if clock is None else f"{words[: clock.start]} {words[clock.end :]}"
        day = _day(rest, language, month_first=month_first)
        if day is None or day.year not in YEARS:
            return None
        return Moment(on=day) if clock is None else moment(_placed(day, clock, zone), zone)
    except (ValueError, OverflowError):  # the 31st of June, 25 o'clock
        return None


def moment(at: datetime, zone: str) -> Moment:
    """Return the instant *at* (aware) with its day in *zone*."""
    return Moment(at=at.astimezone(UTC), on=at.astimezone(ZoneInfo(zone)).date())


def _clock(words: str, language: str) -> Clock | None:
    match = TIME.search(words)
    if match is None:
        return None
    hour, minute = int(match["hour"]), int(match["minute"])
    # A leap second is the second before it: no clock of ours knows it.
    second = 59 if match["second"] == "60" else int(match["second"] or 0)
    if match["half"]:
        if not 1 <= hour <= NOON:
            raise ValueError(words)
        hour = hour % NOON + (NOON if match["half"] == "p" else 0)
    # Midnight at the end of a day is written as 24:00; anything else out of range is refused.
    time(hour % DAY_END if hour == DAY_END and not minute else hour, minute, second)
    zone = match["zone"] or ""
    named_month = zone.isalpha() and month_number(zone, language)
    return Clock(
        start=match.start(),
        end=match.start("zone") if named_month else match.end(),
        since_midnight=timedelta(hours=hour, minutes=minute, seconds=second),
        zone="" if named_month else zone,
    )


def _placed(day: date, clock: Clock, zone: str) -> datetime:
    """Return the instant that *clock* shows on *day*."""
    place = ZoneInfo(zone)
    local = datetime.combine(day, time()) + clock.since_midnight
    if match := OFFSET.fullmatch(clock.zone):
        sign, hours, minutes = match.groups()
        east = timedelta(hours=int(hours), minutes=int(minutes or 0))
        return local.replace(tzinfo=timezone(east if sign == "+" else -east))
    here = local.replace(tzinfo=place)
    if clock.zone.upper() == here.tzname() or clock.zone not in ZONES:
        return here
    return local.replace(tzinfo=timezone(timedelta(hours=ZONES[clock.zone])))


def _day(words: str, language: str, *, month_first: bool) -> date | None:
    numeric = YEAR_FIRST.search(words) or YEAR_LAST.search(words)
    named = [number for word in WORD.findall(words) if (number := month_number(word, language))]
    if numeric is not None and not named:
        return _numeric_day(numeric, month_first=month_first)
    # Of several the last: "mar" is a Tuesday in Spanish, and weekdays come first.
    match NUMBER.findall(ORDINAL.sub("", words)):
        case [year, day] if named and len(year) == YEAR_DIGITS and len(day) < YEAR_DIGITS:
            return date(int(year), named[-1], int(day))
        case [day, year] if named and len(day) < YEAR_DIGITS and len(year) <= YEAR_DIGITS:
            return date(_year(year), named[-1], int(day))
        case _:
            return None


def _numeric_day(match: re.Match[str], *, month_first: bool) -> date:
    if match.re is YEAR_FIRST:
        year, month, day = map(int, match.groups())
        return date(year, month, day)
    first, separator, second, year_digits = match.groups()
    day, month = int(first), int(second)
    if month > MONTHS or (month_first and separator == "/" and day <= MONTHS):
        day, month = month, day
    return date(int(year_digits), month, day)


def _year(digits: str) -> int:
    year = int(digits)
    if year >= CENTURY:
        return year
    return year + (1900 if year >= CENTURY_TURNS else 2000)
