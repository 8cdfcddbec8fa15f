"""The database: connections that are safe by default, and how a transaction that writes begins.

Plain ``sessions()`` may only read; a write outside `writing` raises. On SQLite a transaction that
reads first and writes later fails at once when another has written in between, whatever the
time-out, so those that will write take the write lock when they begin.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, event, make_url
from sqlalchemy.engine.default import DefaultExecutionContext
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import ArgumentError, InterfaceError, NoSuchModuleError, OperationalError
from sqlalchemy.ext.asyncio import (
    AsyncEngine,
    AsyncSession,
    async_sessionmaker,
    create_async_engine,
)

from bot.errors import ConfigError

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

_WRITING = "writing"
_TURN = "turn"


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
        engine = create_async_engine(url, pool_pre_ping=url.startswith("postgresql"))
        name = make_url(url).database
    except (ArgumentError, NoSuchModuleError, ModuleNotFoundError) as error:
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


def _prepare_sqlite(dbapi_connection: DBAPIConnection, **_: object) -> None:
    # The driver would begin by itself, deferred and not before SELECT: we say BEGIN.
    dbapi_connection.isolation_level = None
    cursor = dbapi_connection.cursor()
    for pragma in PRAGMAS:
        cursor.execute(pragma)
    cursor.close()


def _begin_sqlite(conn: Connection) -> None:
    write = conn.get_execution_options().get(_WRITING, False)
    conn.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")


def _refuse_stray_writes(
    conn: Connection, statement: str, context: DefaultExecutionContext, **_: object
) -> None:
    writes = context.isinsert or context.isupdate or context.isdelete
    if writes and not conn.get_execution_options().get(_WRITING, False):
        message = f"rows are written within writing(sessions) only: {statement[:60]}"
        raise RuntimeError(message)
