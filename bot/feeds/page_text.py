"""The text of a web page: by the publisher's selectors, else by what looks like the article.

Runs in a worker process, since pages are hostile and can be slow to take apart.
"""

import codecs
import re
from dataclasses import dataclass

from selectolax.lexbor import LexborHTMLParser, LexborNode

from bot.feeds.classify import of_page
from bot.feeds.clean import normalised
from bot.feeds.markup import node_text

BARE_TAG = re.compile(r"#?[a-z]+")  #: "main", "article", "#main": where the article is somewhere
CHROME = (
    "nav, aside, form, [role=navigation], [role=complementary], .breadcrumb, .breadcrumbs, "
    ".share, .social-share, .tags-block, .article-meta, .related, .related-content, .sr-only, "
    ".visually-hidden"
)
ENOUGH = 250  #: characters of an article; less is a teaser or the words around it
WALL_TEXT = 600  #: a wall says less than this, an article that mentions "captcha" says more
CHARSET = re.compile(rb"<meta[^>]{0,200}charset\s*+=\s*+[\"']?\s*+([\w-]{1,40})", re.IGNORECASE)
LOOK = 4096  #: bytes in which a page must name its encoding


@dataclass(frozen=True, slots=True, kw_only=True)
class PageText:
    """What a page says; *wall*: it is a bot wall and not the page."""

    text: str = ""
    wall: bool = False


def page_text(body: bytes, charset: str, selectors: tuple[str, ...]) -> PageText:
    """Return the article of an HTML page; *charset* is what the answer's header says, or empty."""
    html = decoded(body, charset)
    text = _selected(html, selectors) or main_text(html)
    if len(text) < WALL_TEXT and of_page(body):
        return PageText(wall=True)
    return PageText(text=text)


def decoded(body: bytes, charset: str) -> str:
    """Decode as the header, the byte order mark or the page says, else as UTF-8 or cp1252."""
    named = CHARSET.search(body[:LOOK])
    for name in (charset, "utf-8-sig", named[1].decode("ascii") if named else ""):
        try:
            codec = codecs.lookup(name).name if name else ""
            if codec:
                return body.decode(codec)
        except (LookupError, UnicodeError, ValueError):
            continue
    return body.decode("cp1252", errors="replace")


def main_text(html: str) -> str:
    """Return what reads like the article of *html*, whatever its markup; perhaps nothing."""
    # Only worker processes come here, and the others start faster without it.
    import trafilatura  # noqa: PLC0415 - see above

    text = trafilatura.extract(
        html, include_comments=False, include_tables=True, favor_recall=True, output_format="txt"
    )
    return normalised((text or "").replace("\n", "\n\n"))


def _selected(html: str, selectors: tuple[str, ...]) -> str:
    tree = LexborHTMLParser(html)
    for node in tree.css(CHROME):
        node.decompose()
    for selector in selectors:
        nodes = _outermost(tree.css(selector))
        if not nodes:
            continue
        text = _within(nodes) if BARE_TAG.fullmatch(selector) else _joined(nodes)
        if text:
            return text
    return ""


def _within(nodes: list[LexborNode]) -> str:
    """Return the article somewhere inside the longest of *nodes*."""
    longest = max(nodes, key=lambda node: len(node.text() or ""))
    text = main_text(f"<html><body>{longest.html}</body></html>")
    return text if len(text) >= ENOUGH else _joined([longest])


def _joined(nodes: list[LexborNode]) -> str:
    return normalised("\n\n".join(node_text(node) for node in nodes))


def _outermost(nodes: list[LexborNode]) -> list[LexborNode]:
    """Leave out nodes within other ones: a container often carries its content's class."""
    known = {node.mem_id for node in nodes}
    return [node for node in nodes if not _inside(node, known)]


def _inside(node: LexborNode, containers: set[int]) -> bool:
    parent = node.parent
    while parent is not None:
        if parent.mem_id in containers:
            return True
        parent = parent.parent
    return False
