"""What is remembered of an entry."""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime

from bot.models import Entry, EntryState

_LONGEST_KEY = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What is remembered of an entry; *id* is None for one of the same poll."""

    id: int | None
    feed_id: str
    key: str
    guid: str
    canonical_link: str
    title: str
    fingerprint: str
    updated_at: datetime | None
    first_seen_at: datetime
    state: EntryState
    published_at: datetime | None = None
    published_on: date | None = None
    alert: bool = True  #: chats hear of it, or have heard
    read: bool = True  #: its feed is still polled, so that what is owed will be done
    original: int | None = None  #: the entry that this one is a copy of


def short(name: str) -> str:
    """Shorten a very long key, guid or link to what a database can index, still unique."""
    if len(name) <= _LONGEST_KEY:
        return name
    return f"sha256:{hashlib.sha256(name.encode(errors='replace')).hexdigest()}"


def remembered(entry: Entry, now: datetime) -> Known:
    """Give what is known of an entry that was new a moment ago."""
    return Known(
        id=None,
        feed_id=entry.feed_id,
        key=short(entry.key),
        guid=short(entry.guid),
        canonical_link=short(entry.canonical_link),
        title=entry.title,
        fingerprint=entry.fingerprint,
        updated_at=entry.updated_at,
        first_seen_at=now,
        state=EntryState.DUE,
        published_at=entry.published_at,
        published_on=entry.published_on,
    )
