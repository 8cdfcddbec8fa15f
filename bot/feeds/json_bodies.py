"""Strategy ``json_list``: the list is JSON; so is the text, in Switzerland, else it is a page."""

from collections.abc import Iterator

from yarl import URL

from bot.errors import FetchError, ParseError
from bot.feeds.clean import normalised, plain_text
from bot.feeds.documents import mapping, read_json, text
from bot.feeds.found import GONE, OK, REFUSED, Found, Source
from bot.feeds.pages import from_page
from bot.models import TextStatus

SWISS_LIST = "/v1/search"
JSON = "application/json"
SPOKEN = ("title", "lead", "text", "description", "caption")


async def from_json(source: Source) -> Found:
    """Read the document that the list's id names, else the page; raises FetchError to retry."""
    listed = URL(source.feed.url)
    name = source.entry.guid or source.entry.link.rstrip("/").rsplit("/", 1)[-1]
    if not listed.path.endswith(SWISS_LIST) or not name:
        return await from_page(source)
    path = f"{listed.path.removesuffix('/search')}/languageGroupId/{name}"
    answer = await source.get(str(listed.with_path(path).with_query(None)), accept=JSON)
    if answer.status in GONE:
        return Found(gone=True)
    if answer.status in REFUSED:
        return Found(status=TextStatus.BLOCKED)
    if answer.status != OK:
        return Found()
    try:
        return await source.extractor.run(read_document, answer.body, source.feed.language)
    except ParseError as exc:
        raise FetchError(f"{path}: {exc}") from exc


def read_document(body: bytes, language: str) -> Found:
    """Read the version in *language* of one release; raises ParseError if it is none."""
    document = _version(read_json(body), language)
    content = mapping(mapping(document, "content"), "document")
    lead = text(mapping(content, "metadata"), "description")
    plain = document.get("text")
    pieces = [lead, *_spoken(content.get("content"))]
    pieces += (
        [piece for piece in plain if isinstance(piece, str)] if isinstance(plain, list) else []
    )
    paragraphs = dict.fromkeys(plain_text(piece) for piece in pieces)
    written = normalised("\n\n".join(filter(None, paragraphs)))
    if not written:
        return Found()
    return Found(text=written, status=TextStatus.FULL, language=text(document, "lang"))


def _version(answer: object, language: str) -> dict[str, object]:
    versions = answer if isinstance(answer, list) else [answer]
    known = [version for version in versions if isinstance(version, dict)]
    if not known:
        raise ParseError("the answer is no release")
    return next((version for version in known if version.get("lang") == language), known[0])


def _spoken(content: object) -> Iterator[str]:
    """Yield what the page's components say, in the page's order; components nest freely."""
    stack = [content]
    while stack:
        item = stack.pop()
        if isinstance(item, dict):
            inner = mapping(item, "content")
            yield from (text(inner, key) for key in SPOKEN)
            stack.extend(reversed(list(item.values())))
        elif isinstance(item, list):
            stack.extend(reversed(item))
