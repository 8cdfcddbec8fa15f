"""What is no visit: wishes, invitations, history, calls, and what was called off."""

import re
from datetime import date, timedelta

from bot.nlp.dates import MONTHS
from bot.nlp.visits.cues import cue
from bot.nlp.visits.template import Template
from bot.nlp.visits.triggers import Hit

OLD = timedelta(days=60)
BARRED = 100  #: characters before a journey in which it is forbidden
NEAR = 25  #: characters in which "will" stands before its verb
FATE = 60  #: characters before a place in which somebody's fate or career is told
_AT_PLACE = frozenset({"act", "be"})
_IN_PERSON = frozenset({"meet", "act", "host", "hosted", "go"})
_IN_THE_FLESH = re.compile(
    r"\b(?:in[- ]person|(?:side-?lines|margins|fringes) of|face[- ]to[- ]face)\b"
)


def around(template: Template, hit: Hit) -> str:
    """Return the clause in which a wording stands."""
    text = template.text
    start = max(text.rfind("; ", 0, hit.start), text.rfind(". ", 0, hit.start), -1) + 1
    stop = re.search(r"[;]|\.(?:['”\"]|\s|$)", text[hit.end :])
    return text[start : hit.end + (stop.start() if stop else len(text))]


def called_off(clause: str) -> bool:
    """Tell whether the clause says that a visit does not take place now."""
    return bool(cue("called_off").search(clause))


def remote(clause: str) -> bool:
    """Tell whether people only spoke from afar."""
    return bool(cue("remote").search(clause)) and not _IN_THE_FLESH.search(clause)


def refusal(template: Template, hit: Hit, *, dated: bool, published: date | None) -> str:
    """Return why a wording tells of no visit that is news; "" when it may."""
    clause = around(template, hit)
    if published is not None and _old(template, hit, published):
        return "history"
    if template.plain.rstrip("”\"’' ").endswith("?"):
        return "a question"
    reason = _unreal(template, hit, clause, dated=dated)
    if not reason and not dated:
        reason = _aside(template, hit, clause)
        if not reason and hit.kind in {"meet", "act"}:
            before = template.text[: hit.start]
            reason = "background to another thing" if cue("relative").search(before) else ""
    return reason or _not_ours(template, hit, clause)


def _unreal(template: Template, hit: Hit, clause: str, *, dated: bool) -> str:
    """Return why the journey is wished, denied or long past."""
    text = template.text
    accepted = cue("accepted").search(clause)
    come = hit.kind == "come" or hit.trigger.id == "arrives-in"
    settled = accepted or come or cue("settled").search(clause)
    if cue("invited").search(clause) and not settled:
        return "an invitation that is not yet accepted"
    reach = hit.end + (NEAR if hit.trigger.id == "visit-from" else 0)  # its verb stands behind
    if cue("wish").search(text, max(0, hit.start - 45), reach) and not dated and not accepted:
        return "a wish or a possibility"
    if cue("untrue").search(clause):
        return "denied"
    negated = cue("negated").search(text, max(0, hit.start - 25), hit.start)
    barred = cue("barred").search(text, max(0, hit.start - BARRED), hit.start)
    if barred or (negated and not called_off(clause)):
        return "denied"
    return "history" if _long_past(text, hit) else ""


def _long_past(text: str, hit: Hit) -> bool:
    """Tell whether words around a journey put it in the past; "will" before its verb does not."""
    if cue("will_do").search(text, max(0, hit.start - NEAR), hit.start):
        return False
    around_it = (max(0, hit.start - 50), min(len(text), hit.end + 40))
    return cue("history").search(text, *around_it) is not None


def _aside(template: Template, hit: Hit, clause: str) -> str:
    """Return why a journey without days is only mentioned beside other news."""
    text = template.text
    recent = cue("recent").search(text, max(0, hit.start - 25), hit.end)
    if recent or (hit.kind == "meet" and "recently" in clause):
        return "mentioned in passing"
    if hit.kind == "noun" and cue("thanked_for").search(text[: max(hit.start, 0)]):
        return "mentioned in passing"
    if hit.kind == "noun" and cue("background").search(text[: hit.start]):
        soon = cue("soon").search(text, hit.start, min(len(text), hit.end + 12))
        return "" if soon else "background to another event"
    return ""


def _not_ours(template: Template, hit: Hit, clause: str) -> str:
    """Return why nobody official travels there in person."""
    if cue("warning").search(clause):
        return "advice to travellers"
    before = template.text[max(0, hit.start - FATE) : hit.start]
    if hit.kind in _AT_PLACE and cue("no_journey").search(before):
        return "a fate, a post or hearsay, no journey"
    if hit.kind in _IN_PERSON and remote(clause):
        return "a call or a virtual meeting"
    if cue("common_travellers").search(template.text[max(0, hit.start - 60) : hit.start]):
        return "no official travels"
    return ""


def _old(template: Template, hit: Hit, published: date) -> bool:
    """Tell whether the wording's own month or year lies more than 60 days back."""
    inside = [int(y) for y in re.findall(r"\b(?:19|20)\d\d\b", template.text[hit.start : hit.end])]
    if inside and max(inside) < published.year and published - date(max(inside), 12, 31) > OLD:
        return True
    for match in cue("month_year").finditer(
        template.text, max(0, hit.start - 30), min(len(template.text), hit.end + 35)
    ):
        year = int(match[2])
        month = MONTHS.get((match[1] or "december").lower(), 12)
        last = date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)
        if last < published - OLD:
            return True
    month_only = cue("month_only").search(
        template.text, max(0, hit.start - 30), min(len(template.text), hit.end + 30)
    )
    if month_only and not re.search(
        r"\bwill\b|'ll\b|\b(?:is|are) (?:due |set )?to\b|\bto visit\b", around(template, hit)
    ):
        month = MONTHS[month_only[1].lower()]
        year = published.year - (month > published.month and not month_only["now"])
        last = date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)
        return last < published - OLD
    return False
