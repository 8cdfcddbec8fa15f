"""The schema. Rows never leave this package; see the functions beside it.

Every row that someone owes work has ``due_at`` (null: nothing owed) and ``attempts``. Forum thread
0 stands for "no thread", since null is never equal to itself in a unique key.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from bot.storage.columns import Base, Characters, RowId


class FeedRow(Base):
    """State of one configured feed: the schedule, the validators and its health."""

    __tablename__ = "feeds"

    feed_id: Mapped[str] = mapped_column(Characters(100), primary_key=True)
    url: Mapped[str]  #: the validators belong to this address
    etag: Mapped[str | None]
    last_modified: Mapped[str | None]
    due_at: Mapped[datetime | None] = mapped_column(index=True)
    attempts: Mapped[int] = mapped_column(default=0)  #: claims since the last settled poll
    failures: Mapped[int] = mapped_column(default=0)  #: failed polls in a row
    class_polls: Mapped[int] = mapped_column(default=0)  #: polls in a row answered like this
    poll_class: Mapped[str | None]
    class_since: Mapped[datetime | None]
    detail: Mapped[str] = mapped_column(default="")
    alarm: Mapped[str] = mapped_column(default="")  #: the class operators were told of; "": none
    primed_at: Mapped[datetime | None]  #: first good poll; null: the next one alerts nobody
    polled_at: Mapped[datetime | None]
    succeeded_at: Mapped[datetime | None]
    whole_at: Mapped[datetime | None]  #: last answer with the entries themselves
    new_entry_at: Mapped[datetime | None]  #: when it last brought news
    newest_at: Mapped[datetime | None]  #: publication time of the newest entry
    overrun_at: Mapped[datetime | None]  #: last poll that shared no entry with the one before
    moved_to: Mapped[str | None]  #: where a permanent redirect leads
    stale_noticed_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]  #: since when the publisher says that the feed has ended
    window_keys: Mapped[list[Any]] = mapped_column(default=list)  #: keys in the last good poll


class EntryRow(Base):
    """One element of a feed, for ever: deleting it would make it news again."""

    __tablename__ = "entries"
    __table_args__ = (
        UniqueConstraint("feed_id", "key"),
        Index("entries_by_link", "canonical_link"),
        Index("entries_by_guid", "guid"),
        Index("entries_due", "due_at"),
    )

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    feed_id: Mapped[str] = mapped_column(Characters(100))
    key: Mapped[str]  #: what names it within its feed, for good
    guid: Mapped[str] = mapped_column(default="")
    link: Mapped[str]
    canonical_link: Mapped[str]
    title: Mapped[str]
    summary: Mapped[str] = mapped_column(default="")
    content: Mapped[str] = mapped_column(default="")
    content_status: Mapped[str] = mapped_column(Characters(20), default="summary")
    published_at: Mapped[datetime | None]
    published_on: Mapped[str | None]  #: ISO date in the publisher's zone
    updated_at: Mapped[datetime | None]
    first_seen_at: Mapped[datetime]
    fingerprint: Mapped[str]
    alert: Mapped[bool]  #: false for what a first poll found: briefed, but nobody is alerted
    state: Mapped[str]  #: EntryState
    duplicate_of: Mapped[int | None] = mapped_column(ForeignKey("entries.id"))
    due_at: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    read_at: Mapped[datetime | None]  #: when its text was last read
    error: Mapped[str] = mapped_column(default="")


class BriefingRow(Base):
    """What was read in one entry's article; revised in place."""

    __tablename__ = "briefings"
    __table_args__ = (
        Index("briefings_by_age", "first_seen_at"),
        Index("briefings_by_date", "dated_at", "id"),
    )

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey("entries.id"), unique=True)
    feed_id: Mapped[str] = mapped_column(Characters(100))
    publisher: Mapped[str]
    country: Mapped[str] = mapped_column(Characters(20))
    title: Mapped[str]
    link: Mapped[str]
    language: Mapped[str] = mapped_column(Characters(20), default="en")
    published_at: Mapped[datetime | None]
    published_on: Mapped[str | None]  #: ISO date in the publisher's zone
    first_seen_at: Mapped[datetime]
    dated_at: Mapped[datetime]  #: what lists are sorted by: publication, as near as it is known
    text_status: Mapped[str] = mapped_column(Characters(20))
    text_fingerprint: Mapped[str]
    past_texts: Mapped[list[Any]] = mapped_column(default=list)  #: earlier fingerprints, some
    doubted_at: Mapped[datetime | None]  #: since when an earlier text is shown again
    has_visits: Mapped[bool]
    has_pledges: Mapped[bool]
    reading: Mapped[dict[str, Any]]  #: models.Reading as JSON
    words: Mapped[str]  #: folded words of title and text, each between spaces, for search
    revision: Mapped[int] = mapped_column(default=0)
    withdrawn_at: Mapped[datetime | None]


class BriefingTopicRow(Base):
    """Index of briefings by what a chat can follow: topic ids, countries, ``person:NAME``."""

    __tablename__ = "briefing_topics"
    __table_args__ = (Index("briefing_topics_by_topic", "topic", "briefing_id"),)

    briefing_id: Mapped[int] = mapped_column(
        ForeignKey("briefings.id", ondelete="CASCADE"), primary_key=True
    )
    topic: Mapped[str] = mapped_column(Characters(200), primary_key=True)


class ChatRow(Base):
    """One chat we may write to, and when it may next be written to."""

    __tablename__ = "chats"

    chat_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    kind: Mapped[str] = mapped_column(Characters(20), default="private")
    active: Mapped[bool] = mapped_column(default=True)
    gone: Mapped[str] = mapped_column(default="")  #: why alerts ended, in Telegram's words
    not_found: Mapped[int] = mapped_column(default=0)  #: "chat not found" answers in a row
    next_at: Mapped[datetime | None]  #: earliest next message (1 a second, 20 a minute in groups)
    created_at: Mapped[datetime]


class SubscriptionRow(Base):
    """One chat's (and forum thread's) standing wish."""

    __tablename__ = "subscriptions"

    chat_id: Mapped[int] = mapped_column(
        ForeignKey("chats.chat_id", ondelete="CASCADE", onupdate="CASCADE"), primary_key=True
    )
    thread_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, default=0)
    everything: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]


class CriterionRow(Base):
    """A criterion that a subscription follows or has muted."""

    __tablename__ = "criteria"
    __table_args__ = (Index("criteria_by_criterion", "criterion", "muted"),)

    chat_id: Mapped[int] = mapped_column(
        ForeignKey("chats.chat_id", ondelete="CASCADE", onupdate="CASCADE"), primary_key=True
    )
    thread_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, default=0)
    criterion: Mapped[str] = mapped_column(Characters(200), primary_key=True)
    muted: Mapped[bool] = mapped_column(default=False)


class AlertRow(Base):
    """One text owed to any number of chats, rendered once."""

    __tablename__ = "alerts"

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    key: Mapped[str] = mapped_column(Characters(200), unique=True)  #: "alert:7", …
    briefing_id: Mapped[int | None] = mapped_column(ForeignKey("briefings.id"), index=True)
    kind: Mapped[str] = mapped_column(Characters(20))  #: DeliveryKind
    parts: Mapped[list[Any]]  #: [{html, plain}]; more than one only when over 4096 units
    buttons: Mapped[list[Any]] = mapped_column(default=list)  #: under the last part
    plain_only: Mapped[bool] = mapped_column(default=False)  #: Telegram refused the markup
    created_at: Mapped[datetime]


class DeliveryRow(Base):
    """The outbox: one alert owed to one chat."""

    __tablename__ = "deliveries"
    __table_args__ = (
        UniqueConstraint("alert_id", "chat_id", "thread_id"),
        Index("deliveries_due", "due_at", "id"),
        Index("deliveries_by_chat", "chat_id", "state"),
        # Each chat's queue: what is owed to it, oldest first.
        Index(
            "deliveries_owed",
            "chat_id",
            "id",
            sqlite_where=text("due_at IS NOT NULL"),
            postgresql_where=text("due_at IS NOT NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    alert_id: Mapped[int] = mapped_column(ForeignKey("alerts.id"))
    chat_id: Mapped[int] = mapped_column(BigInteger)
    thread_id: Mapped[int] = mapped_column(BigInteger, default=0)
    in_general: Mapped[bool] = mapped_column(default=False)  #: its thread is closed to us
    state: Mapped[str] = mapped_column(Characters(20))  #: DeliveryState
    due_at: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    next_part: Mapped[int] = mapped_column(default=0)
    uncertain: Mapped[int] = mapped_column(default=0)  #: tries whose answer never came
    lapses: Mapped[int] = mapped_column(default=0)  #: leases that ran out: we died or failed
    failing_since: Mapped[datetime | None]
    owner: Mapped[str] = mapped_column(Characters(80), default="")  #: who holds the lease
    sent_at: Mapped[datetime | None]
    message_id: Mapped[int | None] = mapped_column(BigInteger)
    error: Mapped[str] = mapped_column(default="")


class UpdateRow(Base):
    """The inbox: what Telegram told us, stored before it is confirmed."""

    __tablename__ = "updates"
    __table_args__ = (
        Index("updates_due", "due_at", "update_id"),
        Index("updates_by_chat", "chat_id", "update_id"),
    )

    update_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    chat_id: Mapped[int] = mapped_column(BigInteger, default=0)  #: 0: of no chat
    body: Mapped[dict[str, Any]]
    received_at: Mapped[datetime]
    due_at: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    handled_at: Mapped[datetime | None]


class PaceRow(Base):
    """When the bot may send its next message; one row, shared by every sender."""

    __tablename__ = "pace"

    id: Mapped[int] = mapped_column(primary_key=True)
    next_slot_at: Mapped[datetime]
    held_until: Mapped[datetime | None]  #: Telegram said 429: nobody sends before
