"""The places of a journey and the days that go with each."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.nlp.days import Dates
from bot.nlp.visits.cues import CLASSES, cue, is_day, is_place
from bot.nlp.visits.template import Template, Where
from bot.nlp.visits.triggers import Hit, marks

REACH = 110
_UNTIL = re.compile(r"\b(?:until|till)\s$")
FRONT = 20  #: characters within which a place opens its sentence


@dataclass(slots=True)
class Leg:
    """One place of a journey with the days told for it."""

    where: Where
    first: date | None = None
    last: date | None = None
    own: bool = False  #: the days belong to this place, not to the whole journey
    reached: bool = False  #: the words tell travel to it, not only that something happens there


def read_legs(template: Template, hit: Hit, *, past: bool) -> list[Leg]:
    """Read the places of a wording and their days."""
    legs, own = _places_with_days(template, hit, past=past)
    if len(legs) > 1 and sum(d is not None for d in own) > 1:
        for leg, days in zip(legs, own, strict=True):
            if days is not None:
                leg.first, leg.last, leg.own = days.first, days.last, True
        return legs
    if any(leg.last for leg in legs):
        return legs  # "in Niamey until tomorrow"
    trip = next((d for d in own if d is not None), None)
    trip = _longer(template, trip, _behind(template, hit)) if trip else None
    trip = trip or days_near(template, hit, past=past)
    if trip is not None and legs:
        ending = cue("ending").search(template.text, max(0, hit.start - 10), hit.end)
        spread(legs, trip, ending=ending is not None)
        if past and trip.last is None and hit.trigger.id == "visits" and ending is None:
            for leg in legs:
                leg.first = trip.first  # "on 3 May she visited A and B"
    return legs


def _places_with_days(
    template: Template, hit: Hit, *, past: bool
) -> tuple[list[Leg], list[Dates | None]]:
    """List the places of a wording, and beside each the days that stand with it."""
    legs: list[Leg] = []
    own: list[Dates | None] = []
    ahead = _just_before(template, hit, past=past)
    for at, char in marks(template.text, *hit.where):
        if is_place(char):
            legs.append(Leg(template.place(char)))
            own.append(ahead)
            ahead = None
        elif cue("day_in").match(template.text, at + 1):
            ahead = settled(template.day(char), past=past)
        elif legs and _UNTIL.search(template.text[:at]):
            gone = past and hit.kind in {"go", "be"}  # beside a noun the stay may still go on
            legs[-1].last = settled(template.day(char), past=gone).first
        elif legs and own[-1] is None:
            own[-1] = settled(template.day(char), past=past)
    return legs, own


def _just_before(template: Template, hit: Hit, *, past: bool) -> Dates | None:
    """Read the days of "7-9 April in PNG and 9-12 April in Delhi" for the first place."""
    text, at = template.text, hit.where[0]
    match = re.search(rf"({CLASSES['D']}) in (?:the )?$", text[hit.start : at])
    if not match or not re.search(CLASSES["D"] + " in ", text[at : hit.where[1]]):
        return None
    return settled(template.day(match[1]), past=past)


def spread(legs: Sequence[Leg], trip: Dates, *, ending: bool) -> None:
    """Give the first place the first day and the last place the last day of a journey."""
    if ending and trip.last is None:
        legs[-1].last = trip.first
        return
    legs[0].first = trip.first
    legs[-1].last = trip.last


def settled(days: Dates, *, past: bool) -> Dates:
    """Choose the past or the coming one of a bare weekday."""
    return days.before if days.weekday and past and days.ahead else days


def days_near(template: Template, hit: Hit, *, past: bool) -> Dates | None:
    """Find the day told with a wording: behind it, inside it, or at the front of the sentence."""
    text = template.text
    behind = _behind(template, hit)
    inside = range(hit.start, hit.end)
    front = range(hit.start - 1, _last_place(text, hit.start), -1)
    for places in (inside, behind, front):
        for n in places:
            if is_day(text[n]) and not _of_the_telling(text, n, hit) and not _ends_it(text, n):
                found = settled(template.day(text[n]), past=past)
                return _longer(template, found, behind)
    return None


def _behind(template: Template, hit: Hit) -> range:
    """Return the characters behind a wording that still belong to it."""
    stop = cue("new_clause").search(template.text, hit.end)
    end = stop.start() if stop else len(template.text)
    return range(hit.end, min(end, hit.end + REACH))


def _ends_it(text: str, at: int) -> bool:
    """Tell whether a day right behind a place only ends the stay: "a visit to L, until Friday"."""
    return cue("place_until").search(text[:at]) is not None


def _longer(template: Template, days: Dates, behind: range) -> Dates:
    """Prefer the range behind a wording that begins on the day told: "today … until 30 May"."""
    for n in behind:
        char = template.text[n] if n < len(template.text) else ""
        if char and is_day(char):
            other = template.day(char)
            if days.last is None and other.last is not None and other.first == days.first:
                return other
    return days


def _last_place(text: str, at: int) -> int:
    """Return where the last place before *at* stands, beyond which days belong to it; -1 if none.

    A place at the very front ("In Oslo on Monday") shares its day with the sentence.
    """
    places = [n for n in range(at) if is_place(text[n])]
    return places[-1] if places and places[-1] > FRONT else -1


def _of_the_telling(text: str, at: int, hit: Hit) -> bool:
    """Tell whether a day belongs to the announcement: "today announced that"."""
    if (
        hit.start <= at < hit.end
        or hit.kind in {"act", "host", "meet"}
        or hit.trigger.id == "leaves-for"
    ):
        return False
    if at >= hit.end:
        return bool(
            re.search(
                r"\b(?:since|until|by|after|before|due|ahead of|agreed|signed)\s*$",
                text[max(0, at - 12) : at],
            )
        )
    told = cue("telling").match(text[at + 1 :].lstrip(" ,")) or cue("telling").search(
        text[max(0, at - 14) : at]
    )
    return bool(told)
