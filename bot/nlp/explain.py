"""What an explanation of one article consists of; ``explain_text`` and ``explain_page`` show it."""

from dataclasses import dataclass

from bot.models import Article, Evidence, Pledge, Reading, Stop, Visit
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
    known = ", ".join(part for part in (visit.office, visit.origin) if part)
    who = visit.visitor or "unnamed"
    return f"{who} ({known}), {visit.status}" if known else f"{who}, {visit.status}"


def stop_lines(visit: Visit) -> list[str]:
    """Say each stop in one plain line."""
    lines = []
    for stop in visit.stops:
        place = f"{stop.city}, {stop.country}" if stop.city else stop.country
        days = f", {_days(stop)}" if stop.start or stop.end else ""
        meets = f", meets {', '.join(stop.meets)}" if stop.meets else ""
        lines.append(f"{place}{days}{meets}")
    return lines


def pledge_line(pledge: Pledge) -> str:
    """Say a pledge in one plain line with every field that was read."""
    amount = "no sum"
    if pledge.amount is not None and pledge.currency:
        amount = money(pledge.amount, pledge.currency, pledge.relation)
    gainers = f" to {', '.join(pledge.beneficiary)}" if pledge.beneficiary else ""
    period = f", {pledge.period}" if pledge.period else ""
    what = f": {pledge.what}" if pledge.what else ""
    return f"{pledge.pledger}{gainers}: {amount}, {pledge.kind}, {pledge.status}{period}{what}"


def source_line(article: Article) -> str:
    """Say where an article comes from, as far as that is known."""
    day = article.published_on.isoformat() if article.published_on else "no date"
    known = [article.publisher, article.country]
    return ", ".join([*(part for part in known if part), day])


def _days(stop: Stop) -> str:
    if stop.start and stop.end:
        return f"{stop.start} to {stop.end}"
    return f"from {stop.start}" if stop.start else f"until {stop.end}"
