"""Whether a journey lies ahead, goes on, is over or was called off, by tense and by days."""

import re
from datetime import date

from bot.models import VisitStatus
from bot.nlp.visits.cues import CLASSES, cue, is_day
from bot.nlp.visits.filters import around, called_off
from bot.nlp.visits.template import Template
from bot.nlp.visits.triggers import Hit

_BACK = frozenset({"back-after", "returns-from"})
_NOUNS = frozenset({"meeting-between", "meeting-with", "visit-from"})
_BARE = re.compile(r"\b(?:is|are|am) $")  #: and not "is currently"
_DAY_BESIDE = re.compile(f" (?:on |this )?{CLASSES['D']}")
BESIDE = 40  #: characters behind a wording in which "later today" counts


def told_status(template: Template, hit: Hit, subject_end: int) -> VisitStatus:
    """Read the status from the words of one wording; days are weighed later."""
    text = template.text
    if called_off(around(template, hit)):
        return VisitStatus.CANCELLED
    if hit.trigger.id == "invited-to-visit" or cue("before_it").search(text[: hit.start]):
        return VisitStatus.PLANNED
    if hit.kind in {"noun", "during", "act"} or hit.trigger.id in _NOUNS:
        return _by_sentence(template, hit)
    helpers = (
        text[subject_end : hit.start]
        if subject_end <= hit.start
        else text[max(0, hit.start - 30) : hit.start]
    )
    return _by_verb(helpers, template, hit)


def _by_verb(helpers: str, template: Template, hit: Hit) -> VisitStatus:
    """Read the status from a verb and what helps it: "will", "is", "has been"."""
    words = template.text[hit.start : hit.end].removeprefix("also ").split()
    verb = words[0] if words else ""
    if verb.endswith("ing") and cue("goes_on").search(helpers):
        ahead = _BARE.search(helpers) and _on_a_coming_day(template, hit)
        return VisitStatus.PLANNED if ahead else VisitStatus.ONGOING
    later = "later today" in template.text[hit.start : hit.end + BESIDE]
    polite = cue("glad").search(helpers)
    if (
        not later
        and not polite
        and cue("ahead_be" if hit.kind == "be" else "ahead").search(helpers)
    ):
        return VisitStatus.PLANNED
    if not later and (hit.trigger.id in _BACK or cue("over").search(helpers + verb)):
        return VisitStatus.COMPLETED
    if later or polite or cue("started").fullmatch(verb):
        return VisitStatus.ONGOING
    if verb.endswith("ing"):
        return _participle(helpers)
    return _finite(verb, helpers, template, hit)


def _finite(verb: str, helpers: str, template: Template, hit: Hit) -> VisitStatus:
    """Read "visited", "visits", "has visited" and what is left."""
    if hit.kind == "be":
        gone = verb in {"was", "were", "'ve", "been"}
        return VisitStatus.COMPLETED if gone else VisitStatus.ONGOING
    if cue("sets_out_now").fullmatch(verb) and cue("this_day").search(template.plain):
        return VisitStatus.ONGOING
    if cue("past").fullmatch(verb) or cue("had").search(helpers):
        return VisitStatus.COMPLETED
    return VisitStatus.ONGOING if hit.kind in {"host", "hosted"} else VisitStatus.PLANNED


def _on_a_coming_day(template: Template, hit: Hit) -> bool:
    """Tell "is travelling to L on Tuesday" from what goes on today."""
    beside = _DAY_BESIDE.match(template.text, hit.end)
    text = template.text[hit.start : beside.end() if beside else hit.end]
    days = [template.day(char) for char in text if is_day(char)]
    return any(day.weekday and day.ahead for day in days)


def _participle(helpers: str) -> VisitStatus:
    """Read "is travelling", "was visiting", or a bare participle that goes with another verb."""
    if cue("future").search(helpers):
        return VisitStatus.PLANNED
    if re.search(r"\b(?:is|are|am|been)\b|'m\b", helpers):
        return VisitStatus.ONGOING
    return VisitStatus.COMPLETED if cue("past").search(helpers) else VisitStatus.ONGOING


def _by_sentence(template: Template, hit: Hit) -> VisitStatus:
    """Read the status from the sentence around a noun or a place."""
    text = template.text
    if cue("upcoming").search(text, max(0, hit.start - 30), hit.end):
        return VisitStatus.PLANNED
    if cue("over").search(text, max(0, hit.start - 60), hit.start):
        return VisitStatus.COMPLETED
    rest = _own_words(template, hit)
    if re.search(r"\bwill\b|'ll\b", rest):
        return VisitStatus.PLANNED
    if hit.trigger.id == "speaking-from" or "while on " in text[hit.start : hit.end].lower():
        return VisitStatus.ONGOING
    return _around_noun(template, hit, rest)


def _own_words(template: Template, hit: Hit) -> str:
    """Leave out of a sentence what is quoted, and what was said or announced at the place."""
    text = template.text
    before, after = text[: hit.start], text[hit.end :]
    if hit.kind == "act" and (said := cue("reported").search(after)):
        after = after[: said.start()]
    return cue("quoted").sub(" ", before) + cue("quoted").sub(" ", after)


def _around_noun(template: Template, hit: Hit, rest: str) -> VisitStatus:
    """Read the status from the verbs around a visit told as a noun."""
    if hit.kind == "during":
        now = "today" in template.plain.casefold()
        return VisitStatus.ONGOING if now else VisitStatus.COMPLETED
    if hit.kind == "noun" and re.search(r"\b(?:is|are|comes)\b", rest):
        return VisitStatus.ONGOING
    if cue("past").search(rest):
        return VisitStatus.COMPLETED
    return VisitStatus.PLANNED if hit.kind == "noun" else VisitStatus.ONGOING


def weighed(
    told: VisitStatus, first: date | None, last: date | None, published: date | None
) -> VisitStatus:
    """Correct the told status by the journey's days."""
    days = [d for d in (first, last) if d is not None]
    if published is None or not days or told is VisitStatus.CANCELLED:
        return told
    begun = told is not VisitStatus.PLANNED and (first is None or first <= published)
    if begun and last is not None and last > published:
        return VisitStatus.ONGOING
    if min(days) > published:
        return VisitStatus.PLANNED
    if max(days) < published and (last is not None or told is not VisitStatus.ONGOING):
        return VisitStatus.COMPLETED
    if first is not None and last is not None and first < published <= last:
        within = published < last or told is VisitStatus.PLANNED
        return VisitStatus.ONGOING if within else told
    return told
