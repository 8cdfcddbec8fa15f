"""Who is named in a text, in which office, and whom "the Minister" and a bare surname mean."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache

from spacy.language import Language
from spacy.tokens import Doc, SpanGroup

from bot.nlp.attributes import whole_text
from bot.nlp.gazetteer import Found, rules
from bot.nlp.holders import named_holder, named_next, own_office, owned, shared_country
from bot.nlp.mentions import WEAK_HEADS, Mention, Person, read_mentions
from bot.nlp.names import name_words
from bot.nlp.places import find_places
from bot.nlp.title_words import lexicon


def alike(one: Person, other: Person) -> bool:
    """Tell whether two named people can be one: a name within the other, no other country."""
    if not one.name or not other.name:
        return False
    if one.country and other.country and one.country != other.country:
        return False
    first, second = set(name_words(one.name)), set(name_words(other.name))
    if len(first) > 1 and len(second) > 1:
        return len(first & second) > 1 or first <= second or second <= first
    if not (first <= second or second <= first):
        return False
    return not one.head or not other.head or _kin(one.head, other.head) or _styled(one, other)


#: styles that somebody keeps beside a newer office: "Special Envoy John Kerry", "Secretary Kerry"
_STYLES = frozenset({"Secretary", "Senator", "Ambassador", "Governor", "General"})


def _styled(one: Person, other: Person) -> bool:
    """Tell whether one of two is only a style before a surname."""
    return any(p.office in _STYLES and p.office == p.head for p in (one, other))


def _last(phrase: str) -> str:
    """Return the last word of a phrase."""
    return phrase.rpartition(" ")[2]


def _kin(head: str, other: str) -> bool:
    """Tell whether two heads can name one office: "Secretary" and "Secretary of State"."""
    return head in other or other in head or _last(head) == _last(other)


def join_people(mentions: Sequence[Mention], home: str, body: int = 0) -> list[Mention]:
    """Make one `Person` of all mentions of somebody, and resolve titles without a name.

    Names before *body* stand in a headline, where verbs are capitalised too: they come last.
    """
    people: list[Person] = []
    places: list[list[int]] = []
    order = sorted(
        range(len(mentions)),
        key=lambda n: (not mentions[n].person.name, mentions[n].start < body, mentions[n].start),
    )
    owner: dict[int, int] = {}
    for n in order:
        person = mentions[n].person
        found = _known(
            person, people, home, [mentions[min(p)].start for p in places], mentions[n].start
        )
        if found is None:
            people.append(person)
            places.append([n])
            found = len(people) - 1
        else:
            people[found] = _merged(people[found], person, headline=mentions[n].start < body)
            places[found].append(n)
        owner[n] = found
    return [replace(m, person=people[owner[n]]) for n, m in enumerate(mentions)]


def _known(
    person: Person, people: Sequence[Person], home: str, firsts: Sequence[int], at: int
) -> int | None:
    """Return which known person this is."""
    if person.name:
        fitting = [n for n, p in enumerate(people) if alike(p, person)]
        return fitting[-1] if fitting else None
    fitting = [
        n
        for n, p in enumerate(people)
        if p.head
        and _same_head(p.head, person.head)
        and _can_serve(p, person)
        and _same_post(p, person)
    ]
    if person.country:
        exact = [n for n in fitting if people[n].country == person.country]
        return exact[0] if exact else None
    ours = [n for n in fitting if people[n].country in {"", home}]
    before = [n for n in fitting if firsts[n] <= at]
    if ours:
        return ours[0]
    return before[-1] if before else None


def _same_head(head: str, other: str) -> bool:
    """Tell whether "the Secretary" can stand for a Secretary of State."""
    if head == other or head.startswith(other + " of") or {head, other} == _FOREIGN:
        return True
    return head.endswith(" " + other) and head.split(maxsplit=1)[0] not in _LOWER_RANKS


_LOWER_RANKS = frozenset(
    {"Deputy", "Vice", "Under", "Assistant", "Permanent", "Principal", "Acting"}
)


#: two wordings of one office: "Foreign Minister" and "Minister of Foreign Affairs"
_FOREIGN = {"Foreign Minister", "Minister"}
_FOREIGN_AFFAIRS = re.compile(r"^Minister (?:of|for) (?:[\w, ]+ and )?(?:Foreign|External)|Foreign")


def _same_post(known: Person, person: Person) -> bool:
    """Tell whether the portfolios agree: a Secretary of Defense is no Secretary of State."""
    office, other = known.office or "", person.office or ""
    if known.head != person.head and {known.head, person.head} == _FOREIGN:
        return all(_FOREIGN_AFFAIRS.search(o) for o in (office, other))
    return (
        other == person.head
        or other in office
        or office in other
        or known.country == person.country != ""
    )


def _can_serve(known: Person, person: Person) -> bool:
    """Tell whether the countries of two people agree."""
    return not person.country or not known.country or known.country == person.country


def _merged(known: Person, person: Person, *, headline: bool = False) -> Person:
    """Join what two mentions say, keeping the fuller name and title."""
    name = known.name or person.name or ""
    if person.name and not headline:
        name = max((name, person.name), key=lambda n: len(name_words(n)))
    office, head = known.office, known.head
    if not office or (
        person.office
        and person.name
        and len(person.office) > len(office)
        and head in WEAK_HEADS | {"Secretary"}
    ):
        office, head = person.office or office, person.head or head
    return Person(name or None, office, known.country or person.country, head)


SURNAME = 3  #: letters that a surname has at least to be known alone


def bare_mentions(text: str, mentions: Sequence[Mention]) -> Iterator[Mention]:
    """Find known people by full name or surname alone: "Cleverly will also raise"."""
    taken = [(m.start, m.end) for m in mentions]
    forms: dict[str, Person] = {}
    for mention in mentions:
        name = mention.person.name
        if name:
            forms.setdefault(name, mention.person)
            last = _last(name)
            if (
                last.lower() not in rules()["word_cities"]
                and last not in lexicon().not_names
                and len(last) >= SURNAME
            ):
                forms.setdefault(last, mention.person)
    if not forms:
        return
    pattern = "|".join(re.escape(f) for f in sorted(forms, key=len, reverse=True))
    for match in re.finditer(rf"(?<![\w-])(?:{pattern})(?![\w-])", text):
        if all(match.end() <= a or match.start() >= b for a, b in taken):
            yield Mention(match.start(), match.end(), forms[match[0]], whole=False)


def find_people(
    text: str, places: Sequence[Found], title: str = "", home: str = ""
) -> list[Mention]:
    """Find all people spoken of in *text*; the title helps to know them."""
    return list(_find_people(text, tuple(places), title, home))


@lru_cache(maxsize=8)  # several components ask for the same text in turn
def _find_people(
    text: str, places: tuple[Found, ...], title: str, home: str
) -> tuple[Mention, ...]:
    shift = len(title) + 1
    whole = f"{title}\n{text}"
    moved = [Found(p.start + shift, p.end + shift, p.place) for p in places]
    all_places = find_places(title, home) + moved
    joined = join_people(shared_country(whole, read_mentions(whole, all_places)), home, shift)
    joined = sorted([*joined, *bare_mentions(whole, joined)], key=lambda m: m.start)
    joined = named_next(whole, own_office(whole, owned(whole, joined), home), home)
    joined = named_holder(joined, home)
    return tuple(
        replace(m, start=m.start - shift, end=m.end - shift) for m in joined if m.start >= shift
    )


@Language.component("people", assigns=["doc.spans"])
def mark_people(doc: Doc) -> Doc:
    """Mark the people of the document, and take places out of their names."""
    article = doc._.article
    home = article.country if article else ""
    places = find_places(whole_text(doc), home)
    spans = []
    for mention in find_people(whole_text(doc), places, article.title if article else "", home):
        span = doc.char_span(mention.start, mention.end, label="PERSON", alignment_mode="expand")
        if span is not None:
            span._.person = mention.person
            spans.append(span)
    doc.spans["people"] = SpanGroup(doc, name="people", spans=spans)
    return doc
