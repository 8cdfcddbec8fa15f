"""What an explanation of one article consists of; ``explain_text`` and ``explain_page`` show it."""

from dataclasses import dataclass

from bot.models import Article, Evidence, Pledge, Reading, Visit
from bot.rendering.money import money


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejected:
    """What looked like a fact and was refused."""

    label: str  #: VISIT or PLEDGE
    reason: str
    text: str
    evidence: Evidence


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """Characters of the text that a component recognised: a place, a person, a date, a sum."""

    start: int
    end: int
    label: str
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """A reading with all that led to it."""

    article: Article
    reading: Reading
    rejected: tuple[Rejected, ...] = ()
    marks: tuple[Mark, ...] = ()


def visit_line(visit: Visit) -> str:
    """Say a visit in one plain line with every field that was read."""
    who = visit.visitor or "unnamed"
    return f"{who} ({visit.office or 'no office'}, {visit.origin or '?'}), {visit.status}"


def stop_lines(visit: Visit) -> list[str]:
    """Say each stop in one plain line."""
    lines = []
    for stop in visit.stops:
        place = f"{stop.city}, {stop.country}" if stop.city else stop.country
        days = f", {stop.start or '?'} to {stop.end or '?'}" if stop.start or stop.end else ""
        meets = f", meets {', '.join(stop.meets)}" if stop.meets else ""
        lines.append(f"{place}{days}{meets}")
    return lines


def pledge_line(pledge: Pledge) -> str:
    """Say a pledge in one plain line with every field that was read."""
    amount = "no sum"
    if pledge.amount is not None and pledge.currency:
        amount = money(pledge.amount, pledge.currency, pledge.relation)
    parties = f"{pledge.pledger} to {', '.join(pledge.beneficiary) or '?'}"
    period = f", {pledge.period}" if pledge.period else ""
    return f"{parties}: {amount}, {pledge.kind}, {pledge.status}{period}: {pledge.what}"
