"""Whose journey a wording tells: the subject before a verb, pronouns, and the one who speaks."""

import re
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from bot.nlp.mentions import Mention, Person, read_mentions
from bot.nlp.places import find_places
from bot.nlp.visits_cues import CLASSES, PERSON, cue, letters
from bot.nlp.visits_template import Template

_OPENING = re.compile(
    r"\W*(?:During|On|In|At|After|Before|Following|While|Whilst|As|Upon|With|Ahead|Throughout)\b"
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


def issuer(publisher: str, country: str, title: str) -> Person | None:
    """Tell who says "I" in a release: the office that publishes it, or the speaker in its title."""
    for text in (publisher, title if cue("speaker_title").search(title) else ""):
        places = find_places(text, country)
        mentions = read_mentions(text, places)
        if text == title:
            match = cue("speaker_title").search(title)
            mentions = [m for m in mentions if match is None or m.start >= match.end() - 1]
        if mentions:
            person = mentions[0].person
            office = (person.office or "").removesuffix(f" of {_owner(person.office or '')}")
            return Person(
                person.name, office or person.office, person.country or country, person.head
            )
    return None


def _owner(office: str) -> str:
    """Return what follows the last "of"."""
    return office.rpartition(" of ")[2]


def known_issuer(person: Person | None, mentions: Sequence[Mention], text: str) -> Person | None:
    """Give the issuer the name that the text has for the office.

    Who writes "I" seldom names himself: then another "Prime Minister X" is a guest, unless he is
    said to do what the release announces.
    """
    if person is None:
        return None
    first_person = re.search(r"\b(?:I|my)\b", text) is not None
    for mention in mentions:
        other = mention.person
        if person.name and other.name and set(person.name.split()) & set(other.name.split()):
            return other
        if person.name or other.head != person.head or other.country not in {"", person.country}:
            continue
        if other.country or not first_person or _signs(text, mention):
            return other
    return person


def _signs(text: str, mention: Mention) -> bool:
    """Tell whether somebody does what the release announces, or stands alone as its signature."""
    before, after = text[: max(mention.start, 0)], text[mention.end : mention.end + 1]
    alone = before[-1:] in {"", "\n"} and after in {"", "\n"}
    return alone or cue("issuer_acts").match(text, mention.end) is not None


def quoted_speaker(template: Template) -> Person | None:
    """Return who says the words of a sentence: "…", said the Minister."""
    match = cue("said").search(template.text)
    if match is None:
        return None
    near = groups(template, max(0, match.start() - 40), min(len(template.text), match.end() + 40))
    people = [p for span in near for p in people_in(template, span) if not _pronoun(p)]
    return people[0] if people else None


def _pronoun(person: Person) -> bool:
    """Tell whether this is still a pronoun."""
    return person.name is None and ":" in (person.office or "")


class Told(NamedTuple):
    """Whom pronouns can mean: those spoken of last, the one who speaks, and who travels."""

    focus: Sequence[Person]
    speaker: Person | None
    travellers: Sequence[Person]


def resolve(template: Template, told: Told) -> Person | None:
    """Put people in place of the pronouns of a sentence; return who "I" is, taken from before."""
    named: list[Person] = []
    focus, speaker, found = told.focus, told.speaker, None
    for n, people in enumerate(template.people):
        person = people[0] if people else None
        if person is None or not _pronoun(person):
            named += people
            continue
        kind, _, word = (person.office or "").partition(":")
        if word in {"i", "my", "me"}:
            who = quoted_speaker(template) or speaker or (focus[0] if focus else None)
            found = who or found
            template.people[n] = [who] if who else []
        elif kind in {"party", "title", "latter"}:
            template.people[n] = _party(kind, word, named, told)
        elif kind == "plural" or word == "their":
            template.people[n] = list(named or focus)
        else:
            template.people[n] = _singular(template, n, named, focus)
            named += [] if named else template.people[n]
    return found


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
    if before.endswith(("with ", "received ", "whom ")):
        return [p for p in focus if p not in named][:1]  # "held talks with him"
    if n and before.endswith("where ") and template.latter(n):
        return list(template.people[n - 1][-1:])
    if named:
        return [named[0]]
    if 0 <= at < CATAPHORA and (person := _subject_later(template, n)):
        return [person]
    if focus:
        return [focus[0]]
    later = [p for people in template.people[n + 1 :] for p in people if not _pronoun(p)]
    return later[:1]
