"""Signs of life in a small file: `health` reads it, whoever supervises the process asks `health`.

The file is written by a scheduled job that has just read the database, so it goes stale when the
scheduler, the database or the whole process stands still; the time of the last good answer of
Telegram stands in it, since long polling can end while everything else goes on.
"""

import json
import os
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

#: How old the file may be.
PULSE = timedelta(seconds=30)
#: How long Telegram may have been silent; a long poll is answered within 30 seconds. Whatever
#: happens is seen within a minute, the time between two beats included.
TELEGRAM = timedelta(seconds=55)

FILE = "heartbeat.json"


@dataclass(frozen=True, slots=True)
class Heartbeat:
    """What one beat tells; *telegram_at* is None where nobody listens to Telegram."""

    beat_at: datetime
    telegram_at: datetime | None
    listening: bool
    waiting: bool = False  #: another process on the same database listens


def write(folder: Path, beat: Heartbeat) -> None:
    """Put *beat* into *folder*, whole or not at all."""
    content = {
        "beat_at": beat.beat_at.isoformat(),
        "telegram_at": beat.telegram_at.isoformat() if beat.telegram_at else None,
        "listening": beat.listening,
        "waiting": beat.waiting,
    }
    target = folder / FILE
    draft = target.with_suffix(f".{os.getpid()}")
    draft.write_text(json.dumps(content), encoding="utf-8")
    draft.replace(target)


def read(folder: Path) -> Heartbeat | None:
    """Give the last beat; None when there is none that can be read."""
    try:
        content = json.loads((folder / FILE).read_text(encoding="utf-8"))
        heard = content["telegram_at"]
        return Heartbeat(
            datetime.fromisoformat(content["beat_at"]),
            datetime.fromisoformat(heard) if heard else None,
            bool(content["listening"]),
            bool(content.get("waiting")),
        )
    except (OSError, ValueError, KeyError, TypeError):
        return None


def condition(beat: Heartbeat | None) -> str:
    """Say in a few words how a bot is that has no `ailment`."""
    return "waiting: another process listens" if beat and beat.waiting else "well"


def ailment(beat: Heartbeat | None, now: datetime) -> str | None:
    """Say in one sentence why the bot is not well; None when it is."""
    trouble = standstill(beat, now)
    return trouble or (_deafness(beat, now) if beat and beat.listening else None)


def standstill(beat: Heartbeat | None, now: datetime) -> str | None:
    """Say why the bot does no work at all, whatever Telegram does; None when it works."""
    if beat is None:
        return "no sign of life: the bot has not run here yet"
    if max(beat.beat_at, beat.telegram_at or beat.beat_at) - now > PULSE:
        # Scheduled work waits until the old time is reached again: only a restart helps.
        return "the clock was set back while the bot ran: restart it"
    if (silence := now - beat.beat_at) > PULSE:
        return f"no sign of life for {_seconds(silence)}"
    return None


def _deafness(beat: Heartbeat, now: datetime) -> str | None:
    if beat.telegram_at is None:
        return "Telegram has not answered since the start"
    if (silence := now - beat.telegram_at) > TELEGRAM:
        return f"Telegram has not answered for {_seconds(silence)}"
    return None


def _seconds(span: timedelta) -> str:
    return f"{round(span.total_seconds())} seconds"
