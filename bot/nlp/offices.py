"""The grammar of an office: "Canadian Minister of Foreign Affairs", "Special Envoy for Yemen"."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.nlp.names import read_name
from bot.nlp.office_parts import heads, left_part, right_part
from bot.nlp.title_words import Token, lexicon

#: titles as initials: what they stand for, and its noun
_SHORT = {
    "PM": ("Prime Minister", "Prime Minister"),
    "DPM": ("Deputy Prime Minister", "Deputy Prime Minister"),
    "EAM": ("External Affairs Minister", "Minister"),
}


@dataclass(frozen=True, slots=True)
class Office:
    """An office at tokens *first* to *end*; *head* is its noun, *country* whom it serves ("")."""

    text: str
    head: str
    country: str
    first: int
    end: int
    of_phrase: bool  #: something follows the head ("of Ukraine", "for Trade")


def read_office(tokens: Sequence[Token], at: int, *, behind: bool = False) -> Office | None:
    """Read an office, or two of one person, from token *at*; *behind* a name no name follows."""
    office = _office(tokens, at, behind=behind)
    if office is None or office.country:
        return office
    whole = _text(tokens, office.first, office.end)
    country = next((code for body, code in lexicon().bodies if body in whole), "")
    return replace(office, country=country)


def _office(tokens: Sequence[Token], at: int, *, behind: bool) -> Office | None:
    """Read an office without world knowledge about whose it is."""
    left = left_part(tokens, at)
    if left is None:
        return None
    head_at, shown, country = left
    head_end = heads(tokens, head_at)
    envoy = tokens[head_end - 1].text in lexicon().envoys
    end, later = right_part(tokens, head_end, envoy=envoy)
    country = country or later
    head = _text(tokens, head_at, head_end)
    if head in _SHORT and head_at and tokens[head_at - 1].text[0].isdigit():
        return None  # "at 3 PM"
    text = _text(tokens, shown, end)
    text, head = _SHORT.get(text, (text, _SHORT.get(head, (head, head))[1]))
    office = Office(text, head, country, at, end, end > head_end)
    return _with_second(tokens, office, behind=behind) or office


def _text(tokens: Sequence[Token], first: int, end: int) -> str:
    """Write tokens as they stand in the text, in one line."""
    parts = [tokens[first].text]
    for before, token in zip(tokens[first : end - 1], tokens[first + 1 : end], strict=True):
        parts.append((" " if token.start > before.end else "") + token.text)
    return "".join(parts)


def _with_second(tokens: Sequence[Token], office: Office, *, behind: bool) -> Office | None:
    """Join two offices of one person: "Deputy Prime Minister and Minister of Foreign Affairs"."""
    at = office.end
    if at + 1 >= len(tokens) or tokens[at].text not in {"and", "&", "/"}:
        return None
    second = _office(tokens, at + 1, behind=behind)
    if (
        second is None
        or (
            second.country
            and not office.country
            and not behind
            and office.head not in lexicon().doubled
        )
        or not _one_person(office, second)
    ):
        return None
    named = read_name(tokens, second.end, after_office=True) is not None
    if named == behind and not (_comma_name(tokens, second.end) and not behind):
        return None
    joint = "/" if tokens[at].text == "/" else f" {tokens[at].text} "
    text = f"{office.text}{joint}{second.text}"
    return Office(
        text,
        office.head,
        office.country or second.country,
        office.first,
        second.end,
        of_phrase=True,
    )


def _one_person(office: Office, second: Office) -> bool:
    """Tell whether one person can hold both: "the President and Foreign Minister X" are two."""
    if office.of_phrase or office.head in lexicon().doubled:
        return True
    return second.of_phrase and office.head not in lexicon().single


def _comma_name(tokens: Sequence[Token], at: int) -> bool:
    """Tell whether a comma and a name follow."""
    if at + 1 >= len(tokens) or tokens[at].text != ",":
        return False
    name = read_name(tokens, at + 1)
    return name is not None and (name.courteous or name.last - name.first > 1)


def begins_next(tokens: Sequence[Token], at: int) -> bool:
    """Tell whether the office that ends at *at* is half of the next person's.

    "Foreign Minister A, Deputy Prime Minister and Foreign Minister B".
    """
    if at >= len(tokens) or tokens[at].text not in {"and", "&"}:
        return False
    office = read_office(tokens, at + 1) if at + 1 < len(tokens) else None
    return office is not None and read_name(tokens, office.end, after_office=True) is not None
