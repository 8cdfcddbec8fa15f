"""Strategy ``govuk_content_api``: gov.uk hands out every page as JSON.

The address is the page's own scheme and host with /api/content before its path. Much is told there
that the feed does not know: when a page was first published, why it changed, that it was withdrawn.
"""

from collections.abc import Mapping

from yarl import URL

from bot.errors import ParseError
from bot.feeds.clean import clean_title, plain_text
from bot.feeds.documents import day, mapping, moment, read_object, text
from bot.feeds.found import MISSING, OK, REMOVED, Found, Source
from bot.feeds.pages import from_page
from bot.models import TextStatus

SELECTORS = ("main .gem-c-govspeak", "main .govuk-govspeak")
JSON = "application/json"
FIRST_NOTE = "first published"  #: the note that every page begins with


async def from_govuk(source: Source) -> Found:
    """Read the page through the Content API, else as a page; raises FetchError to try again."""
    if not source.entry.link:
        return Found()
    address = content_address(source.entry.link)
    answer = await source.get(address, accept=JSON)
    if answer.status == MISSING:  # the API may be a moment behind the feed
        answer = await source.get(address, accept=JSON)
    if answer.status == REMOVED:
        return Found(gone=True)
    if answer.status == OK:
        try:
            return await source.extractor.run(read_content, answer.body, source.feed.timezone)
        except ParseError:
            pass  # not a document with a body, or a page in place of JSON: look at the page itself
    return await from_page(source, source.feed.selectors or SELECTORS)


def content_address(link: str) -> str:
    """Return the Content API's address of the page at *link*."""
    url = URL(link)
    path = url.raw_path.removeprefix("/api/content")
    return str(url.with_path(f"/api/content{path}", encoded=True).with_query(None))


def read_content(body: bytes, timezone: str) -> Found:
    """Read one document of the Content API; raises ParseError if it has no text of its own.

    ``delivered_on`` of speeches is the day of the event and not of publication: it is left alone.
    """
    document = read_object(body)
    if text(document, "schema_name") == "gone":
        return Found(gone=True)
    details = mapping(document, "details")
    written = plain_text(_body(details))
    if not written:
        raise ParseError("the document has no body")
    lead = plain_text(text(document, "description"))
    notice = mapping(document, "withdrawn_notice")
    return Found(
        text=written if not lead or lead in written else f"{lead}\n\n{written}",
        status=TextStatus.FULL,
        title=clean_title(text(document, "title")),
        language=text(document, "locale"),
        published_on=day(text(document, "first_published_at"), timezone),
        # The notice may be absent, empty, or filled: only its date says that it is one.
        withdrawn_at=moment(text(notice, "withdrawn_at"), timezone),
        change_note=plain_text(text(notice, "explanation")) or _note(details),
    )


def _body(details: Mapping[str, object]) -> str:
    """Return the body's HTML: one text, or a list of the same text in several formats."""
    parts = details.get("body")
    if not isinstance(parts, list):
        return text(details, "body")
    choices = [part for part in parts if isinstance(part, dict)]
    html = [part for part in choices if part.get("content_type") == "text/html"]
    return text(html[0], "content") if html else ""


def _note(details: Mapping[str, object]) -> str:
    """Return the publisher's newest note on a change; the first publication is none."""
    history = details.get("change_history")
    notes = (
        [note for note in history if isinstance(note, dict)] if isinstance(history, list) else []
    )
    newest = max(notes, key=lambda note: text(note, "public_timestamp"), default={})
    note = plain_text(text(newest, "note"))
    return "" if note.casefold().startswith(FIRST_NOTE) else note
