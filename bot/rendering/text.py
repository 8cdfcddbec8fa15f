"""Foreign text made harmless: what releases say never becomes markup, a mention or a trick."""

import html
import re
from collections.abc import Sequence
from urllib.parse import urlsplit

#: Controls, lone surrogates, and what hides or turns text around: soft hyphen, Arabic letter mark,
#: zero-width characters, bidi overrides and isolates, byte-order mark, tag characters.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\u00ad\u061c\u180e"
    "\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]"
)
_SPACES = re.compile(r"\s+")
_LONGEST_ADDRESS = 1500


def clean(text: str) -> str:
    """Give *text* as one line without characters that are invisible or reorder what is seen."""
    return _SPACES.sub(" ", _INVISIBLE.sub("", text)).strip()


def clip(text: str, longest: int) -> str:
    """Shorten *text* to at most *longest* characters, at a word where there is one."""
    if len(text) <= longest:
        return text
    head = text[: longest - 1]
    at_word = head.rsplit(" ", 1)[0] if " " in head[longest // 2 :] else head
    return at_word.rstrip(" ,;:–-") + "…"


def escape(text: str) -> str:
    """Clean *text* and escape it for Telegram HTML, quotes too."""
    return html.escape(clean(text))


def web_address(link: str) -> str | None:
    """Give *link* if Telegram would make a link of it: http(s), a dotted host and no user name.

    Anything else would silently lose its address, or lead elsewhere than it seems to.
    """
    link = link.strip()
    if _INVISIBLE.search(link) or _SPACES.search(link) or len(link) > _LONGEST_ADDRESS:
        return None
    try:
        parts = urlsplit(link)
        host = parts.hostname or ""
        _ = parts.port  # raises if it is no number
    except ValueError:
        return None
    dotted = "." in host.strip(".")
    return (
        link if parts.scheme in {"http", "https"} and dotted and "@" not in parts.netloc else None
    )


def linked(text: str, link: str) -> str:
    """Link *text* to *link*; without an address fit for it, say the address of a local server."""
    shown = escape(text)
    if address := web_address(link):
        return f'<a href="{html.escape(address)}">{shown}</a>'
    local = link.startswith(("http://", "https://")) and "@" not in link
    return f"{shown} ({escape(clip(link, 200))})" if local else shown


def listed(items: Sequence[str], longest: int, *, separator: str = ", ") -> str:
    """Join at most *longest* items; of a longer list say how many more there are."""
    if len(items) <= longest:
        return separator.join(items)
    return f"{separator.join(items[:longest])} and {len(items) - longest} more"


def named(names: Sequence[str], longest: int) -> str:
    """Join names as in a sentence: "A and B", "A, B and C", "A, B and 3 more"."""
    if len(names) > longest:
        return listed(names, longest)
    *first, last = names
    return f"{', '.join(first)} and {last}" if first else last


def counted(number: int, noun: str) -> str:
    """Say *number* of *noun* in good grammar: "1 visit", "2 visits", "1,200 releases"."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"
