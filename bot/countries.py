"""Countries and international organisations: names, flags, demonyms and who is meant by a word."""

import re
import tomllib
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType

REGIONAL_INDICATOR_A = 0x1F1E6
TAGGED = ("org:", "area:", "group:")
# Codes and abbreviations that are also English words: "in" names India only as "IN".
WORDS = {"am", "as", "at", "be", "by", "can", "car", "do", "in", "is", "it", "me", "my", "no"}
WORDS |= {"so", "to", "who"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Country:
    """One line of the data file; *code* is ISO alpha-2, EU, UN or ``org:NAME``."""

    code: str
    name: str
    short: str
    slug: str
    article: bool = False  #: said with "the": the US, the Netherlands
    adjectives: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()

    @property
    def organisation(self) -> bool:
        """Tell whether this is an international organisation."""
        return _is_organisation(self.code)

    @property
    def names(self) -> tuple[str, ...]:
        """Every name of the place itself, the usual one first."""
        return tuple(dict.fromkeys((self.name, self.short, *self.aliases)))

    @property
    def demonyms(self) -> tuple[str, ...]:
        """Adjectives and words for its people."""
        return tuple(dict.fromkeys((*self.adjectives, *self.people)))


def table() -> Mapping[str, Country]:
    """Return all countries and organisations by code; read from the data file once."""
    return _table()


def name(code: str) -> str:
    """Return the usual English name; an unknown code or ``area:Pacific`` speaks for itself."""
    country = _known(code)
    return country.name if country else _bare(code)


def short(code: str) -> str:
    """Return the name that a headline has room for: UK, US, Ukraine."""
    country = _known(code)
    return country.short if country else _bare(code)


def spoken(code: str) -> str:
    """Return the short name as it stands in a sentence: the US, Ukraine, the world."""
    country = _known(code)
    if country is None:
        return _bare(code).replace("World", "the world")
    return f"the {country.short}" if country.article else country.short


def flag(code: str) -> str:
    """Return the flag emoji, or nothing for what has none."""
    country = _known(code)
    if country is None or len(country.code) != len("GB"):
        return ""
    return "".join(chr(REGIONAL_INDICATOR_A + ord(letter) - ord("A")) for letter in country.code)


def slug(code: str) -> str:
    """Return the topic id of a country or organisation: ``united-states``, ``nato``."""
    country = _known(code)
    return country.slug if country else slugified(_bare(code))


def code_of(text: str) -> str | None:
    """Return the code meant by a name, alias, demonym, slug or code, whatever its case."""
    exact, wanted = text.strip(), folded(text)
    if wanted in WORDS and not exact.isupper():
        return None
    if exact.isupper() and exact in _table():
        return exact
    return _forms().get(wanted) or (wanted.upper() if wanted.upper() in _table() else None)


def folded(text: str) -> str:
    """Return *text* for comparing: no case, accents, points, hyphens, or leading article."""
    plain = unicodedata.normalize("NFKD", text.replace("ı", "i").replace("’", "'"))
    kept = "".join(letter for letter in plain if not unicodedata.combining(letter))
    spaced = " ".join(re.sub(r"[-_,()]", " ", kept.replace(".", "")).split()).casefold()
    return spaced.removeprefix("the ").replace("'", "").replace(" & ", " and ")


def slugified(text: str) -> str:
    """Return *text* as a topic id: lower case, ASCII, hyphens."""
    return re.sub(r"[^a-z0-9]+", "-", folded(text)).strip("-")


@cache
def _table() -> Mapping[str, Country]:
    text = files("bot").joinpath("data/countries.toml").read_text(encoding="utf-8")
    sections = tomllib.loads(text)
    return MappingProxyType(
        {
            code: _country(code, row)
            for section in ("countries", "organisations")
            for code, row in sections[section].items()
        }
    )


def _country(code: str, row: Mapping[str, str | bool | list[str]]) -> Country:
    plain = {key: value for key, value in row.items() if isinstance(value, str)}
    lists = {key: tuple(value) for key, value in row.items() if isinstance(value, list)}
    label = plain["name"]
    return Country(
        code=code,
        name=label,
        short=plain.get("short", label),
        slug=plain.get("slug") or slugified(label),
        article="article" in row,
        adjectives=lists.get("adjectives", ()),
        people=lists.get("people", ()),
        aliases=lists.get("aliases", ()),
    )


def _is_organisation(code: str) -> bool:
    return code.startswith("org:") or code in {"EU", "UN"}


@cache
def _forms() -> Mapping[str, str]:
    forms: dict[str, str] = {}
    for form, code in _claims():
        forms.setdefault(form, code)
    return MappingProxyType(forms)


def _claims() -> Iterator[tuple[str, str]]:
    """Yield forms with their codes; names come before demonyms, so that they win."""
    rows = _table().values()
    for row in rows:
        yield from ((folded(form), row.code) for form in row.names)
    for row in rows:
        yield from ((folded(form), row.code) for form in row.demonyms)


def _known(code: str) -> Country | None:
    rows = _table()
    return rows.get(code) or rows.get(f"org:{code}") or rows.get(code.upper())


def _bare(code: str) -> str:
    for tag in TAGGED:
        if code.startswith(tag):
            return code.removeprefix(tag)
    return code
