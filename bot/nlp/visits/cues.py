"""The alphabet of sentence templates, and the patterns of ``visit_cues.toml`` written in it."""

import re
import tomllib
from functools import cache

from bot.nlp.gazetteer import DATA

PERSON, PLACE, DAY = 0xE000, 0xE800, 0xF000  #: first stand-ins of each kind
CLASSES = {"P": "[\ue000-\ue7ff]", "L": "[\ue800-\uefff]", "D": "[\uf000-\uf7ff]"}
_P, _L, _D = CLASSES["P"], CLASSES["L"], CLASSES["D"]


@cache
def raw() -> dict[str, str]:
    """Read the patterns as they stand in the file."""
    with (DATA / "visit_cues.toml").open("rb") as file:
        return {name: row["pattern"] for name, row in tomllib.load(file).items()}


@cache
def letters() -> dict[str, str]:
    """Return what each name in braces stands for."""
    parts = raw()
    events = f"(?:{parts['events']})"
    lead = f"(?:(?:{parts['before_listed_person']}) ){{0,4}}"
    people = (
        rf"{_P}(?:(?:, {lead}{_P}){{1,24}}(?:,? and |,? as well as |, together with | & ){lead}{_P}"
        rf"|(?:,? and | & |; |,? alongside |,? together with |,? as well as |/){lead}{_P}){{0,8}}"
    )
    glue = rf"(?:\s|[,;()–-]|\b(?:{parts['between_places']})\b)*"
    place = rf"{_L}{parts['alone']}"
    unlisted = r"(?:(?-i:[A-Z][\w'-]+(?: [A-Z][\w'-]+)?), )?"  # a town no gazetteer has
    places = rf"{unlisted}(?:{parts['before_place']} ){{0,4}}{place}(?:{glue}(?:{place}|{_D}))*"
    day = rf"(?:(?:on|from|this|of|between|during) )?{_D}"
    words = r"(?:,? (?!and\b|will\b|who\b|to\b|where\b)[\w'&“”\"-]+){0,4}?"
    return {"PP": people, "LL": places, "DD": day, "W": words, "E": events} | CLASSES


def written(pattern: str) -> str:
    """Write a pattern out: {P} and its like become classes, {acts} another cue."""
    for name, value in letters().items():
        pattern = pattern.replace("{" + name + "}", value)
        pattern = pattern.replace("{" + name + "-}", value[1:-1])
    return pattern.replace("{acts}", raw()["acts"])


@cache
def cue(name: str) -> re.Pattern[str]:
    """Return a pattern by its name in the file."""
    return re.compile(written(raw()[name]))


def is_person(char: str) -> bool:
    """Tell whether a character stands for a person."""
    return PERSON <= ord(char) < PLACE


def is_place(char: str) -> bool:
    """Tell whether a character stands for a place."""
    return "\ue800" <= char <= "\uefff"  # these two are asked of every letter


def is_day(char: str) -> bool:
    """Tell whether a character stands for a day or range."""
    return "\uf000" <= char <= "\uf7ff"
