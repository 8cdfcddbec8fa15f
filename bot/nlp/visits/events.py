"""Places that another sentence tells: the venue of an event, the dateline, where the telling is."""

from bot.nlp.gazetteer import CITY
from bot.nlp.places import find_places
from bot.nlp.visits.cues import cue
from bot.nlp.visits.filters import remote
from bot.nlp.visits.people import people_in, subject
from bot.nlp.visits.presence import place_told, places_of, posted
from bot.nlp.visits.scene import Attending, Scene, Telling, Venue
from bot.nlp.visits.stops import Leg, settled
from bot.nlp.visits.template import Template, Where
from bot.nlp.visits.triggers import Hit
from bot.nlp.world import at_home

NEARBY = 3  #: sentences within which "the summit" is the one whose place was told
HEAD = 150  #: characters within which a dateline stands


def note_dateline(scene: Scene, template: Template) -> None:
    """Note the publisher's city that opens the release: "AMMAN, January 29 –"."""
    if scene.dateline is not None or not 0 <= template.start < HEAD:
        return
    match = cue("dateline").match(template.text)
    where = template.place(match[1]) if match else None
    if where is None or where.label != CITY:
        return
    if at_home(scene.home, where.country):
        scene.dateline = where
    elif scene.abroad_at is None and cue("dateline_abroad").match(template.text):
        scene.abroad_at, scene.first = where, template


def note_event(scene: Scene, template: Template) -> None:
    """Note where an event is held; those who were said to attend it go there."""
    match = cue("event_held").search(template.text)
    if match is None or cue("history").search(template.text) or remote(template.text):
        return
    leg = Leg(template.place(match["where"]))
    if match["day"] or match["ahead"]:
        days = settled(template.day(match["day"] or match["ahead"]), past=True)
        leg.first, leg.last = days.first, days.last
    scene.venue = Venue(leg, scene.count, match["event"].lower())
    waiting = scene.attending
    if waiting and waiting.event == scene.venue.event and _near(scene, waiting.sentence):
        scene.presence(waiting.telling, waiting.people, leg, guest=False)
        scene.attending = None


def _near(scene: Scene, sentence: int) -> bool:
    """Tell whether a sentence is close enough for "the summit" to point to it."""
    return scene.count - sentence <= NEARBY


def read_attending(scene: Scene, template: Template, hit: Hit) -> bool:
    """Read "X will attend the summit" when another sentence tells where the summit is."""
    span = subject(template, hit.start)
    people = people_in(template, span) if span else []
    if hit.trigger.id == "attends-listed":
        span, people = hit.who, people_in(template, hit.who)
    if span is None or not people or remote(template.text) or place_told(template, hit.start):
        return False
    telling = Telling(template, hit, span[1] if span[1] <= hit.start else 0)
    event = cue("event_word").findall(template.text[hit.start : hit.end])
    word = event[-1].lower() if event else ""
    if hit.trigger.id == "also-attends":
        there = _same_place(scene)
        return there is not None and scene.presence(telling, people, there, guest=False)
    if scene.venue and _near(scene, scene.venue.sentence) and scene.venue.event == word:
        venue = scene.venue.leg
        leg = Leg(venue.where, venue.first, venue.last)
        return scene.presence(telling, people, leg, guest=False)
    scene.attending = Attending(telling, people, scene.count, word)
    return False


def _same_place(scene: Scene) -> Leg | None:
    """Return the place of the journey that the sentence before told."""
    here = scene.frame.here
    journeys = [j for p in scene.frame.travellers if (j := scene.frame.known(p))]
    stops = [s for j in journeys for s in j.stops if s.country == here]
    if not stops or scene.count - scene.told_at > 1:
        return None
    return Leg(Where(-1, -1, here, stops[0].city, CITY), stops[0].first, stops[0].last)


def read_arrival(scene: Scene, template: Template, hit: Hit) -> bool:
    """Read "arrived this morning" without a place: a foreigner comes to the publisher's country."""
    span = hit.who if hit.who[1] else subject(template, hit.start)
    people = people_in(template, span) if span else []
    guests = [p for p in people if p.country and not at_home(p.country, scene.home)]
    place = scene.here()
    if not guests or place is None:
        return False
    end = span[1] if span and span[1] <= hit.start else 0
    return scene.presence(Telling(template, hit, end), guests, Leg(place), guest=True)


def read_side(scene: Scene, template: Template, hit: Hit) -> bool:
    """Read "X led the Turkish side" or "signed by X and Y" at a place told here or just before."""
    span = hit.who if hit.who[1] else subject(template, hit.start)
    people = people_in(template, span) if span else []
    told = places_of(template, hit)
    leg = Leg(told[0]) if told else _venue(scene)
    if leg is None or remote(template.text):
        return False
    end = span[1] if span and span[1] <= hit.start else 0
    telling = Telling(template, hit, end)
    ours = _side(template, hit)
    if ours and at_home(ours, leg.where.country):
        return False
    placed = [p for p in people if told or p.country or scene.frame.known(p) is None]
    if any(posted(p, leg.where.country) for p in people):
        placed = [p for p in placed if p.country]  # our ambassador signs there with a host
    found = scene.presence(telling, placed, leg, guest=False)
    for person in placed:
        scene.met(person, leg, people)
    return found


def _side(template: Template, hit: Hit) -> str:
    """Return the country of a side: "the Vietnamese side was led by", "led the Turkish side"."""
    match = cue("side_of").search(template.text[: hit.start]) or cue("side_led").search(
        template.text, hit.start, hit.end
    )
    found = find_places(match[1]) if match else []
    return found[0].place.code if found else ""


def _venue(scene: Scene) -> Leg | None:
    """Return the place of the event that the last sentences spoke of."""
    venue = scene.venue
    if venue is None or not _near(scene, venue.sentence):
        return None
    return Leg(venue.leg.where, venue.leg.first, venue.leg.last)
