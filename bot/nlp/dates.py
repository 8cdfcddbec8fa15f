"""Days and ranges of days in a text, resolved against the day of publication.

Only what names a day is found: "7-9 April", "Tuesday, January 17th", "today", "on Monday".
"Next week" and "in June" name none and are left out, because unknown is better than guessed.
"""

import re
from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from spacy.language import Language
from spacy.tokens import Doc, SpanGroup

from bot.nlp.attributes import whole_text
from bot.nlp.days import Dates, moved, said_twice

MONTH_NAMES = (
    "January|February|March|April|May|June|July|August|September|October|November|December"
)
MONTHS = {name.lower(): number for number, name in enumerate(MONTH_NAMES.split("|"), 1)}
MONTHS |= {name[:3]: number for name, number in MONTHS.items()} | {"sept": 9}
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MONTH_FIRST = frozenset({"US", "FM", "PW", "MH", "PH"})  #: 7/9 is July 9 there
NEAR = {
    "today": 0,
    "tonight": 0,
    "this morning": 0,
    "this afternoon": 0,
    "this evening": 0,
    "tomorrow": 1,
    "yesterday": -1,
    "last night": -1,
    "last evening": -1,
    "the day after tomorrow": 2,
}

_WEEKDAY = "(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
_MONTH = rf"(?:{MONTH_NAMES}|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec)\b\.?)"
_DAY = r"(?:[12]\d|3[01]|0?[1-9])(?:st|nd|rd|th)?(?![\d/]|[.,]\d)"
_YEAR = r"(?:(?:19|20)\d\d)\b"
_TO = r"(?:\s*+[-–—−]\s*+|\s++(?:to|until|till|through|thru|and|&)\s++)"
_W = rf"(?:(?:on\s++)?\(?(?P<w{{n}}>{_WEEKDAY})\)?,?\s++\(?)?(?:the\s++)?"


#: "July 26 (Fri)" as Japan's ministry writes
_ASIDE = r"(?:\s?\((?:Mon|Tue|Tues|Wed|Thu|Thurs|Fri|Sat|Sun)[a-z]*\.?\))?"


def _point(n: int, *, month_first: bool, month: str = _MONTH) -> str:
    """Return the pattern of one day with named parts d1, m1, y1, w1."""
    weekday = _W.format(n=n)
    year = rf"(?:\s*+,?\s*+(?P<y{n}>{_YEAR}))?{_ASIDE}"
    if month_first:
        return rf"{weekday}(?P<m{n}>{month})\s++(?:the\s++)?(?P<d{n}>{_DAY}){year}"
    return rf"{weekday}(?P<d{n}>{_DAY})(?:\s++of)?\s++(?P<m{n}>{month}),?{year}"


def _half(n: int) -> str:
    """Return the pattern of a day whose month is said with the other day."""
    return rf"{_W.format(n=n)}(?P<d{n}>{_DAY}){_ASIDE}"


_SHAPES = tuple(
    re.compile(rf"(?<![\w$£€/.,-])(?:{shape})(?!\w)")
    for shape in (
        _point(1, month_first=True) + _TO + _point(2, month_first=True),
        _point(1, month_first=False) + _TO + _point(2, month_first=False),
        _point(1, month_first=True) + _TO + _half(2) + rf"(?:\s*+,?\s*+(?P<y2>{_YEAR}))?",
        _half(1) + _TO + _point(2, month_first=False),
        _point(1, month_first=True),
        _point(1, month_first=False),
    )
)
_ISO = re.compile(r"\b((?:19|20)\d\d)-(\d\d)-(\d\d)\b")
_SLASHED = re.compile(r"(?<![\d/])(\d{1,2})[/.](\d{1,2})[/.]((?:19|20)\d\d)\b")
_NEAR = re.compile(r"\b(" + "|".join(sorted(NEAR, key=len, reverse=True)) + r")\b", re.IGNORECASE)
_BRIEF = re.compile(r"(?<=\()(\d{1,2})/(\d{1,2})(?=\))")
_BOTH = re.compile(r"\btoday and tomorrow\b", re.IGNORECASE)
_BARE = re.compile(rf"\b(?:(last|next|this|past|coming)\s+)?({_WEEKDAY})\b(?:\s+night)?")


def find_dates(text: str, published: date, country: str = "") -> list[Dates]:
    """Find the days named in *text*, in order and without overlaps."""
    return list(_find_dates(text, published, country))


@lru_cache(maxsize=8)  # several components ask for the same text in turn
def _find_dates(text: str, published: date, country: str) -> tuple[Dates, ...]:
    found: list[Dates] = []
    for dates in _candidates(text, published, month_first=country in MONTH_FIRST):
        if all(dates.end <= d.start or dates.start >= d.end for d in found):
            found.append(dates)
    return tuple(said_twice(text, sorted(found, key=lambda d: d.start)))


def _candidates(text: str, published: date, *, month_first: bool) -> Iterator[Dates]:
    """Yield readings, the most telling shapes first."""
    for shape in _SHAPES:
        for match in shape.finditer(text):
            yield from _read(match, published)
    yield from _figures(text, published, month_first=month_first)
    for match in _BOTH.finditer(text):
        yield Dates(*match.span(), published, moved(published, 1))
    for match in _NEAR.finditer(text):
        yield Dates(*match.span(), moved(published, NEAR[match[1].lower()]))
    for match in _BARE.finditer(text):
        yield _weekday(match, published)


def _figures(text: str, published: date, *, month_first: bool) -> Iterator[Dates]:
    """Yield days written in figures: 2024-05-01, 17/01/2023, (20/05)."""
    for match in _ISO.finditer(text):
        yield from _made(match, int(match[1]), int(match[2]), int(match[3]))
    for match in [*_SLASHED.finditer(text), *_BRIEF.finditer(text)]:
        month, day = (match[1], match[2]) if month_first else (match[2], match[1])
        year = match[3] if match.re is _SLASHED else published.year
        yield from _made(match, int(year), int(month), int(day))


def _made(match: re.Match[str], year: int, month: int, day: int) -> Iterator[Dates]:
    """Yield a day written in figures if there is such a day."""
    try:
        yield Dates(*match.span(), date(year, month, day))
    except ValueError:
        return


def _weekday(match: re.Match[str], published: date) -> Dates:
    """Read a bare weekday as the next one from the day of publication on."""
    ahead = (WEEKDAYS.index(match[2].lower()) - published.weekday()) % 7
    word = (match[1] or "").lower()
    if word in {"last", "past"}:
        return Dates(*match.span(), moved(published, ahead - 7))
    if word == "next" and ahead == 0:
        ahead = 7
    return Dates(*match.span(), moved(published, ahead), weekday=not word, ahead=ahead > 0)


def _read(match: re.Match[str], published: date) -> Iterator[Dates]:
    """Turn a match of one of the shapes into days."""
    part = match.groupdict()
    year = part.get("y2") or part.get("y1")
    one = _Said(part["d1"], part.get("m1") or part["m2"], part.get("y1") or year, part.get("w1"))
    first = _day(one, published)
    if first is None:
        return
    if not part.get("d2"):
        yield Dates(*match.span(), first)
        return
    other = _Said(part["d2"], part.get("m2") or part["m1"], year, part.get("w2"))
    last = _day(other, published, after=first)
    if last is None:
        return
    if last < first and not part.get("y1"):
        first = _day(one._replace(year=str(last.year - 1), weekday=None), published) or first
    yield from _ordered(match, first, last)


def _ordered(match: re.Match[str], first: date, last: date) -> Iterator[Dates]:
    """Yield a range, or two single days when "and" joins days that are not neighbours."""
    gap = (last - first).days
    between = (
        match.string[max(0, match.start() - 10) : match.start()]
        .rstrip()
        .lower()
        .endswith("between")
    )
    joined = re.search(r"\s(?:and|&)\s", match[0])
    if gap <= 0 or (joined and gap > 1 and not between):
        cut = joined.start() if joined else match.end() - match.start()
        yield Dates(match.start(), match.start() + cut, first)
        if joined and gap > 1:
            yield Dates(match.start() + joined.end(), match.end(), last)
        return
    yield Dates(*match.span(), first, last)


class _Said(NamedTuple):
    """The parts of one day as they are written."""

    day: str
    month: str
    year: str | None
    weekday: str | None


def _day(said: _Said, published: date, after: date | None = None) -> date | None:
    """Make a day; without a year, the one nearest to publication (or the first after *after*)."""
    year = said.year
    years = [int(year)] if year else [published.year + n for n in (-1, 0, 1)]
    options = [d for y in years if (d := _on(y, said)) is not None]
    if said.weekday and not year:
        fitting = [o for o in options if WEEKDAYS[o.weekday()] == said.weekday.lower()]
        options = fitting or options
    if after and not year:
        return min([o for o in options if o >= after] or options, default=None)
    return min(options, key=lambda o: abs((o - published).days), default=None)


def _on(year: int, said: _Said) -> date | None:
    """Return the day in a year, None when it has no such day."""
    month = MONTHS[said.month.rstrip(".").lower()]
    try:
        return date(year, month, int(re.sub(r"\D", "", said.day)))
    except ValueError:
        return None


@Language.component("dates", assigns=["doc.spans"])
def mark_dates(doc: Doc) -> Doc:
    """Mark the days named in the document when its day of publication is known."""
    article = doc._.article if Doc.has_extension("article") else None
    spans = []
    if article is not None and article.published_on is not None:
        for dates in find_dates(whole_text(doc), article.published_on, article.country):
            span = doc.char_span(dates.start, dates.end, label="DATE", alignment_mode="expand")
            if span is not None:
                span._.dates = (dates.first, dates.last)
                spans.append(span)
    doc.spans["dates"] = SpanGroup(doc, name="dates", spans=spans)
    return doc
