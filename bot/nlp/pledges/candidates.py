"""What might be promised: every sum of money, and counted or named things, sentence by sentence."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from spacy.tokens import Doc, Span, Token

from bot.models import PledgeKind, Relation
from bot.nlp.attributes import text_of, whole_text
from bot.nlp.pledges.lexicon import phrases
from bot.nlp.pledges.things import CARRIER, find_things
from bot.nlp.sentences import sentence_spans

_FUNDED = phrases("candidates.funded")
_WORTH = phrases("candidates.worth")
#: More sums and things than any sentence promises; each is judged by all words of its sentence.
_TABLE = 50


@dataclass(frozen=True, slots=True)
class Candidate:
    """A deliverable at ``text[start:end]`` of the article: money when *amount* is set."""

    sentence: Span
    start: int
    end: int
    token: Token
    amount: Decimal | None = None
    currency: str | None = None
    relation: Relation | None = None
    goods: PledgeKind | None = None
    counted: bool = False

    @property
    def is_money(self) -> bool:
        """Tell money from things."""
        return self.amount is not None

    @property
    def text(self) -> str:
        """The words of the deliverable itself."""
        offset = self.sentence.start_char
        return text_of(self.sentence)[self.start - offset : self.end - offset]


def sentences_of(doc: Doc) -> list[Span]:
    """Cut the text into sentences; one that ends inside a sum ("Rs. / 600 million") goes on."""
    found: list[Span] = []
    sums = [(span.start, span.end) for span in doc.spans.get("amounts", ())]
    for start, end in sentence_spans(whole_text(doc)):
        span = doc.char_span(start, end, alignment_mode="expand")
        if span is None:
            continue
        if found and any(a < span.start < b for a, b in sums):
            span = doc[found.pop().start : span.end]
        found.append(span)
    return found


def candidates(doc: Doc) -> list[Candidate]:
    """List all candidates in the order of the text, but none of what can only be a table."""
    sentences = sentences_of(doc)
    sums: dict[int, list[Candidate]] = {}
    for candidate in _money(doc, sentences):
        sums.setdefault(candidate.sentence.start, []).append(candidate)
    found: list[Candidate] = []
    for sentence in sentences:
        paid = sums.get(sentence.start, [])
        if len(paid) > _TABLE:
            continue
        told = [*paid, *_things(sentence, paid)]
        found += sorted(told, key=lambda c: c.start) if len(told) <= _TABLE else []
    return found


def root_of(span: Span) -> Token:
    """Find the word that the others of a span hang from; cheaper than spaCy's, which walks all."""
    outside = (t for t in span if t.head == t or not span.start <= t.head.i < span.end)
    return next(outside, span[0])


def _money(doc: Doc, sentences: list[Span]) -> Iterator[Candidate]:
    """Yield each sum that is not merely another's conversion in brackets."""
    previous: Span | None = None
    text = whole_text(doc)
    for span in doc.spans.get("amounts", ()):
        between = "" if previous is None else text[previous.end_char : span.start_char]
        converted = previous is not None and previous.label_ != span.label_
        if not (converted and _CONVERTED.fullmatch(between)):
            yield Candidate(
                sentence=next((s for s in sentences if s.start <= span.start < s.end), doc[:]),
                start=span.start_char,
                end=span.end_char,
                token=root_of(span),
                amount=span._.amount,
                currency=span.label_,
                relation=span._.relation,
            )
            previous = span


#: what stands between a sum and the same sum in another currency
_CONVERTED = re.compile(
    r"\s*+[(\[/]\s*+(?:[\w’'~≈]++\.?\s*+){0,5}"
    r"|,?\s*(?:which is\s|that is,?\s|i\.e\.,?\s)?(?:or|equivalent (?:to|of)|equal to"
    r"|the equivalent of|valued at|around|about|approximately|roughly)"
    r"(?:\s(?:an?|the|to|around|about|approximately|approx\.|some|nearly|almost|over|roughly"
    r"|just|under|equivalent|of))*\s*",
    re.IGNORECASE,
)


def _things(sentence: Span, sums: list[Candidate]) -> list[Candidate]:
    """List the things of a sentence that are no part of a sum named there."""
    text, offset = text_of(sentence), sentence.start_char
    found: list[Candidate] = []
    for kind, (first, last), counted in find_things(text):
        span = offset + first, offset + last
        if any(span[0] < other.end and other.start < span[1] for other in found):
            continue
        part = sentence.doc.char_span(*span, alignment_mode="expand")
        if part is not None:
            item = Candidate(sentence, *span, root_of(part), goods=kind, counted=counted)
            if not _paid_for(item, sums, text):
                found.append(item)
    found.sort(key=lambda c: c.start)
    return [c for at, c in enumerate(found) if not _carries(c, found[at + 1 : at + 2], text)]


def _carries(item: Candidate, following: list[Candidate], sentence: str) -> bool:
    """Tell whether a thing is only the vehicle of the next one."""
    offset = item.sentence.start_char
    return any(
        c.counted and CARRIER.fullmatch(sentence[item.end - offset : c.start - offset])
        for c in following
    )


def _paid_for(item: Candidate, sums: list[Candidate], sentence: str) -> bool:
    """Tell whether a sum in the same sentence is the price of these things."""
    offset = item.sentence.start_char
    for paid in sums:
        if paid.start < item.end and item.start < paid.end:
            return True
        if paid.end <= item.start:
            between = sentence[paid.end - offset : item.start - offset]
            if _FUNDED.search(between) or re.match(r"\s(?:of|in)\s", between):
                return True
        between = sentence[item.end - offset : paid.start - offset]
        if item.end <= paid.start and (_WORTH.search(between) or between.strip() == "("):
            return True
    return False
