"""The journeys of a release, collected over its sentences: who, where, when, whom they meet."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from bot.models import VisitStatus
from bot.nlp.gazetteer import CITY, EVENT, fold
from bot.nlp.mentions import Person
from bot.nlp.visits.cues import cue
from bot.nlp.visits.stops import Leg
from bot.nlp.visits.template import Template

WEIGHTS = {
    "go": 6,
    "host": 6,
    "hosted": 6,
    "be": 5,
    "during": 4,
    "meet": 4,
    "attend": 4,
    "side": 4,
    "come": 5,
    "noun": 3,
    "act": 2,
}
_BEGUN = frozenset({VisitStatus.ONGOING, VisitStatus.COMPLETED})
DAY = timedelta(days=1)
HEADLINE = 0.4  #: how much a headline's wording counts against the text's


@dataclass(slots=True)
class StopDraft:
    """One stop in the making."""

    country: str
    city: str | None = None
    first: date | None = None
    last: date | None = None
    meets: list[Person] = field(default_factory=list)
    own: bool = False  #: its days are its own, not the whole journey's
    vague: bool = False  #: its city is only a state or province
    at: int = -1  #: where in the release its city is named


@dataclass(slots=True)
class Journey:
    """One person's journey in the making."""

    person: Person
    stops: list[StopDraft] = field(default_factory=list)
    status: VisitStatus = VisitStatus.PLANNED
    weight: float = 0
    evidence: Template | None = None
    rule: str = ""
    origin: str = ""  #: of whom somebody accompanies
    tenses: dict[str, set[VisitStatus]] = field(default_factory=dict)  #: told for each country

    def add(self, legs: Iterable[Leg]) -> list[StopDraft]:
        """Add places, joining those already known; return the stops meant."""
        return [self._stop(leg) for leg in legs]

    def _stop(self, leg: Leg) -> StopDraft:
        """Find or make the stop of a place and fill in what it lacks."""
        stop = self._known(leg)
        if stop is None:
            stop = StopDraft(leg.where.country)
            self.stops.append(stop)
        _name_city(stop, leg)
        if stop.first and stop.last is None and leg.first in {None, stop.first}:
            stop.last = leg.last
        if (leg.own and not _apart(stop, leg)) or not (stop.first or stop.last):
            stop.first, stop.last = leg.first or stop.first, leg.last or stop.last
            stop.own = stop.own or leg.own
        return stop

    def _known(self, leg: Leg) -> StopDraft | None:
        """Find the stop that a place belongs to."""
        city = leg.where.city
        same = [s for s in self.stops if s.country == leg.where.country]
        exact = [s for s in same if s.city and city and fold(s.city) == fold(city)]
        open_ = [s for s in same if not s.city or not city or s.vague]
        stop = next(iter(exact or open_), None)
        if stop is None and same and not leg.own and not _later(same[-1], leg):
            return same[0]  # two cities without days of their own are one stop
        if stop is not None and city and not stop.city and _later(stop, leg):
            leg.last, stop.last = leg.last or stop.last, None
            return None  # the first city is not told yet, or never
        if stop is None and same and not same[-1].own and _later(same[-1], leg):
            leg.last, same[-1].last = leg.last or same[-1].last, None  # the journey ends there
        return stop

    def drop_regions(self) -> None:
        """Forget regions when countries are known; their days are those of the journey."""
        regions = [s for s in self.stops if s.country.startswith("area:")]
        if len(regions) == len(self.stops):
            return
        self.stops = [s for s in self.stops if s not in regions]
        first, last = self.stops[0], self.stops[-1]
        if regions and not any(s.first for s in self.stops):
            first.first = regions[0].first
        if regions and not any(s.last for s in self.stops):
            last.last = regions[-1].last

    def begun(self, today: date | None) -> bool:
        """Tell whether one place is reached already and another one lies ahead."""
        ahead = {c for c, told in self.tenses.items() if told == {VisitStatus.PLANNED}}
        just = {s.country for s in self.stops if today and s.first and abs(today - s.first) <= DAY}
        begun = {
            c
            for c, told in self.tenses.items()
            if VisitStatus.ONGOING in told or (VisitStatus.COMPLETED in told and c in just)
        }
        start = self.stops[0].first if self.stops else None
        return bool(ahead and begun) and not (start and today and start > today)

    def told(self, status: VisitStatus, weight: float, template: Template, rule: str) -> None:
        """Note what a wording says; the weightiest and then the first one decides.

        What has begun and goes on to further places is under way.
        """
        further = cue("further").search(template.text) and self.weight >= WEIGHTS["noun"]
        if status is VisitStatus.PLANNED and self.status in _BEGUN and further:
            self.status = VisitStatus.ONGOING
            return
        if weight > self.weight or (
            self.evidence is not None and self.evidence.start < 0 <= template.start
        ):
            self.status, self.rule = (status, rule) if weight > self.weight else (self.status, rule)
            self.evidence = template
            self.weight = max(weight, self.weight)


def _apart(stop: StopDraft, leg: Leg) -> bool:
    """Tell whether a place already has days, and those of the wording lie wholly outside them."""
    if stop.first is None or stop.last is None or leg.first is None:
        return False
    return leg.first > stop.last or (leg.last or leg.first) < stop.first


def _name_city(stop: StopDraft, leg: Leg) -> None:
    """Give a stop the city of a place, if it has none or only a province."""
    city, label = leg.where.city, leg.where.label
    if city and not stop.city and _shorter(stop, leg):
        stop.last = leg.last  # the days of its first city
    first = label == CITY and 0 <= leg.where.start < stop.at  # named before it in the sentence
    if city and (not stop.city or (stop.vague and label == CITY) or first):
        stop.city, stop.vague, stop.at = city, label == "STATE", leg.where.start


def _later(stop: StopDraft, leg: Leg) -> bool:
    """Tell whether a city is reached on a later day than the country."""
    if leg.where.label == EVENT or leg.first is None or stop.first is None or not leg.reached:
        return False
    return stop.first < leg.first and (stop.last is None or leg.first <= stop.last)


def _shorter(stop: StopDraft, leg: Leg) -> bool:
    """Tell whether the days of a city are only the first ones of those in its country."""
    return (
        None not in {stop.first, stop.last, leg.last}
        and stop.first == leg.first
        and leg.last is not None
        and stop.last is not None
        and leg.last < stop.last
    )


@dataclass(frozen=True, slots=True)
class Companion:
    """Who travels with *leader*; *seen*: only to the countries known then ("was accompanied")."""

    leader: Person
    template: Template
    seen: frozenset[str] = frozenset()


@dataclass(slots=True)
class Frame:
    """All journeys of a release."""

    journeys: list[Journey] = field(default_factory=list)
    focus: list[Person] = field(default_factory=list)  #: whom "he" means
    travellers: list[Person] = field(default_factory=list)  #: of the latest journey told
    companions: dict[Person, "Companion"] = field(default_factory=dict)
    here: str = ""  #: the country where the telling has arrived
    afar: set[Person] = field(default_factory=set)  #: who was only spoken to by phone
    delegation: Journey | None = None  #: one announced before its members are named

    def journey(self, person: Person, *, cancelled: bool = False) -> Journey:
        """Find or start the journey of a person; a cancelled one stands apart."""
        for journey in self.journeys:
            if journey.person == person and (journey.status is VisitStatus.CANCELLED) == cancelled:
                return journey
        journey = Journey(person)
        if cancelled:
            journey.status = VisitStatus.CANCELLED
        self.journeys.append(journey)
        return journey

    def known(self, person: Person) -> Journey | None:
        """Return the journey of a person, if one was told."""
        theirs = [j for j in self.journeys if j.person == person]
        real = [j for j in theirs if j.status is not VisitStatus.CANCELLED]
        return next(iter(real or theirs), None)

    def party(self, journey: Journey, home: str) -> set[str]:
        """Name those who travel for the same country: they meet others, not each other."""
        ours = journey.person.country or journey.origin or home
        same = [j for j in self.journeys if (j.person.country or j.origin or home) == ours]
        return {j.person.name for j in same if j.person.name}
