"""The feeds an operator has chosen: read from a feeds file, every mistake told in one sentence."""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Any, NoReturn
from urllib.parse import urlsplit

from bot import countries
from bot.errors import ConfigError
from bot.feeds.feed_keys import KEYS, REQUIRED, suggestion
from bot.models import Feed, TextStrategy

SCHEMA_VERSION = 1
TOP_LEVEL = ("schema_version", "defaults", "feed")
NOT_SHARED = frozenset({"id", "url"})  #: what [defaults] cannot set

Row = Mapping[str, object]


@dataclass(frozen=True)
class Catalogue:
    """All feeds of a feeds file, in its order."""

    feeds: tuple[Feed, ...]

    @property
    def enabled(self) -> tuple[Feed, ...]:
        """The feeds that are polled."""
        return tuple(feed for feed in self.feeds if feed.enabled)

    @cached_property
    def by_id(self) -> Mapping[str, Feed]:
        """Every feed, polled or not, by its id."""
        return MappingProxyType({feed.id: feed for feed in self.feeds})


def load_feeds(path: Path) -> Catalogue:
    """Read a feeds file; raises ConfigError naming the file, the feed, the key and the remedy.

    A ``file:`` address without a leading slash is meant relative to the feeds file.
    """
    document = _document(path)
    for name in document:
        if name not in TOP_LEVEL:
            _fail(f"{path} has the unknown key {name!r}{suggestion(name, TOP_LEVEL)}")
    version = document.get("schema_version", SCHEMA_VERSION)
    if version != SCHEMA_VERSION:
        _fail(f"{path} has schema_version {version!r}; this program reads {SCHEMA_VERSION}")
    rows = document.get("feed")
    if not isinstance(rows, list) or not rows or not all(isinstance(row, dict) for row in rows):
        _fail(f"{path} holds no feed; add one under [[feed]]")
    defaults = _defaults(document.get("defaults", {}), path)
    feeds = [_feed(row, number, defaults, path) for number, row in enumerate(rows, start=1)]
    _check_unique((feed.id for feed in feeds), path)
    return Catalogue(tuple(feeds))


def single_feed(url_or_path: str) -> Feed:
    """Make a feed of one address or file, for trying it out; raises ConfigError."""
    local = "://" not in url_or_path and not url_or_path.startswith("file:")
    url = Path(url_or_path).expanduser().resolve().as_uri() if local else url_or_path
    if local and not Path(url_or_path).expanduser().is_file():
        _fail(f"{url_or_path} is neither a file nor a web address such as https://…")
    host = urlsplit(url).hostname or ""
    name = re.sub(r"[^a-z0-9]+", "-", (host or Path(url_or_path).stem).lower()).strip("-")
    feed = Feed(
        id=(name or "feed")[:64],
        publisher=host or Path(url_or_path).name,
        country=_country_of(host),
        language="en",
        url=_read("url", url, "the feed"),
        full_text=_strategy_of(url),
        enabled=True,
    )
    # Somebody is watching: a file costs nothing to look at again.
    return replace(feed, poll_every=timedelta(minutes=1)) if local else feed


def country_code(feed: Feed) -> str:
    """Return the publisher's country as facts name it: ``GB``, ``EU``, ``org:NATO``."""
    table = countries.table()
    tagged = f"org:{feed.country}"
    return tagged if feed.country not in table and tagged in table else feed.country


def _document(path: Path) -> dict[str, object]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        _fail(f"The feeds file {path} does not exist; set BRIEFING_FEEDS_FILE to one that does")
    except OSError as exc:
        _fail(f"The feeds file {path} cannot be read: {exc.strerror}")
    except UnicodeDecodeError:
        _fail(f"The feeds file {path} is not UTF-8; save it as that")
    except tomllib.TOMLDecodeError as exc:
        _fail(f"The feeds file {path} is no valid TOML: {exc}")


def _defaults(table: object, path: Path) -> Row:
    if not isinstance(table, dict):
        _fail(f"{path}: defaults must be a table, written [defaults]")
    where = f"{path}: [defaults]"
    for key in table:
        if key in NOT_SHARED:
            _fail(f"{where} cannot set {key}; every feed needs its own")
    _values(table, where)
    return table


def _feed(row: Row, number: int, defaults: Row, path: Path) -> Feed:
    where = f"{path}: feed {row['id']!r}" if "id" in row else f"{path}: feed number {number}"
    merged = {**defaults, **row}
    values = _values(merged, where)
    for key in REQUIRED:
        if key not in merged:
            _fail(f"{where} has no {key}; add one")
    feed = Feed(**{"enabled": True, **values})
    return replace(feed, url=_located(feed.url, path))


def _values(row: Row, where: str) -> dict[str, Any]:
    values = {}
    for key, value in row.items():
        read = _read(key, value, where)
        field = KEYS[key].field
        if field:
            values[field] = read
    return values


def _read(key: str, value: object, where: str) -> Any:  # noqa: ANN401 - one type per key
    if key not in KEYS:
        hint = suggestion(key, tuple(KEYS)) or "; take it out"
        _fail(f"{where} has the unknown key {key!r}{hint}")
    try:
        return KEYS[key].read(value)
    except ValueError as exc:
        raise ConfigError(f"{where}: {key} {exc}") from exc


def _located(url: str, path: Path) -> str:
    parts = urlsplit(url)
    if parts.scheme != "file" or parts.path.startswith("/"):
        return url
    return (path.resolve().parent / parts.path).as_uri()


def _check_unique(ids: Iterable[str], path: Path) -> None:
    seen: set[str] = set()
    for name in ids:
        if name in seen:
            _fail(f"{path} has two feeds with the id {name!r}; rename one of them")
        seen.add(name)


def _country_of(host: str) -> str:
    """Guess whose site this is; empty when its name does not tell."""
    label = host.rsplit(".", 1)[-1]
    special = {"gov": "US", "mil": "US", "europa.eu": "EU", "un.org": "UN", "nato.int": "NATO"}
    for ending, code in special.items():
        if host == ending or host.endswith(f".{ending}"):
            return code
    return countries.code_of(label.upper()) or "" if len(label) == len("uk") else ""


def _strategy_of(url: str) -> TextStrategy:
    parts = urlsplit(url)
    if parts.scheme == "file":
        return TextStrategy.FEED
    known = {"www.gov.uk": TextStrategy.GOVUK, "ec.europa.eu": TextStrategy.EC}
    return known.get(parts.hostname or "", TextStrategy.PAGE)


def _fail(sentence: str) -> NoReturn:
    raise ConfigError(sentence)
