"""Who is named in a text: every office and name as it stands there, not yet joined."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.nlp.appositions import behind, below, named_after, of_country
from bot.nlp.gazetteer import Found
from bot.nlp.names import read_name, skip_honorifics
from bot.nlp.offices import Office, begins_next, read_office
from bot.nlp.parties import Several, read_party, read_several
from bot.nlp.title_words import Token, lexicon, tokens_of

WEAK_HEADS = frozenset(
    {"Ambassador", "Senator", "Governor", "Prince", "Princess", "Sheikh", "Member"}
)
FULL = 2  #: words of a full name
COUNTERPART = "counterpart"  #: head of somebody whose office is that of another
COUNTERPARTS = frozenset({"counterpart", "counterparts", "colleague", "leader"})
_SMALL = COUNTERPARTS | {"delegation"}  #: the words without a capital that somebody is called by


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody in a document: *name* is None when only the office is known, *country* may be ""."""

    name: str | None
    office: str | None
    country: str = ""
    head: str = ""  #: the office's noun ("Prime Minister")


@dataclass(frozen=True, slots=True)
class Mention:
    """Where a person is spoken of; *whole* is False for a bare surname or title."""

    start: int
    end: int
    person: Person
    whole: bool = True


def read_mentions(text: str, places: Sequence[Found]) -> list[Mention]:
    """Read every office and name in *text*, each as it stands there, not yet joined."""
    tokens = tokens_of(text, places)
    mentions: list[Mention] = []
    at = 0
    while at < len(tokens):
        if not tokens[at].capital and tokens[at].text not in _SMALL:
            at += 1
            continue
        if several := read_several(tokens, at):
            mentions += [
                Mention(tokens[one.first].start, tokens[one.end - 1].end, _one_of(one))
                for one in several
            ]
            at = several[-1].end
            continue
        named = tokens[at].capital
        step = _mention(tokens, at) or _opener(tokens, at) if named else _unnamed(tokens, at)
        if step is None:
            at += 1
        else:
            mention, at = step
            mentions.append(mention)
    return mentions


def _one_of(one: Several) -> Person:
    """Return one of several holders of like offices."""
    return Person(one.name, one.office, one.country, one.office)


def _unnamed(tokens: Sequence[Token], at: int) -> tuple[Mention, int] | None:
    """Read what begins with a small word: a counterpart, or a party without a named leader."""
    if tokens[at].text in COUNTERPARTS:
        return _counterpart(tokens, at)
    party = read_party(tokens, at) if tokens[at].text == "delegation" else None
    if party is None:
        return None
    text, country, end = party
    person = Person(None, text, country, "delegation")
    return Mention(tokens[at].start, tokens[end - 1].end, person, whole=False), end


def _mention(tokens: Sequence[Token], at: int) -> tuple[Mention, int] | None:
    """Read a person at token *at*: an office with or without a name, or a name with a title."""
    office = read_office(tokens, at)
    if office is not None:
        return _officer(tokens, at, office)
    start = skip_honorifics(tokens, at)
    name = read_name(tokens, at)
    if name is None:
        if start > at and (office := read_office(tokens, start)) is not None:
            return _officer(tokens, at, office)
        return None
    end, office = behind(tokens, name.end)
    if office is not None and not name.courteous and name.last - name.first == 1:
        return None  # "Earlier, the Foreign Secretary"
    if office is None:
        end, office = below(tokens, at, name.end)
    if office is None and (not name.courteous or named_after(tokens, end)):
        return None
    country = office.country if office else ""
    country, end = of_country(tokens, end, country)
    person = Person(
        name.name, office.text if office else None, country, office.head if office else ""
    )
    return Mention(tokens[at].start, tokens[end - 1].end, person), end


def _officer(tokens: Sequence[Token], at: int, office: Office) -> tuple[Mention, int] | None:
    """Read the name that belongs to an office, before or behind a comma."""
    name = read_name(tokens, office.end, after_office=True)
    if name is None and office.end < len(tokens) and tokens[office.end].text == ",":
        name = read_name(tokens, office.end + 1)
        if name is not None and not (name.courteous or name.last - name.first > 1):
            name = None
    if name is None:
        if office.head not in lexicon().unnamed and not office.of_phrase:
            return None
        person = Person(None, office.text, office.country, office.head)
        return Mention(
            tokens[at].start, tokens[office.end - 1].end, person, whole=False
        ), office.end
    end, second = behind(tokens, name.end)
    if second is not None and begins_next(tokens, end):
        end, second = name.end, None
    if second is None and office.head in WEAK_HEADS:
        end, second = below(tokens, at, name.end)
    if second is not None and (
        office.head in WEAK_HEADS or (second.country and not office.country)
    ):
        country = second.country or office.country
        office = (
            replace(second, country=country)
            if office.head in WEAK_HEADS
            else replace(office, country=country)
        )
    country, end = of_country(tokens, end, office.country)
    return Mention(
        tokens[at].start,
        tokens[end - 1].end,
        Person(name.name, office.text, country, office.head),
    ), end


def _opener(tokens: Sequence[Token], at: int) -> tuple[Mention, int] | None:
    """Read a full name without a title that opens a sentence: "Helen Ashworth, who arrived"."""
    behind_phrase = at > 0 and tokens[at - 1].text == ","
    if at and not (
        behind_phrase
        or tokens[at - 1].text.startswith("\n")
        or tokens[at - 1].text in {".", "”", "’"}
    ):
        return None
    name = read_name(tokens, at)
    if name is None or name.last - name.first < FULL or name.end >= len(tokens):
        return None
    if any(lexicon().in_title(t.text) or t.place for t in tokens[name.first : name.last]):
        return None
    follows = [t.text for t in tokens[name.end : name.end + 2]]
    acts = lexicon().person_verbs if behind_phrase else lexicon().person_acts
    if follows[0] not in acts or (follows[0] == "," and follows[1:] != ["who"]):
        return None
    return Mention(tokens[at].start, tokens[name.end - 1].end, Person(name.name, None)), name.end


def _counterpart(tokens: Sequence[Token], at: int) -> tuple[Mention, int] | None:
    """Read "his Namibian counterpart, Selma Hamutenya", "his counterpart from Namibia, Ms …"."""
    before = tokens[at - 1].place if at else None
    country = before.place.code if before and before.place.label in {"DEMONYM", "COUNTRY"} else ""
    country, behind_it = of_country(tokens, at + 1, country, by={"of", "from"})
    comma = behind_it < len(tokens) and tokens[behind_it].text in {",", ":"}
    here = behind_it + comma
    name = read_name(tokens, here)
    if name is not None:  # then a surname that is a plain word too belongs to it
        name = read_name(tokens, here, after_office=True) or name
    if name is None and comma:
        return _titled_counterpart(tokens, here, country)
    if name is None or (name.last - name.first < FULL and not name.courteous):
        return None
    end, office = behind(tokens, name.end)
    country = country or (office.country if office else "")
    person = Person(
        name.name, office.text if office else None, country, office.head if office else COUNTERPART
    )
    return Mention(tokens[here].start, tokens[end - 1].end, person), end


def _titled_counterpart(
    tokens: Sequence[Token], at: int, country: str
) -> tuple[Mention, int] | None:
    """Read the office and name behind "her Tanzanian counterpart, the"."""
    at += at < len(tokens) and tokens[at].text == "the"
    office = read_office(tokens, at) if at < len(tokens) and tokens[at].capital else None
    step = _officer(tokens, at, office) if office else None
    if step is None or not step[0].person.name:
        return None
    mention, end = step
    person = replace(mention.person, country=mention.person.country or country)
    return replace(mention, person=person), end
