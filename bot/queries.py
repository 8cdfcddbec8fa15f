"""What people type, understood: free words become criteria. Pure.

Whether an unknown name belongs to a person can only be said by looking at what was read, so
here it stays ``words:``; those who ask the database may turn it into ``person:``.
"""

import re
from collections.abc import Iterator

from bot.matching import BOTH, PERSON, WORDS, fold
from bot.topics import Topics

#: What follows releases with facts of one kind, whatever they are about.
PSEUDO = {"visits": "visits", "visit": "visits", "pledges": "pledges", "pledge": "pledges"}
EVERYTHING = frozenset({"everything", "all", "all topics", "every topic"})

#: Longest text that we read of what someone typed.
LONGEST = 200
#: A criterion is kept in 200 characters, with its kind.
_LONGEST_WORDS = 180

_SIGNS = " \t\n#?!.,:;…'\"“”‘’()"
_SEPARATORS = re.compile(r"[,;\n]+")
_MOST_WORDS = 6  #: no topic's name has more
_MOST_PARTS, _MOST_QUESTIONS = 4, 5
_SHORT_NAMES = frozenset({"uk", "us", "eu", "un"})
_FILLERS = frozenset({"and", "or", "the", "on", "about", "of", "topic", "topics"})


def arguments(text: str) -> str:
    """Give what follows the command in a message, cut to a length that someone may mean."""
    if text.startswith("/"):
        _, *rest = text.split(maxsplit=1)
        text = rest[0] if rest else ""
    return text.strip()[:LONGEST]


def topic_of(text: str, topics: Topics) -> str | None:
    """Give the id of the topic, country or pseudo-topic that *text* as a whole names."""
    folded = fold(text)
    return PSEUDO.get(folded) or (topics.find(text.strip(_SIGNS)) if folded else None)


def criterion(text: str, topics: Topics) -> str | None:
    """Understand *text* as one question; None if it says nothing.

    It is a topic if it names one. Otherwise its topics and words must all be met: "japan grants"
    asks for what is on Japan and speaks of grants.
    """
    if known := topic_of(text, topics):
        return known
    parts = tuple(dict.fromkeys(_apart(text, topics)))
    if any(not part.startswith(WORDS) for part in parts) and len(parts) > 1:
        joined = BOTH.join(parts)
        if len(parts) <= _MOST_PARTS and len(joined) <= _LONGEST_WORDS:
            return joined
    folded = fold(text)[:_LONGEST_WORDS].strip()
    return WORDS + folded if folded else None


def questions(text: str, topics: Topics) -> tuple[str, ...]:
    """Understand what stands between commas, each by itself."""
    found = (criterion(wording, topics) for wording in _SEPARATORS.split(text))
    return tuple(dict.fromkeys(asked for asked in found if asked))[:_MOST_QUESTIONS]


def criteria(text: str, topics: Topics) -> tuple[str, ...]:
    """Understand a list: topics between commas, or side by side as in "ukraine south korea".

    Between commas the whole wording is tried first. Without one that is known, the longest
    topic names are taken from left to right, and words in between stay together as words.
    """
    found: dict[str, None] = {}
    for wording in _SEPARATORS.split(text):
        known = topic_of(wording, topics)
        found.update(dict.fromkeys([known] if known else _apart(wording, topics)))
    return tuple(found)


def mentioned(text: str, topics: Topics) -> tuple[str, ...]:
    """Give the topics named somewhere in *text*, leaving all other words aside."""
    return tuple(found for found in criteria(text, topics) if not found.startswith(WORDS))


def name_of(criterion: str) -> str | None:
    """Give the folded words that may be somebody's name, or None for a topic."""
    for kind in (WORDS, PERSON):
        if criterion.startswith(kind):
            return criterion.removeprefix(kind)
    return None


def _apart(wording: str, topics: Topics) -> Iterator[str]:
    words, at = wording.split(), 0
    unknown: list[str] = []
    while at < len(words):
        length, topic = _longest(words[at : at + _MOST_WORDS], topics)
        if topic:
            yield from _words(unknown)
            unknown = []
            yield topic
        else:
            unknown.append(words[at])
        at += length
    yield from _words(unknown)


def _longest(words: list[str], topics: Topics) -> tuple[int, str | None]:
    for length in range(len(words), 0, -1):
        wording = " ".join(words[:length])
        if (topic := topic_of(wording, topics)) and not _is_mere_word(wording):
            return length, topic
    return 1, None


def _is_mere_word(wording: str) -> bool:
    """Tell whether two letters among other words are no country's code: "mr" is no Mauritania."""
    bare = wording.strip(_SIGNS)
    return len(bare) <= len("uk") and not bare.isupper() and bare.casefold() not in _SHORT_NAMES


def _words(unknown: list[str]) -> Iterator[str]:
    folded = fold(" ".join(unknown)).split()
    while folded and folded[0] in _FILLERS:
        folded.pop(0)
    while folded and folded[-1] in _FILLERS:
        folded.pop()
    if folded:
        yield WORDS + " ".join(folded)[:_LONGEST_WORDS].strip()
