"""Try one pattern on its baits; run in a process that the kernel ends when it takes too long."""

import re
import time
from collections.abc import Callable, Sequence
from itertools import islice

from tests.unit.hostile.bait import baits

AnyText = str | bytes

SHORT, LONG = 1_000, 4_000
#: Linear time quadruples, quadratic time is 16 times as long.
MOST_TIMES = 10.0
#: Seconds below which a clock says little; quadratic time on the long text is above it.
TOO_SHORT_TO_TELL = 0.002
ROUNDS = 5


def slow_on(pattern: AnyText, flags: int, method: str) -> str | None:
    """Tell on which text *pattern* takes more than linear time, if there is one."""
    compiled = re.compile(pattern, flags)
    use = _use(compiled, method)
    for number, text in enumerate(baits(pattern, flags, LONG)):
        long = _of_kind(text, pattern)
        if _took(use, [long]) < TOO_SHORT_TO_TELL:
            continue
        shorter = next(islice(baits(pattern, flags, SHORT), number, None))
        short = _of_kind(shorter, pattern)
        if _is_slow(use, short, long):
            return f"{text[:60]!r}…{text[-20:]!r}"
    return None


def _use(pattern: re.Pattern[AnyText], method: str) -> Callable[[AnyText], object]:
    if method == "finditer":
        return lambda text: sum(1 for _ in pattern.finditer(text))
    use: Callable[[AnyText], object] = getattr(pattern, method)
    return use


def _is_slow(use: Callable[[AnyText], object], short: AnyText, long: AnyText) -> bool:
    """Compare the best times; whoever is fast enough once is not slow."""
    best_long = best_short = float("inf")
    for _ in range(ROUNDS):
        best_long = min(best_long, _took(use, [long]))
        best_short = min(best_short, _took(use, [short] * 4) / 4)
        if best_long < max(MOST_TIMES * best_short, TOO_SHORT_TO_TELL):
            return False
    return True


def _took(use: Callable[[AnyText], object], texts: Sequence[AnyText]) -> float:
    # Not process_time, which only counts whole ticks while a timer of processor time runs.
    begun = time.thread_time()
    for text in texts:
        use(text)
    return time.thread_time() - begun


def _of_kind(text: str, pattern: AnyText) -> AnyText:
    return text.encode("latin-1", "replace") if isinstance(pattern, bytes) else text
