"""Keeping a second process off an SQLite file: it would take the first one's work for lost."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import make_url

from bot.errors import ConfigError


@contextmanager
def alone_on(url: str) -> Iterator[None]:
    """Hold the lock file beside the SQLite file of *url*; other databases are for many.

    The lock goes with the process, however it ends; the file stays and means nothing.

    Raises:
        ConfigError: another process holds it.
    """
    address = make_url(url)
    name = address.database
    if not address.drivername.startswith("sqlite") or not name or name.startswith((":", "file:")):
        yield
        return
    path = Path(f"{name}.lock")
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            message = f"another briefing-bot is at work on {name}: end it first"
            raise ConfigError(message) from error
        yield
