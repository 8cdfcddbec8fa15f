"""Logging for the whole program: one line each, to standard error or a file, and never a token."""

import json
import logging
import re
import sys
from collections.abc import Collection
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bot.events import Event

#: The form of every token that @BotFather gives.
_TOKEN = re.compile(r"(?<!\d)\d{5,}+:[A-Za-z0-9_-]{30,}")
_INSTEAD = "[token]"
#: What else must never be shown; shorter ones would hide half of every line.
_SHORTEST = 4
_hidden: tuple[str, ...] = ()

#: These write addresses, and with them the token, or say one line for each request.
_NOISY = (
    *("httpx", "httpcore", "aiohttp", "telegram", "apscheduler"),
    *("alembic", "sqlalchemy", "aiosqlite", "asyncio"),
)


class Redacted(logging.Formatter):
    """Formats first and removes tokens last, so that arguments and tracebacks are covered."""

    def __init__(self, *, as_json: bool = False) -> None:
        super().__init__("%(asctime)s %(levelname)-7s %(name)s: %(message)s")
        self._as_json = as_json

    def format(self, record: logging.LogRecord) -> str:
        """Give the line of *record*."""
        return redact(self._object(record) if self._as_json else super().format(record))

    def formatTime(self, record: logging.LogRecord, datefmt: str | None = None) -> str:  # noqa: N802  # logging's name
        """Give the time in UTC, as ISO 8601."""
        made = datetime.fromtimestamp(record.created, UTC)
        return made.isoformat(timespec="milliseconds").replace("+00:00", "Z")

    def _object(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "time": self.formatTime(record),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        event = getattr(record, "event", None)
        if isinstance(event, Event):
            line |= event.told()
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False)


def redact(text: str) -> str:
    """Remove what `set_up` was told to hide, and whatever looks like a token, from *text*."""
    for secret in _hidden:
        text = text.replace(secret, _INSTEAD)
    return _TOKEN.sub(_INSTEAD, text)


def set_up(
    level: str = "INFO",
    *,
    as_json: bool = False,
    secrets: Collection[str] = (),
    file: Path | None = None,
) -> None:
    """Send all logging to *file* or standard error; replaces what was set up before.

    *secrets* are never shown, in no line and in no sentence that goes through `redact`.
    """
    global _hidden  # noqa: PLW0603  # logging is one for the whole process, too
    # The longest first: one may be a part of another.
    _hidden = tuple(sorted({s for s in secrets if len(s) >= _SHORTEST}, key=len, reverse=True))
    if file is not None:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handler: logging.Handler = (
        logging.FileHandler(file, encoding="utf-8", delay=True)
        if file
        else logging.StreamHandler(sys.stderr)
    )
    handler.setFormatter(Redacted(as_json=as_json))
    root = logging.getLogger()
    for old in root.handlers[:]:
        root.removeHandler(old)
        old.close()
    root.addHandler(handler)
    root.setLevel(level)
    for name in _NOISY:
        logging.getLogger(name).setLevel(logging.WARNING)
    logging.captureWarnings(capture=True)
