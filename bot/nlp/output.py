"""Documents in, facts out, as JSON: the input and output of ``briefing-bot extract``."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, TextIO

from bot import countries
from bot.errors import InputError
from bot.models import Article, Evidence, Pledge, Reading, Stop, Visit

MOST_STRANGE = 0.05  #: share of unreadable characters; a page in another encoding has fewer
TITLE_LINE = 160  #: a first line up to this length that does not end a sentence is a title


@dataclass(frozen=True, slots=True, kw_only=True)
class Defaults:
    """What is known about documents that do not say it themselves."""

    publisher: str = ""
    country: str = ""  #: a code or a name
    published_on: date | None = None
    title: str = ""


NOTHING_KNOWN = Defaults()


def articles(stream: TextIO, name: str, defaults: Defaults = NOTHING_KNOWN) -> Iterator[Article]:
    """Yield the documents of *stream*: JSON lines, or one plain text; *name* stands in messages.

    JSON lines are read one by one, so that a stream may be endless. Raises InputError.
    """
    first = _first_line(stream)
    if first.lstrip().startswith("{"):
        yield from _from_lines(first, stream, name, defaults)
    elif text := (first + stream.read()).strip():
        if _is_binary(text):
            raise InputError(f"{name} is no text; save the release as plain text or JSON lines.")
        yield _plain(text, name, defaults)


def record(article: Article, reading: Reading) -> dict[str, Any]:
    """Return the reading as a JSON object: visits, pledges, topics, countries, summary."""
    facts = reading.facts
    return {
        "id": article.id,
        "visits": [_visit(visit) for visit in facts.visits],
        "pledges": [_pledge(pledge) for pledge in facts.pledges],
        "topics": list(reading.topics),
        "countries": list(reading.countries),
        "headline": reading.headline,
        "summary": list(reading.summary),
        "language": reading.language,
    }


def json_line(article: Article, reading: Reading) -> str:
    """Return the record as one line of JSON, without its line break."""
    return json.dumps(record(article, reading), ensure_ascii=False)


def _first_line(stream: TextIO) -> str:
    """Return the first line that is not blank; byte order marks are none of its text."""
    for line in stream:
        if (stripped := line.lstrip("\ufeff")) and stripped.strip():
            return stripped
    return ""


def _is_binary(text: str) -> bool:
    """Tell whether *text* was no text: bytes that are no characters, or are never written."""
    strange = text.count("\x00") + text.count("\ufffd")
    return "\x00" in text or strange > len(text) * MOST_STRANGE


def _from_lines(
    first: str, stream: Iterable[str], name: str, defaults: Defaults
) -> Iterator[Article]:
    number = 1
    yield _parsed(first, f"{name}, line {number}", defaults)
    for line in stream:
        number += 1
        if line.strip():
            yield _parsed(line, f"{name}, line {number}", defaults)


def _parsed(line: str, where: str, defaults: Defaults) -> Article:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError) as exc:
        raise InputError(f"{where} is not valid JSON: {exc}.") from exc
    if not isinstance(row, dict):
        raise InputError(f"{where} is not a JSON object.")
    return Article(
        id=_text(row, "id", where) or where,
        title=_text(row, "title", where) or defaults.title,
        text=_text(row, "text", where),
        publisher=_text(row, "publisher", where) or defaults.publisher,
        country=_code(_text(row, "country", where) or defaults.country),
        url=_text(row, "url", where),
        published_on=day(_text(row, "date", where), where) or defaults.published_on,
        language=_text(row, "language", where) or "en",
    )


def _plain(text: str, name: str, defaults: Defaults) -> Article:
    title, body = defaults.title, text
    first, _, rest = text.partition("\n")
    if (
        not title
        and rest.strip()
        and len(first) <= TITLE_LINE
        and first.rstrip()[-1] not in '.!?”"'
    ):
        title, body = first.strip(), rest.strip()
    return Article(
        id=name,
        title=title,
        text=body,
        publisher=defaults.publisher,
        country=_code(defaults.country),
        published_on=defaults.published_on,
    )


def _text(row: Mapping[str, Any], key: str, where: str) -> str:
    value = row.get(key)
    if value is None:
        return ""
    if not isinstance(value, str | int):
        raise InputError(f"{where}: {key!r} must be text.")
    # JSON can spell half a surrogate pair, which is no text and which spaCy cannot encode.
    return str(value).encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def country(written: str, where: str) -> str:
    """Return the code of the country or organisation meant; InputError if there is none."""
    code = countries.code_of(written) if written else ""
    if code is None:
        raise InputError(f"{where}: I know no country {written!r}; write GB or United Kingdom.")
    return code


def day(written: str, where: str) -> date | None:
    """Return the day meant, None if nothing is written; InputError if it is none."""
    if not written:
        return None
    try:
        return date.fromisoformat(written[: len("2023-01-17")])
    except ValueError as exc:
        raise InputError(f"{where}: {written!r} is no date; write it as 2023-01-17.") from exc


def _code(country: str) -> str:
    return countries.code_of(country) or country


def _visit(visit: Visit) -> dict[str, Any]:
    return {
        "visitor": visit.visitor,
        "office": visit.office,
        "origin": visit.origin,
        "status": visit.status.value,
        "stops": [_stop(stop) for stop in visit.stops],
        **_evidence(visit.evidence),
    }


def _stop(stop: Stop) -> dict[str, Any]:
    return {
        "country": stop.country,
        "city": stop.city,
        "start": stop.start.isoformat() if stop.start else None,
        "end": stop.end.isoformat() if stop.end else None,
        "meets": list(stop.meets),
    }


def _pledge(pledge: Pledge) -> dict[str, Any]:
    return {
        "pledger": pledge.pledger,
        "kind": pledge.kind.value,
        "amount": None if pledge.amount is None else _number(pledge.amount),
        "currency": pledge.currency,
        "relation": pledge.relation.value if pledge.relation else None,
        "beneficiary": list(pledge.beneficiary),
        "period": pledge.period,
        "status": pledge.status.value,
        "what": pledge.what,
        **_evidence(pledge.evidence),
    }


def _evidence(evidence: Evidence) -> dict[str, Any]:
    return {
        "evidence": evidence.sentence,
        "start": evidence.start,
        "end": evidence.end,
        "rule": evidence.rule,
    }


def _number(amount: Decimal) -> int | float:
    return int(amount) if amount == amount.to_integral_value() else float(amount)
