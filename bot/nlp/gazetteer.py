"""Names of places and bodies in plain text: one pass over its words, longest name first.

Countries come from `bot.countries`; the other tables are data (``data/countries_more.csv``,
``world.csv``, ``cities.csv``, ``cities_more.csv``, ``place_rules.toml``). Nothing here needs spaCy,
so other layers and tests can use it on strings.
"""

import re
import tomllib
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple

from bot import countries

DATA = Path(__file__).parent / "data"
WORD = re.compile(r"[^\W_]+|[^\w\s]|_")
SHORT_CODE = 5  #: an upper-case form up to this length (US, WHO, UNHCR) must be written so
CITY = "CITY"
EVENT = "EVENT"  #: a city that only names something: "the Munich Security Conference"


class Word(NamedTuple):
    """One word or mark of a text and where it stands."""

    text: str
    folded: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Place:
    """One name in the tables.

    *label* is COUNTRY, DEMONYM, CITY, REGION, GROUP, STATE, VENUE, ORG or NONE (a phrase that
    only looks like a place); *weight* ranks cities of the same name.
    """

    label: str
    code: str
    name: str
    weight: int = 0
    capital: bool = False


class Found(NamedTuple):
    """A place in a text: character offsets and its entry."""

    start: int
    end: int
    place: Place


@lru_cache(maxsize=20_000)  # most words of a release are those of the one before
def fold(text: str) -> str:
    """Lower-case without accents and with plain apostrophes, for comparing names."""
    if text.isascii():
        return text.lower()
    plain = unicodedata.normalize("NFKD", text.replace("’", "'").replace("‘", "'"))
    return "".join(c for c in plain if not unicodedata.combining(c)).lower()


def words_of(text: str) -> list[Word]:
    """Cut a text into words and single marks."""
    return [Word(word := m[0], fold(word), m.start(), m.end()) for m in WORD.finditer(text)]


@cache
def rules() -> dict[str, frozenset[str]]:
    """Read the lists of ``place_rules.toml``, folded."""
    with (DATA / "place_rules.toml").open("rb") as file:
        return {key: frozenset(map(fold, names)) for key, names in tomllib.load(file).items()}


def rows(name: str, cells: int) -> Iterator[list[str]]:
    """Yield the rows of a data table; the last cell may hold commas."""
    with (DATA / name).open(encoding="utf-8") as file:
        for line in file:
            if line.strip() and not line.startswith("#"):
                cut = line.rstrip("\n").split(",", cells - 1)
                yield cut + [""] * (cells - len(cut))


def _countries() -> Iterator[tuple[str, Place]]:
    """Yield the names of countries and of their people, those of `bot.countries` first."""
    table = [c for c in countries.table().values() if not c.organisation]
    known = [(c.code, c.names, c.demonyms) for c in table]
    more = [(code, n.split(";"), d.split(";")) for code, n, d in rows("countries_more.csv", 3)]
    for code, names, demonyms in [*known, *more]:
        place = Place("COUNTRY", code, countries.name(code))
        yield from ((form, place) for form in names if form)
        people = Place("DEMONYM", code, countries.name(code))
        kept = (d for d in demonyms if d and fold(d) not in rules()["not_demonyms"])
        yield from ((form, people) for form in kept)


def _entries() -> Iterator[tuple[str, Place]]:
    """Yield every written form with its entry."""
    yield from _countries()
    for label, code, forms in rows("world.csv", 3):
        yield from ((form, Place(label, code, form)) for form in forms.split(";"))
    for name, code, thousands, capital in rows("cities.csv", 4):
        yield name, Place(CITY, code, name, int(thousands), capital == "1")
    for name, code, people, capital, aliases in rows("cities_more.csv", 5):
        place = Place(CITY, code, name, int(people) // 1000, capital == "1")
        yield from ((form, place) for form in (name, *filter(None, aliases.split(";"))))
    for phrase in rules()["not_places"]:
        yield phrase, Place("NONE", "", phrase)


class _Form(NamedTuple):
    """A written form: its words after the first, how it must be cased, and its entries."""

    rest: tuple[str, ...]
    exact: str  #: the form itself when it is a short code, else ""
    places: list[Place]
    capital: bool  #: its last word has a capital: "the States" is not "the states"


class Gazetteer:
    """All known names, found by their first two words and then longest first."""

    def __init__(self) -> None:
        forms: dict[tuple[str, ...], _Form] = {}
        for written, place in _entries():
            words = tuple(w.folded for w in words_of(written))
            exact = written if written.isupper() and len(written) <= SHORT_CODE else ""
            capital = words_of(written)[-1].text[0].isupper()
            form = _Form(words[1:], exact, [], capital)
            forms.setdefault(words, form).places.append(place)
        self._firsts = frozenset(words[0] for words in forms)  # most words of a text are not
        self._forms: dict[tuple[str, ...], list[_Form]] = {}
        for words, form in forms.items():
            self._forms.setdefault(words[:2], []).append(form)
        for same in self._forms.values():
            same.sort(key=lambda form: -len(form.rest))

    def matches(self, words: Sequence[Word]) -> Iterator[tuple[int, int, list[Place]]]:
        """Yield word ranges that carry a known name, without overlaps, with their entries."""
        end = 0
        for at, word in enumerate(words):
            if word.folded not in self._firsts or at < end:
                continue
            form = self._longest(words, at)
            if form and word.folded == "the":
                behind = self._longest(words, at + 1)  # "the World Bank" is not "the world"
                form = None if behind and len(behind.rest) >= len(form.rest) else form
            if form:
                end = at + len(form.rest) + 1
                yield at, end, form.places

    def _longest(self, words: Sequence[Word], at: int) -> _Form | None:
        """Return the longest form that stands at word *at*."""
        if at >= len(words):
            return None
        first = words[at].folded
        forms = self._forms.get((first,), ())
        if at + 1 < len(words):
            forms = (*self._forms.get((first, words[at + 1].folded), ()), *forms)
        return next((form for form in forms if _reads(words, at, form)), None)


def _reads(words: Sequence[Word], at: int, form: _Form) -> bool:
    """Tell whether *form* stands at word *at*, in fitting case."""
    end = at + 1 + len(form.rest)
    if end > len(words) or any(
        w.folded != rest for w, rest in zip(words[at + 1 : end], form.rest, strict=True)
    ):
        return False
    first, last = words[at].text, words[end - 1].text
    if form.exact:
        written = "".join(w.text for w in words[at:end])
        return written.replace(".", "") == form.exact.replace(".", "")
    if form.places[0].label == "NONE":
        return True
    fitting = not first[0].islower() or first in {"the", "worldwide"}
    return fitting and not (form.capital and last[0].islower())


@cache
def gazetteer() -> Gazetteer:
    """Load the tables once."""
    return Gazetteer()
