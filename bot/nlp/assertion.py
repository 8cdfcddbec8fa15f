"""How a statement is meant: denied, conditional, wished, asked of others, told before, or past.

Pure functions over a clause's words. The order of questions is that of ConText: negation and
hypothesis first, then who is asked, then whether it is old news.
"""

import re
from datetime import date

from spacy.tokens import Span

from bot.nlp.pledges.lexicon import phrases

_NEGATED = phrases("assertion.negated")
_HYPOTHETICAL = phrases("assertion.hypothetical")
_ASKED = phrases("assertion.asked")
_RESTATED = phrases("assertion.restated")
_YEAR = re.compile(r"\b(19\d\d|20[0-4]\d)\b")


def text_of(part: Span | str) -> str:
    """Accept a span or its text."""
    return part if isinstance(part, str) else part.text


def negated(part: Span | str) -> bool:
    """Tell whether the clause denies its act ("did not pledge", "suspended")."""
    return bool(_NEGATED.search(text_of(part)))


def hypothetical(part: Span | str) -> bool:
    """Tell whether the act is conditional, wished or under discussion."""
    return bool(_HYPOTHETICAL.search(text_of(part)))


def asked_of_others(part: Span | str) -> bool:
    """Tell whether the clause calls on somebody to act or states a need."""
    return bool(_ASKED.search(text_of(part)))


def restated(part: Span | str) -> bool:
    """Tell whether the clause says that its promise was made before."""
    return bool(_RESTATED.search(text_of(part)))


def historical(part: Span | str, published_on: date | None, *, years: int = 1) -> bool:
    """Tell whether every year that the clause names lies more than *years* back."""
    found = [int(year) for year in _YEAR.findall(text_of(part))]
    if not found or published_on is None:
        return False
    return max(found) < published_on.year - years
