"""Who travels along and who is met: lists of people around a journey's sentences."""

import re
from collections.abc import Iterator, Sequence

from bot.nlp.mentions import Person
from bot.nlp.visits.cues import CLASSES, cue
from bot.nlp.visits.filters import remote
from bot.nlp.visits.people import groups, people_in, subject
from bot.nlp.visits.template import Template

_P = CLASSES["P"]
_JOINED = re.compile(r" (?:was|were)(?: also)? ")
FRONT = 12  #: characters within which a group opens its sentence


def listed(template: Template, at: int) -> Iterator[Person]:
    """Yield the people of a list that starts behind character *at*."""
    last = at
    for start, end in groups(template, at, len(template.text)):
        between = template.text[last:start]
        if not cue("list_gap").fullmatch(between) or cue("ends_list").search(between):
            return
        yield from people_in(template, (start, end))
        last = end
        if template.text[end : end + 2] == "'s":
            return


def companions(
    template: Template, travellers: Sequence[Person], everybody: Sequence[Person]
) -> dict[Person, Person]:
    """Tell who travels along, each with whom, as this sentence says.

    *travellers* are those of the latest journey, *everybody* those of any.
    """
    found: dict[Person, Person] = {}
    for match in cue("travels_along").finditer(template.text):
        beside = cue("beside").match(match[0]) is not None
        facing = beside and cue("two_sided").search(template.text[: match.start()]) is not None
        facing |= _joined_at_home(template, match.start(), everybody)
        if not facing and not cue("talks_with").match(template.text):
            leader = _led(template, match.start(), everybody) or travellers[0]
            found |= dict.fromkeys(listed(template, match.end()), leader)
    for match in cue("also_part").finditer(template.text):
        found |= dict.fromkeys(template.person(match[1]), travellers[0])
    for match in cue("accompanies").finditer(template.text):
        leaders = [p for p in template.person(match[1]) if p in everybody]
        span = subject(template, match.start())
        if leaders and span:
            relative = template.text.startswith((", who", " who"), span[1])
            party = people_in(template, span)
            party = party[-1:] if relative else [*_before(template, span), *party]
            found |= dict.fromkeys(party, leaders[0])
    return {p: leader for p, leader in found.items() if p.name and p not in {leader, *travellers}}


def _joined_at_home(template: Template, at: int, everybody: Sequence[Person]) -> bool:
    """Tell whether somebody who does not travel is joined by others: a host and his staff."""
    span = subject(template, at)
    if span is None or not _JOINED.fullmatch(template.text[span[1] : at]):
        return False
    leaders = people_in(template, span)
    return all(p.name for p in leaders) and not set(leaders) & set(everybody)


def _led(template: Template, at: int, everybody: Sequence[Person]) -> Person | None:
    """Return the traveller who is the subject: "the Minister is accompanied by"."""
    span = subject(template, at)
    return next((p for p in people_in(template, span) if p in everybody), None) if span else None


def _before(template: Template, span: tuple[int, int]) -> list[Person]:
    """List the people named in a row before a group: "A of X, B of Y, and C accompanied"."""
    found: list[Person] = []
    right = span[0]
    for start, end in reversed(groups(template, 0, span[0])):
        between = template.text[end:right]
        if cue("ends_list").search(between) or not cue("list_gap").fullmatch(between):
            break
        found = people_in(template, (start, end)) + found
        right = start
    return found


def met_people(template: Template, travellers: Sequence[Person]) -> list[Person]:
    """List whom the travellers meet, as this sentence says."""
    text = template.text
    told = cue("tells_meeting").search(text) or cue("talks_with").match(text)
    if not told or remote(text):
        return []
    found = _grouped(template, travellers)
    for match in cue("meets_whom").finditer(text):
        owner = cue("owner_before").search(text[: match.start()])
        if owner and not set(template.person(owner[1])) & set(travellers):
            continue
        doer = subject(template, match.start())
        if doer is not None and not set(people_in(template, doer)) & set(travellers):
            continue
        if doer is None and not _no_other_subject(template, match.start(), travellers):
            continue
        found += listed(template, match.end())
    return [p for p in dict.fromkeys(found) if p.name and p not in travellers]


def _grouped(template: Template, travellers: Sequence[Person]) -> list[Person]:
    """List those named in one group with the travellers before a verb of meeting, or with whom."""
    text = template.text
    found: list[Person] = []
    for start, end in groups(template, 0, len(text)):
        together = people_in(template, (start, end))
        if start < FRONT and cue("talks_with").match(text):
            found += together
        meets = cue("meets_whom").search(text[end : end + 40])
        if len(together) > 1 and set(together) & set(travellers) and meets:
            found += together
    return found


def _no_other_subject(template: Template, at: int, travellers: Sequence[Person]) -> bool:
    """Tell whether nobody else is named before the verb, so that it speaks of the travellers."""
    before = [p for g in groups(template, 0, at) for p in people_in(template, g)]
    return not before or bool(set(before) & set(travellers))
