"""Fresh, migrated databases for tests: SQLite files, and PostgreSQL when its server is here."""

import asyncio
import itertools
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from bot.storage.database import connect
from bot.storage.migrate import upgrade
from bot.storage.tables import FeedRow
from tests.fakes import postgres

_EMPTY = f"TRUNCATE {', '.join(FeedRow.metadata.tables)} RESTART IDENTITY CASCADE"


class Databases:
    """Migrates once for each kind; every test gets an empty database all the same."""

    def __init__(self, folder: Path, stack: ExitStack) -> None:
        self._folder = folder
        self._stack = stack
        self._home: str | None = None
        self._numbers = itertools.count()

    def sqlite(self, path: Path) -> str:
        """Make a database at *path*; gives its address."""
        template = self._folder / "template.sqlite"
        if not template.exists():
            asyncio.run(_migrate(f"sqlite+aiosqlite:///{template}"))
        shutil.copy(template, path)
        return f"sqlite+aiosqlite:///{path}"

    def postgresql(self, *, alone: bool = False) -> str | None:
        """Give the address of an empty database, or None when there is no server.

        One database serves all tests, emptied for each; *alone* makes one whose schema may be
        broken.
        """
        place = postgres.binaries()
        if place is None:
            return None
        if self._home is None:
            self._home = self._stack.enter_context(postgres.server(place))
            postgres.execute(self._home, "CREATE DATABASE shared")
            asyncio.run(_migrate(postgres.url(self._home, "shared")))
        if alone:
            name = f"alone{next(self._numbers)}"
            postgres.execute(self._home, f"CREATE DATABASE {name} TEMPLATE shared")
            return postgres.url(self._home, name)
        postgres.execute(self._home, _EMPTY, name="shared")
        return postgres.url(self._home, "shared")


@contextmanager
def databases(folder: Path) -> Iterator[Databases]:
    """Give the maker of databases, and end what it started."""
    with ExitStack() as stack:
        yield Databases(folder, stack)


async def _migrate(url: str) -> None:
    database = connect(url)
    await upgrade(database.engine)
    await database.close()
