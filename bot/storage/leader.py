"""The right to do what only one process may do at a time, such as asking Telegram for updates.

It is a lock that lives and dies with a session of PostgreSQL. The session is the leader's own, and
the leader beats in it; whoever falls silent loses it to the next in line, since the server ends a
session that is idle for too long (its process hangs) or cannot be reached. In between nobody leads:
the old leader stops by itself when its beats find no answer, and the new one waits until that must
have happened.
"""

import asyncio
import hashlib
import logging
import os
import socket
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Any

import psycopg
from sqlalchemy import make_url

logger = logging.getLogger(__name__)

Connection = psycopg.AsyncConnection[tuple[Any, ...]]

#: What only the leader does; what comes of it is nobody's business.
Work = Callable[[], Awaitable[object]]

#: Goes on while a machine sleeps, as the server's clock does; Linux only.
_CLOCK = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Periods:
    """Seconds. *fence* is well below *idle*: the leader stops before the lock can be free."""

    retry: float = 1.5  #: those who wait try so often
    beat: float = 2.0  #: the leader asks its session for a sign of life so often
    fence: float = 5.0  #: without an answer for so long, it leads no more
    idle: float = 10.0  #: the server ends a session that was silent for so long


class Leadership:
    """One process's claim to lead; waits in line until it may, and again after it has lost it.

    Needs PostgreSQL 14 and sessions of its own: a pooler that shares them between transactions
    would give the lock to everybody.
    """

    def __init__(self, url: str, name: str, periods: Periods | None = None) -> None:
        digest = hashlib.sha256(name.encode()).digest()
        self._key = int.from_bytes(digest[:8], signed=True)
        self._url, self._periods = url, periods or Periods()
        self._leads = False
        self._until = 0.0  #: when the last beat was answered too long ago
        self._troubled = False

    def held(self) -> bool:
        """Tell whether this process leads at this very moment; nobody else does then."""
        return self._leads and _now() < self._until

    async def run(self, work: Work, stop: asyncio.Event) -> None:
        """Do *work* whenever this process leads, until it ends by itself, or *stop*.

        *work* is cancelled when the lead is lost, and begun anew when it is won again. What it
        raises ends everything.
        """
        while not stop.is_set():
            try:
                async with self._session() as connection:
                    if await self._term(connection, work, stop):
                        return
            except (psycopg.Error, OSError) as error:
                if not self._troubled:  # an outage is one line, not one for each try
                    logger.warning("who leads cannot be settled: %s", _reason(error))
                self._troubled = True
                await _pause(self._periods.retry, stop)

    async def _term(self, connection: Connection, work: Work, stop: asyncio.Event) -> bool:
        """Wait for the lead and use it until it is lost; true when *work* has ended by itself."""
        over, won = asyncio.Event(), asyncio.Event()
        keeping = asyncio.create_task(self._keep(connection, won, over))
        winning, stopping = asyncio.create_task(won.wait()), asyncio.create_task(stop.wait())
        tasks = (keeping, winning, stopping)
        try:
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            if winning.done():
                # Whoever led before may not have noticed yet that its session is gone.
                await asyncio.wait(
                    [keeping, stopping],
                    timeout=self._periods.fence,
                    return_when=asyncio.FIRST_COMPLETED,
                )
            if keeping.done():
                keeping.result()
            return stop.is_set() or await self._lead(keeping, work)
        finally:
            over.set()
            _hang_up(connection)
            winning.cancel()
            stopping.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _lead(self, keeping: "asyncio.Task[None]", work: Work) -> bool:
        logger.info("this process leads")
        self._leads = True
        working = asyncio.ensure_future(work())
        try:
            while self.held() and not keeping.done():
                await asyncio.wait(
                    [keeping, working],
                    timeout=self._until - _now(),
                    return_when=asyncio.FIRST_COMPLETED,
                )
                if working.done():
                    working.result()
                    return True
        finally:
            self._leads = False
            working.cancel()
            await asyncio.gather(working, return_exceptions=True)
        logger.warning("this process leads no more: the database does not answer")
        return False

    async def _keep(self, connection: Connection, won: asyncio.Event, over: asyncio.Event) -> None:
        """Try until the lock is ours, then beat; raises when the session is lost."""
        while not over.is_set():
            asked = _now()
            if won.is_set():
                await connection.execute("SELECT 1")
            elif await self._locks(connection):
                won.set()
            if won.is_set():
                self._until = asked + self._periods.fence
            await _pause(self._periods.beat if won.is_set() else self._periods.retry, over)

    async def _locks(self, connection: Connection) -> bool:
        answer = await connection.execute("SELECT pg_try_advisory_lock(%s)", [self._key])
        self._troubled = False
        row = await answer.fetchone()
        return bool(row and row[0])

    @asynccontextmanager
    async def _session(self) -> AsyncIterator[Connection]:
        """Open a session that ends soon after either side has gone silent."""
        address = make_url(self._url)
        _, parameters = address.get_dialect()().create_connect_args(address)
        seconds = max(1, round(self._periods.idle / 4))
        patience = {
            "connect_timeout": 5,
            "keepalives_idle": seconds,
            "keepalives_interval": seconds,
            "keepalives_count": 2,
            "tcp_user_timeout": round(self._periods.idle * 1000),
        }
        connection = await psycopg.AsyncConnection.connect(
            **{**parameters, **patience, "application_name": "briefing-bot leader"},
            autocommit=True,
        )
        try:
            milliseconds = round(self._periods.idle * 1000)
            for name, value in (
                ("idle_session_timeout", milliseconds),
                ("tcp_keepalives_idle", seconds),
                ("tcp_keepalives_interval", seconds),
                ("tcp_keepalives_count", 2),
                ("tcp_user_timeout", milliseconds),
            ):
                await connection.execute("SELECT set_config(%s, %s, false)", [name, str(value)])
            yield connection
        finally:
            await connection.close()


def _hang_up(connection: Connection) -> None:
    """Let nothing wait for the server any more, be it gone or hanging; frees the lock."""
    with suppress(OSError, psycopg.Error):
        line = socket.socket(fileno=os.dup(connection.fileno()))
        try:
            line.shutdown(socket.SHUT_RDWR)
        finally:
            line.close()


def _now() -> float:
    return time.clock_gettime(_CLOCK)


def _reason(error: Exception) -> str:
    """Give the first line of what happened; addresses come without passwords."""
    return next(iter(str(error).splitlines()), "") or type(error).__name__


async def _pause(seconds: float, event: asyncio.Event) -> None:
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await event.wait()
