"""Where the bot keeps its data, and how that can be taken from it for a while."""

import asyncio
import os
import shutil
import sqlite3
import subprocess
from collections.abc import AsyncIterator, Collection, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from pathlib import Path
from typing import Protocol

from sqlalchemy import text

from bot.storage.database import Database, connect
from tests.fakes import postgres
from tests.torture.ledger import Place
from tests.torture.releases import number_in
from tests.torture.victim import Victim

_SIZE = "96m"
_BLOCK = 64 * 1024

_UNREAD = "SELECT count(*) FROM entries WHERE state = 'due' AND due_at IS NOT NULL"
_WAITING = """
SELECT chat_id FROM updates WHERE due_at IS NOT NULL
UNION ALL
SELECT d.chat_id FROM deliveries d JOIN chats c ON c.chat_id = d.chat_id
WHERE d.due_at IS NOT NULL AND c.active
"""
_TURNS = """
SELECT d.id, d.chat_id, d.thread_id, a.parts FROM deliveries d JOIN alerts a ON a.id = d.alert_id
WHERE a.kind = 'alert' ORDER BY d.id DESC
"""


class Ground(Protocol):
    """A database that a campaign is fought over."""

    url: str

    async def take_away(self, seconds: float) -> str:
        """Make the database unusable for so long; gives what was done."""

    async def fill_up(self, victims: Collection[Victim], seconds: float) -> str:
        """Leave no room on the disk for so long; gives what was done."""


class SqliteGround:
    """A file; on a small disk of its own where that may be made, so that it can be full."""

    def __init__(self, folder: Path, *, small_disk: bool) -> None:
        self._file, self._small_disk = folder / "briefings.sqlite", small_disk
        self.url = f"sqlite+aiosqlite:///{self._file}"

    async def take_away(self, seconds: float) -> str:
        held = await asyncio.to_thread(self._lock)
        if held is None:
            return ""
        await asyncio.sleep(seconds)
        await asyncio.to_thread(held.close)  # undoes the transaction
        return "database locked"

    async def fill_up(self, victims: Collection[Victim], seconds: float) -> str:
        if self._small_disk:
            ballast = self._file.with_name("ballast")
            await asyncio.to_thread(_fill, ballast)
            await asyncio.sleep(seconds)
            ballast.unlink()
            return "disk full"
        for victim in victims:
            victim.limit_files(self._file.stat().st_size)
        await asyncio.sleep(seconds)
        for victim in victims:
            victim.limit_files(-1)
        return "files may not grow"

    def _lock(self) -> sqlite3.Connection | None:
        connection = sqlite3.connect(
            self._file, timeout=2, isolation_level=None, check_same_thread=False
        )
        try:
            connection.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError:  # the disk is full, or somebody else was quicker
            connection.close()
            return None
        return connection


class PostgresGround:
    """A server of our own."""

    def __init__(self, home: str) -> None:
        self._home = home
        self.url = postgres.url(home, "torture")

    async def take_away(self, seconds: float) -> str:
        await self._say("ALTER DATABASE torture ALLOW_CONNECTIONS false")
        await self._cut()
        await asyncio.sleep(seconds)
        await self._say("ALTER DATABASE torture ALLOW_CONNECTIONS true")
        return "database closed"

    async def fill_up(self, victims: Collection[Victim], seconds: float) -> str:
        """Cut all connections: the disk of a server is its own affair."""
        await self._cut()
        return "connections cut"

    async def _cut(self) -> None:
        await self._say(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'torture'"
        )

    async def _say(self, statement: str) -> None:
        await asyncio.to_thread(postgres.execute, self._home, statement)


@asynccontextmanager
async def ground(kind: str, folder: Path) -> AsyncIterator[Ground]:
    """Prepare a database of *kind* and clear it away in the end."""
    data = folder / "data"
    data.mkdir(exist_ok=True)
    if kind == "sqlite":
        with _small_disk(data) as small:
            yield SqliteGround(data, small_disk=small)
            for file in data.glob("briefings.sqlite*"):
                shutil.copy(file, folder)  # the small disk goes
        return
    place = postgres.binaries()
    if place is None:
        message = "there is no PostgreSQL here: install the development dependencies"
        raise RuntimeError(message)
    with postgres.server(place) as home:
        postgres.execute(home, "CREATE DATABASE torture")
        # The quick server of the tests would forget what it has told us when it is stopped.
        postgres.execute(home, "ALTER DATABASE torture SET synchronous_commit = on")
        yield PostgresGround(home)


class Witness:
    """Looks into the bot's database, never for what is owed: only for what is left, and in turn."""

    def __init__(self, url: str) -> None:
        self._database: Database = connect(url)

    async def close(self) -> None:
        await self._database.close()

    async def unfinished(self, gone: Collection[int]) -> int:
        """Tell how much the bot still has to do, but for chats that are *gone*."""
        async with self._database.sessions() as session:
            unread = int((await session.execute(text(_UNREAD))).scalar_one())
            waiting = list(await session.scalars(text(_WAITING)))
        return unread + sum(chat not in gone for chat in waiting)

    async def turns(self) -> dict[tuple[Place, int], int]:
        """Give the place in the outbox of each alert in it, by chat, thread and release.

        The first place counts, should a release be there twice.
        """
        async with self._database.sessions() as session:
            rows = (await session.execute(text(_TURNS))).all()
        found = ((number_in(str(row[3])), (row[1], row[2]), row[0]) for row in rows)
        return {(place, number): turn for number, place, turn in found if number is not None}


@contextmanager
def _small_disk(folder: Path) -> Iterator[bool]:
    """Mount a small disk on *folder* if we may; tells whether we did."""
    command = ("mount", "-t", "tmpfs", "-o", f"size={_SIZE}", "torture", str(folder))
    if os.getuid() or shutil.which("mount") is None:
        yield False
        return
    mounted = subprocess.run(command, check=False, capture_output=True).returncode == 0
    try:
        yield mounted
    finally:
        if mounted:
            subprocess.run(("umount", "-l", str(folder)), check=False)


def _fill(ballast: Path) -> None:
    size = _BLOCK
    with ballast.open("wb", buffering=0) as file:
        while size:
            with suppress(OSError):
                file.write(b"\0" * size)
                continue
            size //= 2
