"""Who gains from a deliverable: the nearest words first, then the paragraph, title and release."""

import re
from collections.abc import Sequence

from spacy.tokens import Span

from bot.nlp.pledges.parties import WORLD, Cast, Givers, is_agency, is_donor

_NEAR = 45
_THE_REGION = re.compile(r"\b(?:to|for|in|across) the (?:wider |whole )?region\b(?! of\b)")
_NEXT = re.compile(
    r";|\bas (?:he|she|they|it|the)\b|\bwhile\b"
    r"|\bbringing\b|\bof which\b|\bin addition to\b|\bon top of\b"
    r"|[$£€¥]\s?\d|\b[A-Z]{3}\s\d"
    r"|\b(?:and|including)\s(?:[a-z]+\s){0,2}(?:[A-Z]{1,3})?\s?[$£€¥]?\d[\d.,]*\s?(?:million|billion|crore|[mb]n)"
    r"|\band [A-Z][\w ]{2,30} (?:announcing|pledging|will|has|is)\b"
)


def beneficiary(
    cast: Cast,
    sentence: Span,
    span: tuple[int, int],
    besides: Givers,
    of_whole: Sequence[str] = (),
) -> list[str]:
    """Name who gains from the deliverable at *span*, leaving out who only passes it on.

    *of_whole* names who gains from the sum of which this is a part.
    """
    found = _named(cast, sentence, span, besides, of_whole)
    passing = _passing(cast, span[0], sentence.end_char)
    kept = [code for code in found if code not in passing]
    return kept if any(not is_agency(code) for code in kept) else found


def _named(
    cast: Cast, sentence: Span, span: tuple[int, int], besides: Givers, of_whole: Sequence[str]
) -> list[str]:
    start, end = span
    if _DONE_TO.match(cast.text, start) and (inside := cast.gaining(start, end, besides)):
        return inside  # "train 400 Fijian nurses in Japan"
    low, high = sentence.start_char, sentence.end_char
    right = cast.gaining(end, _stop(cast.text, end, high), besides)
    near = cast.gaining(max(low, start - _NEAR), start, besides)
    within = cast.gaining(low, high, besides)
    found = right or near or within
    specific = [code for code in found if code != WORLD]
    if any(not is_agency(code) for code in specific) or (found and not specific):
        return specific or found
    places = [code for code in of_whole if not is_agency(code)]
    if places and all(code.startswith("area:") for code in places):
        places = cast.above(low, besides) or places  # "for Africa … In Uganda: … Of this"
    if places or (places := _region(cast, span[1], high)):
        return [*specific, *places]
    if not found and _receives(cast.home) and cast.home not in besides:
        return [cast.home]  # what others give in our release they give to us
    if not found and _is_own(cast, sentence, besides):
        return [cast.home]
    wider = [
        *cast.gaining(_last_sum(cast.text, low, start), _stop(cast.text, end, high), besides),
        *cast.above(low, besides),
        *cast.of_title(besides),
        *cast.foremost(besides),
    ]
    places = [code for code in wider if not is_agency(code) and code != WORLD]
    fallback = within or cast.of_title(besides) or _world(cast)
    return [*specific, *places[:1]] or fallback or _home(cast, besides)


_DONE_TO = re.compile(r"(?:train|educat|teach|treat|resettl|evacuat)\w*\s", re.IGNORECASE)
#: who only passes it on: "for Sudan through the WFP and UNICEF"
_CHANNEL = re.compile(
    r"\b(?:through|via|implemented by|managed by|delivered by|administered by)\s"
    r"(?:(?!(?:to|for|in|towards?|bringing|and (?:to|for|in))\b)[^.;:$£€\d]){0,100}$",
    re.IGNORECASE,
)


def _passing(cast: Cast, start: int, end: int) -> set[str]:
    """Name the bodies that only pass the gift on, as every mention of them says."""
    bodies = [p for p in cast.within(start, end) if is_agency(p.code)]
    through = {p for p in bodies if _CHANNEL.search(cast.text[start : p.start])}
    return {p.code for p in through} - {p.code for p in bodies if p not in through}


def _is_own(cast: Cast, sentence: Span, besides: Givers) -> bool:
    """Tell that others give to the organisation whose release it is, where it is named."""
    if not is_agency(cast.home) or cast.home in besides:
        return False
    return any(p.code == cast.home for p in cast.within(sentence.start_char, sentence.end_char))


def _receives(home: str) -> bool:
    """Tell whether a publisher is a state that is given to rather than giving."""
    return home.isalpha() and not is_donor(home)


def _home(cast: Cast, besides: Givers) -> list[str]:
    """Take the publisher's own country when somebody else gives and nobody is named."""
    return [] if cast.home in besides or not cast.home.isalpha() else [cast.home]


def _region(cast: Cast, start: int, end: int) -> list[str]:
    """Take "to the region" for the one named last before."""
    if not _THE_REGION.search(cast.text, start, end):
        return []
    return [p.code for p in cast.within(0, start) if p.label == "REGION"][-1:]


def _world(cast: Cast) -> list[str]:
    return [WORLD] if any(p.code == WORLD for p in (*cast.title, *cast.parties)) else []


def _last_sum(text: str, start: int, end: int) -> int:
    """Find where the words about the sum before end."""
    return max((match.end() for match in _SUM.finditer(text, start, end)), default=start)


_SUM = re.compile(r"[$£€¥]\s?\d[\d.,]*|\b[A-Z]{3}\s\d[\d.,]*")


def _stop(text: str, start: int, end: int) -> int:
    """Find where the words about a deliverable end: the next sum, a semicolon, a running total."""
    match = _NEXT.search(text, start, end)
    return match.start() if match else end
