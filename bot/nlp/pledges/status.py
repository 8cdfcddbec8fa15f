"""Whether a promise is new, told again, or kept."""

import re
from calendar import month_name
from datetime import date

from bot.models import PledgeStatus
from bot.nlp.pledges.clause import Governor, Tense
from bot.nlp.pledges.lexicon import phrases

_MONTHS = list(month_name)[1:]
_TOTAL = phrases("status.total")
_PROMISED_TOTAL = phrases("status.promised_total")
_KEPT = phrases("status.kept")
_OVER_TIME = re.compile(r"\b(?:over|in|during) the (?:last|past)\b", re.IGNORECASE)
_GIVEN_AFTER = phrases("status.given_after")
_DONE = phrases("status.done")
_DONE_BEFORE = phrases("status.done_before")
_NEW = re.compile(r"\s(?:in|of)\s(?:new|additional|further)\b")
_OLD = phrases("status.old")
_TODAY = phrases("status.today")
_NOUN_OLD = phrases("status.noun_old")
_PART = phrases("status.part")
_SAYING = frozenset({"give", "promise", "people", "take", "move"})
_GIVEN = frozenset({"give", "people", "move"})
_PROMISING = frozenset({"announce", "unveil", "decide", "approve", "sign"})
_FRESH = frozenset({"decide", "approve", "sign", "allocate", "release", "increase", "double"}) | {
    *("triple", "raise", "boost", "expand", "authorize", "authorise", "order", "instruct"),
}
_TELLING = frozenset({"announce", "confirm"})
_OFFERS = frozenset({"offer", "plan", "intend"})


def is_part(before: str) -> bool:
    """Tell whether the words before a deliverable make it a part of another."""
    return bool(_PART.search(before) or re.search(r"\bincluding\b", before))


def status_of(
    sentence: str,
    span: tuple[int, int],
    acts: list[Governor],
    published_on: date | None = None,
    inherited: PledgeStatus | None = None,
    *,
    opening: bool = False,
) -> PledgeStatus:
    """Decide by running totals, then by the verbs, then by words of retelling.

    *inherited* is the status of what this one is a part or a listed item of; *opening*: the
    sentence is among the first of its release, so that "has announced" is its news.
    """
    start, end = span
    before, after = sentence[:start], sentence[end:]
    said = _of_words(before, after, sentence)
    if said is not None:
        return said
    if acts and _is_done(acts[0], after):
        return PledgeStatus.DELIVERED
    saying = any(act.name in _SAYING for act in acts[:1])
    if inherited is not None and not saying:
        return inherited
    lead = re.split(r"[$£€]\s?\d", before[-150:])[-1]
    near = lead + sentence[start:end]
    near += re.split(r";|\bbringing\b|[$£€]\s?\d|\band (?:has|have|will)\b", after)[0][:90]
    if _DONE_BEFORE.search(lead) and not saying:
        return PledgeStatus.DELIVERED
    ahead = any(act.tense in {Tense.FUTURE, Tense.INFINITIVE} for act in acts)
    words = f"{_head(before, acts)} {near}"
    old = bool(_OLD.search(words)) or _dated_back(words, published_on, ahead=ahead)
    news = opening and not old and any(act.verb.lemma_ in _TELLING for act in acts)
    return _of_verbs(acts, old=old, today=news or bool(_TODAY.search(sentence)), near=near)


def _head(before: str, acts: list[Governor]) -> str:
    """Take the opening of a sentence, unless another sum with a verb of its own stands there."""
    other = re.search(r"[$£€]\s?\d", before)
    apart = other is not None and acts and before.rfind(acts[0].verb.text) > other.end()
    return "" if apart else before[:60]


def _of_words(before: str, after: str, sentence: str) -> PledgeStatus | None:
    """Decide by words that outrank every verb: of running totals, of retelling, of news."""
    if _TOTAL.search(before[-170:]):
        return _of_total(before[-170:], after, sentence)
    if _GIVEN_AFTER.match(after) or any(
        phrases(f"status.{name}").search(before) for name in ("given_before", "given_verb")
    ):
        return PledgeStatus.DELIVERED
    fresh = _TODAY.search(sentence) or _NEW.match(after)
    if phrases("status.earlier").search(before[-120:]) and not fresh:
        return PledgeStatus.RESTATED
    return PledgeStatus.NEW if _NEWS.search(before[-60:]) else None


def _dated_back(text: str, published_on: date | None, *, ahead: bool) -> bool:
    """Tell whether the act is dated before this month, or more than a week before today.

    *ahead*: something is still to come, so that a later month lies in the future.
    """
    if published_on is None:
        return False
    return any(_is_past(match, published_on, ahead=ahead) for match in _DATED.finditer(text))


def _is_past(match: re.Match[str], published_on: date, *, ahead: bool) -> bool:
    year = int(match["year"] or match["only"] or published_on.year)
    if match["month"] is None:
        return year < published_on.year
    month, day = _MONTHS.index(match["month"]) + 1, match["day"] or match["first"]
    if (year, month) > (published_on.year, published_on.month):
        return not ahead and match["year"] is None
    if day is None:
        return (year, month) < (published_on.year, published_on.month)
    return date(year, month, 1).toordinal() + int(day) - 1 < published_on.toordinal() - _FRESH_DAYS


def _is_done(act: Governor, after: str) -> bool:
    """Tell what somebody got, or what has been given for some time."""
    past = act.tense in {Tense.PAST, Tense.PERFECT}
    if act.name == "take":
        return past and act.verb.lemma_ in {"receive", "take"}
    return act.name == "give" and act.verb.tag_ == "VBG" and bool(_SINCE.match(after))


_SINCE = re.compile(r"[^.;,]{0,60}\bsince\s(?:\w+\s)?(?:19|20)\d\d\b")
_NEWS = phrases("status.news")
_FRESH_DAYS = 7
_DATED = re.compile(
    r"\b(?:[Ii]n|[Oo]n|[Aa]t the)\s(?:[Ll]ate\s|early\s|mid-)?(?:(?P<first>\d{1,2})\s)?"
    rf"(?P<month>{'|'.join(_MONTHS)})"
    r"(?:\s(?P<day>\d{1,2})\b)?(?:,?\s(?P<year>(?:19|20)\d\d))?"
    r"|\b[Ii]n\s(?P<only>(?:19|20)\d\d)\b"
)


def _of_total(before: str, after: str, sentence: str) -> PledgeStatus:
    match = _TOTAL.search(before)
    phrase = before[match.start() if match else 0 :]
    if re.search(r"\bwill (?:announce|bring)\b", before) or _PROMISED_TOTAL.search(phrase):
        return PledgeStatus.RESTATED
    given = phrases("status.given_total").search(before)
    kept = _KEPT.search(phrase + after) or _OVER_TIME.search(sentence) or given
    kept = kept or re.search(r"\bsince\b", before)
    return PledgeStatus.DELIVERED if kept else PledgeStatus.RESTATED


def _of_verbs(acts: list[Governor], *, old: bool, today: bool, near: str) -> PledgeStatus:
    for at, act in enumerate(acts):
        lemma = act.verb.lemma_.lower()
        if lemma == "carry" and act.tense is Tense.PARTICIPLE:
            continue  # "a plane carrying": what the plane does decides
        if act.verb.lemma_ == "spend" and act.tense is Tense.PERFECT:
            return PledgeStatus.DELIVERED
        if act.name in _GIVEN and lemma not in _OFFERS:
            return _of_giving(act, acts[at + 1 :], old=old, today=today)
        if act.name == "promise":
            fresh = today or lemma in _FRESH
            if act.tense is Tense.PERFECT and not fresh:
                return PledgeStatus.RESTATED
            return PledgeStatus.RESTATED if old and not today else PledgeStatus.NEW
    if _DONE.search(near):
        return PledgeStatus.DELIVERED
    told = _NOUN_OLD.search(near) or (old and not acts)
    return PledgeStatus.RESTATED if told and not today else PledgeStatus.NEW


def _of_giving(act: Governor, above: list[Governor], *, old: bool, today: bool) -> PledgeStatus:
    if act.tense in {Tense.PERFECT, Tense.PAST}:
        return PledgeStatus.DELIVERED
    promise = next((a for a in above if a.name == "promise"), None)
    if promise is None:
        dated = old and not today and act.tense is not Tense.FUTURE
        return PledgeStatus.RESTATED if dated else PledgeStatus.NEW
    if (
        promise.tense is Tense.PERFECT
        and promise.verb.lemma_.lower() not in _PROMISING
        and not today
    ):
        return PledgeStatus.RESTATED
    return PledgeStatus.RESTATED if old and not today else PledgeStatus.NEW
