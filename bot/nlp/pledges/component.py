"""The component that finds pledges: candidates, judged, then described field by field."""

import re
from dataclasses import replace

from spacy.language import Language
from spacy.tokens import Doc, Span

from bot.models import Pledge
from bot.nlp.amounts import find_amounts
from bot.nlp.attributes import reject
from bot.nlp.pledges.candidates import Candidate, candidates
from bot.nlp.pledges.clause import finite_between
from bot.nlp.pledges.describe import describe
from bot.nlp.pledges.judge import Judged, judge
from bot.nlp.pledges.scene import Scene, scene_of
from bot.nlp.pledges.status import is_part


def read(doc: Doc) -> list[Pledge]:
    """Find the pledges of a release, each told once."""
    scene = scene_of(doc)
    return _described(scene, judge(candidates(doc), scene))


@Language.component("pledges", assigns=["doc.spans"])
def pledges(doc: Doc) -> Doc:
    """Fill ``doc.spans["pledges"]`` with evidence sentences; note what was refused and why."""
    doc.spans["pledges"] = []
    found = candidates(doc)
    if not found:  # half of all releases; the scene is the costly part
        return doc
    scene = scene_of(doc)
    judged = judge(found, scene)
    by_sentence: dict[int, list[Pledge]] = {}
    for pledge in _described(scene, judged):
        by_sentence.setdefault(pledge.evidence.start, []).append(pledge)
    spans: list[Span] = []
    for start, drafts in by_sentence.items():
        span = doc.char_span(start, drafts[0].evidence.end, label="PLEDGE", alignment_mode="expand")
        if span is not None:
            span._.pledges = tuple(drafts)
            spans.append(span)
    doc.spans["pledges"] = spans
    for item in judged:
        if not item.accepted:
            _reject(doc, item)
    return doc


def _reject(doc: Doc, judged: Judged) -> None:
    candidate = judged.candidate
    span = doc.char_span(candidate.start, candidate.end, alignment_mode="expand")
    if span is not None:
        reason = judged.reason or f"likely no pledge ({judged.probability:.0%})"
        rule = "pledges:veto" if judged.reason else "pledges:weights"
        reject(doc, span.start, span.end, label="PLEDGE", rule=rule, reason=reason)


def _described(scene: Scene, all_judged: list[Judged]) -> list[Pledge]:
    """Describe what was accepted, each once."""
    found: list[Pledge] = []
    told = _Told()
    family = _Family()
    for judged in all_judged:
        if judged.accepted:
            parent = family.parent(scene, judged, found)
            whole = family.whole(scene, judged, parent)
            for pledge in describe(scene, judged, parent, whole):
                verb = judged.acts[0].verb.i if judged.acts else -1
                told.once(found, pledge, verb, scene.intros.get(judged.candidate.sentence.start))
                family.add(judged, pledge, whole)
    return found


class _Family:
    """What later parts may belong to: the last sum, and the last one that is no running total."""

    def __init__(self) -> None:
        self._last: Pledge | None = None
        self._whole: Pledge | None = None
        self._before: Judged | None = None
        self._wholes: dict[int, Pledge] = {}  #: id of a described part -> what it is a part of

    def add(self, judged: Judged, pledge: Pledge, whole: Pledge | None) -> None:
        """Remember a described sum and what it is a part of."""
        if whole is not None:
            self._wholes[id(pledge)] = whole
        if not judged.candidate.is_money:
            return
        self._before = judged
        if whole is None and not judged.features & {"listed", "listed:aid", "part"}:
            self._last = pledge
        if (
            whole is None
            and "total" not in judged.features
            and not (pledge.period or "").startswith("since")
        ):
            self._whole = pledge

    def whole(self, scene: Scene, judged: Judged, parent: Pledge | None) -> Pledge | None:
        """Find the larger sum of which the text says that this one is a part."""
        candidate = judged.candidate
        if parent is None or not candidate.is_money or parent.currency != candidate.currency:
            return None
        before = scene.text[candidate.sentence.start_char : candidate.start]
        sibling = self._wholes.get(id(parent)) if self._joined(judged, before) else None
        whole = sibling or (parent if self._says_part(scene, candidate, parent, before) else None)
        larger = whole is not None and (whole.amount or 0) > (candidate.amount or 0)
        return whole if larger else None

    def _says_part(self, scene: Scene, candidate: Candidate, parent: Pledge, before: str) -> bool:
        pointing = _POINTING.match(before) and is_part(before)
        if pointing or _OF_IT.search(before) or self._spelt_out(candidate.sentence, before):
            return True
        intro = scene.intros.get(candidate.sentence.start, "")
        sums = [a.value for a in find_amounts(intro, scene.cast.home)] if intro else []
        return parent.amount in sums or bool(_POINTING.match(intro))

    def parent(self, scene: Scene, judged: Judged, found: list[Pledge]) -> Pledge | None:
        """Find what a deliverable is a part of; None when it stands alone."""
        sentence = judged.candidate.sentence
        intro = scene.intros.get(sentence.start, "")
        before = scene.text[sentence.start_char : judged.candidate.start]
        if self._joined(judged, before):
            return found[-1]
        if self._spelt_out(sentence, before):
            return self._whole
        if not intro and not is_part(before):
            return None
        sums = [a.value for a in find_amounts(intro, scene.cast.home)] if intro else []
        named = next((p for p in found if p.amount in sums), None)
        pointing = _POINTING.match(intro or before)
        return named or (self._last if pointing else self._whole) or self._last

    def _spelt_out(self, sentence: Span, before: str) -> bool:
        """Tell a sum in brackets that spells out the one before a colon: "…: roads (5 million)"."""
        same = self._whole is not None and self._whole.evidence.start == sentence.start_char
        return same and ":" in before and before.endswith("(")

    def _joined(self, judged: Judged, before: str) -> bool:
        """Tell whether the deliverable is coordinated with the one before in its sentence."""
        if self._before is None or not judged.candidate.is_money:
            return False
        first, second = self._before.candidate, judged.candidate
        if first.sentence.start != second.sentence.start:
            return False
        return bool(_AND.search(before)) and not finite_between(first.token, second.token)


_POINTING = re.compile(
    r"\W*(?:this|these|of this|of which)\b"
    r"|\W*(?:[\w’' -]{3,40},\s)?(?:that|it)\s(?:includ|compris|consist)",
    re.IGNORECASE,
)
#: right before a part; "of which" and "of this" also hold for what comes later
_OF_IT = re.compile(
    r"\b(?:including|includes?|compris\w+|consists? of)\b[^,;:]{0,50}$"
    r"|\bof which\b|^\W*of (?:this|that|these)\b"
    r"|\bof (?:this|that|the) (?:amount|sum|total|funding|money)\b",
    re.IGNORECASE,
)
_AND = re.compile(
    r"\b(?:and|as well as)\s(?:(?:a|an|another|further|additional|more than|over|up to|some"
    r"|about|nearly|almost|around|approximately)\s)*$"
)


class _Told:
    """What was told, by which verb and in which item of which list."""

    def __init__(self) -> None:
        self._verbs: list[int] = []
        self._items: dict[int, tuple[str, int]] = {}

    def once(self, found: list[Pledge], pledge: Pledge, verb: int, intro: str | None) -> None:
        """Add a pledge unless it was told before; join the goods of one sentence.

        *intro* is the line that opened the list of which the pledge is an item.
        """
        item = None if intro is None else (intro, pledge.evidence.start)
        for index, other in enumerate(found):
            if other.pledger != pledge.pledger:
                continue
            if pledge.amount is not None:
                if _same_sum(pledge, other) and not self._apart(index, item):
                    self._mark(index, item)
                    return
            elif other.amount is None and _joined(
                other, pledge, same_act=self._verbs[index] == verb
            ):
                if " ".join(pledge.what.split()[:2]) not in other.what:
                    found[index] = replace(other, what=f"{other.what}, {pledge.what}")
                return
        self._mark(len(found), item)
        found.append(pledge)
        self._verbs.append(verb)

    def _apart(self, index: int, item: tuple[str, int] | None) -> bool:
        """Tell two items of one list, which are two gifts even where the sums are equal."""
        known = self._items.get(index)
        return item is not None and known is not None and known[0] == item[0] and known != item

    def _mark(self, index: int, item: tuple[str, int] | None) -> None:
        if item is not None:
            self._items[index] = item


def _same_sum(one: Pledge, other: Pledge) -> bool:
    """Tell a sum told again from an equal one for somebody else in the same sentence."""
    if (one.amount, one.currency) != (other.amount, other.currency):
        return False
    shared = one.evidence.start != other.evidence.start
    return shared or set(one.beneficiary) == set(other.beneficiary)


def _joined(one: Pledge, other: Pledge, *, same_act: bool) -> bool:
    """Tell whether two things were promised in one breath.

    "Will train 45 officers and give four vehicles" is two promises: other verbs, other kinds.
    """
    again = _AGAIN.match(other.evidence.sentence)
    if again and again[1].lower() in one.what.lower():
        return True  # "a third consignment … The consignment, weighing 28 tonnes, …"
    if one.evidence.start != other.evidence.start:
        return False
    if not same_act and one.kind is not other.kind:
        return False
    return one.status is other.status or not _APART.search(one.evidence.sentence)


_AGAIN = re.compile(r"(?:The|This) (consignment|shipment|convoy|cargo|delivery|donation|airlift)\b")
_APART = re.compile(r"\b(?:in addition to|on top of|bringing|already|noting|previously)\b")
