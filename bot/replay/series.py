"""Captures of one feed in a folder, each file named by the time of its capture."""

import json
import re
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from bot.errors import InputError
from bot.feeds.bodies import MAX_BODY

#: What the feed is like, if somebody wrote it down.
FEED_FILE = "feed.toml"
_HEADERS = ".headers"
_OK = 200
_CIVIL = re.compile(
    r"(?<!\d)(\d{4})-?(\d\d)-?(\d\d)[T_ .-]?(\d\d)[-:._h]?(\d\d)[-:._m]?(\d\d)(?!\d)", re.IGNORECASE
)
_EPOCH = re.compile(r"(?<!\d)(\d{10})(\d{3})?(?!\d)")
_STATUS = re.compile(r"HTTP/[\d.]+ +(\d{3})\b")
_WAYBACK = "x-archive-orig-"  #: how an archive passes on what the publisher's server said


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """What the feed's server answered at one time."""

    name: str
    at: datetime
    body: bytes
    status: int = _OK
    headers: Mapping[str, str] = field(default_factory=dict)  #: names in lower case


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """All captures of a folder in the order of their times."""

    snapshots: tuple[Snapshot, ...]
    left_out: tuple[str, ...] = ()  #: one sentence for each file that is no capture


def read_series(folder: Path) -> Series:
    """Read the captures in *folder*; raises InputError when there are none."""
    if not folder.is_dir():
        message = f"there is no folder {folder}"
        raise InputError(message)
    snapshots: list[Snapshot] = []
    left_out: list[str] = []
    for path in sorted(folder.iterdir()):
        if path.name == FEED_FILE or path.suffix == _HEADERS or not path.is_file():
            continue
        at = time_of(path.name)
        if at is None:
            left_out.append(f"{path.name} is left out: its name holds no time")
        else:
            snapshots.append(_snapshot(path, at))
    if not snapshots:
        message = f"{folder} holds no file named by a time, such as 20260102T030405Z.xml"
        raise InputError(message)
    ordered = sorted(snapshots, key=lambda one: (one.at, one.name))
    return Series(snapshots=tuple(ordered), left_out=tuple(left_out))


def time_of(name: str) -> datetime | None:
    """Read the time in a file's name: written out, in UTC, or as seconds since 1970."""
    for found in _CIVIL.finditer(name):
        try:
            return datetime(*map(int, found.groups()), tzinfo=UTC)  # type: ignore[arg-type, misc]  # six numbers
        except ValueError:
            continue
    seconds = _EPOCH.search(name)
    return datetime.fromtimestamp(int(seconds[1]), UTC) if seconds else None


def _snapshot(path: Path, at: datetime) -> Snapshot:
    status, headers = _said(path)
    body = _unpacked(path.read_bytes())
    return Snapshot(name=path.name, at=at, body=body, status=status, headers=headers)


def _unpacked(body: bytes) -> bytes:
    """Undo gzip, whatever the name says; of half a file, the half."""
    if not body.startswith(b"\x1f\x8b"):
        return body
    try:
        return zlib.decompressobj(zlib.MAX_WBITS | 16).decompress(body, MAX_BODY)
    except zlib.error:
        return b""


def _said(path: Path) -> tuple[int, Mapping[str, str]]:
    """Give the status and the headers that are noted beside a capture."""
    for beside in (path.with_name(path.name + _HEADERS), path.with_suffix(_HEADERS)):
        if beside.is_file():
            text = beside.read_text(encoding="utf-8", errors="replace")
            return _from_json(text) if text.lstrip().startswith("{") else _from_lines(text)
    return _OK, {}


def _from_json(text: str) -> tuple[int, Mapping[str, str]]:
    try:
        document = json.loads(text)
    except ValueError:
        return _OK, {}
    inner = document.get("headers", document)
    pairs = inner.items() if isinstance(inner, dict) else ()
    headers = dict(_original(str(name), str(value)) for name, value in pairs)
    status = str(document.get("status", headers.pop("status", _OK)))
    return int(status) if status.isdecimal() else _OK, headers


def _from_lines(text: str) -> tuple[int, Mapping[str, str]]:
    """Read raw lines; after redirects the last answer counts."""
    status, headers = _OK, dict[str, str]()
    for line in text.splitlines():
        name, colon, value = line.partition(":")
        if begins := _STATUS.match(line):
            status, headers = int(begins[1]), {}
        elif colon:
            headers |= dict([_original(name, value)])
    return status, headers


def _original(name: str, value: str) -> tuple[str, str]:
    return name.strip().lower().removeprefix(_WAYBACK), value.strip()
