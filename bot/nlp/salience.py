"""Which topics and countries an article is really about.

A word in the title counts most, then one in the opening, then the number of paragraphs that
come back to it; a longer article must dwell longer on a matter. Boilerplate counts nothing, and
neither does the publisher's own country, of which every release of a ministry speaks.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator

from spacy.tokens import Doc

from bot import countries
from bot.models import Evidence, Facts, PledgeKind
from bot.nlp.attributes import whole_text
from bot.nlp.prose import Line, news_lines, without_bodies
from bot.topics import Topics

TITLE, LEAD, BODY, EVIDENCE = 5.0, 3.0, 1.0, 1.0
MOST_IN_LINE = 2.0  #: a list of names in one paragraph is still one paragraph
#: What a matter must reach in an article of so many characters.
THRESHOLDS = ((2_500, 2.0), (6_000, 3.0), (12_000, 4.0))
LONG_THRESHOLD = 5.0
MOST_TOPICS, MOST_COUNTRIES = 8, 8
#: How much of a country a place stands for.
LABELS = {"COUNTRY": 1.0, "DEMONYM": 0.7, "CITY": 0.7, "VENUE": 0.5, "ORG": 1.0}
#: What a pledge of some kind is about, whatever words it is made in.
KIND_TOPICS = {
    PledgeKind.MILITARY: "defence",
    PledgeKind.HEALTH: "health",
    PledgeKind.HUMANITARIAN: "humanitarian",
    PledgeKind.CLIMATE: "climate",
    PledgeKind.DEVELOPMENT: "development",
}
KIND = 2.0  #: alone enough for a short article only: a long one must say it in words, too
FACT = 100.0  #: a party to a fact is always what the article is about


class Prominence:
    """Adds up how prominent each key is in one article."""

    def __init__(self, text: str) -> None:
        self._lines = news_lines(text)
        self._starts = [line.start for line in self._lines]
        self._length = sum(line.end - line.start for line in self._lines)
        self._scores: defaultdict[str, float] = defaultdict(float)
        self._in_line: defaultdict[tuple[str, int], float] = defaultdict(float)

    def in_title(self, key: str, weight: float = 1.0) -> None:
        """Note that the title names *key*."""
        self._scores[key] += TITLE * weight

    def in_text(self, key: str, at: int, weight: float = 1.0) -> None:
        """Note that the text names *key* at offset *at*."""
        number = bisect_right(self._starts, at) - 1
        if number < 0 or at >= self._lines[number].end:
            return
        line: Line = self._lines[number]
        score = (LEAD if line.lead else BODY) * weight
        room = max(MOST_IN_LINE, LEAD * weight) - self._in_line[key, number]
        self._in_line[key, number] += min(score, room)
        self._scores[key] += min(score, room)

    def add(self, key: str, score: float) -> None:
        """Give *key* a *score* for another reason."""
        self._scores[key] += score

    def reached(self) -> list[str]:
        """Return the keys that the article is about, the most prominent first."""
        wanted = next((t for most, t in THRESHOLDS if self._length <= most), LONG_THRESHOLD)
        ranked = sorted(self._scores.items(), key=lambda item: -item[1])
        return [key for key, score in ranked if score >= wanted]


def subjects(doc: Doc, facts: Facts, topics: Topics) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return (topic ids, ISO codes) of what *doc* is about, the most prominent first."""
    text = whole_text(doc)
    codes = _places(doc, text, facts)
    about = [topics.of(code) for code in codes if code in countries.table()]
    about += [found for area in _areas(facts) if (found := topics.find(area))]
    about += _themes(doc, text, facts, topics)
    about += ["visits"] if facts.visits else []
    about += ["pledges"] if facts.pledges else []
    iso = tuple(code for code in codes if len(code) == len("GB") and code not in {"EU", "UN"})
    return tuple(dict.fromkeys(about)), iso


def _places(doc: Doc, text: str, facts: Facts) -> list[str]:
    prominence = Prominence(text)
    own = doc._.article.country if doc._.article else ""
    for span in doc.spans.get("places", ()):
        if span.kb_id_ != own and span.label_ in LABELS:
            prominence.in_text(span.kb_id_, span.start_char, LABELS[span.label_])
    for span in doc._.title.spans.get("places", ()) if doc._.title else ():
        if span.label_ in LABELS:
            prominence.in_title(span.kb_id_, LABELS[span.label_])
    parties = set(parties_of(facts))
    for code in parties:
        # The publisher is party to most of its facts; those abroad are the news.
        prominence.add(code, FACT / 2 if code == own else FACT)
    reached = [code for code in prominence.reached() if ":" not in code or code.startswith("org:")]
    return [code for at, code in enumerate(reached) if code in parties or at < MOST_COUNTRIES]


def _themes(doc: Doc, text: str, facts: Facts, topics: Topics) -> list[str]:
    prominence = Prominence(text)
    evidence = [(fact.start, fact.end) for fact in _evidence(facts)]
    for mention in topics.mentions(without_bodies(text)):
        prominence.in_text(mention.topic, mention.start)
        if any(start <= mention.start < end for start, end in evidence):
            prominence.add(mention.topic, EVIDENCE)
    for mention in topics.mentions(without_bodies(whole_text(doc._.title)) if doc._.title else ""):
        prominence.in_title(mention.topic)
    for topic in {KIND_TOPICS.get(pledge.kind, "") for pledge in facts.pledges}:
        if topics.get(topic):
            prominence.add(topic, KIND)
    return prominence.reached()[:MOST_TOPICS]


def parties_of(facts: Facts) -> Iterator[str]:
    """Yield the codes of all that take part in a fact."""
    for visit in facts.visits:
        yield from (stop.country for stop in visit.stops)
        yield from [visit.origin] if visit.origin else []
    for pledge in facts.pledges:
        yield pledge.pledger
        yield from pledge.beneficiary


def _areas(facts: Facts) -> Iterator[str]:
    for code in parties_of(facts):
        if code.startswith("area:"):
            yield code.removeprefix("area:")


def _evidence(facts: Facts) -> Iterator[Evidence]:
    yield from (visit.evidence for visit in facts.visits)
    yield from (pledge.evidence for pledge in facts.pledges)
