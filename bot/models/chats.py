"""What chats ask for and what is owed to them."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from bot.models.facts import Reading
from bot.models.feeds import TextStatus


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
    doubted: bool = False  #: Telegram did not know the chat the last time
