"""What journeys of one release share: the stops of a party, and what is left when one falls out."""

from collections.abc import Iterable, Sequence

from bot.models import VisitStatus
from bot.nlp.mentions import Person
from bot.nlp.visits.frame import Frame, StopDraft


def drop_cancelled(frame: Frame) -> None:
    """Take a stop that is called off out of the journey that goes on without it."""
    for off in [j for j in frame.journeys if j.status is VisitStatus.CANCELLED]:
        gone = {s.country for s in off.stops}
        for journey in frame.journeys:
            if journey.person != off.person or journey is off:
                continue
            for stop in off.stops:
                known = [s.city for s in journey.stops if s.country == stop.country and s.city]
                stop.city = stop.city or next(iter(known), None)
            left = [s for s in journey.stops if s.country not in gone]
            journey.stops = left or journey.stops


def share_stops(frame: Frame) -> None:
    """Give companions the stops of whom they travel with."""
    for person, companion in frame.companions.items():
        template, leading = companion.template, frame.known(companion.leader)
        if leading is None or not leading.stops:
            continue
        journey = frame.journey(person)
        journey.origin = leading.person.country
        journey.tenses = leading.tenses
        met = {s.country: s.meets for s in journey.stops}
        if not set(met) <= {s.country for s in leading.stops}:
            continue
        told = {w.country for w in template.places} or companion.seen
        part = [s for s in leading.stops if s.country in told]
        apart = companion.seen or template is not leading.evidence
        if 0 < len(part) < len(leading.stops) and apart:
            seen = bool(companion.seen)
            journey.stops = [  # joins at one stop only
                StopDraft(s.country, s.city, s.first if seen else None, s.last if seen else None)
                for s in part
            ]
            if len(template.days) == 1 and len(part) == 1:
                joined = template.days[0]
                journey.stops[0].first, journey.stops[0].last = joined.first, joined.last
        else:
            journey.stops = _shared(leading.stops, met)
        journey.told(leading.status, 1, template, "companion")


def _shared(stops: Iterable[StopDraft], met: dict[str, list[Person]]) -> list[StopDraft]:
    """Copy stops for a companion, one for each country: who goes to a second city is not told."""
    shared: dict[str, StopDraft] = {}
    for stop in stops:
        known = shared.setdefault(
            stop.country,
            StopDraft(stop.country, stop.city, stop.first, meets=met.get(stop.country, [])),
        )
        known.last = stop.last or known.last
    return list(shared.values())


def in_order(stops: Sequence[StopDraft]) -> list[StopDraft]:
    """Put stops in the order of their days, when each has one; else as they are told."""
    dated = [(stop.first, n) for n, stop in enumerate(stops) if stop.first]
    if len(dated) < len(stops):
        return list(stops)
    return [stops[n] for _, n in sorted(dated)]
