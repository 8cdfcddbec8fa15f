"""Which criteria a briefing meets, and whether a subscription then wants it. Pure."""

import re
import unicodedata
from collections.abc import Iterable
from typing import NamedTuple

from bot.models import Briefing, Subscription

PERSON = "person:"
WORDS = "words:"
BOTH = "+"  #: between criteria that must all be met
_SHORTEST_PLURAL = 4

_WORD = re.compile(r"[^\W_]+")
#: Letters that Unicode does not take apart into a base letter and an accent.
_LETTERS = str.maketrans({"ø": "o", "đ": "d", "ł": "l", "ı": "i", "æ": "ae", "œ": "oe", "ð": "d"})


def fold(text: str) -> str:
    """Reduce *text* to lower-case words without accents, one space between them.

    ``"Türkiye's F-16s"`` becomes ``"turkiye s f 16s"``. Criteria and the searched words of
    briefings are both folded, so that they compare as whole words.
    """
    # Twice: styled letters become plain ones before the case is folded, accents after it.
    plain = unicodedata.normalize("NFKD", text).casefold().translate(_LETTERS)
    decomposed = unicodedata.normalize("NFKD", plain)
    bare = "".join(character for character in decomposed if not unicodedata.combining(character))
    return " ".join(_WORD.findall(bare))


def searchable(*texts: str) -> str:
    """Fold *texts* into one line whose words all stand between spaces: ``" a b c "``."""
    return f" {fold(' '.join(texts))} "


def spellings(word: str) -> tuple[str, ...]:
    """Give a folded *word* and its plural or singular: who asks for "grants" means "grant", too."""
    if word.isdigit():
        return (word,)
    if word.endswith("s") and len(word) >= _SHORTEST_PLURAL:
        return word, word[:-1]
    return word, f"{word}s"


def names(briefing: Briefing) -> tuple[str, ...]:
    """Everybody who travels or is met, as written, each once, in order."""
    found: dict[str, None] = {}
    for visit in briefing.reading.facts.visits:
        if visit.visitor:
            found[visit.visitor] = None
        for stop in visit.stops:
            found.update(dict.fromkeys(stop.meets))
    return tuple(found)


def indexed(briefing: Briefing) -> frozenset[str]:
    """Give what a briefing is found by: its topic ids, and ``person:`` for everybody named."""
    people = (fold(name) for name in names(briefing))
    return frozenset(briefing.reading.topics) | {PERSON + name for name in people if name}


def met(briefing: Briefing, words: str, criteria: Iterable[str]) -> frozenset[str]:
    """Tell which of *criteria* the briefing meets; *words* is its text as `searchable` gives it.

    A topic id is met when it was read in the release; ``words:`` when all its words occur, be it
    in the plural; ``person:`` when all parts of the name belong to one traveller or person met,
    or stand side by side in the text; ``a+b`` when both are met.
    """
    topics = frozenset(briefing.reading.topics)
    people = [frozenset(fold(name).split()) for name in names(briefing)]
    told = _Told(topics, people, words, frozenset(words.split()))
    return frozenset(criterion for criterion in criteria if _meets(criterion, told))


def wanted(subscription: Subscription, criteria: Iterable[str]) -> bool:
    """Tell whether a briefing that meets *criteria* is for this chat: what is muted never is."""
    criteria = frozenset(criteria)
    if subscription.muted & criteria:
        return False
    return subscription.everything or bool(subscription.follows & criteria)


class _Told(NamedTuple):
    """What one release tells, ready to be asked many questions."""

    topics: frozenset[str]
    people: list[frozenset[str]]
    text: str
    words: frozenset[str]


def _meets(criterion: str, told: _Told) -> bool:
    if BOTH in criterion:
        return all(_meets(part, told) for part in criterion.split(BOTH))
    if criterion.startswith(WORDS):
        asked = criterion.removeprefix(WORDS).split()
        return bool(asked) and all(not told.words.isdisjoint(spellings(word)) for word in asked)
    if criterion.startswith(PERSON):
        name = criterion.removeprefix(PERSON)
        parts = frozenset(name.split())
        if not parts:
            return False
        return any(parts <= person for person in told.people) or f" {name} " in told.text
    return criterion in told.topics
