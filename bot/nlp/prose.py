"""Which lines of a release are news, and which are captions, contacts and the like."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

DATA = Path(__file__).parent / "data" / "boilerplate.toml"
LEAD, LEAD_LINES = 350, 2  #: the lead: so many lines of prose that begin within so many characters
PROSE = 60  #: a shorter line is a heading, a date or a name
BULLETS = " \t-–—•*·▪◦>"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of news in a text; *lead*: it belongs to the opening."""

    start: int
    end: int
    lead: bool
    prose: bool  #: long enough to be a sentence


@lru_cache(maxsize=2)  # places, topics and the summary ask for those of a text in turn
def news_lines(text: str) -> tuple[Line, ...]:
    """Return the lines of *text* that tell something, without boilerplate and what follows it."""
    found: list[Line] = []
    told = paragraphs = 0
    for start, end in _lines(text):
        line = text[start:end].strip(BULLETS)
        if told and (_begins(line, "ends") or _is_heading(line)):
            break
        if not line or is_boilerplate(line):
            continue
        prose = end - start >= PROSE
        opens = told < LEAD and paragraphs < LEAD_LINES
        found.append(Line(start, end, lead=opens, prose=prose))
        told += end - start if prose else 0
        paragraphs += prose
    return tuple(found)


_CURRENCY = re.compile(r"\b(?:US|U\.S\.|AU|NZ|CA|SG|HK|A|C|S) ?\$|\b(?:US|U\.S\.) dollars?\b")


def is_boilerplate(sentence: str) -> bool:
    """Tell whether a sentence is a caption, a credit, or a pointer to elsewhere."""
    line = sentence.strip(BULLETS)
    return _begins(line, "skips") or _begins(line, "ends")


def without_bodies(text: str) -> str:
    """Blank out names such as "Department of Foreign Affairs and Trade"; offsets stay.

    The letters of a currency ("US$ 400 million") are no country, and go as well.
    """
    text = _CURRENCY.sub(lambda match: " " * len(match[0]), text)
    return _bodies().sub(lambda match: " " * len(match[0]), text)


def _lines(text: str) -> Iterator[tuple[int, int]]:
    for match in re.finditer(r"[^\n]+", text):
        yield match.start(), match.end()


def _begins(line: str, kind: str) -> bool:
    return line.casefold().startswith(_marks()[kind])


def _is_heading(line: str) -> bool:
    return line.casefold().rstrip(" :") in _marks()["headings"]


@cache
def _marks() -> Mapping[str, tuple[str, ...]]:
    tables = tomllib.loads(DATA.read_text(encoding="utf-8"))
    return {kind: tuple(marks) for kind, marks in tables.items()}


@cache
def _bodies() -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, _marks()["bodies"])), re.IGNORECASE)
