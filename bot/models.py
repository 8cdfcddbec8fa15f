"""The nouns: frozen values that every other module speaks of. No I/O, no foreign types."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """Why we believe a fact: a sentence copied from the article and its character offsets."""

    sentence: str
    start: int
    end: int
    rule: str = ""  #: the rule or component that found it


class VisitStatus(StrEnum):
    """State of a visit when its release was published."""

    PLANNED = "planned"
    ONGOING = "ongoing"
    COMPLETED = "completed"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """One leg of a visit: a country (ISO alpha-2), perhaps a city, days and people met."""

    country: str
    city: str | None = None
    start: date | None = None
    end: date | None = None
    meets: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """A journey of an office-holder across a border."""

    visitor: str | None
    office: str | None
    origin: str | None
    status: VisitStatus
    stops: tuple[Stop, ...]
    evidence: Evidence


class PledgeKind(StrEnum):
    """What a pledge is for; the first that fits."""

    MILITARY = "military"
    TRAINING = "training"
    HEALTH = "health"
    HUMANITARIAN = "humanitarian"
    CLIMATE = "climate"
    PEOPLE = "people"
    DEVELOPMENT = "development"
    FINANCIAL = "financial"
    OTHER = "other"


class Relation(StrEnum):
    """How the stated amount bounds the pledge."""

    EXACTLY = "exactly"
    AT_LEAST = "at_least"
    UP_TO = "up_to"
    ABOUT = "about"


class PledgeStatus(StrEnum):
    """Whether the promise is news, was made before, or has been kept."""

    NEW = "new"
    RESTATED = "restated"
    DELIVERED = "delivered"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pledge:
    """Something concrete promised to someone abroad; *amount* in whole units of *currency*."""

    pledger: str
    kind: PledgeKind
    amount: Decimal | None
    currency: str | None
    relation: Relation | None
    beneficiary: tuple[str, ...]
    period: str | None
    status: PledgeStatus
    what: str
    evidence: Evidence

    def __post_init__(self) -> None:
        """Refuse what would be a lie: money without a currency, or none of it."""
        if self.amount is not None and (self.amount <= 0 or not self.currency):
            message = f"a pledge of {self.amount} {self.currency} is none"
            raise ValueError(message)


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """All visits and pledges of one article."""

    visits: tuple[Visit, ...] = ()
    pledges: tuple[Pledge, ...] = ()

    def __bool__(self) -> bool:
        """Tell whether there is any fact."""
        return bool(self.visits or self.pledges)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What the extractor makes of one article."""

    facts: Facts = field(default_factory=Facts)
    topics: tuple[str, ...] = ()  #: topic ids, countries among them ("united-states")
    countries: tuple[str, ...] = ()  #: ISO alpha-2, most prominent first
    headline: str = ""  #: one line built from the facts, or the cleaned title
    summary: tuple[str, ...] = ()  #: at most two sentences copied from the text
    language: str = "en"


@dataclass(frozen=True, slots=True, kw_only=True)
class Briefing:
    """Our record of one article: where it came from and what was read in it."""

    id: int | None
    feed_id: str
    publisher: str
    country: str
    title: str
    link: str
    published_at: datetime | None
    first_seen_at: datetime
    text_status: TextStatus
    reading: Reading
    revision: int = 0
    withdrawn_at: datetime | None = None
    published_on: date | None = None  #: day of publication where the publisher is


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """One chat's (and forum thread's) standing wish.

    A criterion is a topic id (``ukraine``, ``sanctions``, ``visits``), ``person:james cleverly``
    or ``words:black sea grain``; names and words are folded and single-spaced.
    """

    chat_id: int
    thread_id: int | None = None
    everything: bool = False
    follows: frozenset[str] = frozenset()
    muted: frozenset[str] = frozenset()


class EntryState(StrEnum):
    """Where an entry stands."""

    DUE = "due"  #: to be read and briefed
    SEEN = "seen"  #: known, never briefed (older than a first poll's newest, or excluded by title)
    DUPLICATE = "duplicate"  #: the same release as another entry
    BRIEFED = "briefed"
    REMOVED = "removed"  #: its page is gone
    FAILED = "failed"


class DeliveryKind(StrEnum):
    """Why a message is owed."""

    ALERT = "alert"
    CORRECTION = "correction"
    NOTICE = "notice"  #: to operators


class DeliveryState(StrEnum):
    """Where a delivery stands. ``sending`` is committed before the request is made."""

    DUE = "due"
    CLAIMED = "claimed"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Button:
    """One inline button: *data* (callback, at most 64 bytes) or *url*."""

    label: str
    data: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One Telegram message; *html* is escaped and within 4096 units, *plain* its fallback."""

    html: str
    plain: str
    buttons: tuple[tuple[Button, ...], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One alert owed to one chat; a row of the outbox with the text of its alert."""

    id: int
    alert_id: int
    chat_id: int
    thread_id: int | None
    kind: DeliveryKind
    parts: tuple[Message, ...]
    next_part: int = 0
    plain_only: bool = False
    attempts: int = 0
    send_at: datetime | None = None  #: the slot that the shared pace granted
