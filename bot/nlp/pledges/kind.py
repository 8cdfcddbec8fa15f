"""What a promise is for, by the words nearest to it."""

import re
from functools import lru_cache

from bot.models import PledgeKind
from bot.nlp.pledges.lexicon import KindWords, kinds, phrases

_NEXT = 130
_STOP = re.compile(
    r"[;]|[$£€¥]\s?\d|\bbringing\b|\bas well as\b|,\s(?:and|while|which|whose)\b"
    r"|\band\s[a-z]+\s(?:is|will|has|are)\b|,?\s\band\s(?:[a-z]{1,3}\s?[$£€]|[\d.,]+\s[mb]illion)"
    r"|,\s(?:[a-z]{1,3})?[$£€]?\s?[\d.,]+\s(?:million|billion|crore)\b"
)
_PRICED = re.compile(r"\b(?:worth|valued at)\s(?:\w+\s){0,2}$")
_OTHER_ITEM = re.compile(r"(?:,|;|\band)\s(?:\w+\s){0,3}$")
_PHRASE = 3.0
_TITLE = 0.6
_RELEASE = 0.12
_MENTIONS = 5
_CLEAR = 0.36
#: bodies whose names would be mistaken for purposes
_BODIES = phrases("kind.bodies")
_WEAK = 0.35


def _count(words: KindWords, text: str) -> float:
    strong = len(set(words.strong.findall(text)))
    weak = len(set(words.weak.findall(text))) if words.weak else 0
    return min(strong, 3) + _WEAK * min(weak, 2)


def phrase_after(sentence: str, end: int) -> str:
    """Take the words that follow a sum up to where another thing begins."""
    part = sentence[end : end + _NEXT]
    stop = _STOP.search(part)
    return part[: stop.start()] if stop else part


_RELIEF = phrases("kind.relief")
_FIGHTING = phrases("kind.fighting")
_POLICE = re.compile(r"\bpolice\b")
_MEDICAL = re.compile(
    r"\b(?:medical|medicines?|vaccines?|health|oxygen|hospitals?|doctors?|nurses?|surg\w+|clinics?|drugs)\b"
)
_FOOD = re.compile(
    r"\b(?:relief|rescue|food|rice|wheat|tents?|blankets?|humanitarian|engineers?|firefighters?|shelters?)\b"
)


def matches_aid(thing: str) -> bool:
    """Tell whether a "thing" is a promise to match or exceed aid, which names no sum."""
    return bool(re.match(r"(?:match|exceed)", thing))


_REFUGE = re.compile(r"\b(?:refugees?|resettle\w*|visas?|asylum|humanitarian)\b")
_FISHING = re.compile(r"\bfisher\w+\b")
_LADEN = re.compile(r"\b(?:loaded with|laden with|carrying|with|containing)\s(?P<load>.{0,60})")
_VEHICLES = frozenset({PledgeKind.MILITARY, PledgeKind.HUMANITARIAN, PledgeKind.DEVELOPMENT})


_ARMS = re.compile(r"\b(?:combat|naval|armou?red)\b")
#: what relief never brings, whatever else the sentence tells
_WEAPONS = re.compile(
    r"\b(?:vests?|ammunition|weapons?|tanks?|missiles?|howitzers?|shells?|rockets?|rounds|rifles?|guns?"
    r"|mortars?|torpedo\w*|launchers?|mines?|grenades?|air[- ]defen[cs]e|interceptors?|fighter)\b"
)
#: what the use of a thing makes of its class
_USES = {
    PledgeKind.MILITARY: ((_FISHING, PledgeKind.DEVELOPMENT), (_FIGHTING, PledgeKind.MILITARY)),
    PledgeKind.TRAINING: ((_REFUGE, PledgeKind.PEOPLE), (_FIGHTING, PledgeKind.MILITARY)),
    PledgeKind.DEVELOPMENT: ((_FIGHTING, PledgeKind.MILITARY), (_POLICE, PledgeKind.OTHER)),
    PledgeKind.HUMANITARIAN: ((_ARMS, PledgeKind.MILITARY),),
}


def _of_goods(goods: PledgeKind, thing: str, after: str, around: str) -> PledgeKind:
    """Correct the class of a thing by what it is used for here."""
    phrase = thing + after[:50]
    laden = _LADEN.match(after.lstrip()) if goods in _VEHICLES else None
    if laden and (kind := _of_load(laden["load"])):
        return kind
    for pattern, use in _USES.get(goods, ()):
        if pattern.search(phrase):
            return use
    if goods is PledgeKind.MILITARY and _RELIEF.search(around) and not _WEAPONS.search(thing):
        return PledgeKind.HUMANITARIAN
    load = _of_load(phrase.split(",", maxsplit=1)[0])
    return load if load and goods is PledgeKind.HUMANITARIAN else goods


def _of_load(load: str) -> PledgeKind | None:
    """Tell medical supplies from food by what is named first."""
    medical, food = _MEDICAL.search(load), _FOOD.search(load)
    if medical and (not food or medical.start() < food.start()):
        return PledgeKind.HEALTH
    return PledgeKind.HUMANITARIAN if food else None


_NAMED = phrases("kind.named")
_NAMES = (
    (re.compile(r"(?<!non-)\bhumanitarian\b|\bfood\b"), PledgeKind.HUMANITARIAN),
    (re.compile(r"\b(?:health|medical|covid\S*)\b"), PledgeKind.HEALTH),
    (re.compile(r"\bdevelopment\b"), PledgeKind.DEVELOPMENT),
    (re.compile(r"\b(?:military|security|defen[cs]e|lethal)\b"), PledgeKind.MILITARY),
    (
        re.compile(r"\b(?:economic|budget(?:ary)?|financial|macro-financial)\b"),
        PledgeKind.FINANCIAL,
    ),
)
#: whose name says who works, not what for: UNICEF fights cholera and builds schools
_AGENCIES = re.compile(
    r"\b(?:unicef|unhcr|wfp|world food program(?:me)?|ocha|red cross|who|unfpa|undp)\b"
)
_CREDIT = phrases("kind.credit")
_GRANT = re.compile(r"\bgrants?\b")


def _outright(phrase: str) -> PledgeKind | None:
    """Read the adjective of "humanitarian assistance"; of several, urgent needs come first."""
    match = _NAMED.match(phrase)
    if match is None:
        return None
    found = {kind: at for pattern, kind in _NAMES if (at := pattern.search(match["list"]))}
    urgent = [kind for kind in (PledgeKind.HUMANITARIAN, PledgeKind.HEALTH) if kind in found]
    if urgent:
        return min(urgent, key=lambda kind: found[kind].start())
    return next(iter(found), None)


@lru_cache(maxsize=1)  # each pledge of a release asks
def release_kinds(text: str) -> dict[PledgeKind, float]:
    """Tell how much a whole release speaks of each purpose."""
    text = _BODIES.sub(" ", text).lower()
    return {
        words.kind: _RELEASE * min(len(words.strong.findall(text)), _MENTIONS) for words in kinds()
    }


def kind_of(
    sentence: str,
    span: tuple[int, int],
    context: str,
    *,
    goods: PledgeKind | None = None,
    parent: PledgeKind | None = None,
    release: dict[PledgeKind, float] | None = None,
) -> PledgeKind:
    """Choose the purpose: a name right after the sum outranks the sentence and the title.

    *goods* is the class of a thing, *parent* the purpose of what this one is a part of
    (or of the one before), *release* how much the whole text speaks of each purpose.
    """
    start, end = span
    sentence = _BODIES.sub(lambda match: " " * len(match[0]), sentence).lower()
    context = _BODIES.sub(" ", context).lower()
    after = phrase_after(sentence, end)
    thing = sentence[start:end]
    if goods not in {None, PledgeKind.OTHER} and not matches_aid(thing):
        return _of_goods(goods, thing, after, f"{sentence} {context}")
    if outright := _outright(after):
        return outright
    priced = _PRICED.search(sentence[:start])  # "military training and equipment valued at"
    before = sentence[max(0, start - (60 if priced else 30)) : start]
    before = "" if _OTHER_ITEM.search(before) and not priced else before
    phrase = f"{before} {after}"
    local = _scores(_AGENCIES.sub(" ", phrase))
    if max(local.values()) < 1:
        local = _scores(phrase)
    if _CREDIT.search(f"{before} {after.split(' and ')[0]}") and not any(
        local[kind] >= 1 for kind in _BEFORE_CREDIT
    ):
        return PledgeKind.FINANCIAL
    granted = parent is PledgeKind.FINANCIAL and _GRANT.search(phrase)
    if parent is not None and not granted and max(local.values()) < 1:
        return parent
    wide, title = _scores(sentence), _scores(context)
    release = release or dict.fromkeys(local, 0.0)
    total = {
        kind: _PHRASE * local[kind] + wide[kind] + _TITLE * title[kind] + release[kind]
        for kind in local
    }
    best = max(total.values())
    if best <= 0 or (best == max(release.values()) and best < _CLEAR):
        return PledgeKind.DEVELOPMENT  # what a release mentions twice says nothing of a sum
    return next(kind for kind, score in total.items() if score == best)


_BEFORE_CREDIT = (PledgeKind.MILITARY, PledgeKind.HEALTH, PledgeKind.CLIMATE, PledgeKind.TRAINING)


def _scores(text: str) -> dict[PledgeKind, float]:
    return {words.kind: _count(words, text) for words in kinds()}
