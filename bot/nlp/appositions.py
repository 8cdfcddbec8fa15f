"""What stands behind a name: an office in apposition, a title below it, the country served."""

from collections.abc import Container, Sequence

from bot.nlp.names import read_name
from bot.nlp.offices import Office, read_office
from bot.nlp.title_words import Token, lexicon

_BEFORE_COUNTRY = frozenset({"the", "Republic", "Kingdom", "State", "of"})


def named_after(tokens: Sequence[Token], at: int) -> bool:
    """Tell whether an institution that bears the name follows: "Sir John Monash Centre"."""
    return at < len(tokens) and tokens[at].text in lexicon().named_after


def behind(tokens: Sequence[Token], at: int) -> tuple[int, Office | None]:
    """Read an office set behind a name: ", Deputy Prime Minister of …" or ", the then Premier"."""
    here = at
    if here >= len(tokens) or tokens[here].text not in {",", "("}:
        return at, None
    here += 1
    while here < len(tokens) and tokens[here].text in {"the", "then", "our", "a"}:
        here += 1
    office = read_office(tokens, here, behind=True) if here < len(tokens) else None
    if office is None:
        return at, None
    if read_name(tokens, office.end, after_office=True) is not None:
        return at, None  # the office belongs to the next person of a list
    if office.end < len(tokens) and tokens[office.end].text == ",":
        following = read_name(tokens, office.end + 1)
        if following is not None and following.courteous:
            return at, None
    return office.end, office


def below(tokens: Sequence[Token], at: int, end: int) -> tuple[int, Office | None]:
    """Read the office in the line below a line that holds only a name: a byline or signature."""
    begins = at == 0 or tokens[at - 1].text.startswith("\n")
    if not begins or end + 1 >= len(tokens) or not tokens[end].text.startswith("\n"):
        return end, None
    office = read_office(tokens, end + 1, behind=True)
    if office is None or (office.end < len(tokens) and "\n" not in tokens[office.end].text):
        return end, None
    return office.end, office


def of_country(
    tokens: Sequence[Token], at: int, country: str, by: Container[str] = ("of",)
) -> tuple[str, int]:
    """Read "of Canada" behind a name; *by* are the words that may lead to the country."""
    here = at
    if here < len(tokens) and tokens[here].text in by:
        here += 1
        while here < len(tokens) and tokens[here].text in _BEFORE_COUNTRY:
            here += 1
        if here < len(tokens):
            place = tokens[here].place
            if place is not None and place.place.label in {"COUNTRY", "ORG"}:
                while here < len(tokens) and tokens[here].place is place:
                    here += 1
                return country or place.place.code, here
    return country, at
