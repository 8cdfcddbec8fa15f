"""What comes from ministries: feeds, entries and articles."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum


class TextStatus(StrEnum):
    """How much of a release we could read."""

    FULL = "full"
    PARTIAL = "partial"
    SUMMARY = "summary"
    BLOCKED = "blocked"


class TextStrategy(StrEnum):
    """Where a publisher's full text is found (``full_text`` in the feeds file)."""

    FEED = "feed"
    GOVUK = "govuk_content_api"
    EC = "ec_presscorner_api"
    PAGE = "page"
    JSON_LIST = "json_list"
    SUMMARY = "summary"


class Identity(StrEnum):
    """What names an entry of a feed for good."""

    GUID = "guid"
    LINK = "link"


class PollClass(StrEnum):
    """What one answer of a feed's server was."""

    OK = "ok"
    NOT_MODIFIED = "not_modified"
    BLOCKED = "blocked"
    GONE = "gone"
    NOT_A_FEED = "not_a_feed"
    EMPTY = "empty"
    TRUNCATED = "truncated"
    TIMEOUT = "timeout"
    ERROR = "error"


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """One configured feed; fields are the keys of ``feeds.toml``, durations as timedelta."""

    id: str
    publisher: str
    country: str  #: ISO 3166 alpha-2, or EU, UN, NATO, ASEAN
    language: str  #: BCP 47; the prior of detection
    url: str
    format: str = "rss"
    full_text: TextStrategy = TextStrategy.SUMMARY
    selectors: tuple[str, ...] = ()
    identity: Identity = Identity.GUID
    timezone: str = "UTC"
    user_agent: str = "default"
    accept_encoding: str = "gzip, deflate"
    min_interval: timedelta = timedelta(seconds=1)
    timeout: timedelta = timedelta(seconds=25)
    poll_every: timedelta = timedelta(minutes=15)
    stale_after: timedelta = timedelta(days=7)
    window: int | None = None
    title_include: tuple[str, ...] = ()
    title_exclude: tuple[str, ...] = ()
    enabled: bool = False
    notes: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Validators:
    """What a conditional request sends back to the server."""

    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One element of a feed, cleaned; *key* is its identity within the feed."""

    feed_id: str
    key: str
    link: str  #: absolute http(s) address as published
    title: str
    guid: str = ""
    canonical_link: str = ""  #: for comparing; never for fetching
    summary: str = ""  #: plain text
    content: str = ""  #: plain text of the body when the feed carries one
    content_status: TextStatus = TextStatus.SUMMARY  #: how complete *content* is
    published_at: datetime | None = None
    published_on: date | None = None  #: day of publication in the publisher's own zone
    updated_at: datetime | None = None
    fingerprint: str = ""  #: hash of title, summary and content


class EntryState(StrEnum):
    """Where an entry stands."""

    DUE = "due"  #: to be read and briefed
    SEEN = "seen"  #: known, never briefed (older than a first poll's newest, or excluded by title)
    DUPLICATE = "duplicate"  #: the same release as another entry
    BRIEFED = "briefed"
    REMOVED = "removed"  #: its page is gone
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Polled:
    """One answer of a feed's server, classified; *entries* only when it was ``ok``."""

    kind: PollClass
    entries: tuple[Entry, ...] = ()
    validators: Validators = field(default_factory=Validators)
    detail: str = ""  #: one sentence for the operator: what was answered and what to do
    moved_to: str | None = None  #: where a permanent redirect leads
    retry_after: timedelta | None = None  #: the server's wish
    ended: bool = False  #: the publisher says that this feed has ended
    no_entries: bool = False  #: with ``empty``: a well-formed feed that holds nothing (yet)
    cut_short: bool = False  #: the document broke off; there are more entries than these


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """The readable text of one release, ready to be read by the extractor."""

    title: str
    text: str
    publisher: str = ""
    country: str = ""  #: the publisher's; ISO alpha-2, EU, UN or org:NAME
    url: str = ""
    published_on: date | None = None  #: in the publisher's own time zone
    language: str = "en"
    text_status: TextStatus = TextStatus.FULL
    id: str = ""
    withdrawn_at: datetime | None = None  #: the publisher took the release back
    change_note: str = ""  #: the publisher's own reason for an edit
    gone: bool = False  #: the page answers 404 or 410
