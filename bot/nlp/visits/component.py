"""The component that reads visits: drafts and their sentences in ``doc.spans["visits"]``."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import NamedTuple

from spacy.language import Language
from spacy.tokens import Doc, SpanGroup

from bot.models import Evidence, Stop, Visit, VisitStatus
from bot.nlp.attributes import reject, whole_text
from bot.nlp.dates import find_dates
from bot.nlp.gazetteer import Found
from bot.nlp.mentions import Mention, Person
from bot.nlp.people import alike, find_people
from bot.nlp.places import find_places
from bot.nlp.sentences import sentence_spans
from bot.nlp.visits.frame import Journey, StopDraft
from bot.nlp.visits.reader import Reader
from bot.nlp.visits.sharing import drop_cancelled, in_order, share_stops
from bot.nlp.visits.speaker import speaker
from bot.nlp.visits.status import weighed
from bot.nlp.visits.template import Pieces, Template, make_template, merged_places
from bot.nlp.world import UNKNOWN, seat


class Read(NamedTuple):
    """What was read in a release: drafts, and what was refused and why (offsets, rule, reason)."""

    visits: list[Visit]
    refused: list[tuple[int, int, str, str]]


def read_visits(
    title: str, text: str, *, published: date | None, country: str, publisher: str
) -> Read:
    """Read the visits that a release tells of."""
    places = find_places(text, country)
    mentions = find_people(text, places, title, country)
    reader = Reader(country, published, speaker(publisher, country, title, text, mentions), title)
    head = find_people(title, find_places(title, country), "", country)
    for template in [
        *_templates(title, _known(head, mentions), country, published, headline=True),
        *_templates(text, mentions, country, published, headline=False),
    ]:
        reader.read(template)
    frame = reader.scene.frame
    drop_cancelled(frame)
    share_stops(frame)
    guess = _foreign([*find_places(title, country), *places], country)
    visits = [
        v
        for j in frame.journeys
        if (v := _visit(j, published, country, guess, frame.party(j, country)))
    ]
    refused = [
        (t.template.start, t.template.end, t.hit.trigger.id, why)
        for t, why in reader.scene.refused
        if t.template.start >= 0
    ]
    return Read(visits, refused)


def _known(head: Sequence[Mention], mentions: Sequence[Mention]) -> list[Mention]:
    """Let the people of the headline be those of the text."""
    out = []
    for mention in head:
        same = [m.person for m in mentions if _same(mention.person, m.person)]
        out.append(replace(mention, person=same[0]) if same else mention)
    return out


def _same(person: Person, other: Person) -> bool:
    """Tell whether a person of the headline is one of the text."""
    if person.name:
        return alike(other, person)
    agree = not person.country or other.country in {"", person.country}
    return person.head == other.head and agree


def _templates(
    text: str, mentions: Sequence[Mention], country: str, published: date | None, *, headline: bool
) -> list[Template]:
    """Write each sentence with stand-ins."""
    inside = [(m.start, m.end) for m in mentions]
    places = [p for p in find_places(text, country) if not any(a <= p.start < b for a, b in inside)]
    days = find_dates(text, published, country) if published else []
    if headline:  # a bare day of publication in a headline is that of the release
        days = [d for d in days if d.first != published or not text[d.start].isdigit()]
    pieces = Pieces(mentions, merged_places(text, places), days, seat(country))
    templates = [make_template(text, a, b, pieces) for a, b in sentence_spans(text)]
    if headline:
        for template in templates:
            template.start = template.end = -1
    return templates


def _foreign(places: Sequence[Found], home: str) -> str | None:
    """Return the foreign country that the release speaks of most."""
    codes = Counter(
        f.place.code
        for f in places
        if f.place.label in {"COUNTRY", "DEMONYM"} and f.place.code != home
    )
    return codes.most_common(1)[0][0] if codes else None


def _visit(
    journey: Journey, published: date | None, home: str, guess: str | None, party: set[str]
) -> Visit | None:
    """Turn a journey into a draft visit; *party* are those who travel along."""
    if journey.evidence is None or journey.evidence.start < 0 or not journey.stops:
        return None
    journey.drop_regions()
    person, stops = journey.person, in_order(journey.stops)
    first = min((s.first for s in stops if s.first), default=None)
    last = max((s.last for s in stops if s.last), default=None)
    begun = journey.begun(published)
    status = weighed(VisitStatus.ONGOING if begun else journey.status, first, last, published)
    if begun and status is VisitStatus.PLANNED:
        status = VisitStatus.ONGOING  # only the days of the stop that lies ahead are told
    origin = (
        person.country
        or journey.origin
        or (home if all(s.country != home for s in stops) else guess)
    )
    return Visit(
        visitor=person.name,
        office=person.office,
        origin=origin if origin != UNKNOWN else None,
        status=status,
        stops=tuple(_stop(s, party) for s in stops),
        evidence=Evidence(
            sentence=journey.evidence.plain,
            start=journey.evidence.start,
            end=journey.evidence.end,
            rule=f"visit:{journey.rule}",
        ),
    )


def _stop(draft: StopDraft, party: set[str]) -> Stop:
    """Turn a draft into a stop."""
    meets = tuple(dict.fromkeys(p.name for p in draft.meets if p.name and p.name not in party))
    return Stop(
        country=draft.country, city=draft.city, start=draft.first, end=draft.last, meets=meets
    )


@Language.component("visits", assigns=["doc.spans"])
def mark_visits(doc: Doc) -> Doc:
    """Mark the sentences that tell of visits, and those that only seem to."""
    doc.spans["visits"] = []
    article = doc._.article
    if article is None:
        return doc
    read = read_visits(
        article.title,
        whole_text(doc),
        published=article.published_on,
        country=article.country,
        publisher=article.publisher,
    )
    spans = []
    for visit in read.visits:
        at, end, rule = visit.evidence.start, visit.evidence.end, visit.evidence.rule
        span = doc.char_span(at, end, label="VISIT", kb_id=rule, alignment_mode="expand")
        if span is not None:
            span._.visits = (*(span._.visits or ()), visit)
            span._.rule = rule
            spans.append(span)
    doc.spans["visits"] = SpanGroup(doc, name="visits", spans=spans)
    for start, end, rule, why in read.refused:
        span = doc.char_span(start, end, alignment_mode="expand")
        if span is not None:
            reject(doc, span.start, span.end, label="VISIT", rule=rule, reason=why)
    return doc
