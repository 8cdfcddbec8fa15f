"""Telegram's limits: one message a second to a person, 20 a minute to a group, 30 a second in all.

The windows are a twentieth shorter than the limits say: what is sent on time may arrive a little
early.
"""

import math
import time
from collections import defaultdict, deque
from collections.abc import Callable

_SHORTER = 0.95
PRIVATE, GROUP, ALL = (1, 1.0), (20, 60.0), (30, 1.0)


class Floods:
    """Says of every message whether it passes, or how many seconds to wait."""

    def __init__(self, speed: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock, self._all = clock, (round(ALL[0] * speed), ALL[1])
        self._taken: dict[int, deque[float]] = defaultdict(deque)
        self._halted_until = 0.0
        self.refused = self.while_halted = self.most = 0

    def wait(self, chat: int) -> int:
        """Take a message for *chat*: 0 if it passes, else the seconds to be asked for."""
        now = self._clock()
        if now < self._halted_until:
            self.while_halted += 1
            return math.ceil(self._halted_until - now)
        limits = ((0, self._all), (chat, GROUP if chat < 0 else PRIVATE))
        if not all(self._passes(key, limit, now) for key, limit in limits):
            return self.halt(1)
        for key, _ in limits:
            self._taken[key].append(now)
        self.most = max(self.most, len(self._taken[0]))
        return 0

    def halt(self, seconds: int) -> int:
        """Let nothing pass for so long; gives that back."""
        self.refused += 1
        self._halted_until = self._clock() + seconds
        return seconds

    def _passes(self, key: int, limit: tuple[int, float], now: float) -> bool:
        most, window = limit
        taken = self._taken[key]
        while taken and taken[0] <= now - window * _SHORTER:
            taken.popleft()
        return len(taken) < most
