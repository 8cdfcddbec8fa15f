"""Hosts and guests, and people who meet: whoever is abroad there has travelled."""

from collections.abc import Sequence

from bot.models import VisitStatus
from bot.nlp.mentions import Person
from bot.nlp.visits.cues import cue
from bot.nlp.visits.filters import around, remote
from bot.nlp.visits.people import groups, people_in, subject
from bot.nlp.visits.presence import place_met, place_told, places_of, posted, resident
from bot.nlp.visits.scene import Expected, Scene, Telling
from bot.nlp.visits.stops import Leg
from bot.nlp.visits.template import Template, Where
from bot.nlp.visits.triggers import Hit
from bot.nlp.world import at_home, seat

BESIDE = 90  #: characters behind a welcome in which a visit may be told
BEFORE = 40
_SAYS_VISIT = frozenset({"receives-call", "hosts-visit"})
PAIR = 2
SOON = 4  #: sentences within which "this visit" means that of whom ours meet


def read_hosting(scene: Scene, template: Template, hit: Hit) -> bool:
    """Read a host's welcome: the guests travel to the host."""
    if template.text[hit.end : hit.end + 2] in {"'s", "' "} or remote(around(template, hit)):
        return False
    span = subject(template, hit.start)
    left = people_in(template, span) if span else []
    right = people_in(template, hit.who)
    guests, hosts = (left, right) if hit.kind == "hosted" else (right, left)
    guests = [g for g in guests if g not in hosts]
    leg = _place_of(scene, template, hit, hosts, guests)
    if leg is None:
        for person in guests:
            scene.met(person, None, hosts)
        return False
    telling = Telling(template, hit, span[1] if span else hit.start)
    found = scene.presence(telling, guests, leg, guest=leg.where.country == scene.home)
    for person in guests:
        scene.met(person, leg, hosts)
    return found


def _place_of(
    scene: Scene, template: Template, hit: Hit, hosts: Sequence[Person], guests: Sequence[Person]
) -> Leg | None:
    """Find the place of a welcome: told behind it, else the host's country if a visit is told."""
    told = place_told(template, hit.start)
    if told is not None:
        return Leg(told)
    text = template.text
    beside = text[max(0, hit.start - BEFORE) : hit.start] + text[hit.end : hit.end + BESIDE]
    sure = hit.kind == "hosted" or hit.trigger.id in _SAYS_VISIT
    sure = sure or "host" in text[hit.start : hit.end].lower()
    if not sure and not cue("hosting").search(beside):
        return None
    country = next((h.country for h in hosts if h.country), "") or scene.home_of(hosts, guests)
    here = scene.here()
    if here is not None and here.country == seat(country):
        return Leg(here)
    return Leg(Where(-1, -1, seat(country), None, "COUNTRY")) if seat(country) else None


def read_meeting(scene: Scene, template: Template, hit: Hit) -> bool:
    """Read a meeting at a place: it is a journey for whom the place is abroad."""
    if hit.who[1]:
        return _read_told(scene, template, hit)
    span = subject(template, hit.start)
    if span is None or remote(around(template, hit)):
        return False
    if cue("delegation_announced").search(template.text[span[1] : hit.start]):
        return False  # others are sent
    return _read_verb(scene, template, hit, span)


def _read_verb(scene: Scene, template: Template, hit: Hit, span: tuple[int, int]) -> bool:
    """Read a verb of meeting, whose subject is *span*."""
    telling = Telling(template, hit, span[1])
    left = people_in(template, span)
    if _paired(scene, telling, left):
        return True
    behind = groups(template, hit.end, len(template.text))
    right = [
        p
        for span in behind
        for p in people_in(template, span)
        if p not in left and not cue("of_somebody").search(template.text[: span[0]])
    ]
    told = place_met(template, hit) or scene.afield(template)
    others = cue("others").search(template.text, hit.start)
    if told is None or not (right or len(left) > 1 or others):
        _expect(scene, telling, left, right)
        for guest in right:  # whose journey its own words tell: "met P, who is visiting L"
            scene.met(guest, None, left)
        return False
    leg = Leg(told)
    found = scene.presence(telling, left, leg, guest=False)
    visited = {s.country for p in left if (j := scene.frame.known(p)) for s in j.stops}
    right = [p for p in right if p.country not in visited or p.country == told.country]
    strangers = any(
        p.country not in {"", scene.home} and not at_home(p.country, told.country) for p in left
    )
    found |= scene.presence(telling, right, leg, guest=not strangers)
    for person in left:
        scene.met(person, leg, right or left)
    for person in right:
        scene.met(person, leg, left)
    return found


def _read_told(scene: Scene, template: Template, hit: Hit) -> bool:
    """Read a meeting told as a noun: "talks between A and B in Oslo", "a meeting with B in L"."""
    people = people_in(template, hit.who)
    if remote(around(template, hit)):
        return False
    if hit.where[1]:
        where: Where | None = places_of(template, hit)[0]
        people = [*_other_side(scene, template, hit, people), *people]
    else:
        where = place_told(template, hit.end, goal=False)
    if where is None or where.label == "REGION" or len(people) < PAIR:
        return False
    ours = [p for p in people if p.country in {"", scene.home}]
    theirs = [p for p in people if p not in ours]
    if not ours or not theirs:
        return False
    leg, telling = Leg(where), Telling(template, hit, hit.who[1])
    found = [scene.presence(telling, side, leg, guest=False) for side in (ours, theirs)]
    for person in people:
        scene.met(person, leg, theirs if person in ours else ours)
    return any(found)


def _other_side(
    scene: Scene, template: Template, hit: Hit, met: Sequence[Person]
) -> Sequence[Person]:
    """Return who held a meeting: the subject, else whom of ours the release speaks of."""
    span = subject(template, hit.start)
    named = people_in(template, span) if span else scene.frame.focus
    fit = [p for p in named if p not in met and p.office and p.country in {"", scene.home}]
    return fit[:1]


def _expect(
    scene: Scene, telling: Telling, ours: Sequence[Person], theirs: Sequence[Person]
) -> None:
    """Keep in mind whom of other countries ours meet at a place that is not told."""
    if any(resident(p) or p.country not in {"", scene.home} for p in ours):
        return
    guests = [
        p
        for p in theirs
        if p.name and p.country not in {"", scene.home} and not posted(p, scene.home)
    ]
    if guests:
        scene.expected = Expected(telling, guests, scene.count)


def note_guests(scene: Scene, template: Template) -> None:
    """Take those whom ours meet at a place untold for guests, once "this visit" is spoken of."""
    expected, here = scene.expected, scene.here()
    if expected is None or here is None or scene.frame.journeys:
        return
    if scene.count - expected.sentence > SOON or not cue("this_visit").search(template.text):
        return
    telling, leg = expected.telling, Leg(here)
    hosts = people_in(telling.template, (0, telling.end))
    scene.presence(telling, expected.people, leg, guest=True)
    today = [j for j in scene.frame.journeys if j.stops[0].first == scene.published]
    for journey in today:
        journey.status = VisitStatus.ONGOING  # "will today meet": the guest is here already
    for person in expected.people:
        scene.met(person, leg, hosts)


def _paired(scene: Scene, telling: Telling, left: Sequence[Person]) -> bool:
    """Read "talks with A in Oslo and B in Rome": each is met at their own place."""
    pairs = cue("met_at").findall(telling.template.text, telling.hit.end)
    if len(pairs) < PAIR:
        return False
    for who, where in pairs:
        leg = Leg(telling.template.place(where))
        scene.presence(telling, left, leg, guest=False)
        for person in left:
            scene.met(person, leg, telling.template.person(who))
    return True
