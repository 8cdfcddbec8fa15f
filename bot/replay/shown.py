"""What a capture shows, read apart from the bot's own parser."""

import html
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

from lxml import etree

from bot.errors import ParseError
from bot.feeds.json_entries import read_json

_ROOTS = {"rss", "feed", "rdf", "channel"}
_NAMES = {"item", "entry"}
_PUBLISHED = ("pubdate", "published", "issued", "created", "date")
_CHANGED = ("updated", "modified")
_END = re.compile(rb"</(?:\w+:)?(?:rss|feed|rdf|channel)\s*>", re.IGNORECASE)
_TAIL = 1000
_NAMED = re.compile(rb"&(?!(?:amp|lt|gt|quot|apos);)([a-z]\w{1,30});", re.IGNORECASE)
_MARKUP = re.compile(r"<[^<>]*>")
_NOISE = re.compile(
    r"(?:utm_\w+|at_\w+|\w*clid|mc_[ce]id|xtor|smid|cmpid|_hs\w+|jsessionid|phpsessid|wt\.\w+)=.*",
    re.IGNORECASE,
)
_INDEX = re.compile(r"/(?:index\.\w+)?$|;jsessionid=.*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One element, its names stripped of what does not matter to a reader."""

    guid: str
    link: str
    title: str  #: folded
    heading: str  #: as it was written
    published: datetime | None
    changed: datetime | None


@dataclass(frozen=True, slots=True)
class Document:
    """All elements of a capture; not *sound*: it is no whole feed."""

    elements: tuple[Shown, ...]
    sound: bool


def read_document(body: bytes) -> Document:
    """Read a feed; anything else is an unsound document without elements."""
    body = body.removeprefix(b"\xef\xbb\xbf").lstrip()
    if body[:1] in {b"{", b"["}:
        return _from_json(body)
    root, strict = _root(body)
    if root is None or _local(root) not in _ROOTS:
        return Document((), sound=False)
    found = [node for node in root.iter() if _local(node) in _NAMES]
    sound = strict or _END.search(body[-_TAIL:]) is not None
    elements = [_shown(node) for node in found]
    if not sound:
        elements = elements[:-1]
    return Document(tuple(one for one in elements if one.guid or one.link), sound=sound)


def folded(text: str) -> str:
    """Give the words of a title, without case, markup and signs."""
    plain = _MARKUP.sub(" ", html.unescape(html.unescape(text)))
    normal = unicodedata.normalize("NFKC", plain).casefold()
    return " ".join(re.sub(r"[\W_]+", " ", normal).split())


def address(text: str) -> str:
    """Give a link or guid without scheme, ``www.``, fragment and tracking."""
    text = "".join(text.split())
    try:
        parts = urlsplit(text)
    except ValueError:
        return text.casefold()
    if parts.scheme not in {"http", "https", ""} or not (parts.netloc or parts.path):
        return text
    pairs = [pair for pair in parts.query.split("&") if pair and not _NOISE.fullmatch(pair)]
    host = parts.netloc.casefold().removeprefix("www.").removesuffix(":80").removesuffix(":443")
    return host + _INDEX.sub("", parts.path) + ("?" + "&".join(pairs) if pairs else "")


def moment(text: str) -> datetime | None:
    """Read a date as feeds should write it; without a zone it counts as UTC."""
    for read in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            found = read(text.strip())
            return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
        except (ValueError, TypeError, OverflowError, IndexError):
            continue
    return None


def _root(body: bytes) -> tuple[etree._Element | None, bool]:
    for recover in (False, True):
        parser = etree.XMLParser(
            recover=recover, resolve_entities=False, no_network=True, load_dtd=False
        )
        try:
            return etree.fromstring(_NAMED.sub(_spelt, body), parser), not recover
        except (etree.XMLSyntaxError, ValueError):
            continue
    return None, False


def _spelt(entity: re.Match[bytes]) -> bytes:
    """Write a character that XML has no name for by its number."""
    character = html.unescape(f"&{entity[1].decode()};")
    return b"&#%d;" % ord(character) if len(character) == 1 else b" "


def _local(node: etree._Element) -> str:
    return str(node.tag).rpartition("}")[2].casefold() if isinstance(node.tag, str) else ""


def _shown(node: etree._Element) -> Shown:
    texts: dict[str, str] = {}
    for child in node:
        texts.setdefault(_local(child), "".join(child.itertext()).strip())
    guid = texts.get("guid") or texts.get("id") or ""
    link = next(_links(node), "") or (guid if guid.startswith("http") else "")
    heading = texts.get("title", "")
    return Shown(
        guid=guid_address(guid),
        link=address(link),
        title=folded(heading),
        heading=" ".join(heading.split()),
        published=_first(texts, _PUBLISHED),
        changed=_first(texts, _CHANGED),
    )


def guid_address(guid: str) -> str:
    """Give a guid without scheme and ``www.``; what else it holds may tell releases apart."""
    return re.sub(r"^https?://(?:www\.)?", "", " ".join(guid.split()), flags=re.IGNORECASE)


def _links(node: etree._Element) -> Iterator[str]:
    for child in node:
        if _local(child) == "link":
            if child.get("rel", "alternate") == "alternate" and child.get("href"):
                yield str(child.get("href"))
            elif child.text and child.text.strip():
                yield child.text.strip()


def _first(texts: dict[str, str], names: tuple[str, ...]) -> datetime | None:
    return next((moment(texts[name]) for name in names if texts.get(name)), None)


def _from_json(body: bytes) -> Document:
    try:
        raws = read_json(body, "")
    except ParseError:
        return Document((), sound=False)
    return Document(
        tuple(
            Shown(
                guid=guid_address(raw.guid),
                link=address(raw.link),
                title=folded(raw.title),
                heading=raw.title,
                published=next(map(moment, raw.published), None),
                changed=moment(raw.updated) if raw.updated else None,
            )
            for raw in raws
        ),
        sound=True,
    )
