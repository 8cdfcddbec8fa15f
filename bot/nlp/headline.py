"""One line that states the main fact; without facts, the release's own title."""

import re
from collections.abc import Sequence

from bot import countries
from bot.models import Facts, Pledge, PledgeStatus, Stop, Visit, VisitStatus
from bot.rendering.facts import off
from bot.rendering.money import money
from bot.rendering.promises import KINDS, bare

LONGEST = 140
MOST_NAMES, MOST_PLACES = 2, 3

#: (one person, several people or none named)
_GOING = {
    VisitStatus.PLANNED: ("to visit", "to visit"),
    VisitStatus.ONGOING: ("visits", "visit"),
    VisitStatus.COMPLETED: ("visited", "visited"),
}
_GIVING = {
    PledgeStatus.NEW: "pledges",
    PledgeStatus.RESTATED: "reaffirms",
    PledgeStatus.DELIVERED: "has provided",
}
_NEWEST = list(_GIVING)
_LABEL = re.compile(
    r"^(?:press release|media release|news story|statement)\s*[:|–—-]\s*", re.IGNORECASE
)
_THINGS = re.compile(
    r"^(?:\d|an? |up to |more than |over |at least |one |two |three |several )", re.IGNORECASE
)


def headline(title: str, facts: Facts, home: str = "") -> str:
    """Build the line: visits first, then the largest new pledge; *home* is the publisher.

    Pledges that are old news do not make a headline: what the release announces does.
    """
    new = [pledge for pledge in facts.pledges if pledge.status is PledgeStatus.NEW]
    if facts.visits:
        return _fitting(_visit(facts.visits, home), title)
    if new or (facts.pledges and not title.strip()):
        return _fitting(_pledge(_main(new or facts.pledges, home)), title)
    return cleaned(title)


def cleaned(title: str) -> str:
    """Return *title* on one line without what a publisher puts around it."""
    line = " ".join(title.split())
    line = _LABEL.sub("", line)
    return re.sub(r"\s[|]\s[^|]{3,60}$", "", line).strip(" |–—-")


def _visit(visits: Sequence[Visit], home: str) -> str:
    first = min(visits, key=lambda visit: visit.origin != home)
    together = [visit for visit in visits if _route(visit) == _route(first)]
    names = list(dict.fromkeys(_who(visit) for visit in together))
    who = _listed(names, MOST_NAMES, "others")
    there = _places(first.stops)
    if gone := off(first):
        return f"{who}: visit to {there} {gone}"
    return f"{who} {_GOING[first.status][len(names) > 1]} {there}"


def _route(visit: Visit) -> tuple[VisitStatus, str, tuple[str, ...]]:
    return visit.status, off(visit), tuple(dict.fromkeys(stop.country for stop in visit.stops))


def _who(visit: Visit) -> str:
    name = visit.visitor or visit.office or "Delegation"
    return f"{name} ({countries.short(visit.origin)})" if visit.origin else name


def _places(stops: Sequence[Stop]) -> str:
    spoken = list(dict.fromkeys(countries.spoken(stop.country) for stop in stops))
    return _listed(spoken, MOST_PLACES, "more")


def _main(pledges: Sequence[Pledge], home: str) -> Pledge:
    """Pick what an editor would lead with: the publisher's own, new, and with a sum."""
    return min(
        pledges,
        key=lambda pledge: (
            _NEWEST.index(pledge.status),
            pledge.pledger != home,
            pledge.amount is None,
            -(pledge.amount or 0),
        ),
    )


def _pledge(pledge: Pledge) -> str:
    line = f"{countries.short(pledge.pledger)} {_GIVING[pledge.status]} {_what(pledge)}"
    spoken = [countries.spoken(code) for code in pledge.beneficiary]
    return (
        f"{line} {'to' if _given(pledge) else 'for'} {_listed(spoken, 2, 'others')}"
        if spoken
        else line
    )


def _what(pledge: Pledge) -> str:
    kind = KINDS[pledge.kind]
    if pledge.amount is not None and pledge.currency:
        return f"{money(pledge.amount, pledge.currency, pledge.relation)} in {kind}"
    return bare(pledge) if _given(pledge) else kind


def _given(pledge: Pledge) -> bool:
    """Tell whether something is handed over that can be named: a sum or counted things."""
    return pledge.amount is not None or bool(_THINGS.match(pledge.what))


def _listed(items: Sequence[str], most: int, rest: str) -> str:
    if len(items) > most + 1:
        return f"{', '.join(items[:most])} and {len(items) - most} {rest}"
    return " and ".join([", ".join(items[:-1]), items[-1]] if len(items) > 1 else items)


def _fitting(line: str, title: str) -> str:
    """Prefer the title where the built line would not fit on a phone."""
    line = " ".join(line.split())
    return line if len(line) <= LONGEST or not title.strip() else cleaned(title)
