"""Who gives and who gains: countries, organisations, regions and groups in a release."""

import re
from collections import Counter
from dataclasses import dataclass
from functools import cache, lru_cache

from spacy.tokens import Doc

from bot.nlp.attributes import whole_text
from bot.nlp.pledges.lexicon import load, phrases

EUROPEAN_UNION = frozenset(
    [
        "AT",
        "BE",
        "BG",
        "CY",
        "CZ",
        "DE",
        "DK",
        "EE",
        "ES",
        "FI",
        "FR",
        "GR",
        "HR",
        "HU",
        "IE",
        "IT",
        "LT",
        "LU",
        "LV",
        "MT",
        "NL",
        "PL",
        "PT",
        "RO",
        "SE",
        "SI",
        "SK",
    ]
)
WORLD = "area:World"
_WIDE = frozenset({"ORG", "WORLD", "NATIONAL"})
_VENUE = phrases("parties.venue")
_FOE = phrases("parties.foe")
_AGAINST = phrases("parties.against")
_SINCE = re.compile(r"\bsince\b[^,.;–]{0,110}$", re.IGNORECASE)
_CLUBS = frozenset(
    {"org:G7", "org:G20", "org:Quad", "org:APEC", "org:BRICS", "area:Antarctica", "AQ"}
)
_OFFICE = phrases("parties.office")
_ACTS_AFTER = phrases("parties.acts_after")
#: "assistance to Samoa will increase": it is not Samoa that acts
_AID_TO = re.compile(
    r"\b(?:assistance|aid|support|funding|help|contributions?|grants?|programmes?)\s(?:to|for)\s(?:the\s)?$",
    re.IGNORECASE,
)
_PARTNER = phrases("parties.partner")
_ITS_MEETING = re.compile(
    r"\s(?:\w+\s)?(?:summit|meeting|conference|ministerial|leaders)\b", re.IGNORECASE
)
_EVENT = re.compile(
    r"\b(?:conference|summit|forum|assembly|congress|session)\b[^.;]{0,30}\b(?:in|at)\s$",
    re.IGNORECASE,
)
#: where a cargo is landed: "from Larnaca to Ashdod"
_ROUTE = re.compile(
    r"\bfrom\s(?:the\s)?[A-Z][^.;,]{1,30}\sto\s(?:the\s)?(?:[A-Z][\w’'-]+(?:\s[A-Z][\w’'-]+)?(?:\sin|,)\s)?$"
)


@dataclass(frozen=True, slots=True)
class Party:
    """A mention of somebody who may give or gain, at ``text[start:end]`` of the article."""

    start: int
    end: int
    code: str
    label: str


@lru_cache(maxsize=1)
def _own() -> tuple[
    dict[str, tuple[str, str]], re.Pattern[str], tuple[tuple[str, re.Pattern[str]], ...]
]:
    data = load("organisations_aid.toml")
    names = {n: (code, "ORG") for code, forms in data["organisations"].items() for n in forms}
    names |= {n: (code, "NATIONAL") for code, forms in data["national"].items() for n in forms}
    ordered = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
    groups = tuple(
        (code, re.compile(rf"\b(?:{pattern})", re.IGNORECASE))
        for code, pattern in data["groups"].items()
    )
    return names, re.compile(rf"(?<![A-Za-z])(?:{ordered})(?![A-Za-z])"), groups


def find_parties(doc: Doc) -> list[Party]:
    """List every mention in order; our agencies and groups win over overlapping places."""
    names, pattern, groups = _own()
    text = whole_text(doc)
    found = [Party(m.start(), m.end(), *names[m[0]]) for m in pattern.finditer(text)]
    for code, group in groups:
        for match in group.finditer(text):
            label = "WORLD" if code == WORLD else "GROUP"
            _add(found, Party(match.start(), match.end(), code, label))
    sums = [(span.start_char, span.end_char) for span in doc.spans.get("amounts", ())]
    found = [p for p in found if not any(a < p.end and p.start < b for a, b in sums)]
    for span in doc.spans.get("places", ()):
        if any(a < span.end_char and span.start_char < b for a, b in sums):
            continue  # the US of "US$"
        if span.kb_id_ and span.label_ not in {"VENUE", "EVENT"}:
            _add(found, Party(span.start_char, span.end_char, span.kb_id_, span.label_))
    return sorted(found, key=lambda party: party.start)


def _add(found: list[Party], party: Party) -> None:
    if all(party.end <= other.start or party.start >= other.end for other in found):
        found.append(party)


def gains(text: str, party: Party) -> bool:
    """Tell whether a mention can name somebody who gains, rather than a venue or a foe."""
    before, after = text[max(0, party.start - 60) : party.start], text[party.end : party.end + 60]
    if party.label == "NATIONAL" or party.code in _CLUBS:
        return False
    if party.label == "ORG" and _ITS_MEETING.match(after):
        return False
    if party.label != "REGION" and _SINCE.search(text[max(0, party.start - 120) : party.start]):
        return False
    if _FOE.match(after) or _AGAINST.search(before) or _OFFICE.match(after):
        return False
    acts = _ACTS_AFTER.match(after) and not _AID_TO.search(before)
    if acts or _PARTNER.search(before):
        return False  # somebody who gives, too
    passed = _VENUE.search(before) or _ROUTE.search(before)
    return not (party.label in {"CITY", "COUNTRY"} and passed)


def _held_at(text: str, party: Party) -> bool:
    """Tell the city of a conference, which the release need not be about."""
    before = text[max(0, party.start - 60) : party.start]
    return party.label == "CITY" and bool(_EVENT.search(before))


@dataclass(frozen=True, slots=True)
class Cast:
    """All mentions of a release, and whose release it is."""

    text: str
    home: str
    parties: tuple[Party, ...]
    title: tuple[Party, ...] = ()
    title_text: str = ""

    def at_home(self, code: str) -> bool:
        """Tell whether a code is the publisher's own; members are for the European Union."""
        return code == self.home or (self.home == "EU" and code in {*EUROPEAN_UNION, "area:Europe"})

    def within(self, start: int, end: int) -> list[Party]:
        """List mentions that lie between two characters."""
        return [p for p in self.parties if start <= p.start and p.end <= end]

    def gaining(self, start: int, end: int, besides: "Givers") -> list[str]:
        """List codes that can gain between two characters, without *besides*, in order."""
        codes = [p.code for p in self.within(start, end) if gains(self.text, p)]
        return self._distinct(codes, besides)

    def of_title(self, besides: "Givers") -> list[str]:
        """List codes in the title that can gain."""
        codes = [p.code for p in self.title if gains(self.title_text, p)]
        return [c for c in self._distinct(codes, besides) if c != WORLD]

    def foremost(self, besides: "Givers") -> list[str]:
        """Name the country, region or group that the release speaks of most."""
        counts = Counter(
            p.code
            for p in self.parties
            if p.label not in _WIDE
            and not self.at_home(p.code)
            and p.code not in {*besides, "RU"}
            and not _held_at(self.text, p)
            and not _ACTS_AFTER.match(self.text[p.end : p.end + 60])
            and self.text[p.start - 1 : p.start] != "("  # "Director General (East Asia)"
        )
        for code in [code for code in counts if code.startswith("area:")]:
            counts[code] -= 1  # what is named once is a department or a forum
        return [code for code, count in counts.most_common(1) if count > 0]

    def above(self, start: int, besides: "Givers") -> list[str]:
        """Name who can gain and stands nearest before *start*, in its paragraph."""
        low = self.text.rfind("\n\n", 0, start) + 1
        codes = [p.code for p in self.within(low, start) if gains(self.text, p)]
        places = [c for c in codes if not is_agency(c) and c not in {WORLD, "RU"}]
        return self._distinct(places[::-1], besides)[:1]

    def _distinct(self, codes: list[str], besides: "Givers") -> list[str]:
        """Drop the givers; the publisher's own country comes last, or not at all if it gives."""
        others = [c for c in dict.fromkeys(codes) if c not in besides and not self.at_home(c)]
        own = [c for c in dict.fromkeys(codes) if c not in besides and self.at_home(c)]
        return others if self.home in besides else others + own


Givers = frozenset[str]


@cache
def _donors() -> frozenset[str]:
    return frozenset(load("organisations_aid.toml")["donors"]["all"].split())


def is_donor(code: str) -> bool:
    """Tell whether a code names a state, or the European Union, that gives rather than gains."""
    return code in _donors()


@cache
def _lenders() -> frozenset[str]:
    return frozenset(load("organisations_aid.toml")["lenders"]["all"])


def is_lender(code: str) -> bool:
    """Tell whether a code names a bank of many states."""
    return code in _lenders()


def is_agency(code: str) -> bool:
    """Tell whether a code names an organisation that acts for others."""
    return code.startswith("org:") or code == "UN"
