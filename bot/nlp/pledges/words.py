"""Answers that the words of a sentence give about a candidate: nouns, sense, position."""

import re
from collections.abc import Iterable, Iterator

from bot.nlp import assertion
from bot.nlp.attributes import text_of
from bot.nlp.pledges.candidates import Candidate
from bot.nlp.pledges.lexicon import noun_patterns, phrases
from bot.nlp.pledges.scene import Scene

_HEAD = 60  #: characters after a deliverable in which its noun stands
_NEAR = 40
_OPENS = 14  #: characters before a deliverable that still opens its sentence
_DECADES = 12  #: a gift that lies further back is history
_PART = re.compile(
    r"\b(?:includ(?:es?|ing)|of which|(?:out )?of (?:this|that|the) (?:amount|sum|total|funding)"
    r"|as well as|in addition to|on top of|combined with|plus)\b"
    r"[^,;]{0,40}$"
    r"|^\W*of (?:this|that|these),?\s[^,;]{0,40}$"
)
_TOTAL_AFTER = re.compile(r"\s*(?:in total|total|to date)\b")
_IN = re.compile(r"\s*(?:in|of)\b")
_FOR = re.compile(r"\s*(?:to|for|towards?)\b")
_BEFORE_FOR = re.compile(r"\b(?:for|about|against|with|like)\s(?:\w+\s){0,2}$")
#: a receiver with a name of its own: "$9 million over 3 years to BRAC"
_TO_NAME = re.compile(r"^(?:\s(?:over|for|in)\s(?:the next\s)?[\w-]+\s\w+)?\sto\s(?:the\s)?[A-Z]")
_SENSES = (
    ("negated", assertion.negated),
    ("hypothetical", assertion.hypothetical),
    ("asked", assertion.asked_of_others),
    ("restated", assertion.restated),
)
_TOPICS = ("private", "reward", "trade", "domestic")


def _true(answers: Iterable[tuple[str, object]]) -> Iterator[str]:
    return (name for name, answer in answers if answer)


def noun_features(before: str, after: str, sentence: str, named: str) -> Iterator[str]:
    """Ask which nouns stand around the deliverable; the first three texts in lower case."""
    aid, not_aid = noun_patterns()
    receivers = phrases("features.receivers")
    after, sentence = receivers.sub(" ", after), receivers.sub(" ", sentence)
    head = re.split(r"[,;.]", after)[0]
    head = head[:_HEAD] if head.strip() else ""
    return _true(
        (
            ("noun:aid-after", aid.search(head)),
            ("noun:aid-before", aid.search(before[-_NEAR:])),
            ("noun:not-after", not_aid.search(head)),
            ("noun:not-before", not_aid.search(before[-50:])),
            ("sentence:aid", aid.search(sentence)),
            ("sentence:not", not_aid.search(sentence)),
            (
                "noun:act-of",
                phrases("features.act_of").search(before)
                or phrases("features.raised").search(before),
            ),
            ("after:in", _IN.match(after)),
            ("after:for", _FOR.match(after)),
            ("before:for", _BEFORE_FOR.search(before)),
            ("gain:name", _TO_NAME.match(named)),
        )
    )


def sense_features(scene: Scene, candidate: Candidate) -> Iterator[str]:
    """Ask how the clause is meant and what it speaks of."""
    text = text_of(candidate.sentence)
    low = max(candidate.sentence.start_char, candidate.start - 90)
    local = scene.text[low : candidate.end + _HEAD]
    yield from (f"sense:{name}" for name, test in _SENSES if test(local))
    local, text = (phrases("features.receivers").sub(" ", part) for part in (local, text))
    for topic in _TOPICS:
        pattern = phrases(f"features.{topic}")
        if pattern.search(local):
            yield f"local:{topic}"
        elif pattern.search(text):
            yield f"sentence:{topic}"
    if phrases("features.since").search(text):
        yield "sentence:since"
    if assertion.historical(text, scene.article.published_on):
        yield "sense:historical"
    if assertion.historical(text, scene.article.published_on, years=_DECADES):
        yield "sense:distant"


def place_features(scene: Scene, candidate: Candidate) -> Iterator[str]:
    """Ask where the deliverable stands: a total, a part, in a list, in the title."""
    sentence = candidate.sentence
    before = scene.text[sentence.start_char : candidate.start]
    after = scene.text[candidate.end : sentence.end_char]
    title = scene.article.title.lower()
    fresh = phrases("features.announce")
    first = candidate.text.split()[0].lower()
    aid = noun_patterns()[0]
    yield from _true(
        (
            (
                "total",
                phrases("features.total").search(before[-140:]) or _TOTAL_AFTER.match(after),
            ),
            ("part", _PART.search(before)),
            ("announced", fresh.search(before[-120:]) or fresh.search(after[:_NEAR])),
            ("opens", len(before) < _OPENS),
            ("title:aid", aid.search(title)),
            ("title:sum", candidate.is_money and first in title),
            ("release:aid", scene.about_aid),
        )
    )
    yield from _list_features(scene.intros.get(sentence.start))


def _list_features(intro: str | None) -> Iterator[str]:
    if intro is not None:
        aid, not_aid = noun_patterns()
        yield "listed:aid" if aid.search(intro.lower()) else "listed"
        if not_aid.search(intro.lower()):
            yield "listed:not"
