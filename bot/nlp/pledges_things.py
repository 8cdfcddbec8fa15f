"""Patterns of things that are promised instead of money: counted, named, people, targets."""

import re
from collections.abc import Iterable, Iterator
from functools import cache

from bot.models import PledgeKind
from bot.nlp import numerals
from bot.nlp.pledges_lexicon import expanded, goods, load

_BREAKS = (
    "to|in|for|the|years?|countries|percent|per|cent|million|billion|with|by|on|at|from|will|have|has"
    "|were|was|are|is|people|of|who|that|which|including"
)
_MODIFIER = rf"(?!(?:{_BREAKS})\b)\(?[\w’'./-]+\)?,?"
#: what only carries the goods: "a plane with 13 tonnes of", "a ship carrying 666 tonnes of"
CARRIER = re.compile(
    r"\s(?:carrying|with|loaded with|laden with|bearing|that delivered|containing)\s", re.IGNORECASE
)

Pattern = tuple[PledgeKind, re.Pattern[str]]
#: a sentence without any of these counts nothing and meets no target
_HAS_COUNT = re.compile(
    r"\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|sixteen|eighteen"
    r"|twenty|thirty|forty|fifty|half a|hundreds?|thousands|dozens?|scores|tens|match\w*|exceed\w*"
    r"|net[- ]zero|carbon)\b",
    re.IGNORECASE,
)


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
        (PledgeKind(entry["kind"]), _compiled(expanded(entry["any"], words)))
        for entry in data[table]
    )


@cache
def _listed() -> tuple[re.Pattern[str], re.Pattern[str], dict[str, PledgeKind]]:
    """Compile all goods, counted and named, and map each name to its kind."""
    kinds = {
        name: entry.kind for entry in reversed(goods()) for name in (*entry.named, *entry.heads)
    }
    count = _count(load("pledge_things.toml")["words"]["SMALL"])
    heads = _either([name for entry in goods() for name in entry.heads])
    named = _either([name for entry in goods() for name in entry.named])
    counted = (
        r"(?<![\w$£€.,-])(?<!March )(?<!April )(?<!May )(?<!June )(?<!July )(?<!August )"
        rf"(?P<count>{count})\s+(?!and\b|or\b)(?:{_MODIFIER}\s+){{0,5}}?"
        rf"(?P<name>{heads})(?:e?s)?\b(?!-|\s(?:years?|months?|percent))"
    )
    bare = (
        r"\b(?:an?|the|its|our|new|additional|another|further|several|more)\s+"
        rf"(?:{_MODIFIER}\s+){{0,4}}?(?P<name>{named})s?\b|(?<=[ ])(?P<alone>{named})\b"
    )
    return _compiled(counted), _compiled(bare), kinds


def find_things(text: str) -> Iterator[tuple[PledgeKind, tuple[int, int], bool]]:
    """Yield kind and place of each thing, and whether it suffices without a verb of giving."""
    if _HAS_COUNT.search(text):
        for kind, pattern in _fixed():
            yield from ((kind, _place(match), True) for match in pattern.finditer(text))
    counted, bare, kinds = _listed()
    if _HAS_COUNT.search(text):
        for match in counted.finditer(text):
            yield kinds[_base(match["name"], kinds)], match.span(), True
    if _HAS_COUNT.search(text):
        for kind, pattern in _open():
            yield from ((kind, _place(match), True) for match in pattern.finditer(text))
    for match in bare.finditer(text):
        yield kinds[_base(match["name"] or match["alone"], kinds)], match.span(), False


def _place(match: re.Match[str]) -> tuple[int, int]:
    """Find the thing itself within what shows that it is one."""
    return match.span("thing" if "thing" in match.re.groupindex else 0)


def _base(name: str, kinds: dict[str, PledgeKind]) -> str:
    """Find a name as the data file writes it."""
    name = name.lower()
    return name if name in kinds else name.removesuffix("s")


def _compiled(source: str) -> re.Pattern[str]:
    return re.compile(source, re.IGNORECASE)
