"""F1 of visit stops and of pledges, by the guideline's idea of sameness; for our own releases."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from typing import Any

Row = dict[str, Any]
SAME_SENTENCE = 0.5  # share of words in common


def stop_f1(gold: Sequence[Row], found: Sequence[Row]) -> float:
    """F1 of (visitor's surname or office, country) over documents in the same order."""
    return _f1(
        [(_stops(row), _stops(made)) for row, made in zip(gold, found, strict=True)],
        lambda wanted, given: wanted == given,
    )


def pledge_f1(gold: Sequence[Row], found: Sequence[Row]) -> float:
    """F1 of pledges over documents in the same order."""
    return _f1(
        [(row["pledges"], made["pledges"]) for row, made in zip(gold, found, strict=True)],
        _same_pledge,
    )


def _f1(documents: Iterable[tuple[list, list]], same: Callable[[Any, Any], bool]) -> float:
    hits = wanted = given = 0
    for gold, found in documents:
        left = list(found)
        wanted, given = wanted + len(gold), given + len(found)
        for item in gold:
            match = next((other for other in left if same(item, other)), None)
            if match is not None:
                left.remove(match)
                hits += 1
    return 2 * hits / (wanted + given) if wanted + given else 1.0


def _stops(row: Row) -> list[tuple[str, str]]:
    stops = {
        (_who(visit), stop["country"]): None for visit in row["visits"] for stop in visit["stops"]
    }
    return list(stops)


def _who(visit: Row) -> str:
    if visit["visitor"]:
        return _fold(visit["visitor"]).split()[-1]
    return "office " + _fold(visit["office"] or "").removeprefix("the ")


def _same_pledge(gold: Row, found: Row) -> bool:
    if gold["pledger"] != found["pledger"]:
        return False
    if gold["amount"] is not None or found["amount"] is not None:
        return (gold["amount"], gold["currency"]) == (found["amount"], found["currency"])
    overlap = set(gold["beneficiary"]) & set(found["beneficiary"])
    words, others = set(_fold(gold["evidence"]).split()), set(_fold(found["evidence"]).split())
    alike = len(words & others) / len(words | others) >= SAME_SENTENCE
    return gold["kind"] == found["kind"] and bool(overlap or alike)


def _fold(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text)
    bare = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return " ".join(re.findall(r"[a-z0-9]+", bare.lower()))
