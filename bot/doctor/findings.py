"""What a check of the doctor comes to."""

from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """How a check went."""

    OK = "ok"
    NOTE = "note"  #: the bot works, but somebody may wonder
    FAULT = "fault"


@dataclass(frozen=True, slots=True)
class Finding:
    """The outcome of one check, in one sentence."""

    subject: str
    level: Level
    text: str


def ok(subject: str, text: str) -> Finding:
    """Say that all is well."""
    return Finding(subject, Level.OK, text)


def note(subject: str, text: str) -> Finding:
    """Say what somebody may wonder about."""
    return Finding(subject, Level.NOTE, text)


def fault(subject: str, text: str) -> Finding:
    """Say what keeps the bot from its work."""
    return Finding(subject, Level.FAULT, text)
