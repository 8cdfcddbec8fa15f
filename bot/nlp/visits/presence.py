"""Where a sentence puts people: the place of a meeting, of an act, of an event."""

import re

from bot.nlp.mentions import Person
from bot.nlp.places import find_places
from bot.nlp.visits.cues import cue, is_place
from bot.nlp.visits.filters import remote
from bot.nlp.visits.template import Template, Where
from bot.nlp.visits.triggers import Hit

REACH = 90  #: characters before a place in which its preposition is looked for
NEAR = 60  #: characters within which an act or a subject stands close
FRONT = 30  #: characters within which a place opens its sentence
_POSTS = ("Ambassador", "High Commissioner", "Chargé", "Consul General")
_STRAIGHT = frozenset({"to", "in", "to the", "in the"})
_SOMEWHERE_ELSE = re.compile(r", who (?:is|was|are|were|has been) (?:already|currently|now|also)\b")
_ABOUT = re.compile(r"\b(?:on|about|for)\b")
_SUBORDINATE = re.compile(r"\b(?:that|which|who|where|because|after|since)\b")
_SENTENCE_END = re.compile(r";|(?<=[a-z0-9)])\.\s")


def place_met(template: Template, hit: Hit) -> Where | None:
    """Find where people meet, behind the verb or before it, but not where one of them else is."""
    other = _SOMEWHERE_ELSE.search(template.text, hit.end)
    end = other.start() if other else len(template.text)
    behind = place_told(template, hit.end, end, goal=False)
    return behind or place_told(template, 0, hit.end, goal=False)


def place_told(
    template: Template, start: int, end: int | None = None, *, goal: bool = True
) -> Where | None:
    """Find the first place behind *start* where people are said to be, or to go (*goal*)."""
    text = template.text
    for n in range(start, len(text) if end is None else end):
        if not is_place(text[n]):
            continue
        edge = max(start, n - REACH)
        match = cue("locative").search(text, edge, n)
        if match is None or (not goal and match[0].startswith("to ")):
            continue
        where = template.place(text[n])
        plain = goal and where.label == "COUNTRY" and match[0].strip() in _STRAIGHT
        if (plain or firm(where, match[0])) and not cue("not_presence").search(
            text[:n][: match.start()]
        ):
            return where
    return None


def firm(where: Where, phrase: str) -> bool:
    """Tell whether a phrase says where people were: a city, a building, an event in a country."""
    if where.label == "REGION":
        return False
    if where.label == "EVENT":
        return bool(cue("at_event").match(phrase))
    named = where.label != "COUNTRY" or where.city is not None
    return named or bool(cue("is_event").search(phrase))


def posted(person: Person, country: str) -> bool:
    """Tell whether an ambassador is only where he or she is posted."""
    office = person.office or ""
    if " to " not in office or not any(post in office for post in _POSTS):
        return False
    return any(f.place.code == country for f in find_places(office.rpartition(" to ")[2]))


def resident(person: Person) -> bool:
    """Tell whether somebody holds a post abroad and nothing else: at a place he is posted there."""
    office = person.office or ""
    return person.head.startswith(_POSTS) and " for " not in office and "Large" not in office


def places_of(template: Template, hit: Hit) -> list[Where]:
    """List the places that a wording names."""
    return [template.place(c) for c in template.text[slice(*hit.where)] if is_place(c)]


def event_place(template: Template, hit: Hit) -> bool:
    """Tell whether the place is that of the event and not of its subject ("on peace in Libya")."""
    wheres = places_of(template, hit)
    about = _ABOUT.search(template.text, hit.start, hit.where[0])
    return bool(wheres) and (wheres[0].city is not None or about is None)


def acts_there(template: Template, hit: Hit, end: int) -> bool:
    """Tell whether a bare place is where the subject, which ends at *end*, acted."""
    text = template.text
    if template.start < 0 or remote(text):
        return False
    if any(w.city is None and w.label != "VENUE" for w in places_of(template, hit)):
        return False
    between = text[end : hit.start] if end else text[hit.end :]
    if hit.trigger.id == "in-place" and not _close(between, hit, end):
        return False
    if hit.trigger.id.startswith("at-") and end and re.search(r"\b(?:travel|visit)", between):
        return True
    if end and _SUBORDINATE.search(between):
        return False
    return bool(cue("acts").search(between[:NEAR]))


def _close(between: str, hit: Hit, end: int) -> bool:
    """Tell whether the act stands right before its place, or the place opens the sentence."""
    return bool(cue("acts_close").fullmatch(between)) if end else hit.start < FRONT


def opens(text: str, end: int, at: int) -> bool:
    """Tell whether a phrase at the front of a sentence is followed by its subject."""
    between = text[end:at]
    if len(between) >= NEAR or _SENTENCE_END.search(between):
        return False
    return bool(cue("before_subject").search(between))
