"""The grammar around a deliverable: its governing verbs, their time, and who acts."""

from dataclasses import dataclass
from enum import StrEnum

from spacy.tokens import Span, Token

from bot.nlp.pledges.lexicon import verb_classes

_PARTICLES = frozenset(
    {
        ("hand", "over"),
        ("turn", "over"),
        ("set", "aside"),
        ("step", "up"),
        ("top", "up"),
        ("set", "up"),
        ("take", "in"),
        ("make", "available"),
        ("put", "into"),
        ("put", "towards"),
        ("put", "toward"),
        ("decide", "on"),
        ("sign", "up"),
        ("take", "delivery"),
        ("take", "receipt"),
        ("take", "possession"),
    }
)
_PARTICIPLES = frozenset({"promise", "give", "people", "take"})
_REACH = 14
_SUBJECTS = frozenset({"nsubj", "nsubjpass", "csubj"})
_CLIMB = frozenset({"conj", "xcomp", "advcl", "ccomp", "acl", "relcl", "pcomp", "prep", "dep"})
_RELATIVES = frozenset({"that", "which", "who", "it"})
_MAX_VERBS = 4
_AUXILIARY_WINDOW = 5
_PLANS = frozenset({"package", "plan", "programme", "program", "proposal", "strategy", "budget"})


class Tense(StrEnum):
    """When an act takes place, as its verb group says."""

    FUTURE = "future"
    PRESENT = "present"
    PERFECT = "perfect"
    PAST = "past"
    INFINITIVE = "infinitive"
    PARTICIPLE = "participle"


@dataclass(frozen=True, slots=True)
class Governor:
    """A verb that a deliverable hangs from, its class in the lexicon, and its tense."""

    verb: Token
    name: str
    tense: Tense
    passive: bool


def verb_name(token: Token) -> str:
    """Class of a verb in the lexicon, or "" when it says nothing about giving."""
    table = verb_classes()
    lemma = token.lemma_.lower()
    if lemma == "add" and not any(child.dep_ == "ccomp" for child in token.children):
        return "give"  # "Denmark will add 240 million", not "he added that"
    if lemma in {"present", "open"} and any(c.lemma_ in _PLANS for c in token.rights):
        return "promise"  # "presented a package", not "presented ten buses"
    for child in token.subtree:
        if child.i > token.i and (lemma, child.lower_) in _PARTICLES:
            return table.get(f"{lemma}-{child.lower_}", "")
    return table.get(lemma, "")


def tense(verb: Token) -> Tense:
    """Read the tense from the auxiliaries before the verb and from its form."""
    before = _auxiliaries(verb)
    if before & {"will", "shall", "would", "’ll", "'ll", "’d", "'d"}:
        return Tense.FUTURE
    if before & {"has", "have", "had", "’ve", "'ve"} and verb.tag_ in {"VBN", "VBD"}:
        return Tense.PERFECT
    if verb.tag_ == "VB":
        return Tense.INFINITIVE
    if verb.tag_ == "VBD" or (verb.tag_ == "VBN" and _is_past(verb, before)):
        return Tense.PAST
    if verb.tag_ in {"VBZ", "VBP"} or before & {"is", "are", "am", "’s", "’re", "being", "be"}:
        return Tense.PRESENT
    return Tense.PARTICIPLE if verb.tag_ in {"VBG", "VBN"} else Tense.PRESENT


def _is_past(verb: Token, before: set[str]) -> bool:
    """Tell a past tense that was taken for a participle: a participle has no object."""
    return bool(before & {"was", "were"}) or (_has_object(verb) and not before & _BE)


def _auxiliaries(verb: Token) -> set[str]:
    """Collect the helping words right before a verb, within its sentence."""
    before: set[str] = set()
    word = verb
    for _ in range(_AUXILIARY_WINDOW):
        if word.is_sent_start or word.i == 0:
            break
        word = word.nbor(-1)
        if word.head == verb or word.pos_ == "AUX":
            before.add(word.lower_)
    return before


def passive(verb: Token) -> bool:
    """Tell whether the verb's subject undergoes it."""
    if any(child.dep_ in {"nsubjpass", "auxpass", "agent"} for child in verb.children):
        return True
    return verb.tag_ == "VBN" and verb.dep_ in {"acl", "relcl"} and not _has_object(verb)


def _has_object(verb: Token) -> bool:
    return any(child.dep_ == "dobj" for child in verb.rights)


def governors(token: Token) -> list[Governor]:
    """List the verbs from the deliverable up to the root of its sentence, nearest first."""
    found: list[Governor] = []
    while len(found) < _MAX_VERBS:
        if token.pos_ in {"VERB", "AUX"}:
            found.append(Governor(token, verb_name(token), tense(token), passive(token)))
        if token.head == token:
            break
        token = token.head
    return found


def participles(token: Token) -> list[Governor]:
    """List verbs that follow a deliverable as its attribute: "£2bn in support already provided"."""
    doc = token.doc
    for word in doc[token.i + 1 : token.i + _REACH]:
        if word.is_sent_start or word.lower_ in _ENDS or word.ent_type_ == "MONEY":
            break
        if word.tag_ in {"VBN", "VBD"} and word.dep_ in _ATTRIBUTES:
            name = verb_name(word)
            if name not in _PARTICIPLES or tense(word) is Tense.FUTURE:
                break
            ahead = {t.lower_ for t in doc[max(0, word.i - _REACH) : word.i]}
            when = Tense.FUTURE if "will" in ahead else Tense.PAST
            return [Governor(word, name, when, passive=True)]
    return []


def relatives(token: Token) -> list[Governor]:
    """List the verb of giving in "the $3 million in aid that Korea provided in March"."""
    doc = token.doc
    pronoun = next(
        (
            word
            for word in doc[token.i + 1 : token.i + _REACH]
            if word.lower_ in {"that", "which"} or word.is_sent_start or word.is_punct
        ),
        None,
    )
    if pronoun is None or pronoun.lower_ not in _WHO:
        return _bare_relative(token)
    for word in doc[pronoun.i + 1 : pronoun.i + _REACH]:
        if word.is_sent_start or word.is_punct:
            break
        if word.pos_ == "VERB":
            name = verb_name(word)
            own = pronoun.dep_ in _SUBJECTS and not passive(word)
            giving = name in {"give", "promise"} and not own
            when = tense(word)
            when = Tense.PAST if when is Tense.PARTICIPLE else when
            return [Governor(word, name, when, passive(word))] if giving else []
    return []


def _bare_relative(token: Token) -> list[Governor]:
    """List the verb of giving in "the $3 million in aid Korea has provided"."""
    for word in token.doc[token.i + 1 : token.i + _REACH]:
        if word.is_sent_start or word.is_punct:
            break
        named = verb_name(word) if word.dep_ == "relcl" and word.pos_ == "VERB" else ""
        if named in {"give", "promise"} and any(t.dep_ == "nsubj" for t in word.lefts):
            return [Governor(word, named, tense(word), passive=False)]
    return []


_ENDS = frozenset({",", ";", "and", "to", "that", "which", "who"})
_ATTRIBUTES = frozenset({"acl", "ROOT", "relcl", "ccomp", "amod"})


def nearest_left(sentence: Span, start: int) -> Governor | None:
    """Find the last verb of the lexicon that ends before character *start* of the text."""
    for token in reversed(sentence):
        if token.idx >= start or token.pos_ not in {"VERB", "AUX"}:
            continue
        if name := verb_name(token):
            return Governor(token, name, tense(token), passive(token))
    return None


def subject(verb: Token) -> Token | None:
    """Find who acts: the verb's subject, or the agent of a passive, or that of its clause."""
    for _ in range(_MAX_VERBS):
        found = _own_subject(verb) or _possessor(verb) or _antecedent(verb)
        if found is not None:
            return found
        if verb.dep_ not in _CLIMB or verb.head == verb:
            return None
        verb = verb.head
    return None


def _own_subject(verb: Token) -> Token | None:
    for child in verb.children:
        if child.dep_ == "agent":
            return next((t for t in child.children if t.dep_ == "pobj"), child)
    return next((t for t in verb.lefts if t.dep_ in _SUBJECTS and t.lower_ not in _RELATIVES), None)


def _possessor(verb: Token) -> Token | None:
    """Read the actor of "Japan's pledge to provide" off its noun."""
    if verb.dep_ in {"acl", "relcl"} and verb.head.pos_ in {"NOUN", "PROPN"}:
        return next((t for t in verb.head.children if t.dep_ == "poss"), None)
    return None


def _antecedent(verb: Token) -> Token | None:
    """Read the actor of "Australia, which announced" off the word that "which" stands for."""
    relative = any(t.dep_ in _SUBJECTS and t.lower_ in _WHO for t in verb.lefts)
    return verb.head if verb.dep_ == "relcl" and relative and verb.head.pos_ in _NAMES else None


_BE = frozenset({"is", "are", "am", "’s", "’re", "being", "be", "been"})
_WHO = frozenset({"which", "who", "that"})
_NAMES = frozenset({"NOUN", "PROPN"})


def finite_between(first: Token, second: Token) -> bool:
    """Tell whether a verb with a tense of its own stands between two tokens."""
    return any(t.tag_ in _FINITE for t in first.doc[first.i + 1 : second.i])


_FINITE = frozenset({"VBD", "VBZ", "VBP", "MD"})
