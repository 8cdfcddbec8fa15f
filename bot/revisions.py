"""What became another fact between two readings of a release. Pure.

Most edits are cosmetic: a full stop, a by-line, a middle initial. Only a changed day, place, person
or amount, a visit called off, or a fact that came or went is worth a second message.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from typing import TypeVar

from bot import countries
from bot.models import Facts, Pledge, Relation, Stop, Visit, VisitStatus

Fact = TypeVar("Fact", Visit, Pledge)

_NOT_A_WORD = re.compile(r"[\W_]+")
_BOUNDS = {Relation.AT_LEAST: "at least ", Relation.UP_TO: "up to ", Relation.ABOUT: "about "}


def changes(old: Facts, new: Facts) -> tuple[str, ...]:
    """Say in plain lines which facts changed from *old* to *new*; empty when none did."""
    lines: list[str] = []
    for before, after in _pairs(old.visits, new.visits, _visit_likeness):
        lines += _changed(before, after, _visit, _visit_changes)
    for was, now in _pairs(old.pledges, new.pledges, _pledge_likeness):
        lines += _changed(was, now, _pledge, _pledge_changes)
    return tuple(dict.fromkeys(lines))


def _changed(
    before: Fact | None,
    after: Fact | None,
    describe: Callable[[Fact], str],
    compare: Callable[[Fact, Fact], Iterator[str]],
) -> list[str]:
    if before and after:
        return [f"{describe(after)}: {line}" for line in compare(before, after)]
    if after:
        return [f"Added: {describe(after)}"]
    return [f"No longer stated: {describe(before)}"] if before else []


def _pairs(
    old: Sequence[Fact], new: Sequence[Fact], likeness: Callable[[Fact, Fact], int]
) -> Iterator[tuple[Fact | None, Fact | None]]:
    """Put facts together that tell of the same thing, the most alike first; the rest stay alone."""
    ranked = sorted(
        (-likeness(before, after), i, j)
        for i, before in enumerate(old)
        for j, after in enumerate(new)
        if likeness(before, after)
    )
    partner: dict[int, int] = {}
    for _, i, j in ranked:
        if i not in partner and j not in partner.values():
            partner[i] = j
    for i, before in enumerate(old):
        yield before, new[partner[i]] if i in partner else None
    for j, after in enumerate(new):
        if j not in partner.values():
            yield None, after


def _visit_likeness(old: Visit, new: Visit) -> int:
    """0 for different journeys; more, the more they share."""
    visitor = _same_person(old.visitor, new.visitor)
    there, then = _countries(old), _countries(new)
    places = len(there & then)
    if not places and not visitor:
        return 0
    named = bool(old.visitor and new.visitor)
    if named and not visitor and there != then:
        return 0
    days = _days(old) == _days(new)
    return 8 * places + 4 * visitor + 2 * days + (old.office == new.office)


def _visit_changes(old: Visit, new: Visit) -> Iterator[str]:
    if old.visitor and new.visitor and not _same_person(old.visitor, new.visitor):
        yield f"the visitor is {new.visitor}, not {old.visitor}"
    off = VisitStatus.CANCELLED
    if (old.status is off) is not (new.status is off):
        yield "called off" if new.status is off else "takes place after all"
    if _countries(old) != _countries(new):
        yield f"instead of {_places(old)}"
    then = {stop.country: stop for stop in old.stops}
    for stop in new.stops:
        if stop.country in then:
            yield from _stop_changes(then[stop.country], stop)


def _stop_changes(old: Stop, new: Stop) -> Iterator[str]:
    place = countries.spoken(new.country)
    if old.city and new.city and _folded(old.city) != _folded(new.city):
        yield f"in {new.city}, not {old.city}"
    if (old.start, old.end) != (new.start, new.end):
        yield f"{place} {_period(new)}, not {_period(old)}"
    came = [name for name in new.meets if not _among(name, old.meets)]
    left = [name for name in old.meets if not _among(name, new.meets)]
    if came:
        yield f"also meets {_listed(came)}"
    if left:
        yield f"no longer meets {_listed(left)}"


def _pledge_likeness(old: Pledge, new: Pledge) -> int:
    if old.pledger != new.pledger or old.kind is not new.kind:
        return 0
    shared = len(set(old.beneficiary) & set(new.beneficiary))
    if not shared and old.beneficiary and new.beneficiary:
        return 0
    money = (old.amount, old.currency) == (new.amount, new.currency)
    return 1 + 4 * shared + 4 * money + 2 * (_folded(old.what) == _folded(new.what))


def _pledge_changes(old: Pledge, new: Pledge) -> Iterator[str]:
    if _money(old) != _money(new):
        yield f"{_money(new) or 'no amount'}, not {_money(old) or 'no amount'}"
    if set(old.beneficiary) != set(new.beneficiary):
        yield f"for {_beneficiaries(new)}, not {_beneficiaries(old)}"


def _visit(visit: Visit) -> str:
    who = visit.visitor or visit.office or "A visitor"
    return f"{who} to {_places(visit)}"


def _pledge(pledge: Pledge) -> str:
    money = _money(pledge)
    amount = f" {money}" if money else ""
    return f"{countries.spoken(pledge.pledger)}'s pledge of{amount} {pledge.kind} support" + (
        f" for {_beneficiaries(pledge)}" if pledge.beneficiary else ""
    )


def _money(pledge: Pledge) -> str:
    if pledge.amount is None:
        return ""
    bound = _BOUNDS.get(pledge.relation, "") if pledge.relation else ""
    return f"{bound}{pledge.currency} {pledge.amount.normalize():,f}"


def _countries(visit: Visit) -> set[str]:
    return {stop.country for stop in visit.stops}


def _days(visit: Visit) -> set[tuple[date | None, date | None]]:
    return {(stop.start, stop.end) for stop in visit.stops}


def _places(visit: Visit) -> str:
    return _listed([countries.spoken(stop.country) for stop in visit.stops]) or "no known place"


def _beneficiaries(pledge: Pledge) -> str:
    return _listed([countries.spoken(code) for code in pledge.beneficiary]) or "nobody named"


def _period(stop: Stop) -> str:
    if stop.start is None:
        return "on no stated day"
    if stop.end is None or stop.end == stop.start:
        return f"on {_day(stop.start)}"
    return f"from {_day(stop.start)} to {_day(stop.end)}"


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def _listed(names: Iterable[str]) -> str:
    *most, last = list(dict.fromkeys(names)) or [""]
    return f"{', '.join(most)} and {last}" if most else last


def _among(name: str, names: Iterable[str]) -> bool:
    return any(_same_person(name, other) for other in names)


def _same_person(one: str | None, other: str | None) -> bool:
    """Tell whether two names differ by a middle name, an initial or a title at most."""
    if not one or not other:
        return False
    mine, theirs = set(_folded(one).split()), set(_folded(other).split())
    return bool(mine) and bool(theirs) and (mine <= theirs or theirs <= mine)


def _folded(text: str) -> str:
    apart = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(letter for letter in apart if not unicodedata.combining(letter))
    return _NOT_A_WORD.sub(" ", bare).strip()
