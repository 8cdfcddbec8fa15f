"""Days named in a text: one day, or the first and last of a range."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Dates:
    """Days named at ``text[start:end]``: the first and last (None for a single day).

    *weekday*: only a weekday was named, and *first* is the next such day; `before` is the last.
    """

    start: int
    end: int
    first: date
    last: date | None = None
    weekday: bool = False
    ahead: bool = False  #: that next such day is not the day of publication itself

    @property
    def before(self) -> "Dates":
        """The same weekday in the past week."""
        return Dates(self.start, self.end, moved(self.first, -7), weekday=True)


def moved(day: date, days: int) -> date:
    """Move a day, staying within the calendar."""
    return date.fromordinal(min(max(day.toordinal() + days, 1), date.max.toordinal()))


def said_twice(text: str, found: Sequence[Dates]) -> Iterator[Dates]:
    """Make one of a day that is said twice: "today (5 January)", "today, 13 December"."""
    before: Dates | None = None
    for dates in found:
        between = text[before.end : dates.start] if before else ""
        if before and before.first == dates.first and between in {" (", ", "}:
            end = dates.end + (between == " (" and text.startswith(")", dates.end))
            before = Dates(before.start, end, dates.first, before.last or dates.last)
            continue
        if before:
            yield before
        before = dates
    if before:
        yield before
