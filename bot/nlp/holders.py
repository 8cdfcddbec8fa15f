"""Whose office is meant when two of one kind are spoken of, and who holds one without a name."""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from bot.nlp.mentions import Mention, Person


def owned(text: str, mentions: Sequence[Mention]) -> list[Mention]:
    """Read "the Prime Minister's Security Advisor" as the latter, of the former's country."""
    out: list[Mention] = []
    for mention in mentions:
        before = out[-1] if out else None
        if (
            before
            and not mention.person.name
            and text[before.end : mention.start] in {"'s ", "’s "}
        ):
            country = mention.person.country or before.person.country
            person = Person(None, mention.person.office, country, mention.person.head)
            out[-1] = Mention(before.start, mention.end, person, whole=False)
        else:
            out.append(mention)
    return out


_DEALS_WITH = re.compile(
    r"\b(?:talks with|meetings? with|talk to|counterpart"
    r"|welcom|host|met|meet|receiv|spoke|speak|call|thank|congratulat)\w*\b"
)


def own_office(text: str, mentions: Sequence[Mention], home: str) -> list[Mention]:
    """In "the Premier met the Premier of Denmark, X" the first is the publisher's own."""
    out = list(mentions)
    for n, (mention, following) in enumerate(pairwise(mentions)):
        between = text[mention.end : following.start]
        same = mention.person == following.person and mention.person.country != home
        untold = (
            not mention.whole
            and (mention.person.name or "\0") not in text[mention.start : mention.end]
        )
        if (
            same
            and untold
            and following.whole
            and "\n" not in between
            and _DEALS_WITH.search(between)
        ):
            head = mention.person.head
            ours = [
                m.person
                for m in mentions
                if m.person.head == head
                and m.person.country in {"", home}
                and m.person != mention.person
            ]
            person = ours[0] if ours else Person(None, head, home, head)
            out[n] = replace(mention, person=person)
            if not following.person.country:  # then the bare title means ours elsewhere too
                out = [_retold(text, m, following.person, person) for m in out]
    return out


def _retold(text: str, mention: Mention, namesake: Person, person: Person) -> Mention:
    """Give a bare title, taken for a foreign namesake, back to the publisher's own holder."""
    bare = (namesake.name or "\0").rpartition(" ")[2] not in text[mention.start : mention.end]
    taken = mention.person == namesake and not mention.whole and bare
    return replace(mention, person=person) if taken else mention


#: offices of which a release may speak of many
_POSTED = frozenset({"Ambassador", "High Commissioner", "Minister", "Representative"})


def named_next(text: str, mentions: Sequence[Mention], home: str) -> list[Mention]:
    """Join an office without a name and the bare name that the next sentence goes on with."""
    out = list(mentions)
    for before, after in pairwise(mentions):
        office, name = before.person, after.person
        between = text[before.end : after.start]
        if office.name or not office.office or office.country not in {"", home}:
            continue
        if (
            not name.name
            or name.office
            or name.country
            or name.head
            or "\n" in between
            or ". " not in between
        ):
            continue
        person = Person(name.name, office.office, office.country, office.head)
        out = [replace(m, person=person) if m.person in {office, name} else m for m in out]
    return out


def named_holder(mentions: Sequence[Mention], home: str) -> list[Mention]:
    """Join the one office without a name and the one name without an office, if both are ours."""
    offices = {
        m.person
        for m in mentions
        if not m.person.name and m.person.country in {"", home} and m.person.head not in _POSTED
    }
    names = {
        m.person
        for m in mentions
        if m.person.name and not (m.person.office or m.person.country or m.person.head)
    }
    if len(offices) != 1 or len(names) != 1:
        return list(mentions)
    office, name = offices.pop(), names.pop()
    person = Person(name.name, office.office, office.country, office.head)
    return [replace(m, person=person) if m.person in {office, name} else m for m in mentions]


def shared_country(text: str, mentions: Sequence[Mention]) -> list[Mention]:
    """Give "Foreign Minister A and Chief of Cabinet B of Argentina" one country."""
    out = list(mentions)
    for n in range(len(out) - 2, -1, -1):
        here, following = out[n], out[n + 1]
        joined = text[here.end : following.start].strip(" ,") in {"and", "&"}
        if (
            joined
            and not here.person.country
            and text[: following.end].rstrip().endswith(_ending(text, following))
        ):
            out[n] = replace(here, person=replace(here.person, country=following.person.country))
    return out


def _ending(text: str, mention: Mention) -> str:
    """Return the "of Country" tail of a mention, or something that no text ends with."""
    match = re.search(r"\b(of (?:(?!\bof )[^,])+)$", text[mention.start : mention.end])
    tail = match[1] if match and mention.person.country else ""
    name = mention.person.name or ""
    return (
        tail
        if tail
        and text.find(name, mention.start)
        < mention.start + len(text[mention.start : mention.end]) - len(tail)
        else "\0"
    )
