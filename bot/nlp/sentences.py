"""Sentences of a release by marks and line breaks, without a model."""

import re
from collections.abc import Iterator
from functools import lru_cache

from bot.nlp.title_words import UNFINISHED

_STOP = re.compile(r"[.!?…][\"”’')\]]*(?=\s+[\"“‘'(\[]?[A-Z0-9À-Þ])" rf"|{UNFINISHED}\n+")
_SHORT = re.compile(
    r"(?:\b(?:YBhg|Mr|Mrs|Ms|Dr|Hon|Prof|Gen|Lt|Col|Maj|Capt|Adm|Sen|Rep|Reps|Amb|St|Rt|Brig|Engr|Eng|Rev|Smt|Md|Mohd|Ma|Ven|Fr|Hj|Adv|Barr|Sgt|Rtn"
    r"|No|vs|Inc|Co|Ltd|approx|Jan|Feb|Aug|Sept|Sep|Oct|Nov|Dec|Gov|Cmdr|Barr|Esq|Art|Fig|i\.e|e\.g|Mt)"
    r"|\b[A-Z]|\b(?:[A-Z]\.){1,6}[A-Z])\.$"
)
_LONG_ENDING = re.compile(r"\b(?:U\.S|D\.C|U\.K|U\.N|p\.m|a\.m|Jr|Sr)\.$")
_OPENERS = re.compile(
    r"\s+[\"“]?(?:The|This|These|That|In|On|At|He|She|They|It|We|I|As|During|After|While|His|Her|Their|Our"
    r"|Both|Following|For|With|To|By|From|Since|When|Also|There|Today|Earlier|If|Under|Over|While)\b"
)


def sentence_spans(text: str) -> Iterator[tuple[int, int]]:
    """Yield the start and end of each sentence, without surrounding blanks."""
    yield from _remembered(text)


@lru_cache(maxsize=8)  # several components ask for the same text in turn
def _remembered(text: str) -> tuple[tuple[int, int], ...]:
    return tuple(_sentence_spans(text))


def _sentence_spans(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for match in _STOP.finditer(text):
        if not match[0].startswith("\n") and not _ends(text, start, match):
            continue
        yield from _trimmed(text, start, match.end())
        start = match.end()
    yield from _trimmed(text, start, len(text))


def _ends(text: str, start: int, match: re.Match[str]) -> bool:
    """Tell whether a full stop ends a sentence and not an abbreviation."""
    before = text[max(start, match.start() - 12) : match.start() + 1]
    if _LONG_ENDING.search(before):
        return not before.endswith(("U.S.", "U.K.", "U.N.")) or bool(
            _OPENERS.match(text, match.end())
        )
    return not _SHORT.search(before)


def _trimmed(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the span without blanks at its ends, if anything is left."""
    part = text[start:end]
    if part.strip():
        yield start + len(part) - len(part.lstrip()), start + len(part.rstrip())
