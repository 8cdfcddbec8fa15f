"""The time that a promise covers, as the text says it; a missing year comes from the date."""

import re
from calendar import month_name
from datetime import date
from functools import cache

from bot.nlp.pledges.lexicon import expanded, load

_NEXT_SUM = re.compile(r";|[$£€]\s?\d|\bbringing\b|\b(?:will|to) bring\b|\bbrings\b")
_NEAR = 200
_OPENING = 30
_RATE = re.compile(
    r"\s?(?:\([^)]{0,40}\)\s)?(?P<rate>(?:an?|per|each|every)\s(?:year|annum|month)|annually|annual|yearly)\b",
    re.IGNORECASE,
)
#: the time of a promise, not of what is promised: "announced in 2025"
_SAID = re.compile(
    r"\b(?:announc(?:ed|ing)|pledg(?:ed|ing)|promised|committed|approved|agreed|adopted|signed|launched"
    r"|unveiled|declared|concluded|decided|made|destroyed|damaged|devastated|hit|struck|killed|founded|begun"
    r"|began|started|occurred|opened|built|held)\s(?:(?!in\b|for\b|over\b|to\b)[\w’'-]+\s){0,4}$",
    re.IGNORECASE,
)
_LASTING = re.compile(r"\b(?:past|last)\s\w+\s(?:years|months)", re.IGNORECASE)
_OWNED = re.compile(r"['’]s\b")  # "at last year's summit"
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_MONTHS = [name.lower() for name in month_name[1:]]


@cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    data = load("pledge_periods.toml")
    sources = [expanded(entry["any"], data["words"]) for entry in data["period"]]
    return tuple(re.compile(source, re.IGNORECASE) for source in sources)


def period(
    sentence: str, span: tuple[int, int], published_on: date | None = None, intro: str = ""
) -> str | None:
    """Find the period of the deliverable at *span* of a sentence.

    Words after it count before words in front of it; what opens the sentence, or the line that
    opens the list, holds for all that follows.
    """
    start, end = span
    after = _NEXT_SUM.split(sentence[end : end + _NEAR])[0]
    if found := _nearest(after, published_on):
        return found
    before = sentence[max(0, start - _NEAR) : start]
    if found := _nearest(_NEXT_SUM.split(before)[-1], published_on, last=True):
        return found
    if opening := _opening(sentence[:start], published_on):
        return opening
    if intro and (found := _nearest(intro, published_on)):
        return found
    return rate(sentence[end:])


def rate(after: str) -> str | None:
    """Read "a year" or "annually" behind a sum that is given again and again."""
    match = _RATE.match(after)
    return None if match is None else match["rate"].lower()


def _opening(before: str, published_on: date | None) -> str | None:
    for pattern in _patterns():
        match = pattern.search(before[:120])
        if match and match.start() <= _OPENING and not _SAID.search(before[: match.start()]):
            return _completed(match, published_on)
    return None


def _nearest(text: str, published_on: date | None, *, last: bool = False) -> str | None:
    """Take the first (or last) period in *text*; of several at one place the earlier pattern."""
    best: re.Match[str] | None = None
    for pattern in _patterns():
        for match in pattern.finditer(text):
            said = _SAID.search(text[: match.start()]) and not _LASTING.search(match[0])
            if said or _OWNED.match(text[match.end() :]):
                continue
            nearer = best is None or (
                match.start() > best.end() if last else match.end() <= best.start()
            )
            if nearer:
                best = match
    return None if best is None else _completed(best, published_on)


def _completed(match: re.Match[str], published_on: date | None) -> str:
    """Add the year that a bare month or day leaves out."""
    groups = match.groupdict()
    if since := groups.get("since"):
        told = "" if _YEAR.search(since) else _year_of(since, published_on, past=True)
        return _tidy(f"since {since}") + told
    if until := groups.get("until"):
        return _tidy(until) + _year_of(until, published_on, past=False)
    if published_on and (shift := _RELATIVE.get(_tidy(match[1]).lower())) is not None:
        return str(published_on.year + shift)
    return _tidy(match[1])


_RELATIVE = {
    "this year": 0,
    "next year": 1,
    "coming year": 1,
    "the coming year": 1,
    "last year": -1,
}


def _year_of(text: str, published_on: date | None, *, past: bool) -> str:
    if published_on is None:
        return ""
    found = re.search("|".join(_MONTHS), text, re.IGNORECASE)
    month = _MONTHS.index(found[0].lower()) + 1 if found else published_on.month
    year = published_on.year
    if past and month > published_on.month:
        year -= 1
    if not past and month < published_on.month:
        year += 1
    return f", {year}" if re.search(r"\d", text) else f" {year}"


def _tidy(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip(" ,")
