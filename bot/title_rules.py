"""The expressions by which operators choose among a feed's titles. Pure.

They are RE2's, which takes linear time whatever the expression and whatever the title: one written
without care could otherwise hold up every feed. RE2 knows no look-around and no back references.
"""

from collections.abc import Callable, Iterable
from functools import cache

import re2


@cache
def finder(rule: str) -> Callable[[str], object]:
    """Return what finds *rule*, any case, in a title; raises ValueError with the reason if none."""
    options = re2.Options()
    options.case_sensitive = False
    options.log_errors = False
    try:
        search: Callable[[str], object] = re2.compile(rule, options).search
    except re2.error as exc:
        raise ValueError(exc.args[0].decode()) from exc  # RE2 speaks in bytes
    return search


def any_found(rules: Iterable[str], title: str) -> bool:
    """Tell whether one of *rules* is found in *title*."""
    return any(finder(rule)(title) for rule in rules)
