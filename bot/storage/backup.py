"""A copy of the SQLite file as it is at one moment, whoever writes to it meanwhile."""

import os
import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path

from bot.errors import ConfigError
from bot.storage.alone import file_of
from bot.storage.database import trouble


def back_up(url: str, copy: Path) -> int:
    """Copy the database of *url* to the new file *copy*; gives its size in bytes.

    The file is whole or not there, readable for its owner only, and was checked.

    Raises:
        ConfigError: there is no such SQLite file, *copy* exists, or it cannot be written.
    """
    source = file_of(url)
    if source is None:
        message = "only SQLite is backed up like this: use pg_dump for PostgreSQL"
        raise ConfigError(message)
    if not source.is_file():
        message = f"there is nothing to back up: no file {source}"
        raise ConfigError(message)
    if copy.exists():
        message = f"{copy} exists: name a new file"
        raise ConfigError(message)
    try:
        return _copied(source, copy)
    except (OSError, sqlite3.Error) as exc:
        message = f"no backup was made: {copy} cannot be written ({trouble(exc)})"
        raise ConfigError(message) from exc


def _copied(source: Path, copy: Path) -> int:
    number, name = tempfile.mkstemp(dir=copy.parent, prefix=f".{copy.name[:50]}.")  # mode 0600
    os.close(number)
    draft = Path(name)
    try:
        _vacuum(source, draft)
        _check(draft)
        _keep(draft)
        os.link(draft, copy)  # unlike a renaming it never replaces a file that appeared meanwhile
        _keep(copy.parent)
        return copy.stat().st_size
    finally:
        for left in draft.parent.glob(f"{draft.name}*"):
            left.unlink()


def _vacuum(source: Path, draft: Path) -> None:
    """Write what one read transaction sees; writers go on beside it."""
    address = f"{source.resolve().as_uri()}?mode=rw"
    with closing(sqlite3.connect(address, uri=True, isolation_level=None)) as connection:
        connection.execute("PRAGMA busy_timeout = 30000")
        connection.execute("VACUUM INTO ?", [str(draft)])


def _check(draft: Path) -> None:
    address = f"{draft.resolve().as_uri()}?mode=ro&immutable=1"
    with closing(sqlite3.connect(address, uri=True)) as connection:
        (verdict,) = connection.execute("PRAGMA integrity_check(1)").fetchone()
    if verdict != "ok":
        message = f"the copy is not sound: {verdict}"
        raise sqlite3.DatabaseError(message)


def _keep(path: Path) -> None:
    """Have the disk keep a file or folder, with the power or without."""
    number = os.open(path, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)
