"""Parties: "a delegation of the Parliament", "the Ministers of Mali, A, and Chad, B"."""

from collections.abc import Sequence
from typing import NamedTuple

from bot.nlp.names import read_name
from bot.nlp.title_words import Token, lexicon

FULL = 2  #: words of a full name, or before the noun of a title
REACH = 12  #: words within which the country of a party is named
_SMALL = frozenset({"of", "the", "and", "for", "'s", "’s"})
#: verbs before a party that comes to a host
_HOSTING = frozenset(
    {
        "welcomes",
        "welcomed",
        "welcome",
        "hosted",
        "hosts",
        "host",
        "received",
        "receives",
        "receive",
    }
)
_COUNTRIES = frozenset({"COUNTRY", "DEMONYM"})


def read_party(tokens: Sequence[Token], at: int) -> tuple[str, str, int] | None:
    """Read the party at the word "delegation": its name, its country, and where it ends.

    Only a party that is new to the text ("a delegation") and that a state's own body sends counts;
    one that is led by somebody named is left to its leader.
    """
    if not _introduced(tokens, at) or at + 2 >= len(tokens):
        return None
    if tokens[at + 1].text not in {"of", "from"}:
        return None
    end, country, official = _body(tokens, at + 2)
    if not country or not official or _led(tokens, end):
        return None
    words = [tokens[at].text]
    for before, token in zip(tokens[at : end - 1], tokens[at + 1 : end], strict=True):
        words.append((" " if token.start > before.end else "") + token.text)
    return "".join(words), country, end


def _introduced(tokens: Sequence[Token], at: int) -> bool:
    """Tell whether the party is named first here, as who comes: "A", "welcomed a six-member"."""
    here = at - 1
    while here >= 0 and at - here <= REACH // 3 and tokens[here].text.lower() not in {"a", "an"}:
        if tokens[here].capital or not tokens[here].text[0].isalpha():
            return False
        here -= 1
    if here < 0 or tokens[here].text.lower() not in {"a", "an"}:
        return False
    return tokens[here].text in {"A", "An"} or (here > 0 and tokens[here - 1].text in _HOSTING)


def _body(tokens: Sequence[Token], at: int) -> tuple[int, str, bool]:
    """Read a body: its end, its country, and whether it is one of a state."""
    country, official, end = "", False, at
    words = lexicon()
    for here in range(at, min(at + REACH, len(tokens))):
        token = tokens[here]
        if token.place is not None and token.place.place.label in _COUNTRIES:
            country = country or token.place.place.code
        elif not token.capital and token.text not in _SMALL:
            break
        if token.capital:
            foreign = token.place is None and not words.in_title(token.text)
            official |= token.text in words.institutions or words.in_title(token.text) or foreign
            end = here + 1
    return end, country, official


def _led(tokens: Sequence[Token], end: int) -> bool:
    """Tell whether a leader follows: ", led by"."""
    ahead = [t.text for t in tokens[end : end + 3]]
    return any(word in {"led", "headed"} for word in ahead)


_PLURALS = {
    "Ministers": "Minister",
    "Presidents": "President",
    "Secretaries": "Secretary",
    "Ambassadors": "Ambassador",
    "Chancellors": "Chancellor",
    "Speakers": "Speaker",
    "Premiers": "Premier",
    "Leaders": "Leader",
}
_BETWEEN = frozenset({",", "and", "of", "the", ";", "as", "well"})


class Several(NamedTuple):
    """One of several people who hold like offices, at tokens *first* to *end*."""

    name: str
    office: str
    country: str
    first: int
    end: int


def read_several(tokens: Sequence[Token], at: int) -> list[Several]:
    """Read "Foreign Ministers of Czechia, Pavel D, and Slovenia, Tadej K" at its first word."""
    head = at
    while head < len(tokens) and head - at < FULL and lexicon().in_title(tokens[head].text):
        head += 1
    if head + 1 >= len(tokens) or tokens[head].text not in _PLURALS:
        return []
    title = [t.text for t in tokens[at:head]] + [_PLURALS[tokens[head].text]]
    found: list[Several] = []
    here = head + 1
    while (one := _one(tokens, here, " ".join(title))) is not None:
        found.append(one)
        here = one.end
    return found


def _one(tokens: Sequence[Token], at: int, office: str) -> Several | None:
    """Read "of Czechia, Pavel D" or "and Slovenia, Tadej K"."""
    here = at
    while here < len(tokens) and tokens[here].text in _BETWEEN:
        here += 1
    place = tokens[here].place if here < len(tokens) and here > at else None
    if place is None or place.place.label != "COUNTRY":
        return None
    end = here
    while end < len(tokens) and tokens[end].place is place:
        end += 1
    if end + 1 >= len(tokens) or tokens[end].text not in {",", "("}:
        return None
    name = read_name(tokens, end + 1)
    if name is None or (name.last - name.first < FULL and not name.courteous):
        return None
    close = name.end + (name.end < len(tokens) and tokens[name.end].text == ")")
    return Several(name.name, office, place.place.code, here, close)
