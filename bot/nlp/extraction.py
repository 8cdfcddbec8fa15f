"""From spans to facts: the only place where what the components marked becomes a domain type."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from spacy.tokens import Doc, Span

from bot.models import Evidence, Facts, Pledge, Stop, Visit, VisitStatus
from bot.nlp.attributes import said_text
from bot.nlp.explain import Mark, Rejected


def facts_of(doc: Doc) -> Facts:
    """Copy all facts out of *doc*, each once, in the order of the text."""
    text = said_text(doc)
    visits: list[Visit] = []
    for span in doc.spans.get("visits", ()):
        visits += [replace(it, evidence=_evidence(text, span, it)) for it in span._.visits or ()]
    pledges: list[Pledge] = []
    for span in doc.spans.get("pledges", ()):
        pledges += [replace(it, evidence=_evidence(text, span, it)) for it in span._.pledges or ()]
    return Facts(visits=tuple(merged_visits(visits)), pledges=tuple(merged_pledges(pledges)))


def rejected_of(doc: Doc) -> tuple[Rejected, ...]:
    """Copy the refused candidates out of *doc*, in the order of the text."""
    text = said_text(doc)
    return tuple(
        Rejected(
            label=span.label_,
            reason=span._.reason or "",
            text=span.text.strip(),
            evidence=trimmed(text, span.sent.start_char, span.sent.end_char, span.kb_id_),
        )
        for span in sorted(doc.spans.get("rejected", ()))
    )


def marks_of(doc: Doc) -> tuple[Mark, ...]:
    """Copy what the lower components found (places, people, dates, amounts), for ``--explain``."""
    marks = [
        Mark(
            start=span.start_char, end=span.end_char, label=_label(group, span), detail=span.kb_id_
        )
        for group in ("places", "people", "dates", "amounts")
        for span in doc.spans.get(group, ())
    ]
    return tuple(sorted(marks, key=lambda mark: (mark.start, -mark.end)))


def merged_visits(visits: Iterable[Visit]) -> list[Visit]:
    """Make one visit of those by the same visitor; the first gives status and evidence."""
    merged: dict[tuple[str, str | None, bool], Visit] = {}
    for visit in sorted(visits, key=lambda visit: visit.evidence.start):
        off = visit.status is VisitStatus.CANCELLED  # a cancelled leg stands apart
        key = ((visit.visitor or visit.office or "").casefold(), visit.origin, off)
        if key in merged:
            stops = merged_stops((*merged[key].stops, *visit.stops))
            merged[key] = replace(merged[key], stops=stops)
        elif visit.stops:
            merged[key] = replace(visit, stops=merged_stops(visit.stops))
    return list(merged.values())


def merged_stops(stops: Sequence[Stop]) -> tuple[Stop, ...]:
    """Make one stop of those in the same place that do not contradict each other."""
    kept: list[Stop] = []
    for stop in stops:
        at = next((at for at, known in enumerate(kept) if _agree(known, stop)), None)
        if at is None:
            kept.append(stop)
        else:
            known = kept[at]
            kept[at] = Stop(
                country=known.country,
                city=known.city or stop.city,
                start=known.start or stop.start,
                end=known.end or stop.end,
                meets=tuple(dict.fromkeys((*known.meets, *stop.meets))),
            )
    return tuple(kept)


def merged_pledges(pledges: Iterable[Pledge]) -> list[Pledge]:
    """Drop the second telling of a pledge: same pledger and sum, or same thing for the same."""
    kept: list[Pledge] = []
    for pledge in sorted(pledges, key=lambda pledge: pledge.evidence.start):
        if not any(_same(pledge, other) for other in kept):
            kept.append(pledge)
    return kept


def trimmed(text: str, start: int, end: int, rule: str = "") -> Evidence:
    """Make evidence of ``text[start:end]`` without the white space around it."""
    raw = text[start:end]
    sentence = raw.strip()
    first = start + len(raw) - len(raw.lstrip())
    return Evidence(sentence=sentence, start=first, end=first + len(sentence), rule=rule)


def _evidence(text: str, span: Span, draft: Visit | Pledge) -> Evidence:
    """Take the draft's own evidence if it points into the text, else the span's sentence."""
    given = draft.evidence
    if given.sentence.strip() and given.sentence.strip() in text[given.start : given.end]:
        return trimmed(text, given.start, given.end, given.rule or span.label_)
    return trimmed(text, span.sent.start_char, span.sent.end_char, given.rule or span.label_)


def _agree(one: Stop, other: Stop) -> bool:
    if one.country != other.country:
        return False
    pairs = ((one.city, other.city), (one.start, other.start), (one.end, other.end))
    return all(a is None or b is None or a == b for a, b in pairs)


def _same(one: Pledge, other: Pledge) -> bool:
    if one.pledger != other.pledger or (one.amount is None) != (other.amount is None):
        return False
    overlap = bool(set(one.beneficiary) & set(other.beneficiary))
    if one.amount is not None:
        apart = bool(one.beneficiary and other.beneficiary) and not overlap
        apart = apart or _listed_apart(one, other)
        return (one.amount, one.currency) == (other.amount, other.currency) and not apart
    same_thing = _folded(one.what) == _folded(other.what)
    return one.kind == other.kind and same_thing and one.beneficiary == other.beneficiary


def _listed_apart(one: Pledge, other: Pledge) -> bool:
    """Tell equal sums of one sentence for different receivers, and the items of a list.

    An item that only told again what stood before was dropped when the list was read.
    """
    if one.evidence.start == other.evidence.start:
        return set(one.beneficiary) != set(other.beneficiary)
    return any(_ITEM.match(pledge.evidence.sentence) for pledge in (one, other))


_ITEM = re.compile(r"[-–—•*·▪]\s")


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())


def _label(group: str, span: Span) -> str:
    singular = {"people": "PERSON", "dates": "DATE", "amounts": "MONEY"}
    return singular.get(group, span.label_)
