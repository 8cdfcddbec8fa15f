"""Sums of money in running text, by a grammar of our own.

Named entities are no help here: the tokenizer splits "£" from "2.3bn", and the model knows
neither "NOK 250 million" nor "Rs 500 crore". The grammar runs over the characters.
"""

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc, Span

from bot.models import Relation
from bot.nlp import numerals
from bot.nlp.attributes import whole_text

_DATA = Path(__file__).parent / "data" / "currencies.toml"
_NUMBER = rf"(?:{numerals.DIGITS})"
_JOIN = r"\s?(?:-|–|—|\bto\b)\s?"
_SUM = 4  #: digits that make a sum even without a space
_PER = re.compile(
    r"\s*(?:per|a|an|each|every)[\s-](?P<unit>year|annum|month|week|day|barrel|gallon|person|head"
    r"|household|litre|liter|tonne|ton|kilo|unit|child|student|family)\b|\s*(?P<yearly>annually)\b",
)


@dataclass(frozen=True, slots=True)
class Amount:
    """A sum of money at ``text[start:end]``; *per* is "year", "barrel" … when it is a rate."""

    start: int
    end: int
    value: Decimal
    currency: str
    relation: Relation
    per: str = ""


@dataclass(frozen=True, slots=True)
class _Grammar:
    """The compiled patterns and the currency that each spelling stands for."""

    leading: re.Pattern[str]
    trailing: re.Pattern[str]
    after: re.Pattern[str]
    fixed: dict[str, str]
    home: dict[str, str]
    currencies: dict[str, dict[str, str]]

    def currency(self, spelling: str, country: str) -> str:
        """Name the currency of a spelling as *country* uses it."""
        spelling = re.sub(r"\s+", " ", spelling.strip().strip("-"))
        for form in (spelling, spelling.removesuffix("s")):
            if form in self.fixed:
                return self.fixed[form]
            if form in self.home:
                table = self.currencies[self.home[form]]
                return table.get(country, table["default"])
        return spelling


def _either(words: Iterable[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


@lru_cache(maxsize=1)
def _grammar() -> _Grammar:
    data: dict[str, Any] = tomllib.loads(_DATA.read_text(encoding="utf-8"))
    codes = {code: code for code in data["codes"]["all"].split()}
    signs = _either([*data["signs"], "$"])
    letters = _either(
        form for form in (*data["prefixes"], *codes, *data["home_prefixes"]) if len(form) > 1
    )
    single = "".join(
        form for form in (*data["prefixes"], *data["home_prefixes"]) if re.fullmatch("[A-Z]", form)
    )
    prefix = (
        rf"(?:(?<![A-Za-z0-9])(?:{letters})(?:\s?[$])?|(?<![A-Za-z])(?:{signs})"
        rf"|(?<![A-Za-z0-9-])[{single}](?=\d[\d.,]*(?:\s?\d{{3}}\b|\s?(?:[mb]illion|bn|m\b))))"
    )
    words = _either([*data["words"], *data["home_words"]])
    long = numerals.LONG_MULTIPLIER
    unit = rf"(?:{long}\b(?:[\s-]{long}\b)?|{numerals.SHORT_MULTIPLIER}(?![A-Za-z]))"
    leading = (
        rf"(?P<between>\bbetween\s)?(?P<sign>{prefix})\s?(?P<low>{_NUMBER})"
        rf"(?:[\s-]{{0,2}}(?P<lowunit>{unit}))?"
        rf"(?:(?:{_JOIN}|(?(between)\sand\s|(?!)))(?P<highsign>{prefix})?\s?(?P<high>{_NUMBER})[\s-]{{0,2}}(?P<unit>{unit}))?"
    )
    name = rf"(?:{_either(codes)}|{signs}|(?:{words})s?)(?![A-Za-z])"
    trailing = (
        rf"(?<![A-Za-z0-9$£€¥.,])(?:(?P<low>{_NUMBER}){_JOIN})?"
        rf"(?:(?P<number>{_NUMBER})(?:[\s-]{{0,2}}(?P<unit>{unit}))?"
        rf"|(?P<spelt>{numerals.SPELT})[\s-](?P<speltunit>{numerals.LONG_MULTIPLIER}))"
        rf"[\s-]{{0,2}}(?P<sign>{name})(?!\s?\d)"
    )
    return _Grammar(
        leading=re.compile(leading),
        trailing=re.compile(trailing),
        after=re.compile(rf"\s?(?P<code>{_either(codes)})\b(?!\s?\d)"),
        fixed={**data["signs"], **data["prefixes"], **data["words"], **codes},
        home={**data["home_prefixes"], **data["home_words"]},
        currencies=data["home"],
    )


def _range(low: str, low_unit: str | None, unit: str | None) -> Decimal | None:
    value = numerals.number(low)
    return None if value is None else value * numerals.multiplier(low_unit or unit or "")


def _leading(text: str, country: str) -> Iterable[Amount]:
    """Find sums whose sign stands first: "US$50 million", "£5-7 million", "$15 million CAD"."""
    grammar = _grammar()
    for match in grammar.leading.finditer(text):
        sign, end = match["sign"], match.end()
        value = _range(match["low"], match["lowunit"], match["unit"])
        if not value or _is_name(sign, match):
            continue
        currency = grammar.currency(sign, country)
        if sign == "$" and (code := grammar.after.match(text, end)):
            currency, end = code["code"], code.end()
        start = match.start("sign")
        if match["high"] and _RAISED.search(text, max(0, start - _LEAD), start):
            yield from _levels(text, match, currency)
        else:
            yield _amount(text, (start, end), value, currency, ranged=bool(match["high"]))


_LEAD = 24  #: characters before a sum in which "ranging from" fits
_RAISED = re.compile(r"(?<!ranging )(?<!ranges )(?<!ranged )(?<!anywhere )\bfrom\s$", re.IGNORECASE)


def _levels(text: str, match: re.Match[str], currency: str) -> Iterable[Amount]:
    """Take "from $12 million to $16 million" apart: an old level and a new one, no range."""
    low = _range(match["low"], match["lowunit"], match["unit"])
    high = _range(match["high"], match["unit"], None)
    first = match.end("lowunit") if match["lowunit"] else match.end("low")
    second = match.start("highsign") if match["highsign"] else match.start("high")
    if low:
        yield _amount(text, (match.start("sign"), first), low, currency, ranged=False)
    if high:
        yield _amount(text, (second, match.end()), high, currency, ranged=False)


def _is_name(sign: str, match: re.Match[str]) -> bool:
    """Tell that letters and digits make a name: "COP26", "IDA21"."""
    glued = sign.isalpha() and match["low"][0] == match[0].removeprefix(sign)[:1]
    return glued and not match["lowunit"] and match["low"].isdigit() and len(match["low"]) < _SUM


def _trailing(text: str, country: str) -> Iterable[Amount]:
    """Find sums whose currency stands last: "100 million euros", "half a million dollars"."""
    grammar = _grammar()
    for match in grammar.trailing.finditer(text):
        if match["sign"].startswith("pound") and re.match(r"\s+of\b", text[match.end() :]):
            continue  # a weight
        if match["low"]:
            value = _range(match["low"], None, match["unit"])
        elif match["number"]:
            value = _range(match["number"], match["unit"], None)
        else:
            value = _range(match["spelt"], match["speltunit"], None)
        if value:
            currency = grammar.currency(match["sign"], country)
            yield _amount(text, match.span(), value, currency, ranged=bool(match["low"]))


def _amount(
    text: str, span: tuple[int, int], value: Decimal, currency: str, *, ranged: bool
) -> Amount:
    start, end = span
    bound = numerals.relation(text[:start], text[end:])
    if ranged and bound is Relation.EXACTLY:
        bound = Relation.AT_LEAST  # "£5-7 million" promises no less than five
    per = _PER.match(text, end)
    unit = "" if per is None else per["unit"] or "year"
    value = value.quantize(Decimal(1)) if value == value.to_integral_value() else value
    return Amount(start, end, value, currency, bound, "year" if unit == "annum" else unit)


_REST = re.compile(
    r"\b(?:of which|of this|of these|and)\s"
    r"(?:an?\s(?:further|additional)\s|(?:some|around|about|over|up to)\s)?"
    rf"(?P<low>{_NUMBER})[\s-]?(?P<unit>{numerals.LONG_MULTIPLIER})(?=\s(?:for|to|will|shall|goes)\s)"
)
_REACH = 120  #: characters behind a sum within which its currency is understood


def _elliptic(text: str, found: list[Amount]) -> Iterable[Amount]:
    """Find parts that leave the currency out: "10 million euros, of which 4 million for seeds"."""
    for match in _REST.finditer(text):
        start, end = match.start("low"), match.end()
        whole = next((a for a in reversed(found) if start - _REACH < a.end <= start), None)
        value = _range(match["low"], None, match["unit"])
        parts = whole is not None and "of which" in text[whole.end : start]
        if whole and parts and value and value < whole.value and "." not in text[whole.end : start]:
            yield _amount(text, (start, end), value, whole.currency, ranged=False)


def own_dollar(country: str) -> str | None:
    """Name the dollar of a country that has one."""
    home = {**_grammar().currencies["dollar"], "US": "USD"}
    return home.get(country)


def find_amounts(text: str, country: str = "") -> list[Amount]:
    """Find every sum of money, in order; *country* (of the publisher) owns the bare "$"."""
    found: list[Amount] = []
    for amount in (*_leading(text, country), *_trailing(text, country)):
        if all(amount.end <= other.start or amount.start >= other.end for other in found):
            found.append(amount)
    found.sort(key=lambda amount: amount.start)
    if "of which" in text:
        taken = [(a.start, a.end) for a in found]
        found += [
            a
            for a in _elliptic(text, found)
            if not any(s < a.end and a.start < e for s, e in taken)
        ]
    return sorted(found, key=lambda amount: amount.start)


@Language.component("amounts", assigns=["doc.spans"])
def amounts(doc: Doc) -> Doc:
    """Fill ``doc.spans["amounts"]``; the label is the currency."""
    article = doc._.article
    spans: list[Span] = []
    for found in find_amounts(whole_text(doc), article.country if article else ""):
        span = doc.char_span(found.start, found.end, label=found.currency, alignment_mode="expand")
        if span is not None:
            span._.amount, span._.relation = found.value, found.relation
            spans.append(span)
    doc.spans["amounts"] = spans
    return doc
