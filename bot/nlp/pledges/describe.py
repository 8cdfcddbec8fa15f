"""What is said of a pledge, field by field, in the words of its sentence."""

import re

from bot.models import Evidence, Pledge, Relation
from bot.nlp.amounts import find_amounts, own_dollar
from bot.nlp.attributes import text_of
from bot.nlp.pledges.candidates import Candidate
from bot.nlp.pledges.gain import beneficiary
from bot.nlp.pledges.judge import Judged
from bot.nlp.pledges.kind import kind_of, matches_aid
from bot.nlp.pledges.parties import WORLD
from bot.nlp.pledges.period import period, rate
from bot.nlp.pledges.pledger import givers_of, signed_for
from bot.nlp.pledges.scene import Scene
from bot.nlp.pledges.status import is_part, status_of
from bot.nlp.pledges.what import what_of

_OPENING = 250  #: characters in which a release tells its news


def describe(
    scene: Scene, judged: Judged, parent: Pledge | None, whole: Pledge | None = None
) -> list[Pledge]:
    """Fill the fields of an accepted candidate, once for each who gives it.

    *parent* is the pledge before, of which this one may be a part; *whole* the sum of which the
    text says that it is a part.
    """
    candidate = judged.candidate
    sentence, text = candidate.sentence, text_of(candidate.sentence)
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
    what = what_of(text, span, money=candidate.is_money, gainers=names)
    when = period(text, span, published, intro) or _inherited_period(scene, judged, parent)
    if candidate.is_money and (each := rate(text[span[1] :])) and each != when:
        what = f"{what}, {each}".lstrip(", ")
    if whole is not None:
        part = f"part of {_sum_of(whole, scene)}"
        what = f"{what} ({part})" if what else part
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
            currency=_currency(scene, judged, pledger),
            relation=candidate.relation or (Relation.AT_LEAST if matches else None),
            beneficiary=_gainers(scene, judged, pledger, parent),
            period=when,
            status=status_of(
                text,
                span,
                judged.acts,
                published,
                parent.status if parent else None,
                opening=sentence.start_char < _OPENING,
            ),
            what=what,
            evidence=evidence,
        )
        for pledger in _givers(scene, judged, parent)
    ]


def _currency(scene: Scene, judged: Judged, pledger: str) -> str | None:
    """Count a bare dollar sum that another country's government names in its own dollars."""
    candidate = judged.candidate
    bare = candidate.is_money and candidate.text.startswith("$")
    if not bare or pledger == scene.cast.home or not own_dollar(scene.cast.home):
        return candidate.currency
    return own_dollar(pledger) or candidate.currency


def _sum_of(whole: Pledge, scene: Scene) -> str:
    """Write a sum as its own sentence writes it."""
    text = whole.evidence.sentence
    sums = (a for a in find_amounts(text, scene.cast.home) if a.value == whole.amount)
    return next((text[a.start : a.end] for a in sums), "a larger sum")


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


def _gainers(scene: Scene, judged: Judged, pledger: str, parent: Pledge | None) -> tuple[str, ...]:
    candidate = judged.candidate
    if not candidate.is_money and _TARGET.search(candidate.text):
        return (WORLD,)  # emissions that are cut are cut for all
    givers = givers_of(scene, candidate, judged.acts) | {pledger}
    span = (candidate.start, candidate.end)
    part = parent is not None and _is_named_part(scene, candidate)
    of_whole = parent.beneficiary if part and parent else ()
    found = beneficiary(scene.cast, candidate.sentence, span, givers, of_whole)
    return tuple(found or signed_for(scene, candidate, pledger))


_TARGET = re.compile(
    r"\b(?:emissions|greenhouse gas|net[- ]zero|carbon[- ]neutral\w*)\b", re.IGNORECASE
)
