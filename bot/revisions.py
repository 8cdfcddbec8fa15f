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
from bot.models import Facts, Pledge, Stop, Visit
from bot.rendering import places
from bot.rendering.dates import day, span
from bot.rendering.facts import off, parties, route
from bot.rendering.money import money
from bot.rendering.promises import between, offer, packages

Fact = TypeVar("Fact", Visit, Pledge)

_NOT_A_WORD = re.compile(r"[\W_]+")


def changes(old: Facts, new: Facts, *, today: date) -> tuple[str, ...]:
    """Say in plain lines which facts changed from *old* to *new*; empty when none did.

    Facts are named as in alerts; where there is only one, a correction's title names it already.
    """
    alone = max(len(facts.visits) + len(facts.pledges) for facts in (old, new)) == 1
    lines: list[str] = []
    for before, after in _pairs(old.visits, new.visits, _visit_likeness):
        lines += _changed(
            before,
            after,
            lambda visit: _visit(visit, today),
            lambda before, after: _visit_changes(before, after, today),
            alone=alone,
        )
    for was, now in _pairs(old.pledges, new.pledges, _pledge_likeness):
        lines += _changed(was, now, _pledge, _pledge_changes, alone=alone)
    return tuple(dict.fromkeys(lines))


def _changed(
    before: Fact | None,
    after: Fact | None,
    describe: Callable[[Fact], str],
    compare: Callable[[Fact, Fact], Iterator[str]],
    *,
    alone: bool,
) -> list[str]:
    if before and after:
        lines = list(compare(before, after))
        if alone:
            return [line[0].upper() + line[1:] for line in lines]
        return [f"{describe(after)}: {line}" for line in lines]
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


def _visit_changes(old: Visit, new: Visit, today: date) -> Iterator[str]:
    if old.visitor and new.visitor and not _same_person(old.visitor, new.visitor):
        yield f"the visitor is {new.visitor}, not {old.visitor}"
    if off(old) != off(new):
        yield off(new) or "takes place after all"
    if _countries(old) != _countries(new):
        yield f"{_places(new)}, not {_places(old)}"
    then = {stop.country: stop for stop in old.stops}
    for stop in new.stops:
        if stop.country in then:
            place = f"{stop.city or places.name(stop.country)} " if len(new.stops) > 1 else ""
            yield from _stop_changes(then[stop.country], stop, place, today)


def _stop_changes(old: Stop, new: Stop, place: str, today: date) -> Iterator[str]:
    if old.city and new.city and _folded(old.city) != _folded(new.city):
        yield f"{new.city}, not {old.city}"
    if (old.start, old.end) != (new.start, new.end):
        yield f"{place}{_period(new, today)}, not {_period(old, today)}"
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


def _visit(visit: Visit, today: date) -> str:
    return route(parties([visit])[0], today)


def _pledge(pledge: Pledge) -> str:
    return f"{between(packages([pledge])[0])}: {offer(pledge)}"


def _money(pledge: Pledge) -> str:
    if pledge.amount is None or not pledge.currency:
        return ""
    return money(pledge.amount, pledge.currency, pledge.relation)


def _countries(visit: Visit) -> set[str]:
    return {stop.country for stop in visit.stops}


def _days(visit: Visit) -> set[tuple[date | None, date | None]]:
    return {(stop.start, stop.end) for stop in visit.stops}


def _places(visit: Visit) -> str:
    return _listed([countries.spoken(stop.country) for stop in visit.stops]) or "no known place"


def _beneficiaries(pledge: Pledge) -> str:
    return _listed([countries.spoken(code) for code in pledge.beneficiary]) or "nobody named"


def _period(stop: Stop, today: date) -> str:
    if stop.start is None:
        return f"until {day(stop.end, today)}" if stop.end else "no stated day"
    return span(stop.start, stop.end, today)


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
