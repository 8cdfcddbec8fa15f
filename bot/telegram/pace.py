"""Keeping to Telegram's pace: every message takes its slot from the row that all senders share."""

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable, Coroutine
from datetime import datetime, timedelta
from typing import Any

from telegram.error import RetryAfter
from telegram.ext import BaseRateLimiter

from bot.context import SlotHeld
from bot.storage import pace
from bot.storage.database import Sessions, writing

logger = logging.getLogger(__name__)

Answer = bool | dict[str, Any] | list[dict[str, Any]]

#: Requests that put a message into a chat, or change one; only these are counted by Telegram.
_PACED = ("send", "edit", "copy", "forward")
_UNPACED = frozenset({"sendChatAction"})

#: How often an answer to a command is tried again after a 429; deliveries have their outbox.
RETRIES = 3
#: A command that waited longer than this has lost its asker.
LONGEST_WAIT = timedelta(seconds=60)


class SharedPace(BaseRateLimiter[SlotHeld]):
    """Evenly spaced slots for answers; deliveries come with a slot of their own.

    PTB's AIORateLimiter lets bursts through, knows nothing of other processes, and lets other
    senders go on after a 429.
    """

    def __init__(
        self,
        sessions: Sessions,
        clock: Callable[[], datetime],
        rate: float,
        *,
        per_chat: bool = True,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._sessions, self._clock, self._rate, self._sleep = sessions, clock, rate, sleep
        self._chats = ChatPace() if per_chat else None

    async def initialize(self) -> None:
        """Nothing to open: the pace lives in the database."""

    async def shutdown(self) -> None:
        """Nothing to close."""

    async def process_request(  # noqa: PLR0917  # PTB's signature
        self,
        callback: Callable[..., Coroutine[Any, Any, Answer]],
        args: tuple[Any, ...],
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: SlotHeld | None,
    ) -> Answer:
        """Make a request in its slot; a 429 holds everybody, and is retried unless a slot is held.

        Raises:
            RetryAfter: when the outbox is to retry, or the wait would be too long for an answer.
        """
        attempt = 0
        while True:
            await self._wait_for_turn(endpoint, data, held=bool(rate_limit_args))
            try:
                return await callback(*args, **kwargs)
            except RetryAfter as exc:
                wait, attempt = duration(exc), attempt + 1
                logger.warning("telegram asks to wait %s before the next %s", wait, endpoint)
                await self._hold(wait)
                if rate_limit_args or attempt > RETRIES or wait > LONGEST_WAIT:
                    raise
                await self._sleep(wait.total_seconds())

    async def _wait_for_turn(self, endpoint: str, data: dict[str, Any], *, held: bool) -> None:
        if not _is_paced(endpoint, data):
            return
        chat_wait = self._chats.take(data["chat_id"], self._clock()) if self._chats else 0.0
        if held:
            return
        if chat_wait > 0:
            await self._sleep(chat_wait)
        async with writing(self._sessions) as session:
            slot = await pace.take_slots(session, 1, now=self._clock(), rate=self._rate)
        if (wait := (slot - self._clock()).total_seconds()) > 0:
            await self._sleep(wait)

    async def _hold(self, wait: timedelta) -> None:
        async with writing(self._sessions) as session:
            await pace.hold(session, self._clock() + min(wait, pace.LONGEST_HOLD))


class ChatPace:
    """One message a second in each chat, 20 a minute in groups; of this process only.

    The outbox keeps the same rule for deliveries by the chat's row.
    """

    SPACE = timedelta(seconds=1)
    MINUTE = timedelta(seconds=61)  # a little more than Telegram's, for clocks that differ
    GROUP_LIMIT = 20
    _MANY = 5_000

    def __init__(self) -> None:
        self._granted: dict[int | str, deque[datetime]] = {}

    def take(self, chat_id: int | str, now: datetime) -> float:
        """Take the chat's next turn; gives how many seconds off it is."""
        self._forget(now)
        turns = self._granted.setdefault(chat_id, deque(maxlen=self.GROUP_LIMIT))
        turn = max(now, turns[-1] + self.SPACE) if turns else now
        is_group = not isinstance(chat_id, int) or chat_id < 0
        if is_group and len(turns) == self.GROUP_LIMIT:
            turn = max(turn, turns[0] + self.MINUTE)
        turns.append(turn)
        return (turn - now).total_seconds()

    def _forget(self, now: datetime) -> None:
        if len(self._granted) >= self._MANY:
            old = now - self.MINUTE
            self._granted = {
                chat: turns for chat, turns in self._granted.items() if turns[-1] > old
            }


def _is_paced(endpoint: str, data: dict[str, Any]) -> bool:
    return endpoint.startswith(_PACED) and endpoint not in _UNPACED and "chat_id" in data


def duration(exc: RetryAfter) -> timedelta:
    """Give the wait that Telegram asked for; a number unless PTB_TIMEDELTA is set."""
    wait = exc.retry_after
    return wait if isinstance(wait, timedelta) else timedelta(seconds=wait)
