"""Pledges in few lines: who promises what to whom, and which sums are parts of another."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from bot import countries
from bot.models import Pledge, PledgeKind, PledgeStatus
from bot.rendering import places
from bot.rendering.money import money
from bot.rendering.shares import PART_OF, shares
from bot.rendering.text import clip, listed

_BENEFICIARIES = 4
_LONGEST_PROMISE, _LONGEST_PERIOD = 160, 80
_SHORTEST = 3  #: letters; less says nothing

_LASTING = re.compile(
    r"(?:\d+|two|three|four|five|six|seven|eight|nine|ten) (?:years|months)", re.IGNORECASE
)
_YEARLY = frozenset({"a year", "per year", "each year", "annually", "per annum"})
_GIVEN_TO = r"\b(?:to|for|in|into|through|via|with|of)\s+"
#: A time at the end of a promise whose period is told beside it.
_TIME = re.compile(
    r"(?<![\s,])[\s,]*+\b(?:(?:in|for|during|over|by|since|throughout|until)\s++)?(?:the\s++)?"
    r"(?:(?:this|last|next|past|current|coming) (?:financial |fiscal |calendar )?(?:year|decade)"
    r"|(?:(?:past|last|next|coming) )?(?:\d+|two|three|four|five|six|seven|eight|nine|ten)[- ]"
    r"(?:years?|months?)(?: period)?|(?:FY ?)?20\d\d(?:\s*+[-–/]\s*+(?:20)?\d\d)?)$",
    re.IGNORECASE,
)
_AT_THE_END = re.compile(r"(?<![\s,;:–-])[\s,;:–-]++$|(?<!\s)\s++(?:and|or|to|for|in|of|the|with)$")

_SIGNS = {
    PledgeKind.MILITARY: "🛡",
    PledgeKind.TRAINING: "🎓",
    PledgeKind.HEALTH: "💊",
    PledgeKind.HUMANITARIAN: "⛑",
    PledgeKind.CLIMATE: "🌱",
    PledgeKind.PEOPLE: "👥",
    PledgeKind.DEVELOPMENT: "🏗",
    PledgeKind.FINANCIAL: "💰",
    PledgeKind.OTHER: "🎁",
}
#: What a pledge is called by its kind alone.
KINDS = {
    PledgeKind.MILITARY: "military aid",
    PledgeKind.TRAINING: "training",
    PledgeKind.HEALTH: "health aid",
    PledgeKind.HUMANITARIAN: "humanitarian aid",
    PledgeKind.CLIMATE: "climate action",
    PledgeKind.PEOPLE: "places for people",
    PledgeKind.DEVELOPMENT: "development aid",
    PledgeKind.FINANCIAL: "financial support",
    PledgeKind.OTHER: "support",
}
#: News first: what is new matters more than what was known.
_STATUSES = {
    PledgeStatus.NEW: "new",
    PledgeStatus.RESTATED: "promised before",
    PledgeStatus.DELIVERED: "already provided",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Package:
    """What one pledger promises to the same beneficiaries, news first.

    *parts* of a pledge by its place in *pledges*; a part may name others who get it.
    """

    pledger: str
    beneficiary: tuple[str, ...]
    pledges: tuple[Pledge, ...]
    parts: Mapping[int, tuple[Pledge, ...]] = field(default_factory=dict)


def packages(pledges: Iterable[Pledge]) -> list[Package]:
    """Put pledges between the same parties together, those with news first, parts under totals."""
    found = tuple(pledges)
    whole = shares(found)
    ranks = list(_STATUSES)
    groups: dict[tuple[str, tuple[str, ...]], list[int]] = {}
    for at in sorted(range(len(found)), key=lambda at: ranks.index(found[at].status)):
        if at not in whole:
            groups.setdefault((found[at].pledger, found[at].beneficiary), []).append(at)
    return [
        Package(
            pledger=pledger,
            beneficiary=beneficiary,
            pledges=tuple(found[at] for at in group),
            parts={
                place: tuple(found[part] for part, total in whole.items() if total == at)
                for place, at in enumerate(group)
            },
        )
        for (pledger, beneficiary), group in groups.items()
    ]


def between(package: Package) -> str:
    """Say who promises to whom: "🇬🇧 UK → 🇺🇦 Ukraine"; plain text."""
    pledger = places.flagged(package.pledger)
    gainers = listed([places.flagged(code) for code in package.beneficiary], _BENEFICIARIES)
    return f"{pledger} → {gainers}" if gainers else pledger


def lines(package: Package) -> list[str]:
    """Say each promise in a line, and below a total its parts; plain text."""
    told: list[str] = []
    for at, pledge in enumerate(package.pledges):
        told.append(promise(pledge))
        told.extend(_part(part, pledge) for part in package.parts.get(at, ()))
    return told


def promise(pledge: Pledge) -> str:
    """Say what is promised: "🛡 £2.3bn · military support · already provided"; plain text."""
    terms = [offer(pledge), _period(pledge.period), _STATUSES[pledge.status]]
    return " · ".join(term for term in terms if term)


def offer(pledge: Pledge) -> str:
    """Say only what would be given: "🛡 £2.3bn · military support"; plain text."""
    terms = [clip(bare(pledge), _LONGEST_PROMISE) or KINDS[pledge.kind]]
    if pledge.amount is not None and pledge.currency:
        terms.insert(0, money(pledge.amount, pledge.currency, pledge.relation))
    return f"{_SIGNS[pledge.kind]} {' · '.join(terms)}"


def bare(pledge: Pledge) -> str:
    """Give what is promised without the recipients and the time, for those who tell them beside it.

    "Budget support to Moldova this year" becomes "budget support"; nothing may be left.
    """
    named = _named(pledge.beneficiary)
    what, before = " ".join(pledge.what.split()).rstrip(" ."), ""
    while what != before:
        before = what
        if pledge.period:
            what = _TIME.sub("", what)
        if named:
            what = named.sub("", what)
        if what != before:
            what = _AT_THE_END.sub("", what)
    return what if sum(letter.isalpha() for letter in what) >= _SHORTEST else ""


def _part(part: Pledge, total: Pledge) -> str:
    """Say a part: "↳ of which C$15m · food · for WFP", without what it shares with the total."""
    terms = []
    if part.amount is not None and part.currency:
        terms.append(money(part.amount, part.currency, part.relation))
    what = clip(PART_OF.sub("", bare(part)), _LONGEST_PROMISE)
    if what.casefold() != bare(total).casefold():
        terms.append(what)
    others = [places.name(code) for code in part.beneficiary if code not in total.beneficiary]
    if others:
        terms.append(f"for {listed(others, _BENEFICIARIES)}")
    if part.period != total.period:
        terms.append(_period(part.period))
    return f"↳ of which {' · '.join(term for term in terms if term)}"


def _named(codes: Sequence[str]) -> re.Pattern[str] | None:
    """Make a pattern for "to Ukraine and Moldova" at the end, or before a purpose or a time."""
    names = {name for code in codes for name in _names(code)}
    if not names:
        return None
    one = "|".join(map(re.escape, sorted(names, key=len, reverse=True)))
    listed_names = rf"(?:the\s+)?(?:{one})(?:(?:,\s*|,?\s+and\s+)(?:the\s+)?(?:{one}))*"
    return re.compile(
        rf"(?<![\s,])[\s,]*+{_GIVEN_TO}{listed_names}(?=$|\s+(?:to|this|last|over|in \d)\b)"
    )


def _names(code: str) -> tuple[str, ...]:
    country = countries.table().get(code)
    return country.names if country else (countries.name(code),)


def _period(period: str | None) -> str:
    """Say the time that a pledge covers; a bare year or number of years needs a word."""
    if not period:
        return ""
    period = clip(period.strip(), _LONGEST_PERIOD)
    if period in _YEARLY:
        return "every year"
    if _LASTING.fullmatch(period):
        return f"over {period}"
    return f"for {period}" if period.isdigit() else period
