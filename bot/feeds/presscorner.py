"""Strategy ``ec_presscorner_api``: the Commission's pages are empty, its documents API is not."""

import re

from yarl import URL

from bot.errors import FetchError, ParseError
from bot.feeds.clean import clean_title, plain_text
from bot.feeds.documents import mapping, read_object, text
from bot.feeds.found import OK, REFUSED, REMOVED, Found, Source
from bot.models import TextStatus

#: …/detail/en/ip_26_1799, and "statement_26_5" or "speech_25_77" alike.
PAGE = re.compile(r"/detail/(?P<language>[a-z]{2})/(?P<slug>[a-z]+(?:_\d+)+)/?$", re.IGNORECASE)
JSON = "application/json"


async def from_presscorner(source: Source) -> Found:
    """Read the document by its reference; raises FetchError to try again.

    A reference the API does not know says nothing about the release, so that is no removal.
    """
    address = document_address(source.entry.link)
    if not address:
        return Found()
    answer = await source.get(address, accept=JSON)
    if answer.status == REMOVED:
        return Found(gone=True)
    if answer.status in REFUSED:
        return Found(status=TextStatus.BLOCKED)
    if answer.status != OK:
        return Found()
    try:
        return await source.extractor.run(read_document, answer.body)
    except ParseError as exc:
        raise FetchError(f"{address}: {exc}") from exc


def document_address(link: str) -> str:
    """Return the API's address of the document at *link*; empty if it is no document's page."""
    url = URL(link)
    found = PAGE.search(url.path)
    if not found:
        return ""
    reference = found["slug"].upper().replace("_", "/")
    base = url.path[: found.start()]
    asked = url.with_path(f"{base}/api/documents")
    return str(asked.with_query({"reference": reference, "language": found["language"].lower()}))


def read_document(body: bytes) -> Found:
    """Read one document of the API; raises ParseError if it is none."""
    document = mapping(read_object(body), "docuLanguageResource")
    written = plain_text(text(document, "htmlContent"))
    if not written:
        return Found()
    title = clean_title(text(document, "title"))
    return Found(text=written, status=TextStatus.FULL, title=title)
