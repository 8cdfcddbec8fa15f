"""What happened: one event for each outcome, which the log tells and the metrics count.

Their ids follow one release on its way: a poll of *feed* finds *entry_id*, which is briefed as
*briefing_id* and owed as *alert_id*; that is settled, chat by chat, as *delivery_id* and, in
Telegram, *message_id*. An event never holds what people wrote, nor anything secret.
"""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, fields
from datetime import timedelta
from enum import StrEnum
from typing import Any, ClassVar

from bot.models import DeliveryKind, EntryState, PollClass, TextStatus

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something that was just settled; each kind says itself in one line."""

    name: ClassVar[str] = ""  #: what JSON logs call it

    @property
    def level(self) -> int:
        """How loud the log is about it."""
        return logging.INFO

    def line(self) -> str:
        """Say it for people."""
        raise NotImplementedError

    def told(self) -> dict[str, Any]:
        """Give its fields for a JSON log; what is not known is left out."""
        values = {field.name: _plain(getattr(self, field.name)) for field in fields(self)}
        return {"event": self.name} | {
            name: value for name, value in values.items() if value is not None
        }


Listener = Callable[[Event], None]
_listeners: list[Listener] = []


def tell(event: Event) -> None:
    """Log *event* and hand it to whoever listens; to be called once it is committed."""
    logger.log(event.level, "%s", event.line(), extra={"event": event})
    for listener in _listeners:
        listener(event)


@contextmanager
def heard_by(listener: Listener) -> Iterator[None]:
    """Let *listener* have every event, whatever is logged, while the body runs."""
    _listeners.append(listener)
    try:
        yield
    finally:
        _listeners.remove(listener)


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedPolled(Event):
    """A feed was asked, and what it answered is stored."""

    name = "feed_polled"
    feed: str
    kind: PollClass
    entries: int
    new: int
    changed: int
    duplicates: int

    def line(self) -> str:
        """Say it for people."""
        return f"polled {self.feed}: {self.kind}, {self.entries} entries, {self.new} new"


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryFound(Event):
    """A poll brought an entry that was not known."""

    name = "entry_found"
    feed: str
    entry_id: int
    link: str
    state: EntryState
    alert: bool

    @property
    def level(self) -> int:
        """How loud the log is about it: a first poll finds hundreds that nobody reads."""
        return logging.INFO if self.state is EntryState.DUE else logging.DEBUG

    def line(self) -> str:
        """Say it for people."""
        return f"found entry {self.entry_id} of {self.feed} ({self.state}): {self.link}"


@dataclass(frozen=True, slots=True, kw_only=True)
class TextRead(Event):
    """The language worker read a text, or could not."""

    name = "text_read"
    link: str
    seconds: float
    failure: str | None = None

    @property
    def level(self) -> int:
        """How loud the log is about it: what comes of it is told elsewhere."""
        return logging.DEBUG

    def line(self) -> str:
        """Say it for people."""
        how = f"failed ({self.failure})" if self.failure else "done"
        return f"reading {self.link}: {how} in {self.seconds:.2f} s"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseBriefed(Event):
    """An entry became a briefing; *alert_id* is there when chats may be told of it."""

    name = "release_briefed"
    feed: str
    entry_id: int
    briefing_id: int
    alert_id: int | None
    link: str
    text_status: TextStatus
    visits: int
    pledges: int
    owed: int

    def line(self) -> str:
        """Say it for people."""
        return (
            f"briefed {self.feed} {self.link}: {self.text_status}, {self.visits} visits, "
            f"{self.pledges} pledges, owed to {self.owed}"
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseRevised(Event):
    """A release was read again, and its briefing replaced."""

    name = "release_revised"
    feed: str
    entry_id: int
    briefing_id: int
    alert_id: int | None
    link: str
    what: str  #: edited, corrected or withdrawn
    owed: int

    def line(self) -> str:
        """Say it for people."""
        return f"{self.link} was {self.what}, owed to {self.owed}"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleasePostponed(Event):
    """A release could not be read yet; without *retry_in* it is given up."""

    name = "release_postponed"
    feed: str
    entry_id: int
    link: str
    retry_in: timedelta | None
    reason: str

    def line(self) -> str:
        """Say it for people."""
        if self.retry_in is None:
            return f"giving up reading {self.link}: {self.reason}"
        return f"reading {self.link} again in {self.retry_in}: {self.reason}"


class Outcome(StrEnum):
    """What came of one try to send."""

    SENT = "sent"
    DELAYED = "delayed"  #: to be tried again
    THROTTLED = "throttled"  #: Telegram asked every sender to wait
    UNCERTAIN = "uncertain"  #: it may have arrived; to be tried again
    FAILED = "failed"  #: given up


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliverySettled(Event):
    """One message was sent, or not; *reason* is one of a few words, *detail* Telegram's own."""

    name = "delivery_settled"
    outcome: Outcome
    delivery_id: int
    alert_id: int
    chat_id: int
    kind: DeliveryKind | None = None
    briefing_id: int | None = None
    part: int | None = None  #: from 1
    message_id: int | None = None
    reason: str | None = None
    detail: str | None = None
    since_published: timedelta | None = None  #: of the release, for the first part of its alert…
    since_found: timedelta | None = None  #: …likewise

    def line(self) -> str:
        """Say it for people."""
        what = f"delivery {self.delivery_id} of alert {self.alert_id} to chat {self.chat_id}"
        if self.outcome is Outcome.SENT:
            return f"{what}: sent as message {self.message_id}"
        why = f"{self.reason}: {self.detail}" if self.detail else self.reason
        return f"{what}: {self.outcome} ({why})"


@dataclass(frozen=True, slots=True, kw_only=True)
class UpdateHandled(Event):
    """What Telegram told us was handled, put off or dropped."""

    name = "update_handled"
    update_id: int
    chat_id: int
    outcome: str  #: handled, postponed or dropped
    seconds: float

    def line(self) -> str:
        """Say it for people."""
        return (
            f"update {self.update_id} of chat {self.chat_id}: {self.outcome} "
            f"in {self.seconds:.2f} s"
        )


def _plain(value: object) -> object:
    if isinstance(value, StrEnum):
        return value.value
    return value.total_seconds() if isinstance(value, timedelta) else value
