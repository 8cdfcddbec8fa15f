"""What every command begins with: the settings, and a log that hides their secrets."""

from collections.abc import Sequence
from pathlib import Path

from bot import logs
from config.settings import Settings


def read_settings(level: str | None = None, *, secrets: Sequence[str] = ()) -> Settings:
    """Read the settings and send the log to standard error; *secrets* are never shown either."""
    settings = Settings.load()
    open_log(settings, level=level, secrets=secrets)
    return settings


def open_log(
    settings: Settings,
    *,
    level: str | None = None,
    file: Path | None = None,
    secrets: Sequence[str] = (),
) -> None:
    """Send the log to *file* or standard error."""
    logs.set_up(
        level or settings.log_level,
        as_json=settings.log_format == "json",
        secrets=[*settings.secrets, *secrets],
        file=file,
    )
