"""Readings as JSON: the one place that knows how facts are kept in a column."""

from typing import Any

from pydantic import TypeAdapter

from bot.models import Reading

_READING = TypeAdapter(Reading)


def to_json(reading: Reading) -> dict[str, Any]:
    """Give *reading* as plain JSON values; amounts are strings, so that no digit is lost."""
    stored: dict[str, Any] = _READING.dump_python(reading, mode="json")
    return stored


def from_json(stored: dict[str, Any]) -> Reading:
    """Give the reading back that `to_json` stored."""
    return _READING.validate_python(stored)
