"""Later sentences of a release tell the city and the days of a stop already known."""

import re
from collections.abc import Sequence

from bot.nlp.days import Dates
from bot.nlp.gazetteer import EVENT, fold
from bot.nlp.mentions import Person
from bot.nlp.visits.cues import CLASSES, cue, is_day, is_place
from bot.nlp.visits.frame import DAY, Journey
from bot.nlp.visits.people import groups, people_in, subject
from bot.nlp.visits.stops import settled
from bot.nlp.visits.template import Template, Where

_LISTED = re.compile(rf"{CLASSES['L']},? and (?:the )?$")  #: "A and B on 3 May": the day of both
CLOSE = 80  #: characters within which the only day goes with the only place


def fill_details(template: Template, journeys: Sequence[Journey], *, past: bool) -> None:
    """Give known stops the city and the days that this sentence tells."""
    if template.start < 0 or not journeys or not _about(template, [j.person for j in journeys]):
        return
    _trip_days(template, journeys, past=past)
    _edges(template, journeys, past=past)
    if cue("older_events").search(template.text) and not _dated(template, journeys):
        return
    for at, where in _stops_told(template):
        days = _days_with(template, at)
        for journey in journeys:
            _fill(template, journey, where, settled(days, past=past) if days else None)


def _about(template: Template, travellers: Sequence[Person]) -> bool:
    """Tell whether the sentence speaks of the travellers, or of nobody in particular."""
    named = [
        p for span in groups(template, 0, len(template.text)) for p in people_in(template, span)
    ]
    if not named or set(named) & set(travellers):
        return True
    verb = re.search(r"\b(?:will|is|was|has|met|said)\b", template.text)
    span = subject(template, verb.start()) if verb else None
    return span is None


def _dated(template: Template, journeys: Sequence[Journey]) -> bool:
    """Tell whether the sentence names a day of a journey."""
    starts = [(j, s.first) for j in journeys for s in j.stops if s.first]
    return any(d.first >= first and within(j, d) for d in template.days for j, first in starts)


def _stops_told(template: Template) -> list[tuple[int, Where]]:
    """List the places at which the sentence sets something."""
    text = template.text
    return [
        (n, template.place(text[n]))
        for n in range(len(text))
        if is_place(text[n])
        and cue("detail_place").search(text[max(0, n - 30) : n])
        and text[n + 1 : n + 3] != "'s"
    ]


def _days_with(template: Template, at: int) -> Dates | None:
    """Find the day that goes with the place at *at*: right before or behind it, or the only one."""
    text = template.text
    beside = cue("day_behind").match(text, at + 1) or cue("day_before").search(text[:at])
    days = [n for n in range(len(text)) if is_day(text[n])]
    if beside:
        listed = len(days) == 1 and days[0] > at and _LISTED.search(text[:at])
        ended = cue("ending").search(beside[0])
        return None if listed or ended else template.day(beside[1])
    places = {template.place(c).country for c in text if is_place(c)}
    if len(days) != 1 or len(places) != 1 or days[0] - at >= CLOSE:
        return None
    if cue("ends_stay").search(text[: days[0]]):
        return None
    nearer = any(is_place(c) for c in text[at + 1 : days[0]])
    lone = not nearer and not cue("new_clause").search(text, at + 1, max(days[0], at + 1))
    return template.day(text[days[0]]) if lone else None


def _fill(template: Template, journey: Journey, where: Where, days: Dates | None) -> None:
    """Fill what the stop of a place lacks."""
    same = [s for s in journey.stops if s.country == where.country]
    exact = [s for s in same if s.city and where.city and fold(s.city) == fold(where.city)]
    stop = next(iter(exact or same), None)
    if stop is None:
        return
    if not exact and where.city and stop.city and stop.city not in template.plain:
        return  # another city of the same country
    if stop.city is None and where.city and where.label not in {EVENT, "VENUE"}:
        stop.city = where.city
    if days is None or stop.own or not within(journey, days) or _whole(journey, days):
        return
    if stop.first and stop.last and not stop.first <= days.first <= stop.last:
        return  # the days of another stop
    if len(journey.stops) > 1 or stop.first is None:
        stop.first, stop.last, stop.own = days.first, days.last or stop.last, True


def _whole(journey: Journey, days: Dates) -> bool:
    """Tell whether days are those of the whole journey, already given to its ends."""
    ends = journey.stops[0].first, journey.stops[-1].last
    return len(journey.stops) > 1 and days.last is not None and ends == (days.first, days.last)


def within(journey: Journey, days: Dates) -> bool:
    """Tell whether days fit the journey's span, as far as it is known."""
    firsts = [s.first for s in journey.stops if s.first]
    lasts = [s.last for s in journey.stops if s.last]
    return (not firsts or min(firsts) <= days.first) and (not lasts or days.first <= max(lasts))


def _edges(template: Template, journeys: Sequence[Journey], *, past: bool) -> None:
    """Read when the travellers leave, arrive and come back."""
    _same_evening(template, journeys)
    back, out = cue("comes_back").search(template.text), cue("sets_out").search(template.text)
    until = cue("lasts_until").search(template.text)
    for journey in journeys:
        final = [s for s in journey.stops if not s.country.startswith("area:")] or journey.stops
        stop = final[-1]
        if back and stop.last is None:
            days = template.day(back[1])
            last = settled(days, past=past).first
            stop.last = days.first if stop.first and last < stop.first else last
        if until and stop.last is None:
            stop.last = template.day(until[1]).first
        if out and stop.first and stop.last is None and cue("leaves_again").match(out[0]):
            last = template.day(out[1]).first
            stop.last = last if last > stop.first else None
        if out and not any(s.first for s in journey.stops):
            gone = past or cue("gone").match(out[0]) is not None
            journey.stops[0].first = settled(template.day(out[1]), past=gone).first


def _same_evening(template: Template, journeys: Sequence[Journey]) -> None:
    """Read "before returning to London that evening": it ends on its first day or the next."""
    if cue("next_day_home").search(template.text):
        for journey in journeys:
            only = journey.stops[0] if len(journey.stops) == 1 else None
            if only and only.first and only.last is None:
                only.last = only.first + DAY
    if not cue("same_evening").search(template.text):
        return
    told = {w.country for w in template.places}
    for journey in journeys:
        for stop in journey.stops:
            if stop.country in told and stop.last is None:
                stop.last = stop.first


def _trip_days(template: Template, journeys: Sequence[Journey], *, past: bool) -> None:
    """Read "the visit, from 1 to 7 April" for journeys without days."""
    match = cue("trip_days").search(template.text)
    if match is None:
        return
    days = settled(template.day(match[1]), past=past)
    for journey in journeys:
        final = journey.stops[-1] if journey.stops else None
        if final and days.last and final.last is None and journey.stops[0].first == days.first:
            final.last = days.last
        if journey.stops and not any(s.first or s.last for s in journey.stops):
            journey.stops[0].first = days.first
            journey.stops[-1].last = days.last
