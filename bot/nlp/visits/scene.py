"""What is known while a release is read: its publisher, its speaker and the journeys so far."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import NamedTuple

from bot.models import VisitStatus
from bot.nlp.mentions import COUNTERPART, Person
from bot.nlp.people import find_people
from bot.nlp.places import find_places
from bot.nlp.visits.cues import cue
from bot.nlp.visits.filters import OLD, refusal
from bot.nlp.visits.frame import HEADLINE, WEIGHTS, Frame
from bot.nlp.visits.people import groups, people_in
from bot.nlp.visits.presence import posted, resident
from bot.nlp.visits.status import told_status
from bot.nlp.visits.stops import Leg, days_near, read_legs
from bot.nlp.visits.template import Template, Where
from bot.nlp.visits.triggers import Hit
from bot.nlp.world import UNKNOWN, abroad, at_home, seat, serves, sits_in

OPENING = 12  #: characters within which a phrase opens its sentence
_FROM = ("From ", "from ")
_UNIQUE = frozenset(
    {"President", "Prime Minister", "Foreign Minister", "Taoiseach", "King", "Premier"}
    | {"Chancellor", "Federal Chancellor"}
)
_PRESENCE = frozenset(
    {"act", "meet", "host", "hosted", "attend", "side", "come"}
)  #: kinds that tell no travel themselves
_WITH_OFFICE = frozenset({"meet", "side", "attend"})  #: in which a bare name is no visitor


@dataclass(slots=True)
class Telling:
    """One wording in its sentence; *end* is where its subject ends, 0 when it follows."""

    template: Template
    hit: Hit
    end: int

    @property
    def status(self) -> VisitStatus:
        """The status that the words tell."""
        return told_status(self.template, self.hit, self.end)


class Venue(NamedTuple):
    """Where an event is held, and in which sentence that was told."""

    leg: Leg
    sentence: int
    event: str


class Attending(NamedTuple):
    """Who was said to attend an event whose place is not yet told."""

    telling: Telling
    people: Sequence[Person]
    sentence: int
    event: str


class Expected(NamedTuple):
    """Whom somebody of ours meets at a place that is not told."""

    telling: Telling
    people: Sequence[Person]
    sentence: int


@dataclass(slots=True)
class Scene:
    """The release being read."""

    home: str
    published: date | None
    speaker: Person | None
    title: str = ""
    frame: Frame = field(default_factory=Frame)
    refused: list[tuple[Telling, str]] = field(default_factory=list)
    count: int = 0  #: sentences read
    told_at: int = -1  #: the sentence that told the latest journey
    dateline: Where | None = None
    abroad_at: Where | None = None  #: a dateline abroad
    first: Template | None = None  #: the sentence behind the dateline
    venue: Venue | None = None
    attending: Attending | None = None
    expected: Expected | None = None
    author: Person | None = None  #: whose words the whole release gives
    transcript: bool = False  #: labels say who speaks
    asked: bool = False  #: a reporter has the word

    def journey(self, telling: Telling, people: Sequence[Person]) -> bool:
        """Put a journey of *people* to the places of a wording into the frame."""
        past = telling.status not in {VisitStatus.PLANNED, VisitStatus.CANCELLED}
        legs = read_legs(telling.template, telling.hit, past=past)
        if telling.hit.kind == "act" and telling.template.text.startswith(_FROM, telling.hit.start):
            legs = [Leg(leg.where) for leg in legs]  # "From A she flies to B on 3 May"
        reason = self._refusal(telling, legs)
        dated = any(leg.first or leg.last for leg in legs)
        if not reason and not dated and self._passing(telling, people):
            reason = "mentioned in passing"
        if reason:
            self.refused.append((telling, reason))
            return False
        return self._record(telling, people, legs, guest=False)

    def presence(
        self, telling: Telling, people: Sequence[Person], leg: Leg, *, guest: bool
    ) -> bool:
        """Note that people were at a place, with the days told; only some are abroad there."""
        past = telling.status is not VisitStatus.PLANNED
        days = days_near(telling.template, telling.hit, past=past)
        if days is not None:
            leg.first, leg.last = days.first, days.last
        reason = self._refusal(telling, [leg])
        if reason:
            self.refused.append((telling, reason))
            return False
        found = [self._record(telling, [person], [leg], guest=guest) for person in people]
        return any(found)

    def arrive(self, template: Template) -> None:
        """Note the place with which a sentence opens, if a journey leads there."""
        opening = cue("opens_at").match(template.text)
        place = template.place(opening[1]).country if opening else ""
        if any(s.country == place for j in self.frame.journeys for s in j.stops):
            self.frame.here = place

    def met(self, person: Person, leg: Leg | None, others: Sequence[Person]) -> None:
        """Add people met to the stop of a traveller, without a place to where the telling is."""
        journey = self.frame.known(person)
        stops = journey.stops if journey else []
        place = leg.where.country if leg else self.frame.here
        stop = next((s for s in stops if s.country == place), None)
        if stop is not None:
            fresh = [o for o in others if o.name and o != person and o not in stop.meets]
            stop.meets += fresh

    def here(self) -> Where | None:
        """Return the publisher's country, with the city of the dateline if there is one."""
        country = seat(self.home)
        if self.dateline is not None and self.dateline.country == country:
            return self.dateline
        return Where(-1, -1, country, None, "COUNTRY") if country else None

    def afield(self, template: Template) -> Where | None:
        """Return the foreign city whose dateline opens the release, for its first sentence."""
        return self.abroad_at if template is self.first else None

    def home_of(self, hosts: Sequence[Person], guests: Sequence[Person]) -> str:
        """Return where hosts of unknown country receive: at home, or where their guests now are."""
        away = [j for g in guests if (j := self.frame.known(g)) is not None]
        if away and not any(self.frame.known(h) for h in hosts):
            return ""  # somebody already on the way is received there, not at home
        return self.home

    def colleague(self, person: Person) -> bool:
        """Tell whether somebody bears the publisher's own office and so is a foreign colleague."""
        ours = self.speaker
        if person.country or ours is None or person == ours or ours.head != person.head:
            return False
        return person.head in _UNIQUE or ours.office == person.office

    def _refusal(self, telling: Telling, legs: Sequence[Leg]) -> str:
        """Return why a wording tells of no visit that is news."""
        days = [d for leg in legs for d in (leg.first, leg.last) if d]
        if self.asked:
            return "a question"
        reason = refusal(telling.template, telling.hit, dated=bool(days), published=self.published)
        if not reason and days and self.published and self.published - max(days) > OLD:
            return f"older than {OLD // timedelta(days=1)} days"
        return reason

    def _passing(self, telling: Telling, people: Sequence[Person]) -> bool:
        """Tell whether somebody else's journey only dates what the sentence tells."""
        template, hit = telling.template, telling.hit
        if hit.kind not in {"noun", "during"} or any(self.frame.known(p) for p in people):
            return False
        everybody = groups(template, 0, len(template.text))
        elsewhere = [span for span in everybody if span != hit.who]
        others = {p for span in elsewhere for p in people_in(template, span)}
        if others & set(people) or (not others and "today" in template.plain.casefold()):
            return False
        start = hit.who[0] if hit.kind == "noun" else hit.start + len("during ")
        before = template.text[:start].removesuffix("the ")
        return hit.start > OPENING and cue("in_passing").search(before) is not None

    def _record(
        self, telling: Telling, people: Sequence[Person], legs: Sequence[Leg], *, guest: bool
    ) -> bool:
        """Note the legs that lie abroad for each traveller."""
        template, hit, status = telling.template, telling.hit, telling.status
        weight = WEIGHTS[hit.kind] * (HEADLINE if template.start < 0 else 1)
        found = False
        for person in people:
            away = [leg for leg in legs if self._abroad(telling, person, leg, guest=guest)]
            if not away or not (person.office or person.name):
                continue
            journey = self.frame.journey(person, cancelled=status is VisitStatus.CANCELLED)
            for leg in away:
                leg.reached = hit.kind in {"go", "be"}
                leg.own = leg.own or (len(legs) == 1 < len(journey.stops) and leg.last is not None)
                now = hit.kind != "noun" or status is VisitStatus.ONGOING
                if template.start >= 0 and now:
                    journey.tenses.setdefault(leg.where.country, set()).add(status)
            journey.add(away)
            self.frame.here, self.told_at = away[0].where.country, self.count
            journey.told(status, weight, template, hit.trigger.id)
            found = True
        if found:
            self.frame.travellers = [p for p in people if self.frame.known(p)]
        return found

    def _abroad(self, telling: Telling, person: Person, leg: Leg, *, guest: bool) -> bool:
        """Tell whether the place is abroad for the person, as far as the release shows."""
        country = leg.where.country
        invited = telling.hit.trigger.id == "invited-to-visit"
        invited = (invited or self._comes_invited(telling, person)) and at_home(self.home, country)
        guest = guest or self.colleague(person) or invited
        if telling.hit.kind in _PRESENCE and (posted(person, country) or resident(person)):
            return False
        known = person.office or person.head == COUNTERPART
        if telling.hit.kind in _WITH_OFFICE and not known:
            return False
        if sits_in(person.country, leg.where.city):
            return False
        if not abroad(person, country, self.home, guest=guest):
            return False
        if serves(person, self.home, country, guest=guest) != UNKNOWN:
            return True
        return self._foreign(telling.template.plain) or self._foreign(self.title)

    def _comes_invited(self, telling: Telling, person: Person) -> bool:
        """Tell a guest whose country only the title names: "Visit by the Vice President of L"."""
        if not cue("guest_of").search(telling.template.text, telling.hit.end):
            return False
        named = find_people(self.title, find_places(self.title, self.home), "", self.home)
        heads = {m.person.head for m in named if m.person.country not in {"", self.home}}
        return person.head in heads

    def _foreign(self, text: str) -> bool:
        """Tell whether a text speaks of another country, from which an unknown guest may come."""
        return any(
            f.place.label in {"COUNTRY", "DEMONYM"} and f.place.code != self.home
            for f in find_places(text, self.home)
        )
