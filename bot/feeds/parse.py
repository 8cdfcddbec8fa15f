"""Read the body of a feed. Runs only in a worker process with limits, never in the event loop.

feedparser raises on some inputs, takes minutes for others, and opens files and addresses when it
is handed text: it gets bytes in a buffer, and nothing of it leaves this module.
"""

import codecs
import io
import re
from collections import Counter
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

import feedparser

from bot.errors import ParseError
from bot.feeds.entries import MAX_ENTRIES, Raw, entry_of
from bot.feeds.json_entries import read_json
from bot.feeds.links import base_of
from bot.models import Entry, Feed

ENDED_TITLE = "this feed has ended"
ENDED_ID = "/feed-ended"
DECLARATION = re.compile(rb"^\s*<\?xml\b[^>]*?\?>", re.IGNORECASE)
DECLARED_ENCODING = re.compile(rb"encoding\s*=\s*[\"']([\w.:-]+)", re.IGNORECASE)
BYTE_ORDER_MARKS = (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]+)", re.IGNORECASE)
#: Python "encodings" that no publisher means; feedparser stumbles over them.
NOT_CHARSETS = frozenset({"punycode", "idna", "unicode_escape", "raw_unicode_escape", "utf-7"})
#: References to what no XML may contain, halves of surrogate pairs among it.
REFERENCE = re.compile(rb"&#(?:x([0-9a-f]{1,12})|(\d{1,12}));", re.IGNORECASE)
XML_CHARACTERS = (
    range(0x09, 0x0B),
    range(0x0D, 0x0E),
    range(0x20, 0xD800),
    range(0xE000, 0xFFFE),
    range(0x10000, 0x110000),
)
END_OF_DOCUMENT = re.compile(rb"</(?:\w+:)?(?:rss|feed|rdf|channel)\s*>", re.IGNORECASE)
TAIL = 1000  #: bytes in which a complete document is closed; analytics comments may follow


@dataclass(frozen=True, slots=True, kw_only=True)
class Parsed:
    """What a body said."""

    entries: tuple[Entry, ...]
    ended: bool = False  #: the publisher says that the feed has ended
    cut_short: bool = False  #: the document breaks off; its last element is left out
    dropped: int = 0  #: elements without link and id


def warm_up() -> None:
    """Do nothing; importing this module is what takes long in a new worker."""


def parse_feed(body: bytes, feed: Feed, url: str, content_type: str = "") -> Parsed:
    """Return the entries of *body*, fetched from *url*; raises ParseError when it is no feed."""
    base = base_of(url)
    if body.lstrip(codecs.BOM_UTF8 + b" \t\r\n")[:1] in (b"{", b"["):
        raws, cut_short = read_json(body, url), False
    else:
        document = _document(body, content_type)
        # Elements of a sick document are kept: that it is sick never rejects anything by itself.
        cut_short = bool(document.get("bozo")) and not END_OF_DOCUMENT.search(body[-TAIL:])
        raws = [_raw(element, document) for element in islice(document["entries"], MAX_ENTRIES)]
        raws = raws[:-1] if cut_short else raws
    news = [raw for raw in raws if not _says_ended(raw)]
    entries = [entry_of(raw, feed, base) for raw in news]
    return Parsed(
        entries=_told_apart([entry for entry in entries if entry is not None]),
        ended=len(news) < len(raws),
        cut_short=cut_short,
        dropped=entries.count(None),
    )


def _document(body: bytes, content_type: str) -> Any:
    """Return feedparser's view of *body*; raises ParseError when it sees no feed in it."""
    body = REFERENCE.sub(_mended, body)
    broken = True
    for attempt in (body, _as_utf8(body)):
        try:
            document = feedparser.parse(
                io.BytesIO(attempt),
                # No address of the document: feedparser would resolve ids against it as well, and
                # an id must not change because the feed moved. Links are resolved by us.
                response_headers={"content-type": _media_type(attempt, content_type)},
                # Texts become plain text later, which is stricter and does the work only once.
                sanitize_html=False,
                resolve_relative_uris=False,
            )
        except MemoryError:
            raise  # the second way would take as much
        except Exception:  # noqa: BLE001, S112 - it raises anything; a second way is tried
            continue
        if document.get("version"):
            return document
        broken = False
    raise ParseError(
        "the feed is too broken to be read" if broken else "the answer is neither RSS nor Atom"
    )


def _raw(element: Any, document: Any) -> Raw:
    contents = [part.get("value") or "" for part in element.get("content") or ()]
    published = [element.get("published") or "", element.get("created") or ""]
    # Asked for "updated", feedparser would answer with "published".
    updated = str(element["updated"]) if "updated" in element else ""
    if not str(document["version"]).startswith("atom"):
        published.append(updated)  # dc:date, which in RSS says when it was published
    guid, link = element.get("id") or "", element.get("link") or ""
    if link == guid and ":" not in guid:
        link = ""  # an id that claims to be a permanent link, by default, and is none
    return Raw(
        guid=guid,
        link=link,
        title=element.get("title") or "",
        summary=element.get("summary") or "",
        content=max(contents, key=len, default=""),
        published=tuple(text for text in published if text),
        updated=updated,
    )


def _says_ended(raw: Raw) -> bool:
    title = " ".join(raw.title.split()).rstrip(".").lower()
    return title == ENDED_TITLE or raw.guid.rstrip("/").endswith(ENDED_ID)


def _told_apart(entries: list[Entry]) -> tuple[Entry, ...]:
    """Give each entry a key of its own, the first of equal ones winning.

    A "guid" shared by several pages names none of them: those are known by their links.
    """
    pages = Counter(key for key, link in {(e.key, e.canonical_link) for e in entries} if link)
    unique: dict[str, Entry] = {}
    for entry in entries:
        key = entry.key
        if pages[key] > 1 and entry.canonical_link:
            key = entry.canonical_link
        unique.setdefault(key, replace(entry, key=key))
    return tuple(unique.values())


def _mended(match: re.Match[bytes]) -> bytes:
    number = int(match[1], 16) if match[1] else int(match[2])
    return match[0] if any(number in block for block in XML_CHARACTERS) else b""


def _media_type(body: bytes, content_type: str) -> str:
    """Return the content type to believe: what the document says of its encoding goes first."""
    declaration = DECLARATION.match(body)
    declared = declaration and DECLARED_ENCODING.search(declaration.group())
    charset = CHARSET.search(content_type)
    if declared or body.startswith(BYTE_ORDER_MARKS) or not charset or not _known(charset[1]):
        return "application/xml"
    return f"application/xml; charset={charset[1]}"


def _known(charset: str) -> bool:
    try:
        return codecs.lookup(charset).name not in NOT_CHARSETS
    except LookupError:
        return False


def _as_utf8(body: bytes) -> bytes:
    """Return *body* as UTF-8 come what may, without the declaration that misled the parser."""
    return DECLARATION.sub(b"", body, count=1).decode("utf-8", "replace").encode()
