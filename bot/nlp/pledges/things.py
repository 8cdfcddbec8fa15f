"""Patterns of things that are promised instead of money: counted, named, people, targets."""

import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import NamedTuple

from bot.models import PledgeKind
from bot.nlp import numerals
from bot.nlp.pledges.lexicon import alternatives, expanded, goods, load

_BREAKS = (
    "to|in|for|the|years?|countries|percent|per|cent|million|billion|with|by|on|at|from|will|have|has"
    "|were|was|are|is|people|of|who|that|which|including|held|hold|holds|holding|met|signed"
)
_MODIFIER = rf"(?!(?:{_BREAKS})\b)\(?[\w’'./-]+\)?,?"
#: what only carries the goods: "a plane with 13 tonnes of", "a ship carrying 666 tonnes of"
CARRIER = re.compile(
    r"\s(?:carrying|with|loaded with|laden with|bearing|that delivered|containing)\s", re.IGNORECASE
)

#: a sentence with none of these and no figure counts nothing and meets no target
_COUNTS = frozenset(
    alternatives(
        "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|sixteen|eighteen"
        "|twenty|thirty|forty|fifty|half|hundred|hundreds|thousands|dozen|dozens|scores|tens"
        "|match|matched|matches|matching|exceed|exceeded|exceeds|exceeding|net|carbon"
    )
)
_FIGURE = re.compile(r"\d")
_WORD = re.compile(r"[a-z]+")
_ENDINGS = ("", "s", "es")


class Pattern(NamedTuple):
    """How a sort of thing is written."""

    kind: PledgeKind
    pattern: re.Pattern[str]
    needs: frozenset[str]  #: words of which a sentence with it has one; empty: not known

    def search(self, text: str, words: frozenset[str]) -> Iterator[re.Match[str]]:
        """Find the things in a sentence that has these words."""
        if self.needs and self.needs.isdisjoint(words):
            return iter(())
        return self.pattern.finditer(text)


def _count(small: str) -> str:
    """Build the grammar of counts: digits, words, "hundreds of thousands of"."""
    return (
        rf"(?:(?:{numerals.DIGITS})(?:[\s-]{numerals.LONG_MULTIPLIER}\b)?"
        rf"|(?:half a|{small}|several|a|hundreds of|thousands of|dozens of)"
        r"[\s-](?:hundred[\s-])?(?:thousand|million|billion|dozen|hundred)"
        r"|(?:hundreds|thousands|dozens|scores|tens) of(?: thousands of| millions of)?"
        rf"|{small})"
    )


def _either(words: Iterable[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


@cache
def _fixed() -> tuple[Pattern, ...]:
    return _patterns("thing")


@cache
def _open() -> tuple[Pattern, ...]:
    """Give the patterns of things of any name, which count only where no known thing stands."""
    return _patterns("open")


def _patterns(table: str) -> tuple[Pattern, ...]:
    data = load("pledge_things.toml")
    words = {**data["words"], "COUNT": _count(data["words"]["SMALL"])}
    return tuple(
        Pattern(
            PledgeKind(entry["kind"]),
            _compiled(expanded(entry["any"], words)),
            frozenset(alternatives(entry.get("needs", ""))),
        )
        for entry in data[table]
    )


@cache
def _counted() -> Pattern:
    """Compile the goods that suffice with a count."""
    names = [name for entry in goods() for name in entry.heads]
    count = _count(load("pledge_things.toml")["words"]["SMALL"])
    pattern = (
        r"(?<![\w$£€.,-])(?<!March )(?<!April )(?<!May )(?<!June )(?<!July )(?<!August )"
        rf"(?P<count>{count})\s+(?!and\b|or\b)(?:{_MODIFIER}\s+){{0,5}}?"
        rf"(?P<name>{_either(names)})(?:e?s)?\b"
        r"(?!-|\s(?:years?|months?|percent|of (?:talks|negotiations|consultations|discussions)))"
    )
    return Pattern(PledgeKind.OTHER, _compiled(pattern), _beginnings(names))


@cache
def _bare() -> Pattern:
    """Compile the goods that suffice without a count."""
    names = [name for entry in goods() for name in entry.named]
    pattern = (
        r"\b(?:an?|the|its|our|new|additional|another|further|several|more)\s+"
        rf"(?:{_MODIFIER}\s+){{0,4}}?(?P<name>{_either(names)})s?\b"
        rf"|(?<=[ ])(?P<alone>{_either(names)})\b"
    )
    return Pattern(PledgeKind.OTHER, _compiled(pattern), _beginnings(names))


@cache
def _kinds() -> dict[str, PledgeKind]:
    """Map each name of goods to its kind."""
    return {name: e.kind for e in reversed(goods()) for name in (*e.named, *e.heads)}


def _beginnings(names: Iterable[str]) -> frozenset[str]:
    """List the first word of each name, of one word in the plural as well."""
    firsts = {found[0] for name in names if (found := _WORD.match(name))}
    return frozenset(first + ending for first in firsts for ending in _ENDINGS)


@cache
def _rows() -> Pattern:
    """Compile goods in a row without a number: "provided tents, blankets and stoves"."""
    names = list(_kinds())
    word = r"(?!(?:and|or|to|for|in|with|by|from|on|at|will|has|have|is|are)\b)[\w’'-]+"
    item = rf"(?:{word}\s){{0,3}}?(?P<name>{_either(names)})s?"
    more = rf"(?=(?:,\s{word}(?:\s{word}){{0,3}})*,?\sand\s\w)"
    verb = "provid|deliver|donat|hand(?:s|ed|ing)? over|suppl|sen[dt]|dispatch|ship|transferr?|gift"
    receiver = r"(?:(?:(?-i:[A-Z])[\w’'-]+\s){1,3}with\s)?(?:new\s|additional\s|further\s|more\s)?"
    pattern = rf"\b(?:{verb}|giv|gave)\w*\s{receiver}(?P<thing>{item}){more}"
    return Pattern(PledgeKind.OTHER, _compiled(pattern), _beginnings(names))


def find_things(text: str) -> Iterator[tuple[PledgeKind, tuple[int, int], bool]]:
    """Yield kind and place of each thing, and whether it suffices without a verb of giving."""
    words = frozenset(_WORD.findall(text.lower()))
    if not _COUNTS.isdisjoint(words) or _FIGURE.search(text):
        yield from _of_counts(text, words)
    for match in _bare().search(text, words):
        yield _kind(match["name"] or match["alone"]), match.span(), False
    yield from _in_rows(text, words)


def _of_counts(
    text: str, words: frozenset[str]
) -> Iterator[tuple[PledgeKind, tuple[int, int], bool]]:
    for known in _fixed():
        yield from ((known.kind, _place(match), True) for match in known.search(text, words))
    for match in _counted().search(text, words):
        yield _kind(match["name"]), match.span(), True
    for thing in _open():
        yield from ((thing.kind, _place(match), True) for match in thing.search(text, words))


def _in_rows(
    text: str, words: frozenset[str]
) -> Iterator[tuple[PledgeKind, tuple[int, int], bool]]:
    if "and" in words:
        for match in _rows().search(text, words):
            if match["name"].lower().endswith("s") or match["thing"].endswith("s"):
                yield _kind(match["name"]), match.span("thing"), False


def _place(match: re.Match[str]) -> tuple[int, int]:
    """Find the thing itself within what shows that it is one."""
    return match.span("thing" if "thing" in match.re.groupindex else 0)


def _kind(name: str) -> PledgeKind:
    """Find the kind of goods by the name as the data file writes it."""
    name, kinds = name.lower(), _kinds()
    return kinds[name if name in kinds else name.removesuffix("s")]


def _compiled(source: str) -> re.Pattern[str]:
    return re.compile(source, re.IGNORECASE)
