"""Places in a text: which known names really mean a place, and which of several namesakes.

Fills ``doc.spans["places"]``; ``label_`` as in `gazetteer.Place`, plus EVENT for a city that only
names a meeting ("the Munich Security Conference"); ``kb_id_`` is the code.
"""

import re
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache

from spacy.language import Language
from spacy.tokens import Doc, Span, SpanGroup

from bot.nlp.attributes import whole_text
from bot.nlp.gazetteer import CITY, EVENT, Found, Place, Word, gazetteer, rules, words_of

AMERICAN_STATE_HINTS = frozenset({"atlanta", "savannah", "augusta"})
STATE = "STATE"
_ORDINAL = re.compile(r"\d+(?:st|nd|rd|th)|first|second|third|fourth|fifth|annual")
LINE_MARKS = frozenset(",:–—-/(")


def find_places(text: str, home: str = "") -> list[Found]:
    """Find the places of a text; *home* is the publisher's country, it decides namesakes."""
    return list(_find_places(text, home))


@lru_cache(maxsize=64)  # several components ask for the same text, and for a batch of titles
def _find_places(text: str, home: str) -> tuple[Found, ...]:
    words = words_of(text)
    hits = [hit for hit in gazetteer().matches(words) if not _is_currency(words, hit[1])]
    mentioned = Counter(
        places[0].code for _, _, places in hits if places[0].label in {"COUNTRY", "DEMONYM"}
    )
    found: list[Found] = []
    for at, (first, last, places) in enumerate(hits):
        follows = hits[at + 1] if at + 1 < len(hits) else None
        beside = _beside(words, last, follows)
        place = _choose(places, beside, home, mentioned)
        label = _meaning(text, words, first, last, place, known=bool(beside))
        if label:
            chosen = place if label == place.label else Place(label, place.code, place.name)
            if label == STATE and place.code == "GE":
                chosen = Place(STATE, "US", place.name)
            found.append(Found(words[first].start, words[last - 1].end, chosen))
    return tuple(found)


def _is_currency(words: Sequence[Word], last: int) -> bool:
    """Tell whether a name is only the head of a sum: "US$ 400 million", "Hong Kong dollars"."""
    return last < len(words) and words[last].folded in {"$", "dollar", "dollars"}


def _beside(words: Sequence[Word], last: int, follows: tuple[int, int, list[Place]] | None) -> str:
    """Return the country that follows after a comma: "Newcastle, Australia"."""
    if follows is None or follows[0] != last + 1 or words[last].text not in {",", "("}:
        return ""
    place = follows[2][0]
    return place.code if place.label in {"COUNTRY", "STATE"} else ""


def _choose(places: list[Place], beside: str, home: str, mentioned: Counter[str]) -> Place:
    """Pick the likeliest of several namesakes."""
    if len(places) == 1:
        return places[0]
    return max(
        places,
        key=lambda p: (
            p.label != CITY,
            p.code == beside,
            p.capital,
            p.code in mentioned,
            p.code == home,
            p.weight,
        ),
    )


def _meaning(
    text: str, words: Sequence[Word], first: int, last: int, place: Place, *, known: bool
) -> str:
    """Return the label that the name has here; "" when it is no place at all."""
    if place.label == "NONE" or _inside_name(words, first, last):
        return ""
    if place.label != CITY:
        return _country_meaning(words, first, place)
    if known:
        return CITY
    if "".join(w.folded for w in words[first:last]) in rules()["word_cities"]:
        return ""
    return _city_meaning(text, words, first, last, place)


def _city_meaning(text: str, words: Sequence[Word], first: int, last: int, place: Place) -> str:
    """Tell whether a city's name is the city here, names something, or is neither."""
    sure = place.capital or last - first > 1 or _located(text, words, first, last)
    if not sure:
        return ""
    return EVENT if _names_something(text, words, last) else CITY


def _country_meaning(words: Sequence[Word], first: int, place: Place) -> str:
    """Georgia after an American city or "state of" is the state."""
    before = {w.folded for w in words[max(0, first - 5) : first]}
    if place.code == "GE" and (before & AMERICAN_STATE_HINTS or {"state", "of"} <= before):
        return STATE
    return place.label


def _inside_name(words: Sequence[Word], first: int, last: int) -> bool:
    """Tell whether a word like Jordan or Victoria belongs to a person's name here."""
    if last - first > 1 or words[first].folded not in rules()["name_places"]:
        return False
    after = words[last] if last < len(words) else None
    before = words[first - 1] if first else None
    return _plain_capital(after, words[first].end, after=True) or _plain_capital(
        before, words[first].start, after=False
    )


def _plain_capital(word: Word | None, edge: int, *, after: bool) -> bool:
    """Tell whether *word* touches the place with one blank and looks like part of a name."""
    if word is None or not word.text[0].isupper() or word.text.isupper():
        return False
    gap = word.start - edge if after else edge - word.end
    return gap == 1 and word.folded not in rules()["beside_places"] and len(word.text) > 1


def _names_something(text: str, words: Sequence[Word], last: int) -> bool:
    """Tell whether a capitalised word follows on: "Dakar Forum", "Hiroshima Summit"."""
    if last >= len(words) or words[last - 1].text == "." or words[last - 1].text == "C":
        return False
    after = words[last]
    return (
        after.start - words[last - 1].end == 1
        and "\n" not in text[words[last - 1].end : after.start]
        and after.text[0].isupper()
        and after.folded not in rules()["after_cities"]
        and after.folded not in rules()["beside_places"]
    )


def _located(text: str, words: Sequence[Word], first: int, last: int) -> bool:
    """Tell whether a lesser city stands where a place would: after "in", or as a dateline."""
    if first == 0 or "\n" in text[words[first - 1].end : words[first].start]:
        return last < len(words) and words[last].text in LINE_MARKS
    before = words[first - 1]
    if _ORDINAL.fullmatch(before.folded):
        return True  # "the 60th Munich Security Conference"
    return before.folded in rules()["before_cities"] or before.text in {",", "/", "("}


def city_name(span: Span) -> str:
    """Return the city as it is written, without the district of Washington or a country."""
    text = " ".join(span.text.split())
    for tail in (" D.C.", " D.C", " DC", ","):
        text = text.split(tail)[0]
    return text.removeprefix("the ").strip(" ,")


@Language.component("places", assigns=["doc.spans"])
def mark_places(doc: Doc) -> Doc:
    """Mark every place of the document."""
    article = doc._.article if Doc.has_extension("article") else None
    spans = []
    for found in find_places(whole_text(doc), article.country if article else ""):
        span = doc.char_span(
            found.start,
            found.end,
            label=found.place.label,
            kb_id=found.place.code,
            alignment_mode="expand",
        )
        if span is not None:
            spans.append(span)
    doc.spans["places"] = SpanGroup(doc, name="places", spans=spans)
    return doc
