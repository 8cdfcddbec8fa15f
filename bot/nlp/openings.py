"""What every match of a pattern begins with and holds, read off the pattern's own text.

Most wordings begin with a word of their own: a sentence without it need not be searched for them.
"""

import re
from collections.abc import Iterator
from itertools import takewhile

_MARK = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|(?P<mark>[()|])")
_MAYBE = ("?", "*", "{0")


def openings(pattern: str) -> frozenset[str]:
    """Return the lower-case letters with which matches begin; "" among them: with anything."""
    return frozenset("".join(takewhile(_is_letter, start)) for start in _starts(pattern))


def always(pattern: str, group: str) -> bool:
    """Tell whether each match has the named *group*, which stands in no group or alternative."""
    before, _, behind = pattern.partition(f"(?P<{group}>")
    marks = [mark for _, mark in _marks(before)]
    alone = len(_alternatives(pattern)) == 1
    return bool(behind) and alone and marks.count("(") == marks.count(")")


def _is_letter(char: str) -> bool:
    return char.isascii() and char.isalpha()


def _marks(pattern: str) -> Iterator[tuple[int, str]]:
    """Yield the brackets and bars that are neither escaped nor in a class, and where they are."""
    for match in _MARK.finditer(pattern):
        if match["mark"]:
            yield match.start(), match["mark"]


def _alternatives(pattern: str) -> list[str]:
    parts, depth, begin = [], 0, 0
    for at, mark in _marks(pattern):
        depth += (mark == "(") - (mark == ")")
        if mark == "|" and not depth:
            parts.append(pattern[begin:at])
            begin = at + 1
    return [*parts, pattern[begin:]]


def _closed(pattern: str) -> int:
    """Return where the group ends that *pattern* begins with."""
    depth = 0
    for at, mark in _marks(pattern):
        depth += (mark == "(") - (mark == ")")
        if not depth:
            return at + 1
    return len(pattern)


def _starts(pattern: str) -> set[str]:
    return {start for part in _alternatives(pattern) for start in _starts_of(part)}


def _starts_of(part: str) -> set[str]:
    """List the plain texts with which an alternative begins; "" where it is not plain."""
    part = part.removeprefix(r"\b")
    plain = "".join(takewhile(lambda char: _is_letter(char) or char in " '-", part))
    rest = part[len(plain) :]
    plain = plain.lower()
    if rest.startswith(_MAYBE):
        return {plain[:-1]}
    if not rest.startswith("(?:"):
        return {plain}
    size = _closed(rest)
    inside, behind = _starts(rest[len("(?:") : size - 1]), rest[size:]
    if not behind.startswith(_MAYBE):
        return {plain + start for start in inside}
    if plain or not behind.startswith("?"):
        return {plain}
    return inside | _starts_of(behind[1:])
