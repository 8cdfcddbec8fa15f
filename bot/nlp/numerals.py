"""Numbers as releases write them: digits, words, multipliers, and the words that bound them."""

import re
from decimal import Decimal

from bot.models import Relation

_UNITS = [
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_WORDS = {
    **{word: value for value, word in enumerate(_UNITS, 1)},
    **{word: value * 10 for value, word in enumerate(_TENS, 2)},
    "a": 1,
    "an": 1,
}
_MULTIPLIERS = {
    "hundred": 100,
    "thousand": 1000,
    "lakh": 100_000,
    "million": 10**6,
    "crore": 10**7,
    "billion": 10**9,
    "trillion": 10**12,
    "k": 1000,
    "m": 10**6,
    "mn": 10**6,
    "mln": 10**6,
    "bn": 10**9,
    "b": 10**9,
    "tn": 10**12,
}

#: digits with any grouping ("1,500,000", "1 500 000", "1,00,000") and a decimal part
DIGITS = (
    r"\d{1,3}(?:,\d{2,3}){1,8}(?:\.\d+)?"
    r"|\d{1,3}(?:[ \u00a0\u202f\u2009]\d{3}\b){1,5}+"
    r"|\d+(?:\.\d+)?"
)
_COMPOUND = rf"(?:{'|'.join(_TENS)})(?:[- ](?:{'|'.join(_UNITS[:9])}))?|{'|'.join(_UNITS[::-1])}"
#: a number in words that can stand before a multiplier
SPELT = rf"half[ -]an?|(?:{_COMPOUND})(?: and a half)?|an?"
#: a written-out multiplier, perhaps two of them ("lakh crore", "hundred million")
LONG_MULTIPLIER = (
    r"(?:[Hh]undred|[Tt]housand|[Ll]akh|[Mm]illion|[Cc]rore|[Bb]illion|[Tt]rillion"
    r"|MILLION|BILLION)s?"
)
SHORT_MULTIPLIER = r"(?:mln|mn|bn|tn|m|b|k|M|B|K)"

_BOUND = r"(?:\s*\(?an?\b|\s+(?:additional|further|extra|total(?: of)?|of|another|new|worth)\b)*"
_BEFORE = (
    (
        Relation.AT_LEAST,
        r"more than|over|at least|exceed(?:ing|s|ed)?|in excess of|(?:no|not) less than|upwards? of"
        r"|a minimum of|above|beyond|surpass(?:ing|es|ed)?|greater than",
    ),
    (
        Relation.UP_TO,
        r"up to(?: an expected)?|as much as|a maximum of|maximum|(?:no|not) more than|at most"
        r"|not exceeding|not to exceed|upto|as many as|less than|under",
    ),
    (
        Relation.ABOUT,
        r"about|around|approximately|approx\.?|nearly|almost|some|roughly|close to|an? estimated"
        r"|estimated|circa|c\.|just under|approaching|in the region of|in the order of|~",
    ),
)
_BEFORE_PATTERNS = tuple(
    (relation, re.compile(rf"(?:^|[\s(\-–—,])(?:{words}){_BOUND}\s*$", re.IGNORECASE))
    for relation, words in _BEFORE
)
_AFTER = re.compile(r"^\s?(?:\+|-?\s?plus\b|\s?or (?:more|above)\b)", re.IGNORECASE)


def number(text: str) -> Decimal | None:
    """Read a number without multiplier; None when it is not one."""
    bare = re.sub(r"[,\s\u00a0\u202f\u2009]", "", text)
    if re.fullmatch(r"\d+(?:\.\d+)?", bare):
        return Decimal(bare)
    return _spelt(text.lower())


def _spelt(text: str) -> Decimal | None:
    """Read "half a", "twenty-five", "two and a half"."""
    if text.startswith("half"):
        return Decimal("0.5")
    total = Decimal(0)
    if text.endswith(" and a half"):
        total, text = Decimal("0.5"), text.removesuffix(" and a half")
    words = re.split(r"[- ]", text)
    if any(word not in _WORDS for word in words):
        return None
    return total + sum(_WORDS[word] for word in words)


def multiplier(text: str) -> int:
    """Multiply out "million", "bn", "lakh crore"; 1 for no multiplier."""
    product = 1
    for word in re.findall(r"[a-z]+", text.lower()):
        product *= _MULTIPLIERS.get(word) or _MULTIPLIERS.get(word.removesuffix("s"), 1)
    return product


def relation(before: str, after: str) -> Relation:
    """Tell how the words around a number bound it."""
    window = before[-48:]
    for kind, pattern in _BEFORE_PATTERNS:
        if pattern.search(window):
            return kind
    return Relation.AT_LEAST if _AFTER.search(after) else Relation.EXACTLY
