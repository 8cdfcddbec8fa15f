"""Several briefings in one message: what /latest and /topic show."""

from collections.abc import Sequence
from datetime import date
from enum import StrEnum

from bot.models import Briefing
from bot.rendering import facts, promises
from bot.rendering.alerts import is_sample, published
from bot.rendering.split import LONGEST, units
from bot.rendering.text import clean, clip, counted, escape, linked

_FACTS = 3
_LONGEST_TITLE = 160


class Show(StrEnum):
    """What a list is about."""

    VISITS = "v"
    PLEDGES = "p"
    RELEASES = "r"


def listing(
    title: str, briefings: Sequence[Briefing], show: Show, *, today: date
) -> tuple[str, int]:
    """Give one message's HTML under *title* (plain), and how many briefings found room in it."""
    html = f"<b>{escape(title)}</b>"
    for shown, briefing in enumerate(briefings):
        longer = f"{html}\n\n{_item(briefing, show, today)}"
        if units(longer) > LONGEST:
            return html, shown
        html = longer
    return html, len(briefings)


def _item(briefing: Briefing, show: Show, today: date) -> str:
    told = {
        Show.VISITS: lambda: _visits(briefing, today),
        Show.PLEDGES: lambda: _pledges(briefing),
        Show.RELEASES: lambda: _release(briefing, today),
    }[show]()
    marks = [
        "🚫 withdrawn by the publisher" if briefing.withdrawn_at else "",
        "sample, invented" if is_sample(briefing) else "",
    ]
    footer = " · ".join([published(briefing, today), *(mark for mark in marks if mark)])
    return "\n".join([*told, f"<i>{footer}</i>"])


def _visits(briefing: Briefing, today: date) -> list[str]:
    parties = facts.parties(briefing.reading.facts.visits)
    told = []
    for party in parties[:_FACTS]:
        told.append(linked(facts.route(party, today), briefing.link))
        told.extend(escape(line) for line in facts.journey(party, today))
    return [*told, *_rest(len(parties) - _FACTS, "visit")]


def _pledges(briefing: Briefing) -> list[str]:
    pledges = briefing.reading.facts.pledges
    told, left = [], _FACTS
    for package in promises.packages(pledges):
        if left <= 0:
            break
        shown = promises.lines(package)[:left]
        left -= len(shown)
        told.append(linked(promises.between(package), briefing.link))
        told.extend(escape(line) for line in shown)
    return [*told, *_rest(len(pledges) - _FACTS, "pledge")]


def _journey(party: facts.Party, today: date) -> str:
    """Say who goes where, and that it was called off: else it would read as a journey made."""
    off = f" · {party.off}" if party.off else ""
    return f"✈️ {facts.route(party, today)}{off}"


def _release(briefing: Briefing, today: date) -> list[str]:
    """Give the title, and of the facts only who goes where and who promises to whom."""
    found = briefing.reading.facts
    told = [_journey(party, today) for party in facts.parties(found.visits)]
    for package in promises.packages(found.pledges):
        told.extend(
            f"{promises.between(package)}: {promises.promise(pledge)}" for pledge in package.pledges
        )
    title = clip(clean(briefing.title), _LONGEST_TITLE) or "Untitled"
    return [
        linked(title, briefing.link),
        *(escape(line) for line in told[:_FACTS]),
        *_rest(len(told) - _FACTS, "fact"),
    ]


def _rest(more: int, noun: str) -> list[str]:
    return [f"and {counted(more, f'more {noun}')}"] if more > 0 else []
