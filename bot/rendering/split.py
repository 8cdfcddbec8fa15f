"""Long Telegram HTML in parts that each stand alone, and the plain text of HTML."""

import html as html_library
import re
from dataclasses import dataclass, field

#: The longest message in UTF-16 units. Telegram counts after parsing; we count the markup as
#: well, which is stricter and keeps the plain fallback within the limit too.
LONGEST = 4096

_PIECE = re.compile(r"<[^<>]*>|&(?:#\d+|#[xX][0-9a-fA-F]+|[a-zA-Z]+);|.", re.DOTALL)
_TAG = re.compile(r"<(/?)([a-zA-Z-]++)[^<>]*+>")
_EMPTY = re.compile(r"<([a-zA-Z-]+)(?:\s[^<>]*)?>\s*</\1>")
_LINK = re.compile(r'<a href="([^"]*+)">([^<]*+(?:<(?!/?a\b)[^<]*+)*+)</a>')
_BREAKS = ("\n\n", "\n", " ")  #: where to cut, best first


def units(text: str) -> int:
    """Count UTF-16 units, as Telegram does: characters beyond U+FFFF are two."""
    return len(text) + sum(character > "\uffff" for character in text)


def split(html: str, longest: int = LONGEST) -> list[str]:
    """Cut *html* into parts of at most *longest* units, each valid on its own.

    Cuts fall between paragraphs, else lines, else words, and never inside a tag, an entity or
    a surrogate pair; tags that a cut leaves open are closed before it and opened again after.
    """
    html = html.strip()
    if units(html) <= longest:
        return [html] if plain(html) else []
    pieces = _PIECE.findall(html)
    parts, at, opened = [], 0, _Open()
    while at < len(pieces):
        end = _cut(pieces, at, opened, longest)
        body = opened.reopened() + "".join(pieces[at:end])
        for piece in pieces[at:end]:
            opened.read(piece)
        parts.append(_tidy(body + opened.closed()))
        at = end
    return [part for part in parts if plain(part)]


def plain(html: str) -> str:
    """Give *html* without markup; a link's address follows its text in brackets."""

    def with_address(match: re.Match[str]) -> str:
        address, text = match.groups()
        return text if text == address else f"{text} ({address})"

    return html_library.unescape(_TAG.sub("", _LINK.sub(with_address, html))).strip()


@dataclass
class _Open:
    """The tags that are open at some place, outermost first, as they were written."""

    tags: list[tuple[str, str]] = field(default_factory=list)

    def read(self, piece: str) -> None:
        if not (match := _TAG.fullmatch(piece)):
            return
        name = match.group(2)
        if not match.group(1):
            self.tags.append((name, piece))
        elif self.tags and self.tags[-1][0] == name:
            self.tags.pop()

    def reopened(self) -> str:
        return "".join(piece for _, piece in self.tags)

    def closed(self) -> str:
        return "".join(f"</{name}>" for name, _ in reversed(self.tags))

    def copy(self) -> "_Open":
        return _Open(list(self.tags))


def _cut(pieces: list[str], at: int, opened: _Open, longest: int) -> int:
    """Find where the part that starts at *at* ends: as far as fits, then back to a good place."""
    here, size = opened.copy(), units(opened.reopened())
    breaks: dict[str, int] = {}
    for index in range(at, len(pieces)):
        piece = pieces[index]
        size += units(piece)
        here.read(piece)
        if size + units(here.closed()) > longest and index > at:
            return _best(breaks, at, index)
        if piece == "\n" and index > at and pieces[index - 1] == "\n":
            breaks["\n\n"] = index + 1
        if piece in _BREAKS:
            breaks[piece] = index + 1
    return len(pieces)


def _best(breaks: dict[str, int], at: int, index: int) -> int:
    """Prefer a better place, unless more than half of the part would be given away for it."""
    enough = at + (index - at) // 2
    places = (breaks.get(kind, 0) for kind in _BREAKS)
    return next((place for place in places if place > enough), index)


def _tidy(part: str) -> str:
    """Drop what a cut leaves behind: tags around nothing, blanks at the ends."""
    before = ""
    while before != part:
        before, part = part, _EMPTY.sub("", part).strip()
    return part
