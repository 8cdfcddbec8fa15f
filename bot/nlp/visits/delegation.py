"""Delegations announced first and named later, and third-country officials met at a stop."""

import re
from collections.abc import Sequence

from bot.models import VisitStatus
from bot.nlp.mentions import COUNTERPART, Person
from bot.nlp.visits.company import companions, met_people
from bot.nlp.visits.cues import cue
from bot.nlp.visits.details import within
from bot.nlp.visits.filters import remote
from bot.nlp.visits.frame import WEIGHTS, Companion, Journey, StopDraft
from bot.nlp.visits.people import groups, people_in
from bot.nlp.visits.presence import posted, resident
from bot.nlp.visits.scene import OPENING, Scene
from bot.nlp.visits.stops import Leg, read_legs, settled
from bot.nlp.visits.template import Template, Where
from bot.nlp.visits.triggers import Hit
from bot.nlp.world import at_home, serves

_SENTENCE = re.compile(r"\b(?:will|has|is|was|said|announced)\b")


def note_announced(scene: Scene, template: Template, hit: Hit) -> bool:
    """Note a delegation whose members are named later."""
    legs = read_legs(template, hit, past=False)
    away = [leg for leg in legs if not at_home(scene.home, leg.where.country)]
    if not away:
        return False
    journey = scene.frame.delegation or Journey(Person(None, "delegation", scene.home))
    journey.add(away)
    journey.told(VisitStatus.PLANNED, WEIGHTS["go"], template, "delegation")
    scene.frame.delegation = journey
    return True


def note_members(scene: Scene, template: Template) -> None:
    """Name the members of an announced delegation: its leader, and those listed line by line."""
    announced = scene.frame.delegation
    if announced is None or announced.evidence is template:
        return
    for person in _members(template):
        away = [s for s in announced.stops if not posted(person, s.country)]
        if person.name and person.office and away and person.country in {"", scene.home}:
            journey = scene.frame.journey(person)
            journey.stops = [StopDraft(s.country, s.city, s.first, s.last) for s in away]
            sentence = announced.evidence or template
            journey.told(announced.status, WEIGHTS["noun"], sentence, "delegation")


def _members(template: Template) -> list[Person]:
    """List the members whom a sentence or a line names."""
    led = cue("leads_it").search(template.text)
    if led:
        return template.person(led[1] or led[2])
    first = next(iter(groups(template, 0, OPENING)), None)
    if first is None or _SENTENCE.search(template.text):
        return []
    return people_in(template, first)[:1]


def note_company(scene: Scene, template: Template) -> None:
    """Note who travels along with the travellers of the latest journey, and whom they meet."""
    travellers = scene.frame.travellers
    if not travellers or template.start < 0:
        return
    if remote(template.text):
        scene.frame.afar |= {p for people in template.people for p in people}
    ours = serves(travellers[0], scene.home, "", guest=False)
    everybody = [j.person for j in scene.frame.journeys]
    party = companions(template, travellers, everybody)
    along = [p for p in party if _ours(scene, p, ours, travellers, template)]
    for person in along:
        leading = scene.frame.known(party[person])
        foreign = person.country not in {"", ours}
        past = leading and (foreign or cue("was_along").search(template.text))
        seen = frozenset(s.country for s in leading.stops) if leading and past else frozenset()
        scene.frame.companions.setdefault(person, Companion(party[person], template, seen))
    for person in met_people(template, travellers):
        known = person in scene.frame.afar or person in along or person in scene.frame.companions
        if not known and person.country != ours:
            _met(scene, template, person, travellers)


def _ours(
    scene: Scene, person: Person, ours: str, travellers: Sequence[Person], template: Template
) -> bool:
    """Tell whether somebody can be of the travelling party and is no host or guest."""
    if not (person.office or person.head == COUNTERPART) or scene.colleague(person):
        return False
    weak = cue("beside").search(template.text) and not at_home(scene.home, ours)
    if resident(person) or (weak and person.country != ours):
        return False
    journeys = [j for j in scene.frame.journeys if j.person in travellers]
    theirs = {s.country for j in journeys for s in j.stops}
    if person.country and person.country not in theirs and cue("joint").search(template.text):
        return True
    body = person.country.startswith("org:") and person.country not in theirs
    return person.country in {"", ours} or body


def _met(scene: Scene, template: Template, person: Person, travellers: Sequence[Person]) -> None:
    """Add somebody met to the stop that fits; a third country's official travelled there too."""
    for traveller in travellers:
        journey = scene.frame.known(traveller)
        if journey is None:
            continue
        if posted(person, scene.home) and all(s.country != scene.home for s in journey.stops):
            continue  # a foreign ambassador at home is seen before the journey or after it
        stop = _stop_for(template, person, journey.stops, scene.frame.here)
        if not any(person in s.meets for s in journey.stops):
            stop.meets.append(person)
        _met_on(template, stop, journey)
        if _third(scene, person, stop) and all(person.country != s.country for s in journey.stops):
            third = scene.frame.journey(person)
            third.add([Leg(Where(-1, -1, stop.country, stop.city, "CITY"))])
            third.told(journey.status, 1, template, "met-there")
            third.stops[0].meets += [p for p in [traveller] if p not in third.stops[0].meets]


def _met_on(template: Template, stop: StopDraft, journey: Journey) -> None:
    """Take the only day of a sentence without a place for the day of the stop."""
    if len(template.days) != 1 or stop.first or stop.last or template.places:
        return
    if cue("older_events").search(template.text):
        return
    days = settled(template.days[0], past=journey.status is not VisitStatus.PLANNED)
    if within(journey, days):
        stop.first, stop.last = days.first, days.last


def _third(scene: Scene, person: Person, stop: StopDraft) -> bool:
    """Tell whether a person met is abroad at the stop, which is not at the publisher's."""
    known = person.office or person.head == COUNTERPART
    if not (person.country and known) or stop.country.startswith("area:"):
        return False
    return not at_home(person.country, stop.country) and not at_home(scene.home, stop.country)


def _stop_for(
    template: Template, person: Person, stops: Sequence[StopDraft], here: str
) -> StopDraft:
    """Choose the stop where somebody is met: their country, the place told, or the present one."""
    told = [w.country for w in template.places]
    by_country = [s for s in stops if at_home(person.country, s.country)]
    by_place = [s for s in stops if s.country in told]
    by_now = [s for s in stops if s.country == here]
    return next(iter(by_country or by_place or by_now), stops[0])
