"""A sentence written with stand-ins: one character for each person, place and day.

"PM Ada Ro will travel to Oslo, Norway on 3 May" becomes "P will travel to L D", so that wordings
can be matched whatever the names are.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from bot.nlp.dates import MONTH_NAMES
from bot.nlp.days import Dates
from bot.nlp.gazetteer import CITY, EVENT, Found
from bot.nlp.mentions import Mention, Person
from bot.nlp.title_words import lexicon
from bot.nlp.visits.cues import DAY, PERSON, PLACE, cue

_PRIVATE = re.compile("[\ue000-\uf8ff]")
_MONTHS = frozenset(MONTH_NAMES.split("|"))
_CITY_STATES = frozenset(
    {"Singapore", "Monaco", "Luxembourg", "Djibouti"}
)  #: countries named as cities
_GOOD_PLACES = frozenset({CITY, EVENT, "COUNTRY", "REGION", "VENUE", "STATE"})


class Where(NamedTuple):
    """A place as one unit: "Oslo, Norway" is one."""

    start: int
    end: int
    country: str
    city: str | None
    label: str


@dataclass(slots=True)
class Template:
    """One sentence: *text* with stand-ins, what they stand for, and where it is in the release."""

    text: str
    start: int  #: in the release; -1 for the headline
    end: int
    people: list[list[Person]] = field(default_factory=list)
    places: list[Where] = field(default_factory=list)
    days: list[Dates] = field(default_factory=list)
    plain: str = ""
    selves: set[int] = field(default_factory=set)  #: which people are "I"
    objects: set[int] = field(default_factory=set)  #: which people are "him" or "her"
    latters: set[int] = field(default_factory=set)  #: which people are "the latter"

    def latter(self, n: int) -> bool:
        """Tell whether the stand-in before the *n*th is "the latter"."""
        return n - 1 in self.latters

    def person(self, char: str) -> list[Person]:
        """Return who stands at a stand-in."""
        return self.people[ord(char) - PERSON]

    def place(self, char: str) -> Where:
        """Return the place of a stand-in."""
        return self.places[ord(char) - PLACE]

    def day(self, char: str) -> Dates:
        """Return the days of a stand-in."""
        return self.days[ord(char) - DAY]


def merged_places(text: str, places: Sequence[Found]) -> list[Where]:
    """Join a city with the country behind it; drop demonyms and bodies."""
    out: list[Where] = []
    for found in places:
        capital = found.place.label == "DEMONYM" and text.startswith(" capital", found.end)
        if capital:
            out.append(
                Where(found.start, found.end + len(" capital"), found.place.code, None, CITY)
            )
        if found.place.label not in _GOOD_PLACES or _hyphened(text, found):
            continue
        if found.place.label == "REGION" and re.match(
            r" [A-Z][a-z]", text[found.end : found.end + 3]
        ):
            continue  # "the Pacific Forum" names no place
        city = found.place.label in {CITY, EVENT, "STATE"} or found.place.name in _CITY_STATES
        name = _city_name(text[found.start : found.end]) if city else None
        place = found.place
        if out and _belongs(text, out[-1], found):
            out[-1] = out[-1]._replace(end=found.end)
        elif place.label == "COUNTRY" and (town := _town(text, found.start, places)):
            out.append(Where(found.start - len(town) - 2, found.end, place.code, town, CITY))
        else:
            out.append(Where(found.start, found.end, place.code, name, place.label))
    return out


_TOWN = re.compile(
    r"\b(?:in|to|at|from|near|visit|visits|visited|visiting|and) "
    r"((?:[A-Z][\w'’-]+ ){0,2}[A-Z][\w'’-]+), $"
)


def _town(text: str, at: int, places: Sequence[Found]) -> str:
    """Return a town that no table has, told by the country behind it: "in Larnaca, Cyprus"."""
    match = _TOWN.search(text, max(0, at - 60), at)
    words = match[1].split() if match else []
    known = lexicon()
    plain = all(not known.in_title(w) and w not in known.not_names for w in words)
    if match is None or not plain or words[0] in _MONTHS:
        return ""
    free = all(p.end <= match.start(1) or p.start >= match.end(1) for p in places)
    return match[1] if free else ""


def _hyphened(text: str, found: Found) -> bool:
    """Tell whether the name is half of a compound: "US-Korea", "Uzbekistan-hosted"."""
    before, after = text[max(0, found.start - 1) : found.start], text[found.end : found.end + 2]
    return before in {"-", "–"} or (len(after) > 1 and after[0] in "-–" and after[1].isalpha())


def _belongs(text: str, before: Where, found: Found) -> bool:
    """Tell whether *found* only says in which country the place before it lies."""
    between = text[before.end : found.start]
    if before.country != found.place.code or found.place.label not in {"COUNTRY", "STATE"}:
        return False
    return before.city is not None and bool(
        re.fullmatch(
            r"(?:,? (?:in |the )?|, in |\s?\((?:the )?|, (?:the )?capital of (?:the )?)"
            r"(?:(?:[A-Z]\w+ ){1,3}of (?:the )?)?",
            between,
        )
    )


def _city_name(written: str) -> str:
    """Return a city as written, without district or article, and not in capitals."""
    text = " ".join(written.split())
    if text.isupper() and len(text) > len("D.C."):
        text = text.title()
    for tail in (" D.C.", " D.C", " DC", ","):
        text = text.split(tail)[0]
    return text.removeprefix("the ").strip(" ,")


class Pieces(NamedTuple):
    """Everything found in a text, sorted by place."""

    people: Sequence[Mention]
    places: Sequence[Where]
    days: Sequence[Dates]
    home: str = ""  #: the publisher's country, "the Kingdom" of its releases


def make_template(text: str, start: int, end: int, pieces: Pieces) -> Template:
    """Write ``text[start:end]`` with stand-ins."""
    template = Template("", start, end, plain=text[start:end])
    out: list[str] = []
    at = start
    for first, last, thing in _things(text, start, end, pieces):
        if first < at:
            continue
        out += (_plain(text[at:first]), _stand_in(template, thing))
        at = last
    template.text = "".join([*out, _plain(text[at:end])])
    return template


def _plain(text: str) -> str:
    """Write apostrophes plainly and blot out characters that would pass for stand-ins."""
    return _PRIVATE.sub(" ", text.replace("’", "'").replace("‘", "'"))


def _stand_in(template: Template, thing: "Mention | Where | Dates | str") -> str:
    """Note a thing in the template and return the character that stands for it."""
    if isinstance(thing, Mention):
        template.people.append([thing.person])
        return chr(PERSON + len(template.people) - 1)
    if isinstance(thing, Where):
        template.places.append(thing)
        return chr(PLACE + len(template.places) - 1)
    if isinstance(thing, Dates):
        template.days.append(thing)
        return chr(DAY + len(template.days) - 1)
    if thing.endswith(":i"):
        template.selves.add(len(template.people))
    if thing.endswith((":him", ":her")) and thing.startswith("subject"):
        template.objects.add(len(template.people))
    if thing.startswith("latter"):
        template.latters.add(len(template.people))
    template.people.append([Person(None, thing)])  # a pronoun, resolved by the reader of the frame
    return chr(PERSON + len(template.people) - 1) + ("'s" if thing.startswith("owner") else "")


def _things(
    text: str, start: int, end: int, pieces: Pieces
) -> "Iterator[tuple[int, int, Mention | Where | Dates | str]]":
    """Yield what lies in a sentence, from left to right; people before places in their names."""
    found: list[tuple[int, int, int, Mention | Where | Dates | str]] = []
    found += [(m.start, 0, m.end, m) for m in pieces.people if start <= m.start and m.end <= end]
    found += [(w.start, 2, w.end, w) for w in pieces.places if start <= w.start and w.end <= end]
    found += [(d.start, 1, d.end, d) for d in pieces.days if start <= d.start and d.end <= end]
    for match in cue("home_words").finditer(text, start, end) if pieces.home else ():
        where = Where(match.start("home"), match.end("home"), pieces.home, None, "COUNTRY")
        found.append((where.start, 3, where.end, where))
    for match in cue("pronouns").finditer(text, start, end):
        kind = match.lastgroup or "subject"
        found.append((match.start(), 3, match.end(), f"{kind}:{match[0].lower()}"))
    for first, _, last, thing in sorted(found, key=lambda f: (f[0], f[1])):
        yield first, last, thing
