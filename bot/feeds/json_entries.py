"""Publishers that answer with JSON in place of a feed, and the JSON Feed format. Pure.

Known shapes: Canada (``feed.entry``, an object when there is one entry), NATO (``pages``), the
Swiss news service and JSON Feed (``items``). Field names are the union of theirs.
"""

import json
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from itertools import islice
from urllib.parse import urlsplit

from bot.errors import ParseError
from bot.feeds.entries import MAX_ENTRIES, Raw

#: Where the list is, as keys from the top.
LISTS = (("feed", "entry"), ("pages",), ("items",), ("entries",), ("results",), ("articles",))
GUIDS = ("langGroupId", "guid", "id", "uuid")
LINKS = ("link", "url", "external_url")
TITLES = ("title", "headline", "name")
SUMMARIES = ("teaser", "description", "summary", "abstract", "lead")
CONTENTS = ("content_html", "content_text", "body", "text", "content")
PUBLISHED = ("publishedDate", "publishDate", "date_published", "published", "pageDate", "date")
UPDATED = ("date_modified", "updatedDate", "modifiedDate", "updated", "lastModified")
#: The Swiss list names pages by their id alone.
PAGES_OF_IDS = {"d-nsbc-p.admin.ch": "https://www.news.admin.ch/en/newnsb/"}
MILLISECONDS = 10**11  #: a larger number is no count of seconds


def read_json(body: bytes, url: str) -> list[Raw]:
    """Return the entries of the JSON list fetched from *url*; raises ParseError if it is none."""
    try:
        document = json.loads(body.decode("utf-8-sig"))
    except (ValueError, RecursionError) as exc:
        raise ParseError("the answer is not valid JSON") from exc
    pages = PAGES_OF_IDS.get(urlsplit(url).hostname or "", "")
    elements = (element for element in _elements(document) if isinstance(element, dict))
    return [_raw(element, pages) for element in islice(elements, MAX_ENTRIES)]


def _elements(document: object) -> Sequence[object]:
    if isinstance(document, list):
        return document
    for path in LISTS:
        found = document
        for key in path:
            found = found.get(key) if isinstance(found, dict) else None
        if isinstance(found, dict):
            return [found]
        if isinstance(found, list):
            return found
    raise ParseError("the answer is JSON, but no list of releases that we know")


def _raw(element: dict[str, object], pages: str) -> Raw:
    guid, link = _first(element, GUIDS), _first(element, LINKS)
    return Raw(
        guid=guid,
        link=link or (pages + guid if pages and guid else ""),
        title=_first(element, TITLES),
        summary=_first(element, SUMMARIES),
        content=_first(element, CONTENTS),
        published=tuple(_texts(element, PUBLISHED, dates=True)),
        updated=next(_texts(element, UPDATED, dates=True), ""),
    )


def _first(element: dict[str, object], names: tuple[str, ...]) -> str:
    return next(_texts(element, names), "")


def _texts(
    element: dict[str, object], names: tuple[str, ...], *, dates: bool = False
) -> Iterator[str]:
    for name in names:
        if text := _text(element.get(name), date=dates):
            yield text


def _text(value: object, *, date: bool) -> str:
    """Return a field as text: strings, numbers, lists of paragraphs; objects are none."""
    match value:
        case str():
            return value.strip()
        case bool() | None:
            return ""
        case int() | float() if date:
            return _from_epoch(value)
        case int():
            return str(value)
        case list():
            return "\n\n".join(part for part in value if isinstance(part, str)).strip()
        case _:
            return ""


def _from_epoch(number: float) -> str:
    try:
        seconds = number / 1000 if number > MILLISECONDS else number
        return datetime.fromtimestamp(seconds, UTC).isoformat()
    except (OverflowError, OSError, ValueError):
        return ""
