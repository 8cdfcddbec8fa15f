"""The words of a text for reading titles and names, and the lists of ``offices.toml``."""

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from bot.nlp.gazetteer import DATA, Found

#: no line ends behind these: the break falls inside a title or name
UNFINISHED = r"(?=\n)" + "".join(  # first of all a line must end: this is asked at each blank
    rf"(?<!\b{word}{blank})" for word in ("the", "of", "to", "and", "for") for blank in ("", " ")
)
TOKEN = re.compile(
    r"(?:[^\W\d_]\.){2,}(?:[^\W\d_]\b)?"
    r"|(?:Mr|Mrs|Ms|Dr|Hon|Prof|Gen|Lt|Col|Maj|Capt|Adm|Sen|Rep|Amb|Jr|Sr|St|Rt|Brig|Engr|Eng|Adv"
    r"|Rev|Smt|Md|Mohd|Ma|Ven|Fr|Hj|Sgt|Rtn|Barr|Arch|Cmdr|Esq|YBhg)\.(?=[\s,])"
    r"|[A-Z]\.(?=\s|[A-Z])"
    r"|Dato['’](?=\s)|Hon['’]ble"
    r"|\((?:Ret['’]?d|Retd|Rtd)\.?\)"
    r"|['’]s\b"
    r"|\w+(?:(?:[-‑'’‘](?!s\b)|#\d+;)\w+)*"
    rf"|{UNFINISHED}\n+"
    r"|[^\w\s]"
)


class Token(NamedTuple):
    """A word or mark; *place* when it lies inside a known place."""

    text: str
    start: int
    end: int
    place: Found | None

    @property
    def capital(self) -> bool:
        """Tell whether it is a word that starts with a capital."""
        return self.text[0].isupper()


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The words of ``offices.toml``."""

    heads: dict[str, tuple[tuple[str, ...], ...]]  #: first word -> head phrases, longest first
    modifiers: frozenset[str]
    portfolios: frozenset[str]
    unnamed: frozenset[str]
    honorifics: frozenset[str]
    weak_honorifics: frozenset[str]  #: words of other uses too; alone they introduce nobody
    postnominals: frozenset[str]
    particles: frozenset[str]
    not_names: frozenset[str]
    institutions: frozenset[str]
    envoys: frozenset[str]
    doubled: frozenset[str]
    single: frozenset[str]
    named_after: frozenset[str]
    word_names: frozenset[str]
    title_names: frozenset[str]
    demonym_names: frozenset[str]
    person_acts: frozenset[str]
    person_verbs: frozenset[str]
    bodies: tuple[tuple[str, str], ...]  #: offices that only one body has

    def head(self, tokens: Sequence[Token], at: int) -> int:
        """Return where a head that starts at *at* ends; *at* itself when there is none."""
        if at >= len(tokens):
            return at
        for phrase in self.heads.get(tokens[at].text, ()):
            if tuple(t.text for t in tokens[at : at + len(phrase)]) == phrase:
                return at if self._given_name(tokens, at) else at + len(phrase)
        return at

    def _given_name(self, tokens: Sequence[Token], at: int) -> bool:
        """Tell the given name of "Amir Khan Muttaqi" from the title of "the Amir Sheikh Tamim"."""
        if tokens[at].text not in self.title_names or at + 1 >= len(tokens):
            return False
        titled = at > 0 and tokens[at - 1].text in {"the", "The", "Highness"}
        following = tokens[at + 1]
        return following.capital and not titled and following.text not in self.honorifics

    def names(self, tokens: Sequence[Token], at: int) -> bool:
        """Tell the given name of "Minister of Energy German Galushchenko"."""
        if tokens[at].text not in self.demonym_names or at + 1 >= len(tokens):
            return False
        surname = tokens[at + 1].capital and not self.in_title(tokens[at + 1].text)
        return surname and self.in_title(tokens[at - 1].text)

    def in_title(self, word: str) -> bool:
        """Tell whether *word* is at home in titles of offices."""
        return word in self.portfolios or word in self.modifiers


@cache
def lexicon() -> Lexicon:
    """Read ``offices.toml`` once."""
    with (DATA / "offices.toml").open("rb") as file:
        raw = tomllib.load(file)
    bodies = tuple(raw.pop("bodies").items())
    heads: dict[str, list[tuple[str, ...]]] = {}
    for head in raw["heads"]:
        words = tuple(TOKEN.findall(head))
        heads.setdefault(words[0], []).append(words)
    sorted_heads = {
        word: tuple(sorted(set(phrases), key=len, reverse=True)) for word, phrases in heads.items()
    }
    lists = {
        name: frozenset(listed.split() if isinstance(listed, str) else listed)
        for name, listed in raw.items()
        if name != "heads"
    }
    return Lexicon(heads=sorted_heads, bodies=bodies, **lists)


def tokens_of(text: str, places: Sequence[Found]) -> list[Token]:
    """Cut *text* into words and marks, each with the place that it lies in."""
    tokens = []
    ahead = iter(places)
    place = next(ahead, None)
    for match in TOKEN.finditer(text):
        start, end = match.span()
        while place is not None and place.end <= start:
            place = next(ahead, None)
        inside = place if place is not None and place.start < end else None
        tokens.append(Token(match[0], start, end, inside))
    return tokens
