"""Bringing a database to the schema of this version, and refusing one from the future.

The schema's history is in ``migrations/versions``, one file for each change, numbered. A new one is
due when the test that compares the migrated schema with `tables` says so.
"""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.errors import ConfigError

#: Where the migrations are.
PLACE = Path(__file__).parent / "migrations"

#: Any number; the lock that keeps two starting processes from migrating at once.
_LOCK = 7_236_401


async def upgrade(engine: AsyncEngine) -> None:
    """Bring the database up to date; ConfigError if it was written by a newer version."""
    writer = engine.execution_options(writing=True, migrating=True)
    async with writer.connect() as connection:
        try:
            async with connection.begin():
                await wait_for_turn(connection)
                await connection.run_sync(_upgrade)
        finally:
            await connection.run_sync(_guard_keys)


async def wait_for_turn(connection: AsyncConnection) -> None:
    """Let one transaction at a time change a whole database; SQLite's writers take turns anyway."""
    if connection.dialect.name == "postgresql":
        await connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})


async def current(engine: AsyncEngine) -> str | None:
    """Tell the revision of the database; None when it is empty."""
    async with engine.connect() as connection:
        return await connection.run_sync(_current)


def head() -> str:
    """Tell the revision that this version of the program needs."""
    revision = _scripts().get_current_head()
    return revision or ""


async def check(engine: AsyncEngine) -> None:
    """ConfigError with a remedy unless the database is at `head`."""
    async with engine.connect() as connection:
        found = await connection.run_sync(_known)
    if found != head():
        message = (
            f"the database is at revision {found or 'none'} and this version needs {head()}: "
            "run `briefing-bot db upgrade`"
        )
        raise ConfigError(message)


def _upgrade(connection: Connection) -> None:
    if _known(connection) == head():
        return
    config = _config()
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
    if connection.dialect.name == "sqlite":
        _check_keys(connection)


def _check_keys(connection: Connection) -> None:
    """Undo a migration that left rows which refer to nothing: nobody watched them meanwhile."""
    if lost := connection.exec_driver_sql("PRAGMA foreign_key_check").first():
        message = f"a migration broke a reference of table {lost[0]}: the database is as it was"
        raise RuntimeError(message)


def _guard_keys(connection: Connection) -> None:
    """Let SQLite watch references again; within a transaction it would not listen."""
    if connection.dialect.name == "sqlite" and not connection.invalidated:
        raw = connection.connection.dbapi_connection
        if raw is not None:
            raw.cursor().execute("PRAGMA foreign_keys = ON")


def _current(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def _known(connection: Connection) -> str | None:
    """Give the current revision; ConfigError if this version does not know it."""
    found = _current(connection)
    try:
        _scripts().get_revision(found or "base")
    except CommandError as error:
        message = (
            "the database was written by a newer version of this program (revision "
            f"{found}, this version knows up to {head()}): install that version again, "
            "or restore the backup from before its upgrade"
        )
        raise ConfigError(message) from error
    return found


def _scripts() -> ScriptDirectory:
    return ScriptDirectory.from_config(_config())


def _config() -> Config:
    config = Config()
    # A percent sign in a path would be read as an interpolation.
    config.set_main_option("script_location", str(PLACE).replace("%", "%%"))
    return config
