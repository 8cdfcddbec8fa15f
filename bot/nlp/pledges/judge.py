"""Which candidates are pledges: weighed one by one, each knowing what became of the last."""

from collections.abc import Iterable
from dataclasses import dataclass

from bot.nlp.pledges import weights
from bot.nlp.pledges.candidates import Candidate
from bot.nlp.pledges.clause import Governor, governors, nearest_left, participles, relatives
from bot.nlp.pledges.features import features
from bot.nlp.pledges.pledger import pledgers_of
from bot.nlp.pledges.scene import Scene
from bot.nlp.pledges.vetoes import veto


@dataclass(frozen=True, slots=True)
class Judged:
    """A candidate with the answers about it and how likely it is a pledge."""

    candidate: Candidate
    features: frozenset[str]
    pledgers: list[str]
    acts: list[Governor]
    probability: float
    accepted: bool
    reason: str


def judge(found: Iterable[Candidate], scene: Scene) -> list[Judged]:
    """Weigh every candidate, each knowing whether the one before it was accepted."""
    tables = weights.weights()
    judged: list[Judged] = []
    followed = False
    for candidate in found:
        acts, pledgers = weighed(scene, candidate)
        answers = features(scene, candidate, pledgers[0], followed=followed)
        name = "money" if candidate.is_money else "things"
        chance = weights.probability(answers, tables[name])
        reason = veto(candidate, answers)
        bare = candidate.goods and not candidate.counted and "joint:named-gift" not in answers
        bar = "named" if bare else name
        accepted = not reason and chance >= tables["thresholds"][bar]
        judged.append(Judged(candidate, answers, pledgers, acts, chance, accepted, reason))
        followed = accepted if candidate.is_money else followed
    return judged


def weighed(scene: Scene, candidate: Candidate) -> tuple[list[Governor], list[str]]:
    """Find the verbs of a candidate and who gives it."""
    acts = acts_of(candidate)
    return acts, pledgers_of(scene, candidate, acts)


def acts_of(candidate: Candidate) -> list[Governor]:
    """List the verbs of the lexicon that govern a candidate, else the nearest one before it."""
    named = participles(candidate.token) or (
        relatives(candidate.token) if candidate.is_money else []
    )
    named += [governor for governor in governors(candidate.token) if governor.name]
    if named:
        return named
    left = nearest_left(candidate.sentence, candidate.start)
    return [left] if left else []
