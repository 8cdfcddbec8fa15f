"""What is said of a pledge, field by field, in the words of its sentence."""

import re

from bot.models import Evidence, Pledge, Relation
from bot.nlp.pledges_candidates import Candidate
from bot.nlp.pledges_gain import beneficiary
from bot.nlp.pledges_judge import Judged
from bot.nlp.pledges_kind import kind_of, matches_aid
from bot.nlp.pledges_parties import WORLD
from bot.nlp.pledges_period import period
from bot.nlp.pledges_pledger import givers_of
from bot.nlp.pledges_scene import Scene
from bot.nlp.pledges_status import is_part, status_of
from bot.nlp.pledges_what import what_of


def describe(scene: Scene, judged: Judged, parent: Pledge | None) -> list[Pledge]:
    """Fill the fields of an accepted candidate, once for each who gives it.

    *parent* is the pledge before, of which this one may be a part.
    """
    candidate = judged.candidate
    sentence, text = candidate.sentence, candidate.sentence.text
    span = (candidate.start - sentence.start_char, candidate.end - sentence.start_char)
    intro = scene.intros.get(sentence.start, "")
    published = scene.article.published_on
    evidence = Evidence(
        sentence=text.strip(),
        start=sentence.start_char,
        end=sentence.end_char,
        rule="pledges:money" if candidate.is_money else "pledges:things",
    )
    matches = not candidate.is_money and matches_aid(candidate.text)
    named = scene.cast.within(candidate.end, sentence.end_char)
    names = [scene.text[p.start : p.end] for p in named]
    return [
        Pledge(
            pledger=pledger,
            kind=kind_of(
                text,
                span,
                f"{scene.article.title} {intro}",
                goods=candidate.goods,
                parent=parent.kind if parent else None,
                release=scene.kinds,
            ),
            amount=candidate.amount,
            currency=candidate.currency,
            relation=candidate.relation or (Relation.AT_LEAST if matches else None),
            beneficiary=_gainers(scene, judged, pledger),
            period=period(text, span, published, intro) or _inherited_period(scene, judged, parent),
            status=status_of(text, span, judged.acts, published, parent.status if parent else None),
            what=what_of(text, span, money=candidate.is_money, gainers=names),
            evidence=evidence,
        )
        for pledger in _givers(scene, judged, parent)
    ]


def _inherited_period(scene: Scene, judged: Judged, parent: Pledge | None) -> str | None:
    """Let a part last as long as its whole, when its sentence says that it is one."""
    if parent is None or not _is_named_part(scene, judged.candidate):
        return None
    return parent.period


def _is_named_part(scene: Scene, candidate: Candidate) -> bool:
    sentence = candidate.sentence
    before = scene.text[sentence.start_char : candidate.start]
    return sentence.start in scene.intros or is_part(before)


def _givers(scene: Scene, judged: Judged, parent: Pledge | None) -> list[str]:
    """Let what names no giver of its own be given by whoever gives the whole."""
    if parent is None or judged.pledgers != [scene.cast.home]:
        return judged.pledgers
    part = _is_named_part(scene, judged.candidate)
    return [parent.pledger] if part else judged.pledgers


def _gainers(scene: Scene, judged: Judged, pledger: str) -> tuple[str, ...]:
    candidate = judged.candidate
    if not candidate.is_money and _TARGET.search(candidate.text):
        return (WORLD,)  # emissions that are cut are cut for all
    givers = givers_of(scene, candidate, judged.acts) | {pledger}
    span = (candidate.start, candidate.end)
    return tuple(beneficiary(scene.cast, candidate.sentence, span, givers))


_TARGET = re.compile(
    r"\b(?:emissions|greenhouse gas|net[- ]zero|carbon[- ]neutral\w*)\b", re.IGNORECASE
)
