"""At most two sentences of a release, word for word: those that an editor would keep.

A sentence must stand alone: no pronoun that points outside it, no "also" or "this" hanging on
what was cut, no half quotation, no boilerplate, and not the title again.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from spacy.tokens import Doc, Span

from bot.models import Facts
from bot.nlp.attributes import whole_text
from bot.nlp.prose import Line, is_boilerplate, news_lines

MOST = 2
SHORTEST, LONGEST = 45, 420
#: Points for carrying a fact, for the opening, and what each sentence further down costs.
FACT, OPENING, DEPTH = 3.0, 4.0, 0.25
SAME = 0.7  #: share of words in common that makes two sentences say the same

_OPEN = re.compile(
    r"^(?:(?:during|after|before|following|in|on|at|with|as part of|alongside|as) "
    r"(?:his|her|its|their|this|these|that|those|such)|he|she|it|they|his|her|its|their|this|these|those|that|such|there|here|both|also|but|and"
    r"|however|moreover|furthermore|in addition|additionally|meanwhile|nevertheless|therefore|thus"
    r"|consequently|as a result|at the same time|similarly|likewise|another|then|later"
    r"|earlier|the (?:latter|former|two|visit|trip|package|funding|meeting|agreement|pair|measures?"
    r"|announcement|delegation|money|leaders|ministers|sides|parties)|q:|question:)\b",
    re.IGNORECASE,
)
_HANGING = re.compile(
    r"\b(?:(?:will|has|have|is|are|was) also|also (?:met|discussed|said|announced"
    r"|welcomed|raised|agreed|noted|expressed|serves?|includes?)|as (?:mentioned|noted) above"
    r"|the following|as follows|below)\b",
    re.IGNORECASE,
)
#: Points back without being quite lost: "the Minister", "these individuals".
_POINTING = re.compile(
    r"^The (?:Prime Minister|President|Vice President|Minister|Foreign Minister|Secretary|Taoiseach"
    r"|Deputy \w+|Special Envoy|Ambassador|Chancellor|King|Queen|Crown Prince|Commissioner)\b"
    r"(?! (?:of|for|to) )(?! [A-Z])|\b(?:this|these|those|such) [a-z]",
)
_FIRST_PERSON = re.compile(r"\b(?:I|my|me|we|our|us|you|your)\b")
_FINITE = frozenset({"VBD", "VBZ", "VBP", "MD"})
_SUBJECTS = frozenset({"nsubj", "nsubjpass"})
_PRONOUNS = frozenset({"he", "she", "they", "it"})
_QUOTES = '"“”'
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class _Candidate:
    text: str
    start: int
    score: float


def summary(doc: Doc, facts: Facts) -> tuple[str, ...]:
    """Choose the sentences, in the order of the text."""
    article = doc._.article
    title = article.title if article else ""
    ranked = sorted(_candidates(doc, facts, title), key=lambda found: -found.score)
    chosen: list[_Candidate] = []
    for found in ranked:
        if len(chosen) < MOST and not any(_alike(found.text, other.text) for other in chosen):
            chosen.append(found)
    return tuple(found.text for found in sorted(chosen, key=lambda found: found.start))


def stands_alone(sentence: str) -> bool:
    """Tell whether a reader understands *sentence* without the ones around it."""
    if not SHORTEST <= len(sentence) <= LONGEST or sentence[-1] not in '.!”"':
        return False
    quotes = sum(sentence.count(sign) for sign in _QUOTES)
    if (
        sentence[0] in _QUOTES + "'‘("
        or quotes % 2
        or not sentence[0].isupper() | sentence[0].isdigit()
    ):
        return False
    return not (_OPEN.match(sentence) or _HANGING.search(sentence) or is_boilerplate(sentence))


def _candidates(doc: Doc, facts: Facts, title: str) -> Iterator[_Candidate]:
    lines = [line for line in news_lines(whole_text(doc)) if line.prose]
    carrying = _fact_offsets(facts)
    for depth, sentence in enumerate(_sentences(doc, lines)):
        text = sentence.text.strip()
        if not stands_alone(text) or not _complete(sentence) or _alike(text, title):
            continue
        bonus = FACT * any(sentence.start_char <= at < sentence.end_char for at in carrying)
        score = bonus + OPENING * (depth == 0) - DEPTH * depth - _dependence(text)
        yield _Candidate(text, sentence.start_char, score)


def _dependence(text: str) -> float:
    """Count what makes a sentence lean on others or on its speaker."""
    pointing = len(_POINTING.findall(text))
    return 2 * min(pointing, 2) + min(len(_FIRST_PERSON.findall(text)), 4)


def _complete(sentence: Span) -> bool:
    """Tell whether a sentence has a finite verb whose subject is named in it."""
    if not any(token.tag_ in _FINITE for token in sentence):
        return False
    root = sentence.root
    return not any(
        token.dep_ in _SUBJECTS and token.head == root and token.lower_ in _PRONOUNS
        for token in sentence
    )


def _sentences(doc: Doc, lines: Sequence[Line]) -> Iterator[Span]:
    """Yield the sentences that lie in lines of prose; a long list of lines is walked once."""
    at = 0
    for sentence in doc.sents:
        while at < len(lines) and lines[at].end <= sentence.start_char:
            at += 1
        if at < len(lines) and lines[at].start <= sentence.start_char:
            yield sentence


def _fact_offsets(facts: Facts) -> tuple[int, ...]:
    starts = [visit.evidence.start for visit in facts.visits]
    return (*starts, *(pledge.evidence.start for pledge in facts.pledges))


def _alike(one: str, other: str) -> bool:
    """Tell whether most words of the shorter text stand in the longer, and they are as long."""
    first, second = (set(_WORD.findall(text.casefold())) for text in (one, other))
    if not first or not second:
        return False
    return len(first & second) / max(len(first), len(second)) >= SAME
