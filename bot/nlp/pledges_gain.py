"""Who gains from a deliverable: the nearest words first, then the paragraph, title and release."""

import re
from functools import cache

from spacy.tokens import Span

from bot.nlp.pledges_lexicon import load
from bot.nlp.pledges_parties import WORLD, Cast, Givers, is_agency

_NEAR = 45
_NEXT = re.compile(
    r";|\bbringing\b|\bin addition to\b|\bon top of\b|\bwhile\b|[$£€¥]\s?\d|\b[A-Z]{3}\s\d"
    r"|\b(?:and|including)\s(?:[a-z]+\s){0,2}(?:[A-Z]{1,3})?\s?[$£€¥]?\d[\d.,]*\s?(?:million|billion|crore|[mb]n)"
    r"|\band [A-Z][\w ]{2,30} (?:announcing|pledging|will|has|is)\b"
)


def beneficiary(cast: Cast, sentence: Span, span: tuple[int, int], besides: Givers) -> list[str]:
    """Name who gains from the deliverable at *span*."""
    start, end = span
    low, high = sentence.start_char, sentence.end_char
    right = cast.gaining(end, _stop(cast.text, end, high), besides)
    near = cast.gaining(max(low, start - _NEAR), start, besides)
    within = cast.gaining(low, high, besides)
    found = right or near or within
    specific = [code for code in found if code != WORLD]
    if any(not is_agency(code) for code in specific) or (found and not specific):
        return specific or found
    if not found and _receives(cast.home) and cast.home not in besides:
        return [cast.home]  # what others give in our release they give to us
    wider = [
        *within,
        *cast.above(low, besides),
        *cast.of_title(besides),
        *cast.foremost(besides),
    ]
    places = [code for code in wider if not is_agency(code) and code != WORLD]
    fallback = within or cast.of_title(besides) or _world(cast)
    return [*specific, *places[:1]] or fallback or _home(cast, besides)


@cache
def _donors() -> frozenset[str]:
    return frozenset(load("organisations_aid.toml")["donors"]["all"].split())


def _receives(home: str) -> bool:
    """Tell whether a publisher is a state that is given to rather than giving."""
    return home.isalpha() and home not in _donors()


def _home(cast: Cast, besides: Givers) -> list[str]:
    """Take the publisher's own country when somebody else gives and nobody is named."""
    return [] if cast.home in besides or not cast.home.isalpha() else [cast.home]


def _world(cast: Cast) -> list[str]:
    return [WORLD] if any(p.code == WORLD for p in (*cast.title, *cast.parties)) else []


def _stop(text: str, start: int, end: int) -> int:
    """Find where the words about a deliverable end: the next sum, a semicolon, a running total."""
    match = _NEXT.search(text, start, end)
    return match.start() if match else end
