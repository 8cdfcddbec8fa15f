"""The inbox: stored updates to handlers, in the order of each chat, several chats at a time."""

import asyncio
import logging
import time
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from enum import StrEnum

from telegram import Update
from telegram.error import BadRequest, NetworkError, RetryAfter

from bot.context import App, Context
from bot.events import UpdateHandled, tell
from bot.storage.database import DatabaseTrouble, Sessions, trouble, writing
from bot.storage.updates import (
    StoredUpdate,
    chat_of,
    claim_updates,
    postpone_update,
    settle_update,
    store_updates,
)
from bot.telegram.client import RawUpdate
from bot.telegram.polling import pause

logger = logging.getLogger(__name__)

#: Chats that are answered at once; other updates stay in the database.
WIDTH = 32
#: Seconds between tries when an answer did not get through; after the last, the update is put
#: back for later.
PAUSES = (1.0, 2.0, 4.0, 8.0)
LATER = timedelta(seconds=15)
#: Updates stored by another process, or left by one that died, are found this often.
_LOOK_EVERY = 1.0


class _Outcome(StrEnum):
    HANDLED = "handled"
    POSTPONED = "postponed"
    DROPPED = "dropped"


class Inbox:
    """Takes stored updates and hands each to the handlers until it has been handled.

    A process that dies leaves its updates unhandled in the database; they are handled again, so
    handlers must bear that.
    """

    def __init__(self, application: App, sessions: Sessions, clock: Callable[[], datetime]) -> None:
        self._application, self._sessions, self._clock = application, sessions, clock
        self._in_hand: dict[int, asyncio.Task[None]] = {}
        self._failures: dict[int, Exception] = {}
        self._moved = asyncio.Event()
        self._empty = asyncio.Event()
        self._stop = asyncio.Event()
        application.add_error_handler(self._note)

    async def store(self, updates: Sequence[RawUpdate]) -> None:
        """Keep *updates*; once this returns they may be confirmed."""
        async with writing(self._sessions) as session:
            await store_updates(session, updates, now=self._clock())
        self._empty.clear()
        self._moved.set()

    async def run(self, stop: asyncio.Event) -> None:
        """Handle until *stop*; what is being handled then is finished."""
        self._stop = stop
        try:
            while not stop.is_set():
                try:
                    await self._take()
                except DatabaseTrouble as exc:
                    logger.warning("stored updates wait: %s", trouble(exc))
                except Exception:  # they wait in the database
                    logger.exception("stored updates cannot be taken; trying again")
                await self._wait(stop)
        finally:
            await asyncio.gather(*self._in_hand.values())

    async def settled(self) -> None:
        """Wait until everything stored has been handled."""
        await self._empty.wait()

    async def _take(self) -> None:
        self._moved.clear()
        room = WIDTH - len(self._in_hand)
        if room <= 0:
            return
        async with writing(self._sessions) as session:
            now, busy = self._clock(), self._in_hand.keys()
            taken = await claim_updates(session, now=now, limit=room, in_hand=busy)
        for stored in taken:
            self._in_hand[stored.update_id] = asyncio.create_task(self._handle(stored))
        if not self._in_hand and not self._moved.is_set():
            self._empty.set()

    async def _wait(self, stop: asyncio.Event) -> None:
        """Wait until something was stored or handled, or it is time to look."""
        waiting = [asyncio.create_task(event.wait()) for event in (self._moved, stop)]
        try:
            await asyncio.wait(waiting, timeout=_LOOK_EVERY, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in waiting:
                task.cancel()

    async def _handle(self, stored: StoredUpdate) -> None:
        started = time.monotonic()
        try:
            outcome = await self._process(stored)
            async with writing(self._sessions) as session:
                now, number = self._clock(), stored.update_id
                if outcome is _Outcome.POSTPONED:
                    wait = timedelta() if self._stop.is_set() else LATER
                    await postpone_update(session, number, now=now, wait=wait)
                else:
                    await settle_update(session, number, now=now)
            tell(
                UpdateHandled(
                    update_id=stored.update_id,
                    chat_id=chat_of(stored.body),
                    outcome=outcome,
                    seconds=time.monotonic() - started,
                )
            )
        except DatabaseTrouble as exc:
            logger.warning("update %d was not settled: %s", stored.update_id, trouble(exc))
        except Exception:  # one update must not keep the others waiting; its lease brings it back
            logger.exception("update %d was not settled", stored.update_id)
        finally:
            del self._in_hand[stored.update_id]
            self._moved.set()

    async def _process(self, stored: StoredUpdate) -> _Outcome:
        """Let the handlers work, a few times if answers do not get through."""
        try:
            update = Update.de_json(stored.body, self._application.bot)
        except Exception:  # Telegram may send what this version of PTB cannot read
            logger.exception("update %d cannot be read and is dropped", stored.update_id)
            return _Outcome.DROPPED
        for wait in (0.0, *PAUSES):
            if wait:
                await pause(wait, self._stop)
            if self._stop.is_set() and wait:
                return _Outcome.POSTPONED
            await self._application.process_update(update)
            if not _passes(self._failures.pop(stored.update_id, None)):
                return _Outcome.HANDLED
        return _Outcome.POSTPONED

    async def _note(self, update: object, context: Context) -> None:
        """Remember that the answer to *update* did not get through."""
        if isinstance(update, Update) and context.error is not None:
            self._failures[update.update_id] = context.error


def _passes(failure: Exception | None) -> bool:
    """Tell whether the way to Telegram, or the database, was the trouble: worth doing it again."""
    if isinstance(failure, BadRequest):  # it is a NetworkError, but Telegram's refusal
        return False
    return isinstance(failure, (NetworkError, RetryAfter, *DatabaseTrouble))
