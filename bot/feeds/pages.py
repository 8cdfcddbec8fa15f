"""Strategy ``page``: the text is on the page that the entry links to."""

import re

from bot.feeds.found import GONE, OK, REFUSED, Found, Source
from bot.feeds.page_text import ENOUGH, PageText, page_text
from bot.feeds.robots import robots_of
from bot.models import TextStatus

HTML = "text/html, application/xhtml+xml;q=0.9"
CHARSET = re.compile(r"charset\s*+=\s*+[\"']?\s*+([\w-]+)", re.IGNORECASE)


async def from_page(source: Source, selectors: tuple[str, ...] = ()) -> Found:
    """Read the linked page by *selectors* (or the feed's); raises FetchError to try again.

    A page that robots.txt forbids, or that is no HTML, counts as absent: the summary has to do.
    """
    link = source.entry.link
    if not link or not await robots_of(source.client).allow(source, link):
        return Found()
    answer = await source.get(link, accept=HTML)
    if answer.status in GONE:
        return Found(gone=True)
    if answer.status in REFUSED:
        return Found(status=TextStatus.BLOCKED)
    kind = answer.headers.get("Content-Type", "text/html").lower()
    if answer.status != OK or "html" not in kind:
        return Found()
    named = CHARSET.search(kind)
    page = await source.extractor.run(
        page_text, answer.body, named[1] if named else "", selectors or source.feed.selectors
    )
    return _judged(page)


def _judged(page: PageText) -> Found:
    if page.wall:
        return Found(status=TextStatus.BLOCKED)
    if not page.text:
        return Found()
    status = TextStatus.FULL if len(page.text) >= ENOUGH else TextStatus.PARTIAL
    return Found(text=page.text, status=status)
