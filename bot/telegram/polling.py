"""The long poll: updates are in the database before Telegram may forget them, whatever happens.

PTB's Updater confirms a batch before it is handled, and one 401 or 404 ends it silently; so we ask
ourselves, and every answer of Telegram has a meaning here.
"""

import asyncio
import logging
import random
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from telegram.error import Conflict, InvalidToken, RetryAfter, TelegramError

from bot.errors import BriefingError
from bot.storage.database import DatabaseTrouble, trouble
from bot.telegram.client import RawUpdate, TelegramBot
from bot.telegram.pace import duration

logger = logging.getLogger(__name__)

#: Seconds that Telegram may keep a question open when there is nothing to tell.
LONG_POLL = 30
#: A gateway's slip looks like a revoked token; only this long a refusal is believed.
TOKEN_PATIENCE = timedelta(minutes=5)
#: Once we have listened this long, it is the other instance that should go.
SETTLED_AFTER = timedelta(minutes=1)

_SLOWEST = 15.0  #: seconds; a command is to be answered soon after an outage has ended
_CONFLICT_PAUSE = 1.0
_CONFLICTS_WHEN_NEW, _CONFLICTS_WHEN_SETTLED = 3, 60


class CannotGoOn(BriefingError):
    """The bot can do nothing here until somebody acts; the text says what."""


def _always() -> bool:
    return True


class Polling:
    """Asks Telegram for updates and hands every batch to *store* before it is confirmed."""

    def __init__(
        self,
        bot: TelegramBot,
        store: Callable[[list[RawUpdate]], Awaitable[None]],
        clock: Callable[[], datetime],
        *,
        long_poll: int = LONG_POLL,
        allowed: Callable[[], bool] = _always,
    ) -> None:
        self._bot, self._store, self._clock, self._long_poll = bot, store, clock, long_poll
        self._allowed = allowed  #: asked before every question
        self._offset = 0
        self._failures = self._conflicts = 0
        self._refused_since: datetime | None = None
        self._started_at = clock()
        self.heard_at: datetime | None = None  #: when Telegram last gave a good answer
        self.waiting = False  #: who has nobody beside it never waits

    async def run(self, stop: asyncio.Event) -> None:
        """Listen until *stop*, or until it is not allowed any more; may be called again then.

        Raises:
            CannotGoOn: another instance is running, or the token was revoked.
        """
        self._started_at = self._clock()
        self._offset = 0  # another process may have confirmed more: begin where Telegram stands
        self._failures = self._conflicts = 0
        while not stop.is_set() and self._allowed():
            try:
                batch = await self._bot.poll(offset=self._offset, timeout=self._long_poll)
                await self._take(batch)
            except TelegramError as exc:
                await pause(self._after(exc), stop)
            except DatabaseTrouble as exc:  # Telegram keeps the batch meanwhile
                logger.warning("updates cannot be stored: %s; asking for them again", trouble(exc))
                await pause(self._back_off(), stop)
            except Exception:
                logger.exception("updates could not be stored; asking for them again")
                await pause(self._back_off(), stop)

    async def _take(self, batch: list[RawUpdate]) -> None:
        self.heard_at = self._clock()
        if self._failures or self._conflicts:
            logger.info("telegram answers again")
        self._conflicts, self._refused_since = 0, None
        if batch:
            await self._store(batch)
        # All is confirmed once nothing comes; after a quiet week numbers may begin anywhere, so
        # that to insist on a number would confirm what has never been seen.
        self._offset = max((update["update_id"] + 1 for update in batch), default=0)
        self._failures = 0

    def _after(self, exc: TelegramError) -> float:
        """Judge a failure; gives how many seconds to wait before asking again."""
        match exc:
            case Conflict():
                return self._conflict()
            case InvalidToken():
                self._refused()
            case RetryAfter():
                return duration(exc).total_seconds()
        wait = self._back_off()
        if self._failures == 1:
            logger.warning("telegram cannot be reached (%s); trying again", exc.message)
        return wait

    def _conflict(self) -> float:
        self._conflicts += 1
        settled = self._clock() - self._started_at > SETTLED_AFTER
        if self._conflicts >= (_CONFLICTS_WHEN_SETTLED if settled else _CONFLICTS_WHEN_NEW):
            message = "another instance of this bot is running: stop that one, then start again"
            raise CannotGoOn(message)
        logger.warning("another instance asks for updates with the same token")
        return _CONFLICT_PAUSE

    def _refused(self) -> None:
        now = self._clock()
        self._refused_since = self._refused_since or now
        if now - self._refused_since > TOKEN_PATIENCE:
            minutes = int(TOKEN_PATIENCE.total_seconds() / 60)
            message = (
                f"Telegram has refused the token for {minutes} minutes: "
                "ask @BotFather for a new one and set BRIEFING_TELEGRAM_TOKEN"
            )
            raise CannotGoOn(message)

    def _back_off(self) -> float:
        self._failures += 1
        longest = min(_SLOWEST, 0.5 * 2.0 ** min(self._failures, 10))
        return longest * random.uniform(0.5, 1)  # noqa: S311  # jitter, no secret


async def pause(seconds: float, stop: asyncio.Event) -> None:
    """Wait, but not longer than until *stop*."""
    try:
        async with asyncio.timeout(seconds):
            await stop.wait()
    except TimeoutError:
        pass
