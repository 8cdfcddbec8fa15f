"""Whom the subject of a verb stands for: a country, its office-holder, its people, a body."""

import re

from spacy.tokens import Span, Token

from bot.nlp.pledges.parties import Party
from bot.nlp.pledges.scene import Scene

FAR = 110  #: characters within which a giver is looked for
#: "the Government of the Republic of" and the like, which may stand before a country's name
STATE = (
    r"(?:the\s)?(?:(?:[\w’'-]+\s){0,2}?(?:states?|governments?|people|kingdom|republic"
    r"|commonwealth|sultanate|emirate|principality|embassy|ambassador|high commission(?:er)?)"
    r"(?:\sand\speople)?\sof\s(?:the\s)?){0,4}"
)
_OWN = re.compile(r"^(?:we|i|our|my)\b", re.IGNORECASE)
_GIVERS = frozenset({"COUNTRY", "DEMONYM", "ORG", "NATIONAL"})
_NAME_GOES_ON = re.compile(r"^\s[A-Z][a-z]")
_FOE = re.compile(r"^\s(?:launched|invaded|attacked|began)\b")
_BETWEEN = re.compile(rf"\s?(?:of\s)?{STATE}(?:[a-z’'-]+\s){{0,2}}", re.IGNORECASE)
#: where an envoy is posted: "the Ambassador of India to Nepal"
_POSTED = re.compile(
    r"\b(?:ambassador|high commissioner|envoy|chargé|representative|embassy|mission|consulate"
    rf"|high commission|delegation)\b[^.;]{{0,60}}\s(?:to|in|at)\s{STATE}$",
    re.IGNORECASE,
)
#: what may stand between a subject and its verb
HELPERS = re.compile(
    r"^,?(?:\s(?:will|would|has|have|had|is|are|was|also|already|to|each|today|now|recently|both|itself|again"
    r"|further|then|later|yesterday|additionally|separately|subsequently|formally|officially))*\s$"
)
_TO = re.compile(r"\b(?:to|for|towards?|against|with)\b", re.IGNORECASE)  #: "assistance to Samoa"
_REALMS = frozenset({"duchy", "kingdom", "republic", "sultanate", "emirate", "principality"})
_ACRONYM = re.compile(r"^\s?\(([A-Z][A-Za-z-]{1,9})\)")


def foe(text: str, party: Party) -> bool:
    """Tell whether a mention is of an aggressor: "since Russia launched"."""
    return bool(_FOE.match(text[party.end : party.end + 12]))


def may_give(text: str, party: Party) -> bool:
    """Tell whether a mention can be an actor: no region, no "Ukraine Supplemental Act"."""
    if party.label not in _GIVERS or party.code.startswith(("area:", "group:")):
        return False
    return not (party.label == "COUNTRY" and _NAME_GOES_ON.match(text[party.end : party.end + 3]))


def actors(scene: Scene, actor: Token) -> list[Party]:
    """Find the countries that a subject names: "the Government of Japan", "A and B".

    Of "the Ambassador of India to Nepal" only the first; a name alone stands for the country
    that the person serves. Nothing when it is the publisher that acts.
    """
    part = actor.doc[actor.left_edge.i : actor.right_edge.i + 1]
    if _OWN.match(part.text):
        return []
    high = min(part.end_char, part.start_char + FAR)
    text = scene.text
    parties = [
        party
        for party in scene.cast.within(part.start_char, high)
        if may_give(text, party)
        and not foe(text, party)
        and not _POSTED.search(text[part.start_char : party.start])
    ]
    each = re.match(r"\s(?:\w+\s)?each\b", text[part.end_char : part.end_char + 20])
    if any(p.code == scene.cast.home for p in parties) and not each:
        return []
    head = actor.idx + len(actor)
    first = next(
        (
            p
            for p in parties
            if p.start <= head
            or (_BETWEEN.fullmatch(text[head : p.start]) and not _TO.search(text[head : p.start]))
        ),
        None,
    )
    if first is None:
        return _served(scene, actor) or _realm(scene, actor, part) or _body(scene, part)
    return [p for p in parties if p.start >= first.start and p.label != "DEMONYM"] or [first]


def official_before(scene: Scene, verb: Token) -> Party | None:
    """Find the foreign official right in front of a verb, whatever the parser made of it."""
    for span in verb.doc.spans.get("people", ()):
        if verb.idx - FAR < span.end_char <= verb.idx:
            code = span._.person.country if span._.person else ""
            if code and HELPERS.fullmatch(scene.text[span.end_char : verb.idx]):
                return Party(span.start_char, span.end_char, code, "COUNTRY")
    return None


def _served(scene: Scene, actor: Token) -> list[Party]:
    """Take the country of the named person who acts, where the release tells it."""
    for span in actor.doc.spans.get("people", ()):
        person = span._.person
        if span.start <= actor.i < span.end and person and person.name:
            known = person.country and person.country != scene.cast.home
            return (
                [Party(span.start_char, span.end_char, person.country, "COUNTRY")] if known else []
            )
    return []


def _realm(scene: Scene, actor: Token, part: Span) -> list[Party]:
    """Take "the Kingdom" for the last foreign country named before it in its sentence."""
    if actor.lower_ not in _REALMS:
        return []
    before = scene.cast.within(part.sent.start_char, part.start_char)
    abroad = [p for p in before if p.label == "COUNTRY" and p.code != scene.cast.home]
    return abroad[-1:]


def _body(scene: Scene, part: Span) -> list[Party]:
    """Name a body by its acronym, in the release of an organisation: "The Agency (CDEMA)".

    In a state's release such a body is most likely the state's own.
    """
    if not scene.cast.home.startswith("org:") and scene.cast.home != "UN":
        return []
    name = re.match(r"(?:[Tt]he\s)?((?:[A-Z][\w’'-]+|of|for|and|the)\s?)+", part.text)
    if name is None:
        return []
    acronym = _ACRONYM.match(scene.text[part.start_char + name.end() - 1 :].lstrip())
    if acronym is None or f"org:{acronym[1]}" == scene.cast.home:
        return []
    return [Party(part.start_char, part.end_char, f"org:{acronym[1]}", "ORG")]


def is_business(scene: Scene, verb: Token | None, actor: Token, codes: set[str]) -> bool:
    """Tell firms and people from states: "Japanese makers invested", "Kenyans gave", "a bank"."""
    named = scene.cast.within(actor.idx, actor.idx + len(actor))
    people = any(p.label == "DEMONYM" for p in named) or actor.ent_type_ == "NORP"
    if people and actor.text.endswith("s") and actor.tag_ in {"NNS", "NNPS", "NNP"}:
        return True
    if actor.lower_ in _FIRMS and any(t.lower_ in {"a", "an"} for t in actor.lefts):
        return True
    if verb is None or verb.lemma_ != "invest":
        return False
    many = actor.tag_ == "NNS" and actor.lower_ not in _STATES
    return many or (not codes and actor.ent_type_ == "ORG")


def is_state(scene: Scene, actor: Token) -> bool:
    """Tell a subject that is the state itself from "Danish partners"."""
    parties = scene.cast.within(actor.idx, actor.idx + len(actor))
    return actor.lower_ == "government" or any(p.label == "COUNTRY" for p in parties)


_FIRMS = frozenset({"bank", "fund", "group", "line", "plant", "chain", "trader"})
_STATES = frozenset({"governments", "partners", "donors", "countries", "members", "states"})
