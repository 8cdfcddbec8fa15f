"""Whose journey a wording tells: the subject before a verb, and whom its pronouns mean."""

import re
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from bot.nlp.mentions import Person
from bot.nlp.visits.cues import CLASSES, PERSON, cue, letters
from bot.nlp.visits.template import Template

_OPENING = re.compile(
    r"\W*(?:During|On|In|At|After|Before|Following|While|Whilst|As|Upon|With|Ahead|Throughout)\b"
)
#: somebody spoken of before owns whom the sentence names first
_OWNED = re.compile(rf"^[^{CLASSES['P'][1:-1]}]*\b(?:[Hh]er|[Hh]is) (?:hosts?|counterpart)\b")
#: words before a pronoun that stands for somebody else than the subject
_OBJECT = (
    *("with ", "received ", "whom ", "join ", "joined ", "joining "),
    *("accompany ", "accompanied ", "accompanying "),
)
_RELATIVE = re.compile(r",? (?:who|which)\b")


@cache
def _group() -> re.Pattern[str]:
    """Return the pattern of a list of people."""
    return re.compile(letters()["PP"])


def groups(template: Template, start: int, end: int) -> list[tuple[int, int]]:
    """List the groups of people named between two characters."""
    return [m.span() for m in _group().finditer(template.text, start, end)]


def people_in(template: Template, span: tuple[int, int]) -> list[Person]:
    """List the people of one group."""
    low, high = CLASSES["P"][1], CLASSES["P"][3]
    chars = template.text[span[0] : span[1]]
    return [p for c in chars if low <= c <= high for p in template.person(c)]


def subject(template: Template, at: int) -> tuple[int, int] | None:
    """Find the group of people that is the subject of the verb at *at*."""
    text = template.text
    for start, end in reversed(groups(template, 0, at)):
        between, before = text[end:at], text[:start]
        if between.startswith("'s") or re.search(r"[;]|(?<=[a-z0-9)])[.!?]['”\"]? ", between):
            continue
        if _RELATIVE.match(between) or cue("led_by").search(before):
            return start, end
        if cue("not_subject").search(before):
            continue
        return start, end
    return None


def is_pronoun(person: Person) -> bool:
    """Tell whether this is still a pronoun."""
    return person.name is None and ":" in (person.office or "")


class Told(NamedTuple):
    """Whom pronouns can mean: those spoken of last, the one who speaks, and who travels."""

    focus: Sequence[Person]
    speaker: Person | None
    travellers: Sequence[Person]
    quoted: Person | None = None  #: who says the words of this very sentence
    guess: Person | None = None  #: who may say "I" when nobody is known to speak


def resolve(template: Template, told: Told) -> Person | None:
    """Put people in place of the pronouns of a sentence; return who "I" is, taken from before."""
    named: list[Person] = []
    focus, speaker, found = told.focus, told.speaker, None
    for n, people in enumerate(template.people):
        person = people[0] if people else None
        if person is None or not is_pronoun(person):
            named += people
            continue
        kind, _, word = (person.office or "").partition(":")
        if word in {"i", "my", "me"}:
            who = told.quoted or speaker or told.guess
            found = who or found
            template.people[n] = [who] if who else []
        elif kind in {"party", "title", "latter"}:
            template.people[n] = _party(kind, word, named, told)
        elif kind == "small":
            template.people[n] = _small(named, told)
        elif kind == "plural" or word == "their":
            template.people[n] = list(named or focus)
        else:
            template.people[n] = _singular(template, n, named, focus)
            named += [] if named else template.people[n]
    return found


def _small(named: Sequence[Person], told: Told) -> list[Person]:
    """Resolve "the minister" in small letters: one of ours, or else who was spoken of."""
    known = [*told.travellers, *told.focus, *named]
    return [p for p in known if p.office][:1]


def _party(kind: str, word: str, named: Sequence[Person], told: Told) -> list[Person]:
    """Resolve "we", "the delegation", "the latter" and "His Excellency"."""
    if kind == "latter":
        return list(named[-1:])
    if kind == "title":
        return list(told.focus if word.startswith("their") else told.focus[:1] or named[:1])
    if word == "we":
        return list(told.travellers) if told.speaker in told.travellers else []
    led = bool(told.focus) and told.focus[0].head == "delegation"
    return list(told.focus[:1] if led else told.travellers)


CATAPHORA = 30  #: "During her visit to Oslo, Minister Ada Ro met": the pronoun comes first


def _subject_later(template: Template, n: int) -> Person | None:
    """Return the named subject that follows behind the opening phrase with the pronoun."""
    text = template.text
    if not _OPENING.match(text):
        return None
    match = re.search(rf", (?:the )?({CLASSES['P']})(?! and|'s)", text)
    if match is None or text.find(chr(PERSON + n)) > match.start():
        return None
    people = template.person(match[1])
    return people[0] if people and people[0].name else None


def _singular(
    template: Template, n: int, named: Sequence[Person], focus: Sequence[Person]
) -> list[Person]:
    """Resolve "he", "her": the first person of the sentence, else the one spoken of before."""
    at = template.text.find(chr(PERSON + n))
    before = template.text[:at]
    if before.endswith(_OBJECT):
        return [p for p in focus if p not in named][:1]  # "held talks with him"
    if focus and _OWNED.search(before):
        named = []  # "her host is P; she will"
    if n and before.endswith("where ") and template.latter(n):
        return list(template.people[n - 1][-1:])
    if named:
        return [named[0]]
    if 0 <= at < CATAPHORA and (person := _subject_later(template, n)):
        return [person]
    if focus:
        return [focus[0]]
    later = [p for people in template.people[n + 1 :] for p in people if not is_pronoun(p)]
    return later[:1]
