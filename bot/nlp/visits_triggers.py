"""The wordings of ``triggers_visit.toml``, and where they stand in a sentence."""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from bot.nlp.gazetteer import DATA
from bot.nlp.visits_cues import is_day, is_place, written
from bot.nlp.visits_template import Template

NOWHERE = (0, 0)


@dataclass(frozen=True, slots=True)
class Trigger:
    """One wording: how it reads and what it means."""

    id: str
    kind: str
    pattern: re.Pattern[str]


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
    return tuple(Trigger(row["id"], row["kind"], _compiled(row["pattern"])) for row in rows)


def _compiled(pattern: str) -> re.Pattern[str]:
    """Write a pattern out, bound to the start of a word unless it has its own edge."""
    edge = "" if pattern.startswith(("(?:^", "(?P<who>")) else r"(?<![\w'-])"
    return re.compile(edge + written(pattern), re.IGNORECASE)


def find_hits(template: Template) -> Iterator[Hit]:
    """Yield the wordings of a sentence that can tell of a journey, in order of the data file."""
    if not template.people and not template.places:
        return
    for trigger in triggers():
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


def marks(text: str, start: int, end: int) -> list[tuple[int, str]]:
    """List the stand-ins of places and days between two characters."""
    return [(n, text[n]) for n in range(start, end) if is_place(text[n]) or is_day(text[n])]
