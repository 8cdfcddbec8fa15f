"""Logging for the whole program: one line each, to standard error or a file, and never a token."""

import json
import logging
import re
import sys
from collections.abc import Collection
from datetime import UTC, datetime
from pathlib import Path

#: The form of every token that @BotFather gives.
_TOKEN = re.compile(r"\d{5,}:[A-Za-z0-9_-]{30,}")
_INSTEAD = "[token]"

#: These write addresses, and with them the token, or say one line for each request.
_NOISY = (
    *("httpx", "httpcore", "aiohttp", "telegram", "apscheduler"),
    *("alembic", "sqlalchemy", "aiosqlite", "asyncio"),
)


class Redacted(logging.Formatter):
    """Formats first and removes tokens last, so that arguments and tracebacks are covered."""

    def __init__(self, *, as_json: bool = False, secrets: Collection[str] = ()) -> None:
        super().__init__("%(asctime)s %(levelname)-7s %(name)s: %(message)s")
        self._as_json = as_json
        self._secrets = tuple(secret for secret in secrets if secret)

    def format(self, record: logging.LogRecord) -> str:
        """Give the line of *record*."""
        return redact(
            self._object(record) if self._as_json else super().format(record), self._secrets
        )

    def formatTime(self, record: logging.LogRecord, datefmt: str | None = None) -> str:  # noqa: N802  # logging's name
        """Give the time in UTC, as ISO 8601."""
        made = datetime.fromtimestamp(record.created, UTC)
        return made.isoformat(timespec="milliseconds").replace("+00:00", "Z")

    def _object(self, record: logging.LogRecord) -> str:
        line = {
            "time": self.formatTime(record),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False)


def redact(text: str, secrets: Collection[str] = ()) -> str:
    """Remove *secrets*, and whatever looks like a token, from *text*."""
    for secret in secrets:
        text = text.replace(secret, _INSTEAD)
    return _TOKEN.sub(_INSTEAD, text)


def set_up(
    level: str = "INFO",
    *,
    as_json: bool = False,
    secrets: Collection[str] = (),
    file: Path | None = None,
) -> None:
    """Send all logging to *file* or standard error; replaces what was set up before."""
    if file is not None:
        file.parent.mkdir(parents=True, exist_ok=True)
    handler: logging.Handler = (
        logging.FileHandler(file, encoding="utf-8", delay=True)
        if file
        else logging.StreamHandler(sys.stderr)
    )
    handler.setFormatter(Redacted(as_json=as_json, secrets=secrets))
    root = logging.getLogger()
    for old in root.handlers[:]:
        root.removeHandler(old)
        old.close()
    root.addHandler(handler)
    root.setLevel(level)
    for name in _NOISY:
        logging.getLogger(name).setLevel(logging.WARNING)
    logging.captureWarnings(capture=True)
