"""What the feed of a folder is like: as its file says, else as its first good capture looks."""

import tomllib
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

from lxml import etree

from bot.errors import ConfigError
from bot.feeds.catalogue import load_feeds, single_feed
from bot.feeds.feed_keys import KEYS, suggestion
from bot.models import Feed, Identity, TextStrategy
from bot.replay.series import FEED_FILE, Snapshot
from bot.replay.shown import Document, read_document

_NOWHERE = "https://feed.invalid/feed"
_FORMATS = {b"<feed": "atom", b"<rdf:rdf": "rdf", b"{": "json", b"[": "json"}
_LINK = "string(//*[local-name()='link'][@rel='self']/@href)"
_HOME = "string((//*[local-name()='link'][starts-with(., 'http')])[1])"


def feed_of(folder: Path, snapshots: Iterable[Snapshot]) -> tuple[Feed, str]:
    """Give the feed of *folder*, and one sentence on where that comes from.

    Raises:
        ConfigError: a key in the folder's file is wrong.
    """
    guessed, why = _guessed(snapshots)
    path = folder / FEED_FILE
    if not path.is_file():
        return guessed, why
    try:
        row = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as exc:
        raise ConfigError(f"{path} is no valid TOML: {exc}") from exc
    if "feed" in row:
        return load_feeds(path).feeds[0], f"the feed is as {path} says"
    return replace(guessed, **_values(row, path)), f"the feed is as {path} says; else {why}"


def _values(row: dict[str, object], path: Path) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for name, value in row.items():
        if name not in KEYS:
            raise ConfigError(f"{path} has the unknown key {name!r}{suggestion(name, KEYS)}")
        try:
            read = KEYS[name].read(value)
        except ValueError as exc:
            raise ConfigError(f"{path}: {name} {exc}") from exc
        if KEYS[name].field:
            values[KEYS[name].field] = read
    return values


def _guessed(snapshots: Iterable[Snapshot]) -> tuple[Feed, str]:
    for snapshot in snapshots:
        document = read_document(snapshot.body)
        if document.sound and document.elements:
            feed = replace(
                single_feed(_address(snapshot.body)),
                format=_format(snapshot.body),
                identity=_identity(document),
                full_text=TextStrategy.FEED,
            )
            said = f"{feed.format} whose items are named by their {feed.identity}"
            return feed, f"guessed from {snapshot.name}: {said}, times without a zone in UTC"
    return replace(single_feed(_NOWHERE), full_text=TextStrategy.FEED), "no capture is a whole feed"


def _format(body: bytes) -> str:
    head = body[:2000].lower()
    return next((name for mark, name in _FORMATS.items() if _begins(head, mark)), "rss")


def _begins(head: bytes, mark: bytes) -> bool:
    return head.lstrip().startswith(mark) if len(mark) == 1 else mark in head


def _identity(document: Document) -> Identity:
    """Say what names items: not a guid that is the address and something that may change."""
    stamped = [one.guid.startswith(f"{one.link}#") for one in document.elements if one.link]
    return Identity.LINK if stamped and all(stamped) else Identity.GUID


def _address(body: bytes) -> str:
    """Find out where the feed is, so that relative links lead somewhere."""
    parser = etree.XMLParser(recover=True, resolve_entities=False, no_network=True)
    try:
        root = etree.fromstring(body.strip(), parser)
    except (etree.XMLSyntaxError, ValueError):
        return _NOWHERE
    found = (str(root.xpath(path)).strip() for path in (_LINK, _HOME)) if root is not None else ()
    return next((one for one in found if one.startswith(("http://", "https://"))), _NOWHERE)
