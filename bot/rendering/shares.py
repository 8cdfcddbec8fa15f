"""Which pledges are parts of another one, as far as the words and the sums say so. Pure.

A part that is taken for a sum of its own makes a promise look larger than it is; a sum of its own
that is taken for a part makes it look smaller. So only what a release says counts: "of which", "of
this amount", "including", or parts that add up to the total exactly.
"""

import re
from collections.abc import Sequence
from decimal import Decimal

from bot.models import Pledge

#: What the words of a promise may end with, where the release says it.
PART_OF = re.compile(
    r"(?<!\s)\s*+\(?\bpart of [^()\d]{0,200}+\d[^()]{0,200}+\)?\s*+$", re.IGNORECASE
)
#: Begins a sentence that divides what was named before.
_DIVIDES = re.compile(
    r"^(?:\W|\d+\W)*(?:of (?:this|that|these|those|which|the (?:total|amount|sum|funding|money))"
    r"|(?:this|it|the (?:total|amount|sum|funding|money|package|support|assistance|aid|pledge"
    r"|contribution|announcement))\b[^.]{0,40}\b(?:includ\w+|compris\w+|consist\w+|is made up))",
    re.IGNORECASE,
)
#: Divides within one sentence.
_INCLUDES = re.compile(
    r"\b(?:of which|of this|including|includes?|comprising|comprised of|made up of|consisting of"
    r"|divided into|split between)\b",
    re.IGNORECASE,
)
_FIGURE = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?")
_SCALES = (0, 3, 5, 6, 7, 9, 12)  #: thousand, lakh, million, crore, billion, trillion
_FEWEST = 2  #: a single equal sum is the same one told again


def shares(pledges: Sequence[Pledge]) -> dict[int, int]:
    """Give for each pledge that is a part the place of its total in *pledges*."""
    whole: dict[int, int] = {}
    largest_first = sorted(range(len(pledges)), key=lambda at: (-(pledges[at].amount or 0), at))
    for total in largest_first:
        if total in whole or pledges[total].amount is None:
            continue
        for part in _parts(total, pledges):
            if part not in whole and part not in whole.values():
                whole[part] = total
    return whole


def _parts(total: int, pledges: Sequence[Pledge]) -> list[int]:
    said = [at for at in range(len(pledges)) if _is_said(pledges[at], pledges[total])]
    if said:
        return said
    close = [at for at in range(len(pledges)) if _may_belong(pledges[at], pledges[total])]
    told = [at for at in close if _is_divided(pledges[total], pledges[at], pledges)]
    amount = pledges[total].amount or Decimal(0)
    if told and _sum(told, pledges) <= amount:
        return told
    follow = [at for at in close if at > total]
    adds_up = len(follow) >= _FEWEST and _sum(follow, pledges) == amount
    return follow if adds_up else []


def _is_said(part: Pledge, total: Pledge) -> bool:
    """Tell whether *part* names the sum of *total* as the one it is a part of."""
    named = PART_OF.search(part.what)
    same = (part.pledger, part.currency) == (total.pledger, total.currency)
    return bool(named) and same and part is not total and _written(total, named[0] if named else "")


def _may_belong(part: Pledge, total: Pledge) -> bool:
    """Tell whether *part* is a smaller sum of the same money for the same people."""
    if part.amount is None or total.amount is None or part.amount >= total.amount:
        return False
    if PART_OF.search(part.what):  # of another sum
        return False
    same = (part.pledger, part.currency, part.status) == (
        total.pledger,
        total.currency,
        total.status,
    )
    gainers = set(part.beneficiary), set(total.beneficiary)
    return (
        same
        and (not all(gainers) or bool(gainers[0] & gainers[1]))
        and part.evidence.start >= total.evidence.start
    )


def _is_divided(total: Pledge, part: Pledge, pledges: Sequence[Pledge]) -> bool:
    """Tell whether the words say that *part* is taken from *total*."""
    sentence = part.evidence.sentence
    if part.evidence.start == total.evidence.start:
        return any(
            _written(total, sentence[: word.start()]) and _written(part, sentence[word.end() :])
            for word in _INCLUDES.finditer(sentence)
        )
    return bool(_DIVIDES.match(sentence)) and total.evidence.start == max(
        (other.evidence.start for other in pledges if _comes_before(other, part)), default=-1
    )


def _comes_before(other: Pledge, part: Pledge) -> bool:
    """Tell whether *other* may be what "of this" before *part* points to."""
    evidence = other.evidence
    undivided = not _DIVIDES.match(evidence.sentence)
    return other.amount is not None and evidence.start < part.evidence.start and undivided


def _written(pledge: Pledge, text: str) -> bool:
    """Tell whether the amount stands in *text*, in digits, at any scale."""
    figures = {figure.replace(",", "") for figure in _FIGURE.findall(text)}
    amount = pledge.amount or Decimal(0)
    return any(amount == Decimal(figure).scaleb(scale) for figure in figures for scale in _SCALES)


def _sum(places: Sequence[int], pledges: Sequence[Pledge]) -> Decimal:
    return sum((pledges[at].amount or Decimal(0) for at in places), Decimal(0))
