"""Lists: which line opened the list that a sentence stands in."""

import re

from spacy.tokens import Doc, Span

from bot.nlp.attributes import whole_text

_BULLET = re.compile(r"^\s*(?:[-–—•*·▪]\s*|\(?\d{1,2}[.)]\s|\(?[a-z]\)\s)")
_LEAD = re.compile(r":\s*$")


def list_intros(doc: Doc, sentences: list[Span]) -> dict[int, str]:
    """Map the first token of each listed sentence to the text of the line that opened its list.

    A list is a run of bulleted lines, or of lines after one that ends with a colon.
    """
    whole = whole_text(doc)
    intros: dict[int, str] = {}
    opener, opened, last_end = "", False, 0
    for sentence in sentences:
        text = whole[sentence.start_char : sentence.end_char].strip()
        if not text:
            continue
        gap = whole[last_end : sentence.start_char]
        new_line = (
            "\n" in gap
            or last_end == 0
            or "\n" in whole[sentence.start_char - 1 : sentence.start_char]
        )
        bullet = bool(_BULLET.match(text)) and new_line
        if bullet or (opened and _continues(text)):
            intros[sentence.start] = opener
        elif _LEAD.search(text):
            opener, opened = text, True
        elif sentence.start not in intros:
            if not new_line and intros and last_end and opened:
                intros[sentence.start] = opener
            else:
                opener, opened = text, False
        last_end = sentence.end_char
    return intros


def _continues(text: str) -> bool:
    return bool(re.match(r"[$£€A-Z]{0,3}[$£€]?\s?\d|[a-z]", text)) or text.endswith(";")
