"""Days as people say them; the year only when it is not the current one."""

from datetime import date, timedelta

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

_MINUTE = timedelta(minutes=1)
_HOUR = timedelta(hours=1)
_DAY = timedelta(days=1)


def day(when: date, today: date) -> str:
    """Write one day: "17 Jan", or "17 Jan 2023" when that is another year than today's."""
    year = "" if when.year == today.year else f" {when.year}"
    return f"{when.day} {_MONTHS[when.month - 1]}{year}"


def in_full(when: date) -> str:
    """Write one day with its year: "17 Jan 2023"."""
    return f"{when.day} {_MONTHS[when.month - 1]} {when.year}"


def span(start: date, end: date | None, today: date) -> str:
    """Write some days: "6–7 May", "28 Apr – 3 May", "30 Dec 2022 – 2 Jan 2023".

    An end before the start is an error of the source and is left out.
    """
    if end is None or end <= start:
        return day(start, today)
    if (start.year, start.month) == (end.year, end.month):
        return f"{start.day}–{day(end, today)}"
    if start.year == end.year:
        return f"{start.day} {_MONTHS[start.month - 1]} – {day(end, today)}"
    return f"{start.day} {_MONTHS[start.month - 1]} {start.year} – {in_full(end)}"


def age(past: timedelta) -> str:
    """Write how long ago something was, in its largest unit: "3 min", "5 h", "2 days"."""
    if past < _MINUTE:
        return "a moment"
    if past < _HOUR:
        return f"{past // _MINUTE} min"
    if past < 2 * _DAY:
        return f"{past // _HOUR} h"
    return f"{past // _DAY} days"
