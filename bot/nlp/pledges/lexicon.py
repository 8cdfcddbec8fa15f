"""The words of promising, giving and their opposites, read once from the data files."""

import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from bot.models import PledgeKind

_DATA = Path(__file__).parents[1] / "data"


def load(name: str) -> dict[str, Any]:
    """Read a data file of this package."""
    return tomllib.loads((_DATA / name).read_text(encoding="utf-8"))


def alternatives(text: str) -> list[str]:
    """Split words written with bars between them, over several lines."""
    return [word.strip() for word in text.replace("\n", " ").split("|") if word.strip()]


def words_pattern(members: list[str], *, plural: bool = False) -> re.Pattern[str]:
    """Compile literal words, longest first, matched whole and in lower case."""
    ordered = sorted(members, key=len, reverse=True)
    ending = "s?" if plural else ""
    return re.compile(rf"(?<![\w$])(?:{'|'.join(re.escape(w) for w in ordered)}){ending}(?![\w])")


@dataclass(frozen=True, slots=True)
class KindWords:
    """What names one purpose: *strong* words outright, *weak* ones by association."""

    kind: PledgeKind
    strong: re.Pattern[str]
    weak: re.Pattern[str] | None


@dataclass(frozen=True, slots=True)
class Goods:
    """Names of things of one class that are promised instead of money."""

    kind: PledgeKind
    heads: tuple[str, ...]
    named: tuple[str, ...]


@lru_cache(maxsize=1)
def verb_classes() -> dict[str, str]:
    """Map a verb's lemma (or verb with particle) to its class: promise, give, take and so on."""
    table: dict[str, str] = {}
    for name, verbs in load("pledge_verbs.toml").items():
        for verb in verbs.split():
            table.setdefault(verb, name)
    return table


@lru_cache(maxsize=1)
def noun_patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Give the patterns of aid nouns and of nouns that rule aid out."""
    data = load("pledge_nouns.toml")
    return words_pattern(alternatives(data["aid"])), words_pattern(alternatives(data["not_aid"]))


@lru_cache(maxsize=1)
def kinds() -> tuple[KindWords, ...]:
    """List the purposes in the order of the guideline."""
    found = []
    for name, entry in load("pledge_kinds.toml").items():
        strong, weak = (
            re.compile(rf"\b(?:{'|'.join(alternatives(entry[rank]))})\b") if entry[rank] else None
            for rank in ("strong", "weak")
        )
        if strong is not None:
            found.append(KindWords(PledgeKind(name), strong, weak))
    return tuple(found)


@lru_cache(maxsize=1)
def goods() -> tuple[Goods, ...]:
    """List the classes of things."""
    return tuple(
        Goods(
            PledgeKind(name),
            tuple(_with_plurals(alternatives(entry["head"]))),
            tuple(alternatives(entry["named"])),
        )
        for name, entry in load("pledge_goods.toml").items()
    )


def _with_plurals(names: Iterable[str]) -> Iterator[str]:
    """Add "batteries" to "battery"; a plain "s" is understood wherever names are looked for."""
    for name in names:
        yield name
        if _CONSONANT_Y.search(name):
            yield name[:-1] + "ies"


@cache
def phrases(name: str) -> re.Pattern[str]:
    """Compile the phrases of ``pledge_phrases.toml`` under a dotted name ("status.old")."""
    module, key = name.split(".")
    entry = _phrase_table()[module][key]
    return re.compile("|".join(entry["any"]), 0 if entry.get("case") else re.IGNORECASE)


@cache
def _phrase_table() -> dict[str, Any]:
    return load("pledge_phrases.toml")


def expanded(pattern: str, words: dict[str, str]) -> str:
    """Put the named parts of a pattern in: <YEAR> and the like, also within one another."""
    while match := _PLACE.search(pattern):
        pattern = pattern[: match.start()] + words[match[1]] + pattern[match.end() :]
    return pattern


_CONSONANT_Y = re.compile("[^aeiou]y$")
_PLACE = re.compile(r"(?<!\(\?P)<([A-Z]+)>")
