"""From what publishers send to what people read: plain text, titles, nothing but the release.

Pure. Character offsets of evidence refer to the text made here, so it is made once per article.
"""

import html
import re
import unicodedata
from urllib.parse import unquote

from bot.feeds.boilerplate import strip_boilerplate
from bot.feeds.markup import text_of

__all__ = ["clean_title", "cut", "normalised", "plain_text", "strip_boilerplate"]

MAX_TITLE = 300
MAX_TEXT = 20_000  #: characters of an article that are kept; spaCy's memory grows with them
ROUNDS = 3  #: how often text may have been escaped on its way to us

# Names that only markup has; "<y and z>" in plain text is left alone.
TAG = re.compile(
    r"</?(?:p|br|div|span|a|b|i|u|em|strong|ul|ol|li|table|tr|td|th|tbody|h[1-6]|img|mark|font|"
    r"blockquote|section|article|header|footer|figure|script|style|html|body|head|sup|sub|hr|"
    r"iframe|center|small|pre|svg|form|input|button|link|meta|title|o:p)\b[^<>]*>|<!--|<!doctype",
    re.IGNORECASE,
)
LAYOUT_TAG = re.compile(r"<(?:p|br|div|li|tr|h[1-6]|html|body)\b", re.IGNORECASE)
# Only entities that end in ";": an address with "&copy=2" is no copyright sign.
ENTITY = re.compile(r"&(?:#\d{1,7}|#x[0-9a-f]{1,6}|[a-z][a-z0-9]{1,30});", re.IGNORECASE)
# Controls, zero-width and direction marks, fillers, surrogates, private use, tags.
UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f"
    "\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb\ud800-\udfff"
    "\ue000-\uf8ff\U000e0000-\U000e0fff\U000f0000-\U0010ffff]"
)
ANY_TAG = re.compile("<[^<>]*>")
LINE_MARK = "\ue000"
NEWLINE = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
BULLET = re.compile(
    "^[ \t]*[\u2022\u25e6\u25aa\u25cf\u2023\u2043\u00b7\uf0b7][ \t\u00a0]*", re.MULTILINE
)
SAFELINK = re.compile(
    r"https?://[\w.-]*\bsafelinks\.protection\.outlook\.com/[^\s<>\"')\]]*?[?&]url="
    r"(?P<url>[^&\s<>\"')\]]+)[^\s<>\"')\]]*",
    re.IGNORECASE,
)
SENTENCE_END = re.compile(r"[.!?][\"”’»)\]]*(?=\s)")


def plain_text(markup: str) -> str:
    """Return what a reader would see of *markup* (or of plain text), paragraphs set apart.

    Markup goes, entities are resolved until nothing changes (at most three times, which also
    catches markup that was escaped), line breaks of plain text stay.
    """
    text = UNSEEN.sub(_mark, NEWLINE.sub("\n", markup))
    for _ in range(ROUNDS):
        opened = _opened(text)
        if opened == text:
            break
        text = opened
    return normalised(text)


def clean_title(title: str) -> str:
    """Return *title* as one plain line, at most 300 characters."""
    line = " ".join(plain_text(title).split()).removeprefix("- ")
    if len(line) <= MAX_TITLE:
        return line
    return line[: MAX_TITLE - 1].rsplit(" ", 1)[0].rstrip(" ,;:-–—") + "…"


def normalised(text: str) -> str:
    """Return plain text with ordinary spaces, no unseen characters, links as their target."""
    for _ in range(ROUNDS):
        text = SAFELINK.sub(_unwrapped, text)
    text = BULLET.sub("- ", NEWLINE.sub("\n", text))
    text = unicodedata.normalize("NFC", UNSEEN.sub("", text))
    lines = [" ".join(line.split()) for line in text.split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def cut(text: str, limit: int = MAX_TEXT) -> str:
    """Return at most *limit* characters of *text*, ending with a paragraph or sentence."""
    if len(text) <= limit:
        return text
    head = text[: limit + 1]
    paragraph = head.rfind("\n\n")
    if paragraph >= limit * 4 // 5:
        return head[:paragraph].rstrip()
    ends = [found.end() for found in SENTENCE_END.finditer(head)]
    if ends:
        return head[: max(ends[-1], paragraph)].rstrip()
    return head[: max(paragraph, head.rfind(" "), 0) or limit].rstrip()


def _mark(unseen: re.Match[str]) -> str:
    """Keep the private-use bullet of word processors; `normalised` turns it into a dash."""
    return unseen[0] if unseen[0] == "\uf0b7" else ""


def _opened(text: str) -> str:
    if not TAG.search(text):
        return ENTITY.sub(lambda entity: html.unescape(entity[0]), text)
    if LAYOUT_TAG.search(text):
        return text_of(text)
    # Bold words in plain text, say: the lines are the layout. The mark survives the parser and
    # cannot come from outside, since private-use characters are gone by now.
    flat = ANY_TAG.sub(lambda tag: tag[0].replace("\n", " "), text)
    return text_of(flat.replace("\n", LINE_MARK)).replace(LINE_MARK, "\n")


def _unwrapped(link: re.Match[str]) -> str:
    target = unquote(link["url"])
    return target if target.startswith(("http://", "https://")) else link[0]
