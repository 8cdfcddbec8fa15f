"""The keys of a feeds file: what each may hold and which field of `Feed` it becomes.

Every reader returns the value or raises ValueError with the end of a sentence that began with
the key: "must be ...".
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from difflib import get_close_matches
from types import MappingProxyType
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, available_timezones

from selectolax.lexbor import LexborHTMLParser, SelectolaxError

from bot import countries
from bot.models import Identity, TextStrategy
from bot.title_rules import finder

FORMATS = ("atom", "rss", "rdf", "json")
AGENTS = ("default", "mozilla")
CONFIDENCE = ("A", "B", "C", "D", "X")
ID = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")
LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
CODINGS = re.compile(r"[a-z]+(?:;q=[\d.]+)?(?:, ?[a-z]+(?:;q=[\d.]+)?)*")
WEB_ADDRESS = "must be a web address such as https://www.example.org/feed.xml"
SHOWN = 80  #: characters of a wrong value that an error repeats
CHECKED = re.compile(r"\d{4}(?:-\d\d(?:-\d\d)?)?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """One key; *field* is empty for what only people read."""

    read: Callable[[object], object]
    field: str = ""


def suggestion(word: object, known: object) -> str:
    """Return ``; did you mean 'x'?`` for the nearest of *known*, or nothing."""
    choices = [str(one) for one in known] if isinstance(known, (tuple, list, set, Mapping)) else []
    near = get_close_matches(str(word), choices, n=1, cutoff=0.6)
    return f"; did you mean {near[0]!r}?" if near else ""


def words(value: object) -> str:
    """Any text that is not empty."""
    if not isinstance(value, str) or not value.strip():
        raise _wrong("must be some text in quotes", value)
    return value.strip()


def note(value: object) -> str:
    """Any text."""
    if not isinstance(value, str):
        raise _wrong("must be text in quotes", value)
    return value


def flag(value: object) -> bool:
    """Either of the two, as TOML writes them."""
    if not isinstance(value, bool):
        raise _wrong("must be true or false, without quotes", value)
    return value


def number(value: object, low: float, high: float) -> float:
    """Return a number between *low* and *high*."""
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not low <= value <= high:
        raise _wrong(f"must be a number from {low:g} to {high:g}", value)
    return value


def _matching(pattern: re.Pattern[str], wanted: str) -> Callable[[object], str]:
    def read(value: object) -> str:
        if not isinstance(value, str) or not pattern.fullmatch(value):
            raise _wrong(f"must be {wanted}", value)
        return value

    return read


def _one_of(choices: tuple[str, ...]) -> Callable[[object], str]:
    def read(value: object) -> str:
        for choice in choices:
            if value == str(choice):
                return choice
        raise _wrong(f"must be one of {', '.join(choices)}", value, suggestion(value, choices))

    return read


def _duration(unit: str, low: float, high: float) -> Callable[[object], timedelta]:
    return lambda value: timedelta(**{unit: number(value, low, high)})


def _count(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 1:
        raise _wrong("must be a whole number above 0", value)
    return value


def _texts(value: object) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(text, str) and text for text in value):
        raise _wrong('must be a list of texts such as ["main", "article"]', value)
    return tuple(value)


def _selectors(value: object) -> tuple[str, ...]:
    selectors = _texts(value)
    for selector in selectors:
        try:
            LexborHTMLParser("<p>").css(selector)
        except (SelectolaxError, ValueError) as exc:
            raise _wrong("must hold CSS selectors", selector) from exc
    return selectors


def _patterns(value: object) -> tuple[str, ...]:
    patterns = _texts(value)
    for pattern in patterns:
        if not pattern.isprintable():
            # "\bpm" between double quotes is a backspace and "pm" to TOML.
            raise _wrong("needs single quotes around a pattern with a backslash", pattern)
        try:
            finder(pattern)
        except ValueError as exc:
            message = f"holds {pattern!r}, which is no regular expression of RE2 ({exc})"
            raise ValueError(message) from exc
    return patterns


def _country(value: object) -> str:
    if isinstance(value, str) and _country_known(value):
        return value
    meant = countries.code_of(value) if isinstance(value, str) else None
    hint = f"; did you mean {meant.removeprefix('org:')!r}?" if meant else ""
    raise _wrong("must be a two-letter country code, or EU, UN, NATO, ASEAN", value, hint)


def _country_known(code: str) -> bool:
    table = countries.table()
    return code in table or f"org:{code}" in table


def _zone(value: object) -> str:
    try:
        return ZoneInfo(words(value)).key
    except (KeyError, OSError, ValueError) as exc:
        hint = suggestion(value, available_timezones())
        raise _wrong("must be a time zone such as Europe/Oslo", value, hint) from exc


def _url(value: object) -> str:
    text = words(value)
    try:
        parts = urlsplit(text)
        web = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError as exc:
        raise _wrong(WEB_ADDRESS, value) from exc
    if "@" in parts.netloc:
        raise ValueError("must not carry a user name or password")
    local = parts.scheme == "file" and bool(parts.path)
    if not (web or local) or re.search(r"[\s\x00-\x1f]", text):
        raise _wrong(WEB_ADDRESS, value)
    return text


def _wrong(wanted: str, value: object, hint: str = "") -> ValueError:
    shown = repr(value)
    if len(shown) > SHOWN:
        shown = f"{shown[:SHOWN]}…"
    return ValueError(f"{wanted}, not {shown}{hint}")


KEYS: Mapping[str, Key] = MappingProxyType(
    {
        "id": Key(read=_matching(ID, "lower-case letters, digits and hyphens"), field="id"),
        "publisher": Key(read=words, field="publisher"),
        "country": Key(read=_country, field="country"),
        "language": Key(read=_matching(LANGUAGE, "a language tag such as en"), field="language"),
        "url": Key(read=_url, field="url"),
        "format": Key(read=_one_of(FORMATS), field="format"),
        "full_text": Key(read=_one_of(tuple(TextStrategy)), field="full_text"),
        "selectors": Key(read=_selectors, field="selectors"),
        "selectors_verified": Key(read=flag),
        "identity": Key(read=_one_of(tuple(Identity)), field="identity"),
        "timezone": Key(read=_zone, field="timezone"),
        "user_agent": Key(read=_one_of(AGENTS), field="user_agent"),
        "accept_encoding": Key(
            read=_matching(CODINGS, 'encodings such as "gzip, deflate"'), field="accept_encoding"
        ),
        "min_interval_s": Key(read=_duration("seconds", 0, 3600), field="min_interval"),
        "timeout_s": Key(read=_duration("seconds", 0.1, 600), field="timeout"),
        # One second is for tests; ministries are to be asked every 10 to 15 minutes.
        "poll_minutes": Key(read=_duration("minutes", 0.016, 10_080), field="poll_every"),
        "stale_after_days": Key(read=_duration("days", 0.01, 100_000), field="stale_after"),
        "window": Key(read=_count, field="window"),
        "title_include": Key(read=_patterns, field="title_include"),
        "title_exclude": Key(read=_patterns, field="title_exclude"),
        "confidence": Key(read=_one_of(CONFIDENCE)),
        "checked": Key(read=_matching(CHECKED, "a year, month or day such as 2026-03")),
        "enabled": Key(read=flag, field="enabled"),
        "notes": Key(read=note, field="notes"),
    }
)
REQUIRED = ("id", "publisher", "country", "language", "url")
