"""At most two sentences of a release, word for word: those that an editor would keep.

A sentence must stand alone: no pronoun that points outside it, no "also" or "this" hanging on
what was cut, no half quotation, no boilerplate, and not the title again.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from spacy.tokens import Doc, Span

from bot.models import Facts
from bot.nlp.attributes import text_of, whole_text
from bot.nlp.prose import Line, is_boilerplate, news_lines

MOST = 2
SHORTEST, LONGEST = 45, 420
#: Points for carrying a fact, for the opening, and what each sentence further down costs.
FACT, OPENING, DEPTH = 3.0, 4.0, 0.25
SAME = 0.7  #: share of words in common that makes two sentences say the same

#: What stands before a sentence and is none of it: numbers, bullets, "NAIROBI, 22 May 2026 – ".
_BEFORE = re.compile(
    r"^(?:[\s•*·▪◦–—-]+|\(?\d{1,2}[.)]\s+|\([a-z]\)\s+"
    r"|[A-Z][A-Z.'’ -]{2,}[A-Z](?:,[^.:;]{3,40}|\s\([^)]{3,40}\))?\s+[–—-]+\s+(?=[A-Z]))+"
)
_POINTERS = "his|her|its|their|this|these|those|that|such"
_TALKS = "visit|trip|meeting|call|talks|stay|event|discussions|summit"
_OPEN = re.compile(
    r"^(?:(?:during|after|before|following|in|on|at|with|as part of|alongside|as|under|of|for|from"
    r"|to|by|through|beyond|despite|given|together with|in addition to|on top of) "
    rf"(?:{_POINTERS})|(?:during|after|before|following|at|in) the (?:same )?(?:{_TALKS})"
    rf"|{_POINTERS}|he|she|it|they|there|here|both|also|but|and|so|yet|hence|still"
    r"|however|moreover|furthermore|in addition|additionally|meanwhile|nevertheless|nonetheless"
    r"|therefore|thus|consequently|accordingly|as a result|as such|at the same time|similarly"
    r"|likewise|another|then|later|earlier|instead|indeed|otherwise|in turn|in particular"
    r"|for (?:example|instance)|to this end|on the other hand|separately|afterwards|subsequently"
    r"|firstly|secondly|thirdly|finally|lastly|first,|second,|third,"
    rf"|the (?:latter|former|two|package|funding|agreement|pair|measures?|announcement|{_TALKS}"
    r"|delegation|money|leaders|ministers|sides|parties|assistance|aid|contribution|project|deal"
    r"|programme|program|initiative|statement|reward|dialogue|amount|new (?:funding|support))"
    r"|q:|question:|a:|answer:)(?!\w)",
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
    r"(?! (?:of|for|to) )(?! [A-Z])"
    r"|\b(?:this|these|those|such) (?!year|month|week|morning|afternoon|evening|summer|autumn"
    r"|winter|spring)[a-z]",
)
_FIRST_PERSON = re.compile(r"\b(?:I|my|me|we|our|us|you|your)\b")
_FINITE = frozenset({"VBD", "VBZ", "VBP", "MD"})
_SUBJECTS = frozenset({"nsubj", "nsubjpass"})
_PRONOUNS = frozenset({"he", "she", "they", "it"})
_QUOTES = '"“”'
#: Ends a quotation in single marks; within words the same sign is an apostrophe.
_CLOSING = re.compile(r"(?<=[,.?!…])[’'](?=\W|$)")
_OPENING = re.compile(r"(?:^|(?<=[\s(:–—]))[‘'](?=\w)")
_SPEAKS = re.compile(r"\b(?:said|says|added|adds|stated|commented|remarked)\b[^.]{0,60}:$")
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class _Candidate:
    text: str
    start: int
    score: float
    depth: int  #: the how many-eth sentence of the news it is
    leans: bool = False  #: on the sentence before it


def summary(doc: Doc, facts: Facts) -> tuple[str, ...]:
    """Choose the sentences, in the order of the text."""
    article = doc._.article
    title = article.title if article else ""
    ranked = sorted(_candidates(doc, facts, title), key=lambda found: -found.score)
    chosen: list[_Candidate] = []
    for found in ranked:
        if len(chosen) == MOST:
            break
        if found.leans and all(other.depth != found.depth - 1 for other in chosen):
            continue
        if not any(_alike(found.text, other.text) for other in chosen):
            chosen.append(found)
    return tuple(found.text for found in sorted(chosen, key=lambda found: found.start))


def stands_alone(sentence: str) -> bool:
    """Tell whether a reader understands *sentence* without the ones around it."""
    return _is_whole(sentence) and not _OPEN.match(sentence)


def _is_whole(sentence: str) -> bool:
    """Tell whether *sentence* is a whole statement, though it may lean on the one before it."""
    if not SHORTEST <= len(sentence) <= LONGEST or sentence[-1] not in '.!”"':
        return False
    if sentence[0] in _QUOTES + "'‘(" or not (sentence[0].isupper() or sentence[0].isdigit()):
        return False
    if _open_quotes(sentence) or is_boilerplate(sentence):
        return False
    return not _HANGING.search(sentence)


def _open_quotes(text: str) -> bool:
    """Tell whether a quotation in *text* is not closed, or closed without having been opened."""
    single = len(_OPENING.findall(text)) - len(_CLOSING.findall(text))
    double = text.count("“") - text.count("”")
    return bool(single or double or text.count('"') % 2)


def _candidates(doc: Doc, facts: Facts, title: str) -> Iterator[_Candidate]:
    carrying = _fact_offsets(facts)
    opening = OPENING
    for depth, (sentence, line) in enumerate(_sentences(doc)):
        text = _BEFORE.sub("", text_of(sentence).strip())
        before = whole_text(doc)[line.start : sentence.start_char]
        if not text or _open_quotes(before) or not _is_whole(text) or not _complete(sentence):
            continue
        leans = bool(_OPEN.match(text))
        carries = any(sentence.start_char <= at < sentence.end_char for at in carrying)
        if _alike(text, title) or (leans and not carries):
            continue
        start = sentence.start_char + text_of(sentence).index(text)
        score = FACT * carries + opening * line.lead - DEPTH * depth - _dependence(text)
        yield _Candidate(text, start, score, depth, leans)
        opening = opening if leans else 0


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


def _sentences(doc: Doc) -> Iterator[tuple[Span, Line]]:
    """Yield the sentences that lie in lines of prose; a long list of lines is walked once."""
    lines, at = list(_told(whole_text(doc))), 0
    for sentence in doc.sents:
        while at < len(lines) and lines[at].end <= sentence.start_char:
            at += 1
        if at < len(lines) and lines[at].start <= sentence.start_char:
            yield sentence, lines[at]


def _told(text: str) -> Iterator[Line]:
    """Yield the lines of prose, but none that somebody says: "The minister said:" stands before."""
    said = False
    for line in news_lines(text):
        if line.prose and not said:
            yield line
        said = bool(_SPEAKS.search(text[line.start : line.end].strip()))


def _fact_offsets(facts: Facts) -> tuple[int, ...]:
    starts = [visit.evidence.start for visit in facts.visits]
    return (*starts, *(pledge.evidence.start for pledge in facts.pledges))


def _alike(one: str, other: str) -> bool:
    """Tell whether most words of the shorter text stand in the longer, and they are as long."""
    first, second = (set(_WORD.findall(text.casefold())) for text in (one, other))
    if not first or not second:
        return False
    return len(first & second) / max(len(first), len(second)) >= SAME
