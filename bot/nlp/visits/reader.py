"""Reads one release: each wording that can tell of a journey is weighed and put into the frame."""

import re
from collections.abc import Sequence
from datetime import date

from bot.models import VisitStatus
from bot.nlp.mentions import Person
from bot.nlp.visits.cues import PERSON, cue, is_place
from bot.nlp.visits.delegation import note_announced, note_company, note_members
from bot.nlp.visits.details import fill_details
from bot.nlp.visits.events import (
    note_dateline,
    note_event,
    read_arrival,
    read_attending,
    read_side,
)
from bot.nlp.visits.meetings import note_guests, read_hosting, read_meeting
from bot.nlp.visits.people import Told, groups, people_in, resolve, subject
from bot.nlp.visits.presence import acts_there, event_place, opens
from bot.nlp.visits.scene import OPENING, Scene, Telling
from bot.nlp.visits.speaker import guessed_speaker, label_of, quoted_speaker
from bot.nlp.visits.template import Template
from bot.nlp.visits.triggers import Hit, find_hits

_READERS = {
    "host": read_hosting,
    "hosted": read_hosting,
    "meet": read_meeting,
    "attend": read_attending,
    "come": read_arrival,
    "side": read_side,
}
_OBLIQUE = re.compile(r"\b(?:with|by|of|to|for|hosts? (?:is|are|will be))\s(?:the )?$")


class Reader:
    """Goes through the sentences of one release in order; the scene holds what they told."""

    def __init__(
        self, home: str, published: date | None, speaker: Person | None, title: str = ""
    ) -> None:
        self.scene = Scene(home, published, speaker, title, author=speaker)

    def read(self, template: Template) -> None:
        """Read one sentence."""
        frame = self.scene.frame
        self._hear(template)
        self.scene.count += 1
        note_dateline(self.scene, template)
        self.scene.arrive(template)
        note_event(self.scene, template)
        taken: set[int] = set()
        for hit in find_hits(template):
            places = {n for n in range(*hit.where) if is_place(template.text[n])}
            if (not places or not places <= taken) and self._hit(template, hit):
                taken |= places
        note_guests(self.scene, template)
        note_members(self.scene, template)
        note_company(self.scene, template)
        named = {p for people in template.people for p in people}
        theirs = [j for j in frame.journeys if j.person in named]
        journeys = theirs or [j for j in frame.journeys if j.person in frame.travellers]
        past = all(j.status is not VisitStatus.PLANNED for j in journeys)
        fill_details(template, journeys, past=past)
        if cue("trip_off").search(template.text):
            for journey in journeys:
                journey.status = VisitStatus.CANCELLED
        self._refocus(template)

    def _hear(self, template: Template) -> None:
        """Find out who speaks, and put people in place of the pronouns of a sentence."""
        scene, focus = self.scene, self.scene.frame.focus
        label = label_of(template, scene.author, transcript=scene.transcript)
        if label is not None:
            scene.transcript, scene.speaker, scene.asked = True, label.person, label.asks
        guess = None if scene.transcript else guessed_speaker(template, focus, scene.home)
        told = Told(focus, scene.speaker, scene.frame.travellers, quoted_speaker(template), guess)
        found = resolve(template, told)
        if not scene.transcript:
            scene.speaker = found or scene.speaker

    def _hit(self, template: Template, hit: Hit) -> bool:
        """Weigh one wording; tell whether it named a journey."""
        if hit.kind in _READERS:
            return _READERS[hit.kind](self.scene, template, hit)
        if hit.kind == "go" and template.text.endswith("'s ", 0, hit.start):
            return False  # "X's scheduled visit": told as a noun, and by nobody before X
        people, end = self._travellers(template, hit)
        if end and cue("delegation_announced").search(template.text[end : hit.start]):
            return note_announced(self.scene, template, hit)
        if hit.trigger.id == "represents-at" and not event_place(template, hit):
            return False
        if not people or (
            hit.kind == "act"
            and not acts_there(template, hit, end)
            and not self._goes_on_to(template, hit, people)
        ):
            return False
        return self.scene.journey(Telling(template, hit, end), people)

    def _goes_on_to(self, template: Template, hit: Hit, people: Sequence[Person]) -> bool:
        """Tell whether a traveller's next place opens the sentence: "In Sweden he will"."""
        known = all(self.scene.frame.known(p) for p in people)
        return known and hit.start < OPENING and bool(cue("next_stop").match(template.text))

    def _travellers(self, template: Template, hit: Hit) -> tuple[list[Person], int]:
        """Find who travels, and where their mention ends (0 when it follows)."""
        if hit.kind == "noun":
            return people_in(template, hit.who), hit.who[1]
        owner = _owner(template, hit)
        span = owner or subject(template, hit.start) or _later_subject(template, hit)
        if span is None:
            return (list(self.scene.frame.travellers) if hit.kind == "during" else []), 0
        if span[1] < hit.start and cue("other_subject").search(template.text, span[1], hit.start):
            return [], 0
        people = people_in(template, span)
        return people, min(span[1], hit.start) if span[0] < hit.start else 0

    def _refocus(self, template: Template) -> None:
        """Remember whom a pronoun in the next sentence means."""
        focus = self.scene.frame.focus
        if focus and any(template.people[n] == focus[:1] for n in template.objects):
            return  # "P will join her. She will": still the same woman
        for span in groups(template, 0, len(template.text)):
            spoken = template.text[span[0]]
            if ord(spoken) - PERSON in template.selves:
                continue  # "I am pleased to announce that P will visit": she is P
            people = [p for p in people_in(template, span) if p.name or p.office]
            if not people or (not people[0].name and span[0] > OPENING):
                continue  # "recalled its Ambassador" puts nobody into focus
            if not _OBLIQUE.search(template.text[: span[0]]):
                self.scene.frame.focus = people
                return


def _owner(template: Template, hit: Hit) -> tuple[int, int] | None:
    """Find whose visit it is that something happens during: "on P's visit to L"."""
    about = hit.kind == "during" and template.text.startswith("on ", hit.start)
    inside = groups(template, hit.start, hit.where[0]) if about else []
    return inside[0] if inside and template.text.startswith("'s ", inside[0][1]) else None


def _later_subject(template: Template, hit: Hit) -> tuple[int, int] | None:
    """Find the subject inside or behind a phrase that opens the sentence."""
    if hit.kind == "during" and (inside := groups(template, hit.start, hit.where[0])):
        return inside[0]
    if hit.kind not in {"during", "act"}:
        return None
    later = groups(template, hit.end, len(template.text))
    return later[0] if later and opens(template.text, hit.end, later[0][0]) else None
