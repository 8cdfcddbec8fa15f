"""Topics that a chat can follow: those of the topics file, and every country by itself."""

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from bot import countries
from bot.errors import ConfigError
from bot.phrases import Phrases

COUNTRIES = "countries"
ORGANISATIONS = "organisations"
EXCLUDED = "!"  #: before a topic's id: the phrase speaks of something else
CLOSE_ENOUGH = 0.78  # of difflib's ratio; lower offers strangers ("iron" is not Iran)
SHORTEST_PART = 4  #: letters of a name's word that may stand for all of it


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """One subject; fields are the keys of ``topics.toml``.

    *words* make an article speak of it, unless they stand inside one of *exclude*. A word in
    capitals (NATO) counts only in capitals.
    """

    id: str
    name: str
    group: str
    emoji: str = ""
    words: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()  #: other names that a reader may type


@dataclass(frozen=True, slots=True)
class Mention:
    """Characters *start* to *end* of a text that speak of *topic*."""

    topic: str
    start: int
    end: int


class Topics:
    """All topics: listed ones in the order of the file, then countries and organisations."""

    def __init__(
        self, listed: Iterable[Topic] = (), groups: Mapping[str, str] | None = None
    ) -> None:
        self.listed = tuple(listed)
        self.groups = dict(groups or {})  #: heading of each group, in the order of the file
        self._by_id = {topic.id: topic for topic in (*_places(), *self.listed)}
        self._names = dict(_naming(self.listed))
        self._words = Phrases(_wording(self.listed))

    def get(self, topic_id: str) -> Topic | None:
        """Return the topic of this id, a listed one or a country."""
        return self._by_id.get(topic_id)

    def label(self, topic_id: str) -> str:
        """Return what a reader sees: "🇺🇦 Ukraine", "Sanctions"; an unknown id made readable."""
        topic = self.get(topic_id)
        if topic is None:
            return topic_id.replace("-", " ").capitalize()
        return f"{topic.emoji} {topic.name}".strip()

    def find(self, text: str) -> str | None:
        """Return the topic that *text* as a whole names: id, name, alias, word or country."""
        wanted = countries.folded(text)
        if known := self._names.get(wanted):
            return known
        code = countries.code_of(text)
        return countries.slug(code) if code else self._whole_word(text)

    def of(self, code: str) -> str:
        """Return the topic id of a country or organisation, the listed topic if it has one."""
        slug = countries.slug(code)
        return self._names.get(countries.folded(countries.name(code)), slug)

    def nearest(self, text: str, count: int) -> list[str]:
        """Return at most *count* ids of topics named like *text*, the most similar first."""
        wanted = countries.folded(text)
        names = {**_country_names(), **self._names}
        close = get_close_matches(wanted, names, n=count * 3, cutoff=CLOSE_ENOUGH)
        long_enough = len(wanted) >= SHORTEST_PART
        inside = [name for name in names if long_enough and f" {wanted} " in f" {name} "]
        return list(dict.fromkeys(names[name] for name in [*close, *inside]))[:count]

    def all(self) -> tuple[Topic, ...]:
        """Return every topic; the listed ones first, in the order of the file."""
        ids = {topic.id for topic in self.listed}
        return (*self.listed, *(topic for topic in self._by_id.values() if topic.id not in ids))

    def mentions(self, text: str) -> Iterator[Mention]:
        """Yield where *text* speaks of listed topics."""
        found = list(self._words.find(text))
        shields = [(label[1:], start, end) for label, start, end in found if label[0] == EXCLUDED]
        for topic, start, end in found:
            if topic[0] != EXCLUDED and not any(
                shielded == topic and first <= start and end <= last
                for shielded, first, last in shields
            ):
                yield Mention(topic, start, end)

    def _whole_word(self, text: str) -> str | None:
        for topic, start, end in self._words.find(text):
            if topic[0] != EXCLUDED and not re.search(r"\w", text[:start] + text[end:]):
                return topic
        return None


def load_topics(path: Path) -> Topics:
    """Read the topics file; ConfigError says in one sentence what is wrong and where."""
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as exc:
        raise ConfigError(f"The topics file {path} cannot be read: {exc.strerror}.") from exc
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as exc:
        raise ConfigError(f"The topics file {path} is not valid TOML: {exc}.") from exc
    if unknown := sorted(document.keys() - {"groups", "topic"}):
        raise ConfigError(f"The topics file {path} has an unknown section {unknown[0]!r}.")
    groups, rows = document.get("groups", {}), document.get("topic", [])
    topics = tuple(_topic(row, number, path) for number, row in enumerate(rows, start=1))
    _check(topics, groups, path)
    return Topics(topics, groups)


def _topic(row: Mapping[str, Any], number: int, path: Path) -> Topic:
    where = f"Topic {row.get('id', f'number {number}')!r} in {path}"
    known = {item.name for item in fields(Topic)}
    if unknown := sorted(row.keys() - known):
        raise ConfigError(f"{where} has an unknown key {unknown[0]!r}.")
    if missing := [key for key in ("id", "name", "group") if not row.get(key)]:
        raise ConfigError(f"{where} has no {missing[0]!r}.")
    for key, value in row.items():
        good = all(map(_is_text, value)) if isinstance(value, list) else _is_text(value)
        if not good or isinstance(value, list) != (key in {"words", "exclude", "aliases"}):
            raise ConfigError(f"{where} has a wrong value for {key!r}.")
    if countries.slugified(row["id"]) != row["id"]:
        raise ConfigError(f"{where} needs an id of lower-case letters, digits and hyphens.")
    settings: dict[str, Any] = dict(row)
    settings |= {key: tuple(value) for key, value in row.items() if isinstance(value, list)}
    return Topic(**settings)


def _check(topics: Iterable[Topic], groups: Mapping[str, str], path: Path) -> None:
    ids: set[str] = set()
    names: dict[str, str] = {}
    for topic in topics:
        if topic.id in ids:
            raise ConfigError(f"Topic {topic.id!r} stands twice in {path}.")
        if topic.group not in groups:
            raise ConfigError(f"Topic {topic.id!r} in {path} is in no known group.")
        ids.add(topic.id)
        for name in (topic.name, *topic.aliases):
            other = names.setdefault(countries.folded(name), topic.id)
            if other != topic.id:
                raise ConfigError(f"Topics {other!r} and {topic.id!r} in {path} share {name!r}.")


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _naming(topics: Iterable[Topic]) -> Iterator[tuple[str, str]]:
    for topic in topics:
        for name in (topic.id, topic.name, *topic.aliases):
            yield countries.folded(name), topic.id


def _wording(topics: Iterable[Topic]) -> Iterator[tuple[str, str]]:
    for topic in topics:
        yield from ((word, topic.id) for word in topic.words)
        yield from ((phrase, EXCLUDED + topic.id) for phrase in topic.exclude)


def _places() -> Iterator[Topic]:
    for country in countries.table().values():
        group = ORGANISATIONS if country.organisation else COUNTRIES
        emoji = countries.flag(country.code)
        yield Topic(id=country.slug, name=country.name, group=group, emoji=emoji)


def _country_names() -> dict[str, str]:
    rows = countries.table().values()
    return {countries.folded(name): row.slug for row in rows for name in row.names}
