"""The wordings of ``triggers_visit.toml``, and where they stand in a sentence."""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from bot.nlp.gazetteer import DATA
from bot.nlp.openings import always, openings
from bot.nlp.visits.cues import is_day, is_place, written
from bot.nlp.visits.template import Template

NOWHERE = (0, 0)
_WORD = re.compile("[a-z]+")


@dataclass(frozen=True, slots=True)
class Trigger:
    """One wording: how it reads and what it means."""

    id: str
    kind: str
    pattern: re.Pattern[str]
    opens: tuple[str, ...]  #: letters with one of which its first word begins
    places: bool  #: it names a place
    people: bool  #: it names somebody

    def fits(self, template: Template) -> bool:
        """Tell whether the sentence names whom and what the wording names."""
        return (not self.places or bool(template.places)) and (
            not self.people or bool(template.people)
        )


@dataclass(frozen=True, slots=True)
class Hit:
    """A wording found in a template, at characters *start* to *end*."""

    trigger: Trigger
    start: int
    end: int
    where: tuple[int, int]  #: the list of places; NOWHERE when it names none
    who: tuple[int, int]  #: the people it names: travellers, guests or (kind "hosted") hosts

    @property
    def kind(self) -> str:
        """The trigger's kind."""
        return self.trigger.kind


@cache
def triggers() -> tuple[Trigger, ...]:
    """Read the wordings once."""
    with (DATA / "triggers_visit.toml").open("rb") as file:
        rows = tomllib.load(file)["trigger"]
    return tuple(_trigger(row["id"], row["kind"], row["pattern"]) for row in rows)


def _trigger(name: str, kind: str, pattern: str) -> Trigger:
    return Trigger(
        name,
        kind,
        _compiled(pattern),
        tuple(openings(pattern)),
        places=always(pattern, "where"),
        people=always(pattern, "who") or always(pattern, "host"),
    )


def _compiled(pattern: str) -> re.Pattern[str]:
    """Write a pattern out, bound to the start of a word unless it has its own edge."""
    edge = "" if pattern.startswith(("(?:^", "(?P<who>")) else r"(?<![\w'-])"
    return re.compile(edge + written(pattern), re.IGNORECASE)


def find_hits(template: Template) -> Iterator[Hit]:
    """Yield the wordings of a sentence that can tell of a journey, in order of the data file."""
    if not template.people and not template.places:
        return
    for trigger in _likely(template):
        for match in trigger.pattern.finditer(template.text):
            groups = match.groupdict()
            who = "host" if groups.get("host") else "who"
            yield Hit(
                trigger,
                match.start(),
                match.end(),
                match.span("where") if groups.get("where") else NOWHERE,
                match.span(who) if groups.get(who) else NOWHERE,
            )


def _likely(template: Template) -> list[Trigger]:
    """List the wordings that can stand in a sentence, judged by its words: a few of them all."""
    words = {"", *_WORD.findall(template.text.lower())}
    numbers = sorted({n for word in words for n in _opened_by(word)})
    every = triggers()
    return [every[n] for n in numbers if every[n].fits(template)]


@lru_cache(maxsize=20_000)  # most words of a release are those of the one before
def _opened_by(word: str) -> tuple[int, ...]:
    """Return which wordings a word opens; the empty one stands for those that anything can open."""
    beginnings = (word[:end] for end in range(1, len(word) + 1)) if word else ("",)
    return tuple(n for beginning in beginnings for n in _openers().get(beginning, ()))


@cache
def _openers() -> dict[str, list[int]]:
    """Map each opening to the wordings that have it."""
    found: dict[str, list[int]] = {}
    for number, trigger in enumerate(triggers()):
        for opening in [""] if "" in trigger.opens else trigger.opens:
            found.setdefault(opening, []).append(number)
    return found


def marks(text: str, start: int, end: int) -> list[tuple[int, str]]:
    """List the stand-ins of places and days between two characters."""
    return [(n, text[n]) for n in range(start, end) if is_place(text[n]) or is_day(text[n])]
