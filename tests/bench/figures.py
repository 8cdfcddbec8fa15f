"""What a benchmark tells: a rate with its unit, and how it was taken."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured rate."""

    what: str
    count: int
    seconds: float
    note: str = ""  #: what else was seen, a ratio taken in the same run for example

    @property
    def rate(self) -> float:
        """How many a second."""
        return self.count / self.seconds if self.seconds else 0.0


class Stopwatch:
    """Holds the seconds of the block that `measured` timed."""

    seconds = 0.0


@contextmanager
def measured() -> Iterator[Stopwatch]:
    """Time a block by the clock on the wall."""
    watch, began = Stopwatch(), time.perf_counter()
    yield watch
    watch.seconds = time.perf_counter() - began
