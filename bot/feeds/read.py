"""Poll one feed: ask, classify the answer, have it parsed. Expected trouble is a result."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from http import HTTPStatus

from aiohttp import hdrs

from bot.errors import FetchError, FetchTimeout, FetchTruncated, ParseError, WorkerFailed
from bot.feeds.classify import Verdict, of_body, of_status
from bot.feeds.client import Answer, FeedClient
from bot.feeds.parse import Parsed, parse_feed, warm_up
from bot.models import Feed, PollClass, Polled, Validators
from bot.workers import Worker

ACCEPT = (
    "application/atom+xml, application/rss+xml, application/rdf+xml;q=0.9, "
    "application/xml;q=0.8, text/xml;q=0.8, application/json;q=0.7, */*;q=0.5"
)
ACCEPT_JSON = "application/json, */*;q=0.5"
MAX_VALIDATOR = 500  #: characters; a longer one is not worth sending back
MAX_WAIT = timedelta(hours=24)
#: Limits of the process that parses. The largest feed known, of half a megabyte, takes a tenth of a
#: second and 2 MiB; one four times as long is still read.
PARSER_CPU_SECONDS = 5
PARSER_MEMORY = 48 * 1024 * 1024
PARSER_TIMEOUT = timedelta(seconds=10)


def new_parser() -> Worker:
    """Return a worker for `read_feed`, with the limits that feeds need."""
    return Worker(
        warm_up,
        cpu_seconds=PARSER_CPU_SECONDS,
        memory_bytes=PARSER_MEMORY,
        timeout=PARSER_TIMEOUT,
    )


async def read_feed(
    client: FeedClient, parser: Worker, feed: Feed, validators: Validators, *, now: datetime
) -> Polled:
    """Fetch *feed* unless it is unchanged since *validators*, and return what came of it."""
    try:
        answer = await client.get(feed.url, feed=feed, headers=_conditional(feed, validators))
    except FetchTimeout as exc:
        return Polled(kind=PollClass.TIMEOUT, validators=validators, detail=str(exc))
    except FetchTruncated as exc:
        return Polled(kind=PollClass.TRUNCATED, validators=validators, detail=str(exc))
    except FetchError as exc:
        return Polled(kind=PollClass.ERROR, validators=validators, detail=str(exc))
    verdict = of_status(answer.status)
    if verdict is None:
        verdict = of_body(answer.body)
    elif verdict.kind not in {PollClass.NOT_MODIFIED, PollClass.GONE}:
        # A challenge may come with any status, and says more than the status does.
        wall = of_body(answer.body)
        verdict = wall if wall and wall.kind is PollClass.BLOCKED else verdict
    if verdict is not None:
        return _failed(verdict, answer, validators, now)
    return await _parsed(parser, feed, answer, validators)


def retry_after(headers: Mapping[str, str], now: datetime) -> timedelta | None:
    """Return how long the server wants to be left alone (at most a day), None if it says nothing.

    Seconds and dates are understood; junk and the past are nothing.
    """
    value = headers.get(hdrs.RETRY_AFTER, "").strip()
    if value.isascii() and value.isdigit():
        # Digits beyond these are more than a day anyway.
        wait = timedelta(seconds=int(value[:9]))
    else:
        try:
            at = parsedate_to_datetime(value)
        except ValueError:
            return None
        wait = (at if at.tzinfo else at.replace(tzinfo=UTC)) - now
    return min(wait, MAX_WAIT) if wait > timedelta(0) else None


def _conditional(feed: Feed, validators: Validators) -> dict[str, str]:
    headers: dict[str, str] = {hdrs.ACCEPT: ACCEPT_JSON if feed.format == "json" else ACCEPT}
    if validators.etag:
        headers[hdrs.IF_NONE_MATCH] = validators.etag
    if validators.last_modified:
        headers[hdrs.IF_MODIFIED_SINCE] = validators.last_modified
    return headers


def _validators(headers: Mapping[str, str]) -> Validators:
    def valid(name: str) -> str | None:
        value = headers.get(name, "").strip()
        sendable = value.isascii() and value.isprintable() and len(value) <= MAX_VALIDATOR
        return value if value and sendable else None

    return Validators(etag=valid(hdrs.ETAG), last_modified=valid(hdrs.LAST_MODIFIED))


def _failed(verdict: Verdict, answer: Answer, validators: Validators, now: datetime) -> Polled:
    """Return an answer without entries; what was known before stays true."""
    kind, detail = verdict.kind, verdict.detail
    if kind is PollClass.NOT_MODIFIED and validators == Validators():
        kind, detail = PollClass.ERROR, "status 304, although we did not ask whether it changed"
    return Polled(
        kind=kind,
        validators=validators,
        detail=detail,
        moved_to=answer.moved_to,
        retry_after=retry_after(answer.headers, now),
        ended=answer.status == HTTPStatus.GONE,  # HTTP's own way of saying it
    )


async def _parsed(parser: Worker, feed: Feed, answer: Answer, before: Validators) -> Polled:
    content_type = answer.headers.get(hdrs.CONTENT_TYPE, "")
    try:
        parsed = await parser.run(parse_feed, answer.body, feed, answer.url, content_type)
    except ParseError as exc:
        kind, detail = PollClass.NOT_A_FEED, str(exc)
    except WorkerFailed as exc:
        kind, detail = PollClass.ERROR, f"the feed could not be read: {exc}"
    else:
        return _with_entries(parsed, answer, before)
    return Polled(kind=kind, validators=before, detail=detail, moved_to=answer.moved_to)


def _with_entries(parsed: Parsed, answer: Answer, before: Validators) -> Polled:
    kind, detail = _judged(parsed)
    fresh = _validators(answer.headers) if kind is PollClass.OK else before
    return Polled(
        kind=kind,
        entries=parsed.entries,
        # What broke off is asked for again whole, even if it has not changed since.
        validators=Validators() if parsed.cut_short else fresh,
        detail=detail,
        moved_to=answer.moved_to,
        ended=parsed.ended,
        no_entries=kind is PollClass.EMPTY,
        cut_short=parsed.cut_short,
    )


def _judged(parsed: Parsed) -> tuple[PollClass, str]:
    if parsed.entries:
        notes = []
        if parsed.cut_short:
            notes.append("the document breaks off before its end")
        if parsed.dropped:
            notes.append(f"{parsed.dropped} elements without link and id were ignored")
        return PollClass.OK, "; ".join(notes)
    if parsed.ended:
        return PollClass.GONE, "the publisher says that this feed has ended"
    if parsed.cut_short:
        return PollClass.TRUNCATED, "the document breaks off before its first entry is complete"
    if parsed.dropped:
        return PollClass.NOT_A_FEED, "no element has a link or an id"
    return PollClass.EMPTY, "the feed has no entries"
