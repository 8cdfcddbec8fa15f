"""The long poll of a process that is one of several: Telegram answers only one at a time."""

import asyncio
from collections.abc import Callable
from datetime import datetime
from functools import partial

from bot.storage.leader import Leadership
from bot.telegram.polling import Polling


class Turns:
    """Listens while this process leads; else it waits, and is well while it waits."""

    def __init__(
        self, polling: Polling, leadership: Leadership, clock: Callable[[], datetime]
    ) -> None:
        self._polling, self._leadership, self._clock = polling, leadership, clock
        self._since: datetime | None = None  # when this turn began

    @property
    def heard_at(self) -> datetime | None:
        """When Telegram last gave a good answer, or might first have been asked for one."""
        times = (self._since, self._polling.heard_at)
        return max((time for time in times if time is not None), default=None)

    @property
    def waiting(self) -> bool:
        """Whether it is not this process that listens."""
        return self._since is None

    async def run(self, stop: asyncio.Event) -> None:
        """Take updates in whenever it is this process's turn, until *stop*.

        Raises:
            CannotGoOn: what the long poll found out.
        """
        await self._leadership.run(partial(self._listen, stop), stop)

    async def _listen(self, stop: asyncio.Event) -> None:
        self._since = self._clock()
        try:
            await self._polling.run(stop)
        finally:
            self._since = None
