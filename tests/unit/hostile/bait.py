"""Text that makes a given pattern go wrong, if anything does: made from the pattern's own parts.

A pattern backtracks where something in it repeats and what follows does not come. So for each
repeated part there is a bait: what leads to it, the part many times over, and an end that does not
fit. Others repeat the whole pattern, or a single character that it can begin with.
"""

import re
from collections.abc import Iterator
from re import _constants as codes
from re import _parser as parser

#: Fits hardly any pattern.
_MISFIT = "\x00"
_SAMPLES = {
    codes.CATEGORY_DIGIT: "1",
    codes.CATEGORY_NOT_DIGIT: "a",
    codes.CATEGORY_SPACE: " ",
    codes.CATEGORY_NOT_SPACE: "a",
    codes.CATEGORY_WORD: "a",
    codes.CATEGORY_NOT_WORD: " ",
}
_LIKELY = " aA1,.-\n('\"<&"
_GENERAL = ("a ", "a, ", "Aa ", "A. ", "1,", "1 ", "()", "a\n", "and ", "of the ")
#: Parts that need no other parts, with what fits them; a look around fits nothing by itself.
_SIMPLE = {
    codes.NOT_LITERAL: lambda value: ["b" if chr(value) == "a" else "a"],
    codes.ANY: lambda _: ["a", " "],
    **dict.fromkeys((codes.ASSERT, codes.ASSERT_NOT, codes.AT, codes.GROUPREF), lambda _: [""]),
}
_REPEATS = {codes.MAX_REPEAT, codes.MIN_REPEAT, codes.POSSESSIVE_REPEAT}


def baits(pattern: str | bytes, flags: int, size: int) -> Iterator[str]:
    """Give texts of about *size* characters on which *pattern* may take long."""
    tree = parser.parse(pattern, flags)
    whole = next(_examples(tree), "")
    pumps = dict.fromkeys(_pumps(tree, ""))
    pumps |= dict.fromkeys(("", sample) for sample in (*_LIKELY, *_GENERAL))
    if whole:
        pumps["", whole] = None
    # What leads to a repeated part, many times over: the part is looked for from each.
    pumps |= dict.fromkeys(("", lead) for lead, _ in list(pumps) if lead)
    for lead, part in pumps:
        text = lead + part * (size // len(part))
        yield from (text + _MISFIT, text)


def _pumps(tree: parser.SubPattern, lead: str) -> Iterator[tuple[str, str]]:
    """Give each repeated part of a pattern with what leads to it."""
    for code, value in tree:
        if code in _REPEATS:
            _, most, inner = value
            if most > 1:
                yield from ((lead, part) for part in _examples(inner) if part)
            yield from _pumps(inner, lead)
        for branch in _branches(code, value):
            yield from _pumps(branch, lead)
        lead += next(_examples([(code, value)]), "")


def _branches(code: object, value: object) -> list[parser.SubPattern]:
    if code is codes.SUBPATTERN:
        return [value[3]]
    if code is codes.BRANCH:
        return list(value[1])
    return [value] if code is codes.ATOMIC_GROUP else []


def _examples(tree: object) -> Iterator[str]:
    """Give a few texts that fit, roughly: one for each way that its first choice can go."""
    parts = [list(_choices(code, value)) for code, value in tree]
    if any(not choices for choices in parts):
        return
    firsts = [choices[0] for choices in parts]
    yield "".join(firsts)
    for at, choices in enumerate(parts):
        for other in choices[1:6]:
            yield "".join([*firsts[:at], other, *firsts[at + 1 :]])


def _choices(code: object, value: object) -> Iterator[str]:
    if code is codes.LITERAL:
        yield chr(value)
    elif code in _SIMPLE:
        yield from _SIMPLE[code](value)
    elif code is codes.IN:
        yield from _members(value)
    elif code in _REPEATS:
        least, _, inner = value
        for one in _examples(inner):
            yield one * max(least, 1)
    else:
        for branch in _branches(code, value):
            yield from _examples(branch)


def _members(members: list[tuple[object, object]]) -> Iterator[str]:
    """Give characters of a set, likely ones first."""
    inside = re.compile(_written(members))
    yield from (sample for sample in _LIKELY if inside.fullmatch(sample))
    for code, value in members:
        if code is codes.LITERAL:
            yield chr(value)
        elif code is codes.RANGE:
            yield chr(value[0])


def _written(members: list[tuple[object, object]]) -> str:
    names = {code: f"\\{letter}" for code, letter in zip(_SAMPLES, "dDsSwW", strict=True)}
    text = ""
    for code, value in members:
        if code is codes.NEGATE:
            text += "^"
        elif code is codes.LITERAL:
            text += re.escape(chr(value))
        elif code is codes.RANGE:
            text += f"{re.escape(chr(value[0]))}-{re.escape(chr(value[1]))}"
        elif code is codes.CATEGORY:
            text += names[value]
    return f"[{text}]"
