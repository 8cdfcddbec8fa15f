"""Who says "I" in a release: its publisher, its author, and whoever is quoted or labelled."""

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from bot.nlp.mentions import Mention, Person, read_mentions
from bot.nlp.places import find_places
from bot.nlp.visits.cues import cue
from bot.nlp.visits.people import groups, is_pronoun, people_in
from bot.nlp.visits.template import Template

TOP = 300  #: characters within which a byline stands


def speaker(
    publisher: str, country: str, title: str, text: str, mentions: Sequence[Mention]
) -> Person | None:
    """Tell who says "I": the office that publishes, the speaker of the title, or who signs."""
    person = known_issuer(issuer(publisher, country, title), mentions, text)
    if person is not None and person.name is None:
        person = _masthead(text[:TOP], person, country)
    return person or _author(text, mentions, country)


def _masthead(top: str, issuer: Person, country: str) -> Person:
    """Give the issuer the name that a line in capitals has for the office."""
    lines = top.split("\n")
    for line in [*lines, *(f"{a} {b}" for a, b in pairwise(lines))]:
        if not line.isupper() or len(line.split()) < len(("MINISTER", "ADA", "RO")):
            continue
        plain = re.sub(r"\b(?:For|Of|And|The|To)\b", lambda m: m[0].lower(), line.title())
        for mention in read_mentions(plain, find_places(plain, country)):
            person = mention.person
            if person.name and person.head == issuer.head:
                return Person(person.name, issuer.office, issuer.country, issuer.head)
    return issuer


def _author(text: str, mentions: Sequence[Mention], country: str) -> Person | None:
    """Return who is named in a byline, or alone on a line as in a signature."""
    for mention in mentions:
        person, at = mention.person, mention.start
        if at < 0 or not (person.name and person.office) or person.country not in {"", country}:
            continue
        before = text[text.rfind("\n", 0, at) + 1 : at]
        ends = text[mention.end : mention.end + 1] in {"", "\n"}
        byline = at < TOP and cue("byline").fullmatch(before)
        if byline or (ends and not before):
            return person
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
        if not _one_post(person, other):
            continue  # a joint release: two ministers, each with a portfolio
        if other.country or not first_person or _signs(text, mention):
            return other
    return person


def _one_post(person: Person, other: Person) -> bool:
    """Tell whether two offices can be one: the same portfolio, or one that is not told."""
    one, two = person.office or "", other.office or ""
    return one in two or two in one


def _signs(text: str, mention: Mention) -> bool:
    """Tell whether somebody does what the release announces, or stands alone as its signature."""
    before, after = text[: max(mention.start, 0)], text[mention.end : mention.end + 1]
    alone = before[-1:] in {"", "\n"} and after in {"", "\n"}
    return alone or cue("issuer_acts").match(text, mention.end) is not None


class Label(NamedTuple):
    """A label before what somebody says, as in a transcript; *person* is None for a reporter."""

    person: Person | None
    asks: bool = False  #: a question: what it takes for granted is no news


def label_of(template: Template, author: Person | None, *, transcript: bool) -> Label | None:
    """Read the label that opens a sentence: "Minister Ro: I will", "Reporter: I heard".

    A bare "Minister:" is the one whose words the release gives. Other words before a colon
    ("Venue: Oslo") are labels only where people were labelled before.
    """
    named = cue("label_person").match(template.text)
    if named:
        person = template.person(named[1])[0]
        written = template.plain.partition(":")[0]
        bare = not person.name or not set(person.name.split()) & set(written.split())
        return Label(author if bare and author else person)
    if cue("label_question").match(template.text):
        return Label(None, asks=True)
    other = cue("label_other").match(template.text) if transcript else None
    return Label(None, asks=not cue("label_answer").match(template.text)) if other else None


def guessed_speaker(template: Template, focus: Sequence[Person], home: str) -> Person | None:
    """Return who may say "I" where nobody is known to speak: one of ours, or who was just quoted.

    A foreigner named in the sentence before does not speak in a release of somebody else.
    """
    if not focus:
        return None
    quoted = any(mark in template.plain for mark in '“”"‘«»')
    return focus[0] if quoted or focus[0].country in {"", home} else None


def quoted_speaker(template: Template) -> Person | None:
    """Return who says the words of a sentence: "…", said the Minister."""
    match = cue("said").search(template.text)
    if match is None:
        return None
    near = groups(template, max(0, match.start() - 40), min(len(template.text), match.end() + 40))
    people = [p for span in near for p in people_in(template, span) if not is_pronoun(p)]
    return people[0] if people else None
