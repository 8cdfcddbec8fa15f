"""Keeping a second process off an SQLite file: it would take the first one's work for lost."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from bot.errors import ConfigError


@contextmanager
def alone_on(url: str) -> Iterator[None]:
    """Hold the lock file beside the SQLite file of *url*; other databases are for many.

    The lock goes with the process, however it ends; the file stays and means nothing.

    Raises:
        ConfigError: another process holds it.
    """
    name = file_of(url)
    if name is None:
        yield
        return
    real = name.resolve()  # by whatever link it is reached
    path = real.with_name(f"{real.name}.lock")
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            message = f"another briefing-bot is at work on {name}: end it first"
            raise ConfigError(message) from error
        yield


def file_of(url: str) -> Path | None:
    """Give the SQLite file that *url* names; None when it names something else."""
    try:
        address = make_url(url)
    except (ArgumentError, ValueError):
        return None
    name = address.database
    if address.drivername != "sqlite+aiosqlite" or not name or name.startswith((":", "file:")):
        return None
    return Path(name)
