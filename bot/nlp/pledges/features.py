"""What speaks for and against a candidate: the questions that an editor would ask of it."""

import re
from collections.abc import Iterator

from spacy.tokens import Token

from bot.models import PledgeKind
from bot.nlp.attributes import text_of
from bot.nlp.pledges.actor import is_business, is_state
from bot.nlp.pledges.candidates import Candidate
from bot.nlp.pledges.clause import (
    Governor,
    Tense,
    governors,
    nearest_left,
    participles,
    relatives,
    subject,
)
from bot.nlp.pledges.lexicon import load, phrases
from bot.nlp.pledges.parties import Cast, Party, gains
from bot.nlp.pledges.scene import Scene
from bot.nlp.pledges.words import noun_features, place_features, sense_features

#: a national society gives what its members gave; those of the Gulf act for their states
_SOCIETY = re.compile(r"(?<!committee of the )(?<!federation of )\bred cross\b")
_YOU = re.compile(r"\b(?:you|your)\b")
_SURE = frozenset({PledgeKind.CLIMATE, PledgeKind.PEOPLE})
_MEANT = re.compile(
    r"\b(?:will|would|commit\w*|pledg\w+|target|goal|aim\w*|welcomed|resettled|granted)\b",
    re.IGNORECASE,
)
#: currencies in which states give abroad; others are spent at home unless a receiver is named
_HARD = frozenset(load("currencies.toml")["codes"]["abroad"].split())
#: where money is spent, not where it is promised
_INSIDE = re.compile(
    r"^\s(?:to|for)\s(?:(?!in\b|at\b)[\w’'-]+\s){1,7}(?:in|across|around|throughout)\s(?:the\s)?$"
)
_CLOSE = 80  #: characters behind a deliverable within which a place is where it is spent
_NAMED_GIFT = frozenset({"goods:named", "given:directly", "gain:after"})
_AGAINST = frozenset({"local:private", "local:reward", "local:trade", "local:domestic"})
_SENSES = frozenset({"sense:negated", "sense:hypothetical", "sense:asked"})


def _verb_features(path: list[Governor], left: Governor | None) -> Iterator[str]:
    named = [g for g in path if g.name]
    if not named:
        yield "verb:none"
    for rank, governor in enumerate(named[:2]):
        yield f"verb{rank}:{governor.name}"
        if rank == 0:
            yield f"tense:{_time(named)}"
            if governor.passive:
                yield "verb:passive"
    names = {g.name for g in named}
    if names & {"give", "promise"}:
        yield "verb:force"
    if "move" in names:
        yield "verb:moves"
    if "against" in names:
        yield "verb:against"
    yield f"left:{left.name}" if left else "left:none"


def _time(named: list[Governor]) -> str:
    """Name the time of the nearest verb; "decided to give" is still to come."""
    governor = named[0]
    if governor.tense is Tense.INFINITIVE and any(g.name == "promise" for g in named[1:2]):
        return Tense.FUTURE
    if governor.tense is Tense.PRESENT and governor.verb.tag_ == "VBG":
        return "progressive"
    return governor.tense


def _subject_features(scene: Scene, candidate: Candidate, path: list[Governor]) -> Iterator[str]:
    verb = next((g.verb for g in path if g.name in {"give", "promise", "people", "take"}), None)
    actor = subject(verb or path[0].verb) if path else None
    if actor is None:
        yield "subject:none"
        return
    words, codes = _extent(scene, actor)
    gift = actor.left_edge.idx <= candidate.start < actor.idx + len(actor)
    society = not gift and _SOCIETY.search(words)  # "the $2 million to the Red Cross will help"
    firm = phrases("vetoes.firms").search(actor.lower_)
    if society or firm or is_business(scene, verb, actor, codes):
        yield "subject:private"
    if phrases("features.crowd").search(words):
        yield "subject:crowd"
    if codes == {scene.cast.home} and is_state(scene, actor):
        yield "subject:home"
    if scene.cast.home in codes or phrases("features.self").search(words):
        yield "subject:self"
    elif codes:
        yield "subject:foreign"
    elif actor.ent_type_ in {"ORG", "PERSON"}:
        yield "subject:other-name"
    else:
        yield "subject:noun"


def _extent(scene: Scene, actor: Token) -> tuple[str, set[str]]:
    part = actor.doc[actor.left_edge.i : actor.right_edge.i + 1]
    codes = {p.code for p in scene.cast.within(part.start_char, part.end_char)}
    return part.text.lower()[:80], codes


def _gain_features(scene: Scene, candidate: Candidate, pledger: str) -> Iterator[str]:
    cast, sentence = scene.cast, candidate.sentence
    givers = frozenset({pledger})
    after = scene.text[candidate.end : sentence.end_char]
    if cast.gaining(candidate.end, sentence.end_char, givers) or _YOU.search(after):
        yield "gain:after"
    elif cast.gaining(sentence.start_char, sentence.end_char, givers):
        yield "gain:sentence"
    elif pledger != cast.home:
        yield "gain:ours"  # what others give in our release they give to us
    elif cast.of_title(givers):
        yield "gain:title"
    elif cast.foremost(givers):
        yield "gain:release"
    else:
        yield "gain:none"
    yield from _home_features(scene, candidate, pledger)


def _home_features(scene: Scene, candidate: Candidate, pledger: str) -> Iterator[str]:
    """Ask whether the publisher's own country or people are those who gain."""
    cast, sentence = scene.cast, candidate.sentence
    if pledger != cast.home:
        yield "pledger:other"
        return
    near = cast.within(candidate.end, sentence.end_char)
    if any(cast.at_home(p.code) and gains(cast.text, p) for p in near):
        yield "gain:home"
    close = [p for p in near if p.start < candidate.end + _CLOSE]
    if any(p.label in {"STATE", "CITY"} and cast.at_home(p.code) for p in close):
        yield "gain:home-place"
    if _is_spent_in(cast, close, candidate.end):
        yield "gain:home-first"
    around = cast.within(sentence.start_char, sentence.end_char)
    nationals = phrases("parties.nationals")
    if any(cast.at_home(p.code) and nationals.match(cast.text[p.end : p.end + 20]) for p in around):
        yield "gain:nationals"
    if cast.home == "EU":
        yield "home:union"
    if scene.own_return:
        yield "release:own-return"


def _is_spent_in(cast: Cast, close: list[Party], start: int) -> bool:
    """Tell that the first place behind a deliverable is one at home where it is spent."""
    first = close[0] if close else None
    if first is None or first.label not in _PLACES or first.code != cast.home:
        return False
    return bool(_INSIDE.search(cast.text[start : first.start]))


_PLACES = frozenset({"STATE", "CITY", "COUNTRY"})


def features(scene: Scene, candidate: Candidate, pledger: str, *, followed: bool) -> frozenset[str]:
    """Answer all questions about a candidate; *followed*: the one before it was accepted."""
    sentence = candidate.sentence
    path = path_of(candidate)
    before = scene.text[sentence.start_char : candidate.start].lower()
    after = scene.text[candidate.end : sentence.end_char]
    found = {
        "bias",
        *noun_features(before, after.lower(), text_of(sentence).lower(), after),
        *_verb_features(path, nearest_left(sentence, candidate.start)),
        *_subject_features(scene, candidate, path),
        *_gain_features(scene, candidate, pledger),
        *sense_features(scene, candidate),
        *place_features(scene, candidate),
        *_money_features(scene, candidate),
    }
    if found >= {"verb0:spend", "gain:after"}:
        found.add("verb:force")  # to spend on others is to give
    found |= set(_joint_features(found))
    if followed:
        found.add("followed")
        if "part" in found or "verb0:carry" in found:
            found.add("followed:part")
    if path and path[0].name == "give" and candidate.token.head == path[0].verb:
        found.add("given:directly")
    found |= set(_goods_features(scene, candidate, pledger))
    if found >= _NAMED_GIFT and not found & {"joint:against"}:
        found.add("joint:named-gift")
    return frozenset(found)


def path_of(candidate: Candidate) -> list[Governor]:
    """List the verbs that govern a candidate, those of an attribute behind a sum first."""
    token = candidate.token
    behind = (participles(token) or relatives(token)) if candidate.is_money else []
    return behind + governors(token)


def _money_features(scene: Scene, candidate: Candidate) -> Iterator[str]:
    if candidate.currency and candidate.currency[:2] == scene.cast.home:
        yield "money:own"
        if candidate.currency not in _HARD:
            yield "money:soft"


def _goods_features(scene: Scene, candidate: Candidate, pledger: str) -> Iterator[str]:
    if not candidate.goods:
        return
    sure = candidate.goods in _SURE and pledger == scene.cast.home
    if sure and _MEANT.search(text_of(candidate.sentence)):
        yield "goods:meant"
    yield f"goods:{candidate.goods}"
    yield "goods:counted" if candidate.counted else "goods:named"


def _joint_features(found: set[str]) -> Iterator[str]:
    """Combine answers that mean more together: somebody gives, somebody gains, nothing denies."""
    if found & (_AGAINST | _SENSES):
        yield "joint:against"
        return
    near = {"near"} if found & {"gain:after", "gain:sentence", "gain:ours"} else set[str]()
    aid = {"aid"} if found & {"noun:aid-before", "noun:aid-after"} else set[str]()
    known = found | near | aid
    yield from (name for name, parts in _JOINT if parts <= known)
    if "money:own" in found and not near:
        yield "joint:own-money-alone"


#: "near": somebody who gains is named nearby; "aid": a noun of aid stands beside it
_JOINT = (
    ("joint:gives-to", frozenset({"verb:force", "near"})),
    ("joint:we-give-to", frozenset({"verb:force", "near", "subject:self"})),
    ("joint:aid-to", frozenset({"noun:aid-after", "near"})),
    ("joint:gives-aid", frozenset({"verb:force", "noun:aid-after"})),
    ("joint:receives-aid", frozenset({"verb0:take", "pledger:other", "aid"})),
    ("joint:other-gives", frozenset({"verb:force", "pledger:other"})),
)
