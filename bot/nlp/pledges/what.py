"""The short phrase that says what is promised, in the words of the text."""

import re
from collections.abc import Iterable

from bot.nlp.pledges.lexicon import phrases

_LONGEST = 80
_LEAD = phrases("what.lead")
_STOP = phrases("what.stop")
_NOUN_BEFORE = phrases("what.noun_before")
_DANGLING = phrases("what.dangling")
_BREAK = re.compile(r"\s(?=(?:and|for|in|to|from|through|by|with|on|at|as|including)\b)")
#: goods in a row, whose commas end nothing: "food, tents and medical supplies"
_GOOD = (
    r"(?:(?!(?:will|would|has|have|had|is|are|was|were|which|who|that|to|for|in|on|at|as|with|by|from"
    r"|the|an?|and|or|bringing|including|said|says|following|while|but|not|also|this|these|its|our"
    r"|over|more|where|when|since|after|before|under|through|via|among|amid|during|worth|(?!armou?red|dried|canned)\w+ed)\b)"
    r"(?:[a-z][\w’'-]*|[A-Z]{2,}|\d(?:[\w-]|,(?=\d))*))"
)
_GOODS = rf"{_GOOD}(?:\s{_GOOD}){{0,3}}"
_LISTED = re.compile(
    rf"\s?(?:of\s)?(?P<goods>{_GOODS}(?:,\s{_GOODS}){{1,16}},?\sand\s(?:other\s)?{_GOODS})"
)
#: what follows the first of them, "tents"
_MORE = re.compile(rf"(?:,\s{_GOODS}){{1,16}},?\sand\s(?:other\s)?{_GOODS}")
#: a time between the receiver and the purpose: "to Fiji this year for clean water"
_WHEN = (
    r"(?:\s(?:(?:this|next|last)\syear"
    r"|(?:over|in|during|for)\s(?:the\s)?(?:next\s|coming\s)?[\w-]+(?:\syears?|\smonths)?))?"
)
_NO_TIME = r"(?!(?:the\s|a\s)?(?:periods?|years?|next|coming|20\d\d|[\w-]+\s(?:years?|months?))\b)"
#: what may stand before a country's name: "the Government of the Republic of"
_STATE = (
    r"(?:the\s)?(?:(?:office|people|governments?|embassy|states?|republic|kingdom|country)"
    r"\sof\s(?:the\s)?)*"
)
#: receivers' names are blotted out letter by letter, so that the patterns are the same for all
_NAME = "\ue000"
_NAMES = rf"{_STATE}{_NAME}+"
_HELPED = re.compile(rf"(?:help|assist|support|enable|allow)\s{_NAMES}(?!\w)")
_NAMED_FIRST = re.compile(
    rf"{_NAMES}(?:(?:,|,?\sand)\s{_NAMES})*{_WHEN}\s(?:for|to|towards?)\s{_NO_TIME}(?=[\w{_NAME}])"
)
_RECEIVER = rf"{_STATE}(?:the\s)?{_NAME}+(?:['’]s?)?"
_NAMED_LAST = re.compile(
    rf"\s(?:to|for)\s{_RECEIVER}(?:(?:,|,?\sand)\s{_RECEIVER})*"
    r"(?:\s(?:people|population|government|authorities))?$"
)
_EMPTY = re.compile(
    r"\b(?:the|and|people|peoples|government|state|republic|kingdom|of|in|to|for|by|its|their|a|an|region|through|via|countries|country|neighbou?r\w*)\b",
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
        more = _MORE.match(after)
        row = more[0] if more else ""
        rest = _until_stop(after[len(row) :])
        phrase = _without_receiver(f"{thing}{row} {rest}", list(gainers))
        return _short(phrase, at_least=len(thing))
    explained = sentence[:start].endswith("(")
    bare = {name.removeprefix("the ") for name in gainers}
    names = sorted(filter(None, bare), key=len, reverse=True)
    phrase = "" if explained else _until_stop(_after_name(_without_lead(after), names))
    phrase = _without_receiver(phrase, names)
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
    listed = _LISTED.match(text)
    stop = _STOP.search(text, listed.end("goods") if listed else 0)
    return (text[: stop.start()] if stop else text).strip()


def _after_name(phrase: str, names: list[str]) -> str:
    """Turn "Fiji for clean water" into "clean water"."""
    blotted = _blotted(phrase, names)
    if _HELPED.match(blotted):
        return ""
    match = _NAMED_FIRST.match(blotted)
    return phrase[match.end() :] if match else phrase


def _blotted(phrase: str, names: list[str]) -> str:
    """Write a sign for each letter of a name, so that offsets stay."""
    for name in sorted(names, key=len, reverse=True):
        phrase = phrase.replace(name, _NAME * len(name))
    return phrase


def _without_receiver(phrase: str, names: list[str]) -> str:
    """Cut "to Fiji" and "for the people of Fiji" off the end: who gains is told beside it."""
    if not names:
        return phrase
    phrase = _DANGLING.sub("", phrase)
    match = _NAMED_LAST.search(_blotted(phrase, names))
    return phrase[: match.start()] if match else phrase


def _says_nothing(phrase: str, names: list[str]) -> bool:
    for name in names:
        phrase = phrase.replace(name, " ")
    return not re.search(r"\w{3}", _EMPTY.sub(" ", phrase))


def _before(before: str) -> str:
    """Take what a sum in brackets explains, or the noun in front of it: "a grant of"."""
    if before.endswith("("):
        words = re.split(r"[;:.,()]\s(?:and\s)?|\b(?:such as|including)\s", before.rstrip("( "))[
            -1
        ].split()[-8:]
        return re.sub(r"^(?:on|of|for|the|to|in|and|a|an)\s", "", " ".join(words))
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
    phrase = re.sub(r"^(?:the|its|their)\s", "", phrase)
    while phrase != before:
        before = phrase
        phrase = _DANGLING.sub("", phrase).strip(' .,;:–—-"”“(?!')
        phrase = phrase.removesuffix(")").strip() if "(" not in phrase else phrase
    return phrase
