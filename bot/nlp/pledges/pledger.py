"""Who promises: the publisher's country unless the text names somebody else as the actor."""

import re
from functools import cache

from bot.nlp.pledges.actor import FAR, HELPERS, STATE, actors, foe, may_give, official_before
from bot.nlp.pledges.candidates import Candidate
from bot.nlp.pledges.clause import Governor, Tense, subject
from bot.nlp.pledges.lexicon import load
from bot.nlp.pledges.parties import Party, is_donor, is_lender
from bot.nlp.pledges.scene import Scene

_OF = re.compile(
    r"\b(?:pledge|commitment|contribution|donation|decision|announcement|grant|loan|assistance|support|aid"
    rf"|funding|gift|supplies)s?(?:\sworth)?\s(?:\w+\s){{0,2}}?(?:by|from)\s{STATE}$",
    re.IGNORECASE,
)
_THANKS = re.compile(rf"\b(?:thank(?:s|ed|ing)?|grateful to|gratitude to)\s{STATE}$", re.IGNORECASE)
_FROM = re.compile(
    rf"\b(?:from|by|funded by|provided by|financed by|courtesy of)\s{STATE}$", re.IGNORECASE
)
_BOUGHT = re.compile(r"\b(?:purchas|procur|buy|order|acqui)\w*\s[^,;]{0,40}$", re.IGNORECASE)
_POSSESSIVE = re.compile(
    r"^['’]s?\s(?:\w+\s){0,2}(?:pledge|commitment|contribution|donation|announcement|decision)",
    re.IGNORECASE,
)
_LIST = re.compile(r",?\s(?:and\s)?(?:the\s)?")
_GAINS = re.compile(r"\b(?:to|for|with|from)\s(?:the\s)?$")
_PAIR = 2
_GIVING = frozenset({"give", "people"})
_ACTING = _GIVING | {"promise"}
#: "$530 million loan from X", "JPY 900 million (USD 6 million) from X"
_GIVEN_FROM = re.compile(
    rf"^(?:\s?\([^)]{{0,60}}\))?\s(?:(?:in\s|worth of\s)?(?:[\w-]+\s){{0,4}}?(?:loan|grant|credit"
    r"|assistance|aid|funding|support|financing|contribution|donation)s?\s|in\scash\s)?"
    rf"from\s{STATE}$",
    re.IGNORECASE,
)
_SIGNED = re.compile(
    r"\b(?:sign(?:s|ed|ing)?|exchang(?:e|es|ed|ing)(?:\sof)?\s(?:the\s)?(?:diplomatic\s)?notes|conclud(?:e|es|ed))\b",
    re.IGNORECASE,
)
_AGREED = re.compile(
    r"\b(?:agreements?|notes|memorand\w+|contracts?|conventions?|arrangements?|mous?|loans?|grants?)\b",
    re.IGNORECASE,
)
_IN_LOANS = re.compile(r"^\s(?:[\w-]+\s){0,2}(?:loans?|grants?|credits?|financing|guarantees?)\b")


def pledgers_of(scene: Scene, candidate: Candidate, acts: list[Governor]) -> list[str]:
    """Name the pledger; several when "each" gives the sum."""
    named = _gapped(scene, candidate) or _by_noun(scene, candidate) or _lent_by(scene, candidate)
    if not acts or acts[0].name not in _GIVING:  # else the verb says who gives
        named = named or _signed_with(scene, candidate)
    named = named or _by_verb(scene, candidate, acts)
    codes = list(dict.fromkeys(party.code for party in named)) or [scene.cast.home]
    each = re.search(r"\beach\b", scene.text[candidate.start - 40 : candidate.end + 12])
    codes = codes if each else codes[:1]
    return [scene.cast.home if _acts_for_home(scene, code) else code for code in codes]


@cache
def _clubs() -> dict[str, frozenset[str]]:
    """Name the members of groups whose joint promises are each member's own."""
    clubs: dict[str, str] = load("organisations_aid.toml")["clubs"]
    return {code: frozenset(members.split()) for code, members in clubs.items()}


def _acts_for_home(scene: Scene, code: str) -> bool:
    """Tell whether a giver is a body or a group of the publisher: a UN fund, its G7."""
    if scene.cast.home in _clubs().get(code, ()):
        return True
    return scene.cast.home == "UN" and code in {"org:CERF", "UN"}


def _gapped(scene: Scene, candidate: Candidate) -> list[Party]:
    """Read "... and Japan 10 million": the verb is left out before a second giver."""
    text = scene.text
    before = scene.cast.within(candidate.sentence.start_char, candidate.start)
    if not before or not may_give(text, before[-1]):
        return []
    party = before[-1]
    lead = text[candidate.sentence.start_char : party.start]
    bare = text[party.end : candidate.start].strip() in {
        "",
        "with",
        "up to",
        "another",
        "a further",
    }
    return [party] if bare and re.search(r"\d[^.;]{0,80}(?:,|\band)\s(?:the\s)?$", lead) else []


def givers_of(scene: Scene, candidate: Candidate, acts: list[Governor]) -> frozenset[str]:
    """Name all who give, to tell them from those who gain: "A, B and C will each pay"."""
    named = _gapped(scene, candidate) or _by_noun(scene, candidate)
    verbs = [] if named else _by_verb(scene, candidate, acts)
    low, high = candidate.end, min(candidate.sentence.end_char, candidate.end + FAR)
    after = [
        party.code
        for party in scene.cast.within(low, high)
        if re.match(r" (?:up to |with )?[\d$£€]", scene.text[party.end : party.end + 12])
    ]
    return frozenset({party.code for party in (*named, *verbs)} | set(after))


def _by_noun(scene: Scene, candidate: Candidate) -> list[Party]:
    """Read "the pledge by X to" and "X's pledge to" before the deliverable."""
    text, sentence = scene.text, candidate.sentence
    before = scene.cast.within(sentence.start_char, candidate.start)
    for party in reversed(before):
        lead = text[max(sentence.start_char, party.start - 80) : party.start]
        if re.search(r"[$£€]\s?\d", text[party.end : candidate.start]):
            return []
        if _POSSESSIVE.match(text[party.end :]):
            return [party] if may_give(text, party) else []
        if re.match(r"^(?:,|\sand)\s+an?\s", text[party.end :]):
            continue  # "a loan from X and a grant of": the grant is another's
        if _THANKS.search(lead) and re.match(r"\sfor\b", text[party.end :]):
            return [party] if may_give(text, party) else []
        if _OF.search(lead):
            return _list_of(text, [p for p in before if may_give(text, p)], party)
        chain = _list_of(text, before, party)
        if chain[0] is not party and _OF.search(text[: chain[0].start][-80:]):
            return [p for p in chain if may_give(text, p)]
    return []


def _lent_by(scene: Scene, candidate: Candidate) -> list[Party]:
    """Read "$530 million loan from X" and "$600 million in X loans" behind the deliverable."""
    text = scene.text
    high = min(candidate.sentence.end_char, candidate.end + FAR)
    for party in scene.cast.within(candidate.end, high):
        between = text[candidate.end : party.start]
        lent = between == " in " and party.label != "COUNTRY" and _IN_LOANS.match(text[party.end :])
        given = candidate.is_money and _GIVEN_FROM.match(between)
        if (lent or given) and may_give(text, party):
            return [party]
    return []


def _signed_with(scene: Scene, candidate: Candidate) -> list[Party]:
    """Read a gift or loan that two sides signed: whoever usually gives is the giver."""
    sides, home = _signers(scene, candidate), scene.cast.home
    if not home.isalpha() or len({p.code for p in sides} | {home}) < _PAIR:
        return []
    own_money = [p for p in sides if p.code == (candidate.currency or "")[:2]]
    banks = [p for p in sides if is_lender(p.code)]
    giving = [p for p in sides if p.label in {"ORG", "NATIONAL"} or is_donor(p.code)]
    if is_donor(home) and not (own_money or banks):
        return [Party(candidate.start, candidate.start, home, "COUNTRY")]
    return (own_money or banks or giving)[:1]


def _signers(scene: Scene, candidate: Candidate) -> list[Party]:
    """List who is named where a gift or loan was signed, or notes about it exchanged."""
    text, sentence = scene.text, candidate.sentence
    told = text[sentence.start_char : candidate.start] + text[candidate.end : sentence.end_char]
    if not (candidate.is_money and _SIGNED.search(told) and _AGREED.search(told)):
        return []
    inside = scene.cast.within(sentence.start_char, sentence.end_char)
    return [party for party in inside if may_give(text, party)]


def signed_for(scene: Scene, candidate: Candidate, giver: str) -> list[str]:
    """Name the other side of a gift or loan that two signed."""
    others = [p.code for p in _signers(scene, candidate) if p.label == "COUNTRY"]
    return [code for code in dict.fromkeys(others) if code != giver][:1]


def _list_of(text: str, parties: list[Party], party: Party) -> list[Party]:
    """Go back over "A, B and C" from C."""
    chain = [party]
    for other in reversed(parties):
        if other.end <= chain[0].start and _LIST.fullmatch(text[other.end : chain[0].start]):
            chain.insert(0, other)
    return chain


def _by_verb(scene: Scene, candidate: Candidate, acts: list[Governor]) -> list[Party]:
    """Take the subject of the giving verb; of "receive" what follows "from"."""
    for act in acts:
        if act.tense is Tense.INFINITIVE and act.verb.idx >= candidate.end:
            continue  # "€24 million for Chad, also to help communities": what it is for
        if act.name in _ACTING:
            before = _just_before(scene, candidate, act)
            if before is not None:
                return [] if before.code == scene.cast.home else [before]
            actor = subject(act.verb)
            if actor is not None and not (act.passive and actor.dep_ == "nsubjpass"):
                gift = actor.left_edge.idx <= candidate.start < actor.idx + len(actor)
                return [] if gift else actors(scene, actor)  # "the $2 million to WFP will help"
            if act.passive:
                return _after(scene, candidate)
        if act.name == "take":
            return _after(scene, candidate)
    return []


def _just_before(scene: Scene, candidate: Candidate, act: Governor) -> Party | None:
    """Find a country right in front of the verb, where the parser may have missed the subject."""
    text, low = scene.text, candidate.sentence.start_char
    official = official_before(scene, act.verb)
    if official is not None:
        return official
    before = scene.cast.within(low, act.verb.idx)
    party = before[-1] if before else None
    if party is None or party.label not in {"COUNTRY", "NATIONAL"} or foe(text, party):
        return None
    between = text[party.end : act.verb.idx]
    if not HELPERS.fullmatch(between) or not may_give(text, party):
        return None
    if _is_place(text, before) or (act.verb.tag_ == "VBG" and "," in between):
        return None
    joined = any(
        _LIST.fullmatch(text[other.end : party.start])
        and not _GAINS.search(text[low : other.start])  # "$4bn to COVAX and Germany announcing"
        for other in before[:-1]
    )
    lead = text[low : party.start]
    return None if joined or re.search(r"\b(?:of|in|to|for|with)\s(?:the\s)?$", lead) else party


def _is_place(text: str, parties: list[Party]) -> bool:
    """Tell that the last mention only says where a city lies: "in Santiago, Chile, announced"."""
    if len(parties) < _PAIR:
        return False
    city, country = parties[-2:]
    joined = text[city.end : country.start] == ", "
    return city.label == "CITY" and city.code == country.code and joined


def _after(scene: Scene, candidate: Candidate) -> list[Party]:
    """Read "from X" or "by X" behind the deliverable."""
    high = min(candidate.sentence.end_char, candidate.end + FAR)
    for party in scene.cast.within(candidate.end, high):
        lead = scene.text[candidate.end : party.start]
        if _FROM.search(lead) and may_give(scene.text, party) and not _BOUGHT.search(lead):
            return [party]
    return []
