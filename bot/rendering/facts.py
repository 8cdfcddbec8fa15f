"""Visits in few lines: who goes where, when, to meet whom."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from bot.models import Stop, Visit, VisitStatus
from bot.rendering import places
from bot.rendering.dates import day, span
from bot.rendering.text import clip, escape, listed, named

_NAMES, _STOPS, _MEETS = 3, 4, 6
_LONGEST_NAME = 80
_LONGEST_OF_OFFICES = 50  #: where there are several

#: A visit that does not take place as planned was put off, if its release says so.
_PUT_OFF = re.compile(
    r"\b(?:postpon\w+|defer(?:s|red|ring|ral)?|re-?schedul\w+|delayed|(?:put|pushed) (?:off|back)"
    r"|(?:later|new|another) date)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """Those who make one journey together: same origin, stops, days and status."""

    visitors: tuple[str, ...]  #: names, or offices of the unnamed
    offices: tuple[str, ...]  #: of those whose name is known
    origin: str | None
    status: VisitStatus
    stops: tuple[Stop, ...]
    off: str = ""  #: how the visit was cancelled: "postponed" or "called off"


def parties(visits: Iterable[Visit]) -> list[Party]:
    """Put those together who travel together, so that a journey is told once."""
    groups: dict[tuple[object, ...], list[Visit]] = {}
    for visit in visits:
        stops = tuple((stop.country, stop.city, stop.start, stop.end) for stop in visit.stops)
        groups.setdefault((visit.origin, visit.status, off(visit), stops), []).append(visit)
    return [_party(group) for group in groups.values()]


def off(visit: Visit) -> str:
    """Say in a word why a visit is not made: "postponed", "called off"; nothing if it is."""
    if visit.status is not VisitStatus.CANCELLED:
        return ""
    return "postponed" if _PUT_OFF.search(visit.evidence.sentence) else "called off"


def route(party: Party, today: date) -> str:
    """Say who goes where: "🇬🇧 James Cleverly → 🇺🇸 Washington · 🇨🇦 Toronto"; plain text."""
    who = places.flag(party.origin) + named([_name(name) for name in party.visitors], _NAMES)
    dated = _has_own_days(party.stops)
    stops = [_stop(stop, today, dated=dated) for stop in party.stops]
    return f"{who} → {listed(stops, _STOPS, separator=' · ')}" if stops else who


def journey(party: Party, today: date) -> list[str]:
    """Say the rest of a visit in lines: office and time, then whom they meet; plain text."""
    offices = party.offices[:_NAMES]
    if len(offices) > 1:
        offices = tuple(clip(office, _LONGEST_OF_OFFICES) for office in offices)
    about = [", ".join(offices)] if offices else []
    if party.origin and not places.flag(party.origin):
        about.append(places.name(party.origin))
    line = " · ".join([*about, _timing(party, today)])
    return [line[0].upper() + line[1:], *_meetings(party.stops)]


def lines(texts: Sequence[str]) -> str:
    """Escape plain lines and put one below the other."""
    return "\n".join(escape(text) for text in texts)


def _party(group: list[Visit]) -> Party:
    first = group[0]
    stops = tuple(
        Stop(
            country=stop.country,
            city=stop.city,
            start=stop.start,
            end=stop.end,
            meets=tuple(dict.fromkeys(name for visit in group for name in visit.stops[at].meets)),
        )
        for at, stop in enumerate(first.stops)
    )
    unnamed = "Delegation"
    visitors = (visit.visitor or visit.office or unnamed for visit in group)
    offices = (visit.office for visit in group if visit.visitor and visit.office)
    return Party(
        visitors=tuple(dict.fromkeys(visitors)),
        offices=tuple(dict.fromkeys(_name(office) for office in offices)),
        origin=first.origin,
        status=first.status,
        stops=stops,
        off=off(first),
    )


def _meetings(stops: Sequence[Stop]) -> list[str]:
    """Say whom they meet, and where if there is more than one place: "A, B (Oslo) · C (Kyiv)"."""
    left = _MEETS
    groups: list[str] = []
    for stop in stops:
        if names := [_name(name) for name in stop.meets[:left]]:
            left -= len(names)
            place = f" ({_place(stop)})" if len(stops) > 1 else ""
            groups.append(f"{', '.join(names)}{place}")
    more = sum(len(stop.meets) for stop in stops) - (_MEETS - left)
    rest = f" and {more} more" if more else ""
    return [f"🤝 {' · '.join(groups)}{rest}"] if groups else []


def _name(name: str) -> str:
    return clip(name.strip(), _LONGEST_NAME)


def _place(stop: Stop) -> str:
    return _name(stop.city) if stop.city else places.name(stop.country)


def _stop(stop: Stop, today: date, *, dated: bool) -> str:
    place = places.flag(stop.country) + _place(stop)
    return f"{place} ({span(stop.start, stop.end, today)})" if dated and stop.start else place


def _has_own_days(stops: Sequence[Stop]) -> bool:
    """Tell whether stops have days of their own; else the first and last bound the whole visit."""
    return sum(stop.start is not None for stop in stops) > 1


def _timing(party: Party, today: date) -> str:
    words = {
        VisitStatus.PLANNED: ("planned", "planned for {}", "planned, until {}"),
        VisitStatus.ONGOING: ("under way", "under way, {}", "under way until {}"),
        VisitStatus.COMPLETED: ("completed", "completed, {}", "completed {}"),
        VisitStatus.CANCELLED: (party.off, f"{party.off}, was planned for {{}}", party.off),
    }
    bare, with_days, until = words[party.status]
    if not party.stops or _has_own_days(party.stops):
        return bare
    starts = [stop.start for stop in party.stops if stop.start]
    end = party.stops[-1].end
    if not starts:
        return until.format(day(end, today)) if end else bare
    start = starts[0]
    if party.status is VisitStatus.ONGOING and (end is None or end < start):
        return f"under way since {day(start, today)}"
    return with_days.format(span(start, end, today))
