"""Politeness: one request at a time to each host, and a pause after it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta

MAX_HOSTS = 1000  #: hosts remembered; links of feeds may name any number of them


@dataclass(slots=True)
class Turn:
    """One host's queue, first come, first served."""

    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    ended_at: float | None = None  #: when its last request was over, in the loop's time
    waiting: int = 0


class HostTurns:
    """Hands out turns; belongs to one event loop."""

    def __init__(self) -> None:
        self._turns: dict[str, Turn] = {}

    @asynccontextmanager
    async def take(self, host: str, pause: timedelta) -> AsyncIterator[None]:
        """Wait until nobody else talks to *host* and *pause* has passed since, then hold it."""
        turn = self._turn(host)
        turn.waiting += 1
        try:
            async with turn.lock:
                await self._rest(turn, pause)
                try:
                    yield
                finally:
                    turn.ended_at = asyncio.get_running_loop().time()
        finally:
            turn.waiting -= 1

    @staticmethod
    async def _rest(turn: Turn, pause: timedelta) -> None:
        if turn.ended_at is None:
            return
        remaining = turn.ended_at + pause.total_seconds() - asyncio.get_running_loop().time()
        if remaining > 0:
            await asyncio.sleep(remaining)

    def _turn(self, host: str) -> Turn:
        if len(self._turns) >= MAX_HOSTS and host not in self._turns:
            # Oldest first; what is forgotten loses at most one pause.
            idle = [name for name, turn in self._turns.items() if not turn.waiting]
            for name in idle[: MAX_HOSTS // 2]:
                del self._turns[name]
        return self._turns.setdefault(host, Turn())
