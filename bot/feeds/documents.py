"""Take what is needed out of publishers' JSON, whatever else it turns out to be."""

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from bot.errors import ParseError


def read_json(body: bytes) -> object:
    """Parse JSON; raises ParseError."""
    try:
        return json.loads(body)
    except (ValueError, RecursionError) as exc:
        raise ParseError("the answer is no JSON") from exc


def read_object(body: bytes) -> Mapping[str, object]:
    """Parse a JSON object; raises ParseError."""
    document = read_json(body)
    if not isinstance(document, dict):
        raise ParseError("the answer is no JSON object")
    return document


def text(document: Mapping[str, object], key: str) -> str:
    """Return a text, or an empty one for anything else."""
    value = document.get(key)
    return value if isinstance(value, str) else ""


def mapping(document: Mapping[str, object], key: str) -> Mapping[str, object]:
    """Return an inner object, or an empty one for anything else."""
    value = document.get(key)
    return value if isinstance(value, dict) else {}


def moment(value: str, timezone: str) -> datetime | None:
    """Return an ISO time in UTC; without an offset it is local time in *timezone*."""
    try:
        parsed = datetime.fromisoformat(value)
        local = parsed if parsed.tzinfo else parsed.replace(tzinfo=ZoneInfo(timezone))
        return local.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def day(value: str, timezone: str) -> date | None:
    """Return the day on which an ISO time falls in *timezone*."""
    at = moment(value, timezone)
    return at.astimezone(ZoneInfo(timezone)).date() if at else None
