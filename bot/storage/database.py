"""The database: connections that are safe by default, and how a transaction that writes begins.

Plain ``sessions()`` may only read; a write outside `writing` raises. On SQLite a transaction that
reads first and writes later fails at once when another has written in between, whatever the
time-out, so those that will write take the write lock when they begin.
"""

import asyncio
import errno
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import URL, Connection, event, make_url
from sqlalchemy.engine.default import DefaultExecutionContext
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import (
    ArgumentError,
    InterfaceError,
    InvalidRequestError,
    NoSuchModuleError,
    OperationalError,
)
from sqlalchemy.ext.asyncio import (
    AsyncEngine,
    AsyncSession,
    async_sessionmaker,
    create_async_engine,
)

from bot.errors import ConfigError

logger = logging.getLogger(__name__)

Result = TypeVar("Result")
Sessions = async_sessionmaker[AsyncSession]

#: What every SQLite connection is told: readers never block, no commit is lost with the power.
PRAGMAS = (
    "PRAGMA busy_timeout = 30000",  # first: the next one may have to wait
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
)

#: What the database says when it is busy, restarting or has undone a deadlock: try again later.
DatabaseTrouble = (OperationalError, InterfaceError)

#: How a connection to PostgreSQL notices within a minute that the server is gone for good.
_KEEPALIVE = {
    "connect_timeout": 10,
    "keepalives_idle": 20,
    "keepalives_interval": 10,
    "keepalives_count": 3,
    "tcp_user_timeout": 50_000,
    # …and the server that a client hangs, whose locks would keep all others from sending.
    "options": "-c idle_in_transaction_session_timeout=20000",
}

_MISUNDERSTOOD = (
    *(ArgumentError, InvalidRequestError, NoSuchModuleError),
    *(ModuleNotFoundError, ValueError),  # a driver or a port that there is not
)

_WRITING = "writing"
_MIGRATING = "migrating"
_TURN = "turn"

#: Seconds between tries to note what was done; a delivery's lease is a minute.
_INSISTENCE = (0.5, 1, 2, 4, 8, 8, 8, 8)

_UNWRITABLE = "its file or folder cannot be written to"
_FULL = "the disk is full"
#: What trouble is, said so that somebody knows what to do.
_MEANINGS = {
    "database or disk is full": _FULL,
    "disk I/O error": "the disk is full or broken",
    "readonly database": _UNWRITABLE,
    "unable to open database file": _UNWRITABLE,
}
_NUMBERS = {
    **dict.fromkeys((errno.ENOSPC, errno.EDQUOT, errno.EFBIG), _FULL),
    **dict.fromkeys((errno.EROFS, errno.EACCES, errno.EPERM), _UNWRITABLE),
}


@dataclass(frozen=True, slots=True)
class Database:
    """An engine and its sessions."""

    engine: AsyncEngine
    sessions: Sessions

    async def close(self) -> None:
        """Close all connections."""
        await self.engine.dispose()


def connect(url: str) -> Database:
    """Prepare the database at *url*; nothing is opened yet.

    ConfigError unless *url* is ``sqlite+aiosqlite:///path`` or ``postgresql+psycopg://…``.
    """
    try:
        # Values may be what people wrote: no error shows them.
        engine = create_async_engine(url, hide_parameters=True, **_options(make_url(url)))
        name = make_url(url).database
    except _MISUNDERSTOOD as error:
        # Never the address itself: it may hold a password.
        message = (
            "the database address is not understood; "
            "write sqlite+aiosqlite:///file or postgresql+psycopg://user@host/name"
        )
        raise ConfigError(message) from error
    event.listen(engine.sync_engine, "before_cursor_execute", _refuse_stray_writes, named=True)
    turn = None
    if engine.dialect.name == "sqlite":
        if name and not name.startswith((":", "file:")):
            Path(name).parent.mkdir(parents=True, exist_ok=True)
        event.listen(engine.sync_engine, "connect", _prepare_sqlite, named=True)
        event.listen(engine.sync_engine, "begin", _begin_sqlite)
        turn = Turn()
    sessions = async_sessionmaker(engine, expire_on_commit=False, info={_TURN: turn})
    return Database(engine, sessions)


def trouble(error: BaseException) -> str:
    """Say in a few words, without the address, why a database cannot be used."""
    cause = getattr(error, "orig", None) or error
    if isinstance(cause, OSError) and cause.errno:
        return _NUMBERS.get(cause.errno, cause.strerror or "it cannot be read")
    said = (str(cause).splitlines() or [type(cause).__name__])[0]
    return next((meaning for text, meaning in _MEANINGS.items() if text in said), said)


async def insisting(
    write: Callable[[], Awaitable[Result]], *, sleep: Callable[[float], Awaitable[None]]
) -> Result:
    """Give what *write* gives, trying again while the database is in trouble.

    For what has happened and cannot be taken back; for less than any lease, then the trouble is
    raised.
    """
    for wait in _INSISTENCE:
        try:
            return await write()
        except DatabaseTrouble as error:
            logger.warning("what was done cannot be noted yet: %s", trouble(error))
        await sleep(wait)
    return await write()


@asynccontextmanager
async def writing(sessions: Sessions) -> AsyncIterator[AsyncSession]:
    """Open the transaction in which rows may be written: commit at the end, undo on any exception.

    On SQLite one task writes at a time, in the order of asking; never wait for the network inside.
    """
    async with sessions() as session, _turn(session), session.begin():
        await session.connection(execution_options={_WRITING: True})
        yield session


class Turn:
    """Whose turn it is to write.

    SQLite itself makes writers wait by sleeping longer and longer, so that some never get their
    turn; this lock is fair. Other processes are still kept apart by SQLite.
    """

    def __init__(self) -> None:
        self._lock = asyncio.Lock()
        self._owner: asyncio.Task[Any] | None = None

    async def __aenter__(self) -> None:
        task = asyncio.current_task()
        if self._owner is not None and self._owner is task:
            message = "writing() within writing() would wait for itself for ever"
            raise RuntimeError(message)
        await self._lock.acquire()
        self._owner = task

    async def __aexit__(self, *exc_info: object) -> None:
        self._owner = None
        self._lock.release()


@asynccontextmanager
async def _turn(session: AsyncSession) -> AsyncIterator[None]:
    turn: Turn | None = session.info.get(_TURN)
    if turn is None:
        yield
        return
    async with turn:
        yield


def _options(address: URL) -> dict[str, Any]:
    if not address.drivername.startswith("postgresql"):
        return {}
    own = {name: value for name, value in _KEEPALIVE.items() if name not in address.query}
    # The pool renews what a restart cut, and holds enough: opening one takes as long as many sends.
    return {"pool_pre_ping": True, "pool_size": 16, "max_overflow": 4, "connect_args": own}


def _prepare_sqlite(dbapi_connection: DBAPIConnection, **_: object) -> None:
    # The driver would begin by itself, deferred and not before SELECT: we say BEGIN.
    dbapi_connection.isolation_level = None
    cursor = dbapi_connection.cursor()
    for pragma in PRAGMAS:
        cursor.execute(pragma)
    cursor.close()


def _begin_sqlite(conn: Connection) -> None:
    options = conn.get_execution_options()
    if options.get(
        _MIGRATING, False
    ):  # deleting a table that is replaced would delete its children
        conn.exec_driver_sql("PRAGMA foreign_keys = OFF")
    write = options.get(_WRITING, False)
    conn.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")


def _refuse_stray_writes(
    conn: Connection, statement: str, context: DefaultExecutionContext, **_: object
) -> None:
    writes = context.isinsert or context.isupdate or context.isdelete
    if writes and not conn.get_execution_options().get(_WRITING, False):
        message = f"rows are written within writing(sessions) only: {statement[:60]}"
        raise RuntimeError(message)
