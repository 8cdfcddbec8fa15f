"""The parts of an office: what stands before its noun, the noun, and its portfolio."""

from collections.abc import Sequence

from bot.nlp.gazetteer import Found
from bot.nlp.names import SURNAMES_TOO
from bot.nlp.title_words import Token, lexicon

LEFT_LIMIT = 10
RIGHT_LIMIT = 30
PARENTHESIS = 7  #: tokens that a field in parentheses has at most, with its marks
_JOINERS = frozenset({"and", "&", "of", "for", ",", "to", "-", "/", "in", "on", "with", "the", "’"})
_PREPOSITIONS = frozenset({"of", "for", "to", "on", "at", "in"})
_ARTICLES = frozenset({"the", "our", "its", "his", "her", "their"})
_SERVED = frozenset({"COUNTRY", "DEMONYM", "ORG", "GROUP"})
_NAMED = _SERVED | {"REGION", "CITY", "STATE"}
_PLACES = frozenset({"COUNTRY", "CITY", "REGION", "EVENT", "VENUE", "STATE"})
_GOING = frozenset({"to", "in", "on", "with"})
_POSSESSIVE = frozenset({"'s", "’s"})
_BEFORE_NAMES = SURNAMES_TOO | {"Ambassador", "Senator", "Princess", "Governor", "Commander"}


def left_part(tokens: Sequence[Token], at: int) -> tuple[int, int, str] | None:
    """Find the head: its token, where the title proper starts, and the country named before it."""
    words = lexicon()
    country, shown, here = "", at, at
    while here < len(tokens) and here - at <= LEFT_LIMIT:
        if words.head(tokens, here) > here and not _only_modifier(tokens, here):
            return here, min(shown, here), country
        step, code = _left_step(tokens, at, here)
        if not step:
            return None
        country = country or code or ""
        if shown == here and (
            code is not None or tokens[here].text in {"(", ")"} or _acronym(tokens, here)
        ):
            shown = here + step
        here += step
    return None


def _acronym(tokens: Sequence[Token], at: int) -> bool:
    """Tell whether the word at *at* stands in parentheses."""
    return at > 0 and tokens[at - 1].text == "("


def _only_modifier(tokens: Sequence[Token], at: int) -> bool:
    """Tell whether a word like Deputy only qualifies the head that follows it."""
    words = lexicon()
    return (
        tokens[at].text in words.modifiers
        and any(
            words.head(tokens, n) > n
            for n in range(at + 1, min(at + 4, len(tokens)))
            if all(words.in_title(t.text) for t in tokens[at + 1 : n])
        )
        and words.head(tokens, at) == at + 1
    )


def _left_step(tokens: Sequence[Token], start: int, at: int) -> tuple[int, str | None]:
    """Return how many tokens before the head to accept at *at*, and the country they name."""
    token, words = tokens[at], lexicon()
    if token.place is not None and token.place.place.label in _SERVED | {"REGION"}:
        size = _place_size(tokens, at)
        owner = at + size < len(tokens) and tokens[at + size].text in _POSSESSIVE
        code = token.place.place.code if token.place.place.label != "REGION" else None
        return size + owner, code
    if token.text in _POSSESSIVE | {"(", ")"}:
        return int(at > start), None
    if token.capital and (words.in_title(token.text) or _acronym(tokens, at)):
        return 1, None
    return int(at > start and _joins_titles(tokens, at)), None


def _joins_titles(tokens: Sequence[Token], at: int) -> bool:
    """Tell whether "and" or a dash joins words of a title: "Finance and Trade Minister"."""
    if tokens[at].text not in {"and", "&", "of", "-", "–"} or at + 1 >= len(tokens):
        return False
    following = tokens[at + 1]
    known = lexicon().in_title(following.text) or following.place is not None
    return following.capital and known


def _place_size(tokens: Sequence[Token], at: int) -> int:
    """Count the tokens of the place that starts at *at*."""
    place, size = tokens[at].place, 0
    while at + size < len(tokens) and tokens[at + size].place is place:
        size += 1
    return max(size, 1)


def heads(tokens: Sequence[Token], at: int) -> int:
    """Return the end of one head, or of several in a row ("Minister President")."""
    words = lexicon()
    end = words.head(tokens, at)
    while (further := words.head(tokens, end)) > end and tokens[end].text not in _BEFORE_NAMES:
        end = further
    return end


def right_part(tokens: Sequence[Token], at: int, *, envoy: bool) -> tuple[int, str]:
    """Read what follows the head: its end, and the country it serves ("of Ukraine")."""
    country, limit = "", at + RIGHT_LIMIT
    while at < min(len(tokens), limit):
        if size := _charge(tokens, at):
            end, _ = _portfolio(tokens, at + size)
            if end == at + size:
                break
            at = end
        elif tokens[at].text in _PREPOSITIONS and not _goal(tokens, at, envoy=envoy):
            end, served = _portfolio(tokens, at + 1)
            if end == at + 1:
                break
            if tokens[at].text in {"of", "in", "at"} and served is not None:
                country = country or served.place.code
            at = end
        elif size := _parenthesis(tokens, at):
            at += size
        else:
            break
    return at, country


def _goal(tokens: Sequence[Token], at: int, *, envoy: bool) -> bool:
    """Tell whether "to Australia" is where somebody goes and no part of the office."""
    here = at + 1
    while here < len(tokens) and tokens[here].text in _ARTICLES | {"Republic", "of", "Kingdom"}:
        here += 1
    place = tokens[here].place if here < len(tokens) else None
    if place is None or place.place.label not in _PLACES:
        return False
    if tokens[at].text == "to" and tokens[at - 1].text in lexicon().envoys:
        return False
    return tokens[at].text in {"in", "at", "on"} or (tokens[at].text == "to" and not envoy)


def _parenthesis(tokens: Sequence[Token], at: int) -> int:
    """Count the tokens of an acronym or a field in parentheses at *at*: "(East Asia)"."""
    if at >= len(tokens) or tokens[at].text != "(":
        return 0
    for end in range(at + 2, min(at + PARENTHESIS, len(tokens))):
        if tokens[end].text == ")":
            return end + 1 - at
        if not tokens[end].capital and tokens[end].text not in _JOINERS:
            return 0
    return 0


def _charge(tokens: Sequence[Token], at: int) -> int:
    """Count the words of "in charge of" or "responsible for" at *at*."""
    words = [t.text for t in tokens[at : at + 3]]
    if words == ["in", "charge", "of"]:
        return 3
    return 2 if words[:2] == ["responsible", "for"] else 0


def _portfolio(tokens: Sequence[Token], at: int) -> tuple[int, Found | None]:
    """Read a portfolio, body or country from *at*; return its end and the first one it names."""
    end, here, served = at, at, None
    while here < len(tokens):
        step, counts = _portfolio_step(tokens, here, at, end)
        if not step:
            break
        served = served or _served(tokens, here)
        comma = tokens[here].text == ","
        here += step
        end = here if counts else end
        if comma and not _list_goes_on(tokens, here):
            break
    return end, served


def _portfolio_step(tokens: Sequence[Token], here: int, start: int, end: int) -> tuple[int, bool]:
    """Return how many tokens to take at *here*, and whether the portfolio may end behind them."""
    token = tokens[here]
    if token.text in _ARTICLES:
        return 1, False
    if token.place is not None and token.place.place.label in _NAMED:
        named = here > start and lexicon().names(tokens, here)
        return (0, False) if named else (_place_size(tokens, here), True)
    if _belongs(tokens, here, start):
        return max(lexicon().head(tokens, here) - here, 1), True
    if here == end and (size := _parenthesis(tokens, here)):
        return size, True
    joined = token.text in _JOINERS and end > start and not _new_office(tokens, here + 1)
    goal = token.text in _GOING and _goal(tokens, here, envoy=False)
    return int((joined and not goal) or (here == end and token.text in _POSSESSIVE)), False


def _served(tokens: Sequence[Token], here: int) -> Found | None:
    """Return the country or body named at *here* if the office is "of" it."""
    place = tokens[here].place
    if place is None or place.place.label not in _SERVED:
        return None
    return place if tokens[here - 1].text in {"of", "the"} else None


def _list_goes_on(tokens: Sequence[Token], at: int) -> bool:
    """Tell whether a comma joins portfolios: "Regulations, and Coordination"."""
    if at < len(tokens) and tokens[at].text in {"and", "&"}:
        at += 1
    return at < len(tokens) and (
        tokens[at].text in lexicon().portfolios
        or (tokens[at].capital and [t.text for t in tokens[at + 1 : at + 3]] == [",", "and"])
    )


def _belongs(tokens: Sequence[Token], at: int, start: int) -> bool:
    """Tell whether the word at *at* is part of a portfolio and not of a name."""
    token, words = tokens[at], lexicon()
    if not token.capital:
        return False
    if words.head(tokens, at) > at:
        end = heads(tokens, at)
        owner = end < len(tokens) and tokens[end].text in _POSSESSIVE
        return tokens[at - 1].text in _ARTICLES | {"to"} and not owner
    known = words.in_title(token.text) or (token.text.isupper() and len(token.text) > 1)
    return known or _body_follows(tokens, at, start) or _named_body(tokens, at)


def _named_body(tokens: Sequence[Token], at: int) -> bool:
    """Tell whether an unknown word names what is governed: "of the Seimas", "of Flanders, X"."""
    if tokens[at].text in lexicon().honorifics:
        return False
    before = [t.text for t in tokens[max(0, at - 3) : at]]
    comma = at + 1 < len(tokens) and tokens[at + 1].text == ","
    return before[-2:] == ["of", "the"] or (
        comma and (before[-1:] == ["of"] or before[:2] == ["of", "the"])
    )


def _body_follows(tokens: Sequence[Token], at: int, start: int) -> bool:
    """Tell whether an unknown word belongs to a body: "the Smithsonian Institution"."""
    ahead = tokens[at + 1 : at + 3]
    if tokens[at - 1].text == "," and [t.text for t in ahead] == [",", "and"]:
        return True
    if at > start and tokens[at - 1].text not in _ARTICLES | _PREPOSITIONS:
        return False
    body = next((n for n, t in enumerate(ahead) if t.text in lexicon().institutions), None)
    return body is not None and all(t.capital for t in ahead[:body])


def _new_office(tokens: Sequence[Token], at: int) -> bool:
    """Tell whether another office starts at *at* (after "and" or a comma)."""
    if at < len(tokens) and tokens[at].text in {"and", "the"}:
        at += 1
    if at < len(tokens) and tokens[at].text == "the":
        at += 1
    return at < len(tokens) and left_part(tokens, at) is not None
