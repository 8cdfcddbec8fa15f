"""The judge: a sum of weights over the features, fitted by ``training``."""

import json
import math
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

WEIGHTS = Path(__file__).parents[1] / "data" / "pledge_weights.json"


@lru_cache(maxsize=1)
def weights() -> dict[str, dict[str, float]]:
    """Read the weights: one table for money, one for things, and their thresholds."""
    table: dict[str, dict[str, float]] = json.loads(WEIGHTS.read_text(encoding="utf-8"))
    return table


def probability(features: Iterable[str], table: dict[str, float]) -> float:
    """Logistic of the weighted sum."""
    return 1 / (1 + math.exp(-sum(table.get(name, 0.0) for name in features)))
