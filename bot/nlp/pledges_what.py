"""The short phrase that says what is promised, in the words of the text."""

import re
from collections.abc import Iterable

from bot.nlp.pledges_lexicon import phrases

_LONGEST = 80
_LEAD = phrases("what.lead")
_STOP = phrases("what.stop")
_NOUN_BEFORE = phrases("what.noun_before")
_DANGLING = phrases("what.dangling")
_BREAK = re.compile(r"\s(?=(?:and|for|in|to|from|through|by|with|on|at|as|including)\b)")
_EMPTY = re.compile(
    r"\b(?:the|and|people|peoples|government|state|republic|kingdom|of|in|to|for|by|its|a|an|region|through|via)\b",
    re.IGNORECASE,
)


def what_of(
    sentence: str, span: tuple[int, int], *, money: bool, gainers: Iterable[str] = ()
) -> str:
    """Take the words after a sum, or the thing itself with what follows it.

    Stops where another clause begins. "" when nothing is left but the *gainers*' names.
    """
    start, end = span
    after = sentence[end:]
    if not money:
        thing = sentence[start:end].removeprefix("that ")
        return _short(f"{thing} {_until_stop(after)}", at_least=len(thing))
    explained = sentence[:start].endswith("(")
    phrase = "" if explained else _until_stop(_without_lead(after))
    bare = {name.removeprefix("the ") for name in gainers}
    names = sorted(filter(None, bare), key=len, reverse=True)
    phrase = _after_name(phrase, names)
    if _says_nothing(phrase, names):
        phrase = _before(sentence[:start])
    return "" if _says_nothing(phrase, names) else _short(phrase)


def _without_lead(after: str) -> str:
    """Drop "a year", "over five years", "in", "worth of" right behind a sum."""
    for _ in range(4):
        lead = _LEAD.match(after)
        if lead is None or not lead[0]:
            break
        after = after[lead.end() :]
    return after


def _until_stop(text: str) -> str:
    stop = _STOP.search(text)
    return (text[: stop.start()] if stop else text).strip()


def _after_name(phrase: str, names: list[str]) -> str:
    """Turn "Fiji for clean water" into "clean water"."""
    if not names:
        return phrase
    name = rf"(?:the\s)?(?:Office of the\s)?(?:{'|'.join(map(re.escape, names))})"
    chain = rf"{name}(?:(?:,|,?\sand)\s{name})*\s(?:for|to|towards?)\s(?=\w)"
    if re.match(rf"(?:help|assist|support|enable|allow)\s{name}\b", phrase):
        return ""
    match = re.match(chain, phrase)
    return phrase[match.end() :] if match else phrase


def _says_nothing(phrase: str, names: list[str]) -> bool:
    for name in names:
        phrase = phrase.replace(name, " ")
    return not re.search(r"\w{3}", _EMPTY.sub(" ", phrase))


def _before(before: str) -> str:
    """Take what a sum in brackets explains, or the noun in front of it: "a grant of"."""
    if before.endswith("("):
        return " ".join(re.split(r"[;:.,(]\s", before.rstrip("( "))[-1].split()[-8:])
    noun = _NOUN_BEFORE.search(before)
    return noun["noun"] if noun else ""


def _short(phrase: str, at_least: int = 0) -> str:
    """Cut a long phrase between its parts, and what then dangles at its end."""
    phrase = re.sub(r"\s+", " ", phrase).strip()
    while len(phrase) > _LONGEST:
        breaks = [m.start() for m in _BREAK.finditer(phrase, at_least)]
        fitting = [at for at in breaks if at <= _LONGEST]
        cut = max(fitting or breaks[:1] or [phrase.rfind(" ", 0, _LONGEST)])
        if cut <= 0:
            break
        phrase = phrase[:cut]
    before = ""
    while phrase != before:
        before = phrase
        phrase = _DANGLING.sub("", phrase).strip(' .,;:–—-"”“(?!')
    return phrase
