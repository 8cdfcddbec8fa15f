"""HTML to paragraphs: what a reader sees, one blank line between blocks, ``- `` before list items.

Written for hostile input: no recursion, scripts and hidden parts dropped, nothing is fetched.
"""

import re
from collections.abc import Iterator

from selectolax.lexbor import LexborHTMLParser, LexborNode

BREAK, LINE, BULLET, CELL = "\x00break", "\x00line", "\x00bullet", "\x00cell"
UNREAD = (
    "script style noscript template head iframe object embed svg math canvas audio video map "
    "select textarea button nav dialog -comment !doctype"
)
SKIPPED = frozenset(UNREAD.split())
BLOCKS = (
    "address article aside blockquote body center dd details div dl dt fieldset figcaption figure "
    "footer form h1 h2 h3 h4 h5 h6 header hgroup hr html legend main ol p pre section summary "
    "table tbody tfoot thead tr ul caption"
)
AFTER = dict.fromkeys(BLOCKS.split(), BREAK) | {"li": BREAK}
BEFORE = AFTER | {"li": BULLET, "br": LINE, "td": CELL, "th": CELL}
# A footnote mark glued to a number ("£5 million" + "1") would change an amount.
FOOTNOTE_MARK = re.compile(r"\[?(?:footnote |note )?\d{1,3}\]?")
HIDING = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)


def text_of(html: str) -> str:
    """Return the text of an HTML document or fragment; entities are resolved once."""
    tree = LexborHTMLParser(html)
    root = tree.body or tree.root
    return node_text(root) if root is not None else ""


def node_text(node: LexborNode) -> str:
    """Return the text below one element, laid out as `text_of` does."""
    return _laid_out(_tokens(node))


def _tokens(root: LexborNode) -> Iterator[str]:
    """Walk the tree in document order with a stack of its own: depth is the sender's choice."""
    stack: list[LexborNode | str] = [root]
    while stack:
        item = stack.pop()
        if isinstance(item, str):
            yield item
        elif item.is_text_node:
            yield " ".join(f"|{item.text_content or ''}|".split())[1:-1]
        elif _shown(item):
            tag = item.tag or ""
            if tag in BEFORE:
                yield BEFORE[tag]
            if tag in AFTER:
                stack.append(AFTER[tag])
            stack.extend(reversed(_children(item)))


def _children(node: LexborNode) -> list[LexborNode]:
    children = []
    child = node.child
    while child is not None:
        children.append(child)
        child = child.next
    return children


def _shown(node: LexborNode) -> bool:
    tag = node.tag or ""
    if tag in SKIPPED:
        return False
    if tag == "sup":
        mark = (node.text() or "").strip()
        return not (node.css_first("a") and FOOTNOTE_MARK.fullmatch(mark))
    attributes = node.attributes
    return "hidden" not in attributes and not HIDING.search(attributes.get("style") or "")


class _Layout:
    """Collects tokens into paragraphs; empty ones vanish."""

    def __init__(self) -> None:
        self.paragraphs: list[str] = []
        self.current: list[str] = []
        self.bullet = False

    def take(self, token: str) -> None:
        if token == BREAK:
            self.close()
        elif token == BULLET:
            self.close()
            self.bullet = True
        elif token == LINE:
            self.current.append("\n")
        elif token == CELL:
            self.current.append(" | " if "".join(self.current).strip() else "")
        else:
            self.current.append(token)

    def close(self) -> None:
        lines = "".join(self.current).split("\n")
        text = "\n".join(" ".join(line.split()) for line in lines).strip()
        self.current = []
        if text:
            self.paragraphs.append(f"- {text}" if self.bullet else text)
            self.bullet = False


def _laid_out(tokens: Iterator[str]) -> str:
    layout = _Layout()
    for token in tokens:
        layout.take(token)
    layout.close()
    return "\n\n".join(layout.paragraphs)
