"""The grammar of a person's name: titles of courtesy before it, honours behind it."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from bot.nlp.gazetteer import fold, rules
from bot.nlp.title_words import Token, lexicon

NAME_LIMIT = 6  #: words that a name has at most, besides "bin" and "von der"
FAMILY_NAME = 3  #: letters that a family name in capitals has at least
_ARTICLES = frozenset({"al", "el", "as", "ad", "ar", "an"})  #: of Arabic surnames
_WITH_ARTICLE = re.compile(r"(?:al|el|a[dnrstz]|ash|adh)[-‑][A-Z]")
_ROMAN = re.compile(r"[IVX]+$")
_SUFFIXES = frozenset({"Jr.", "Jr", "Sr.", "Sr", "II", "III", "IV"})
#: offices that are surnames too (Julie Bishop, Angus King)
SURNAMES_TOO = frozenset(
    {"Bishop", "King", "Prince", "Dean", "Pope", "Duke", "Chief", "Leader", "Mayor"}
)
_NOT_A_NAME_PLACE = frozenset({"COUNTRY", "DEMONYM", "ORG", "REGION", "VENUE"})


class Name(NamedTuple):
    """A person's name at tokens *first* to *last*, *end* after honours behind it."""

    name: str
    first: int
    last: int
    end: int
    courteous: bool  #: a title of courtesy or rank stood before it


def read_name(tokens: Sequence[Token], at: int, *, after_office: bool = False) -> Name | None:
    """Read a name at token *at*, behind titles of courtesy and rank."""
    start = skip_honorifics(tokens, at)
    glottal = after_office and _glottal(tokens, start)
    start += glottal
    last = _name_end(tokens, start, after_office=after_office or start > at)
    if last <= start + glottal or all(t.text in lexicon().honorifics for t in tokens[start:last]):
        return None
    text = _joined(tokens, start, last)
    words = lexicon()
    titles = (t.text for t in tokens[at:start] if t.text in words.honorifics)
    courteous = any(title not in words.weak_honorifics for title in titles)
    return Name(text, start, last, skip_postnominals(tokens, last), courteous=courteous)


def _glottal(tokens: Sequence[Token], at: int) -> bool:
    """Tell the first letter of "'Aisake Valu", a sound that is written like a quotation mark."""
    rest = tokens[at : at + 2]
    return len(rest) > 1 and rest[0].text in {"'", "‘", "’"} and rest[1].start == rest[0].end


def skip_honorifics(tokens: Sequence[Token], at: int) -> int:
    """Step over "His Excellency General", "the Hon Dr" and the like."""
    words = lexicon().honorifics
    start = at
    if at < len(tokens) and tokens[at].text in {"the", "The"}:
        at += 1
    begun = False
    while at < len(tokens) and (
        (begun and tokens[at].text[:3] in {"(Re", "(Rt"})
        or (tokens[at].text in words and _rank(tokens, at))
        or (begun and tokens[at].text in {"and", "Mr", "the"})
    ):
        at += 1
        begun = True
    if not begun or at >= len(tokens) or not tokens[at].capital:
        return start
    return at if tokens[at - 1].text != "and" else start


_FIRST_HALVES = frozenset(
    {"Most", "Vice", "Rear", "Air", "Field", "Wing", "Squadron", "Right", "Royal", "Tan"}
)


def _rank(tokens: Sequence[Token], at: int) -> bool:
    """Tell whether a half of a title ("Air" of "Air Marshal") is followed by the other."""
    if tokens[at].text not in _FIRST_HALVES:
        return True
    return at + 1 < len(tokens) and tokens[at + 1].text in lexicon().honorifics


def skip_postnominals(tokens: Sequence[Token], at: int) -> int:
    """Step over "AO MP" and "(Ret'd)"."""
    words = lexicon().postnominals
    while at < len(tokens):
        if tokens[at].text in words:
            at += 1
        elif tokens[at].text == "," and at + 1 < len(tokens) and tokens[at + 1].text in words:
            at += 2
        else:
            break
    if (
        at + 2 < len(tokens)
        and tokens[at].text == "("
        and tokens[at + 1].text[:3] in {"Ret", "ret"}
    ):
        while at < len(tokens) and tokens[at].text != ")":
            at += 1
        at += 1
    return at


def _name_end(tokens: Sequence[Token], start: int, *, after_office: bool) -> int:
    """Return the token after the last one of a name that starts at *start*."""
    at, words, small = start, 0, lexicon().particles
    while at < len(tokens) and words < NAME_LIMIT:
        if at > start and tokens[at].text in _SUFFIXES:
            return at + 1
        if not _goes_on(tokens, start, at, after_office=after_office):
            break
        words += tokens[at].text not in small
        at += 1
    while at > start and tokens[at - 1].text in lexicon().particles | {","}:
        at -= 1
    return at


def _goes_on(tokens: Sequence[Token], start: int, at: int, *, after_office: bool) -> bool:
    """Tell whether the token at *at* belongs to a name that starts at *start*."""
    if at == start:
        return _is_name_word(tokens, at, first=True, after_office=after_office)
    if tokens[at].start - tokens[at - 1].end > 1:
        return False  # a line or a gap lies between
    if _is_particle(tokens, at) or (tokens[at].text == "," and _suffix_follows(tokens, at)):
        return True
    if _WITH_ARTICLE.match(tokens[at].text) or _apostrophe(tokens, at):
        return True
    return _is_name_word(tokens, at, first=False, after_office=after_office)


def _suffix_follows(tokens: Sequence[Token], at: int) -> bool:
    """Tell whether ", Jr." follows."""
    return at + 1 < len(tokens) and tokens[at + 1].text in _SUFFIXES


def _apostrophe(tokens: Sequence[Token], at: int) -> bool:
    """Tell the last letter of "Shia' Al Sudani" from a quotation mark and an owner's."""
    before, rest = tokens[at - 1], tokens[at + 1 : at + 3]
    inside = tokens[at].text in {"'", "’", "‘"} and before.end == tokens[at].start
    return inside and len(rest) > 1 and rest[0].text.lower() in _ARTICLES and rest[1].capital


def _is_particle(tokens: Sequence[Token], at: int) -> bool:
    """Tell whether a small part of a surname ("von der", "the III") stands at *at*."""
    if at + 1 >= len(tokens):
        return False
    following = tokens[at + 1]
    if tokens[at].text == "the":
        return bool(_ROMAN.match(following.text))
    small = lexicon().particles
    if tokens[at].text not in small:
        return False
    return (
        following.capital or following.text in small
    ) and following.text not in lexicon().not_names


def _is_name_word(tokens: Sequence[Token], at: int, *, first: bool, after_office: bool) -> bool:
    """Tell whether the word at *at* can be part of a name."""
    token, words = tokens[at], lexicon()
    if not token.capital or not _shaped(tokens, at, after_office):
        return False
    if token.text in words.not_names:
        return after_office and token.text in words.word_names and not _titles(tokens, at + 1)
    if token.text in (words.modifiers | _SUFFIXES if first else words.postnominals):
        return False
    if token.place is not None and _blocks(token, first=first, after_office=after_office):
        return False
    if words.head(tokens, at) > at:
        return token.text in SURNAMES_TOO and not first
    return not (first and not after_office and words.in_title(token.text))


def _titles(tokens: Sequence[Token], at: int) -> bool:
    """Tell whether a word of titles or institutions follows: "Park Hotel"."""
    if at >= len(tokens) or not tokens[at].capital:
        return False
    return lexicon().in_title(tokens[at].text) or tokens[at].text in lexicon().not_names


def _shaped(tokens: Sequence[Token], at: int, after_office: object) -> bool:
    """Tell whether a word is written as names are; initials such as "JD" only behind an office."""
    word = tokens[at].text
    if _lettered(word) or _family_name(tokens, at):
        return True
    return bool(after_office) and len(word) == len("JD") and word.isalpha()


def _family_name(tokens: Sequence[Token], at: int) -> bool:
    """Tell whether a word in capitals is a family name: "MORITA Kazuo", "Kazuo MORITA"."""
    word = tokens[at].text
    if not (word.isalpha() and word.isupper() and len(word) >= FAMILY_NAME) or lexicon().in_title(
        word
    ):
        return False
    beside = [tokens[n].text for n in (at - 1, at + 1) if 0 <= n < len(tokens)]
    return any(w[:1].isupper() and w[1:].islower() and w not in lexicon().not_names for w in beside)


def _lettered(word: str) -> bool:
    """Tell whether *word* looks like a name and not an acronym or a figure."""
    return (word.isalpha() or not any(c.isdigit() for c in word) or "#" in word) and (
        len(word) == 1 or word.endswith(".") or not word.isupper() or bool(_ROMAN.match(word))
    )


def _blocks(token: Token, *, first: bool, after_office: bool) -> bool:
    """Tell whether a place keeps its word from being a name (Jordan and Paris do not)."""
    found = token.place
    if found is None or found.place.label not in _NOT_A_NAME_PLACE:
        return first and not after_office and found is not None
    named = not first or after_office
    if found.place.label == "DEMONYM" and named and token.text in lexicon().demonym_names:
        return False
    return fold(token.text) not in rules()["name_places"] or (first and not after_office)


def _joined(tokens: Sequence[Token], first: int, last: int) -> str:
    """Write the name with its own spacing, without a suffix such as Jr."""
    while last > first and tokens[last - 1].text in _SUFFIXES - {"II", "III", "IV"} | {","}:
        last -= 1
    parts = [tokens[first].text]
    for before, token in zip(tokens[first : last - 1], tokens[first + 1 : last], strict=True):
        parts.append((" " if token.start > before.end else "") + token.text)
    return "".join(parts)


def name_words(name: str) -> tuple[str, ...]:
    """Return the folded words of a name without initials and particles."""
    words = fold(name).replace("-", " ").replace(".", " ").split()
    small = lexicon().particles
    return tuple(w for w in words if len(w) > 1 and w not in small) or tuple(words)
