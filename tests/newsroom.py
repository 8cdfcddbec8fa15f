"""Feeds, entries and polls for tests; invented, and as small as a test may want them."""

from datetime import UTC, datetime, timedelta

from bot.identity import Known
from bot.models import Article, Entry, EntryState, Feed, PollClass, Polled, TextStrategy

NOON = datetime(2026, 3, 17, 12, 0, tzinfo=UTC)


def make_feed(feed_id="se-mfa", **changes):
    default = {
        "id": feed_id,
        "publisher": "Swedish Ministry",
        "country": "SE",
        "language": "en",
        "url": f"https://{feed_id}.example/feed",
        "full_text": TextStrategy.PAGE,
        "enabled": True,
    }
    return Feed(**{**default, **changes})


def make_entry(name="1", *, feed_id="se-mfa", **changes):
    """An entry whose key, guid, link and title all come from *name*."""
    default = {
        "feed_id": feed_id,
        "key": f"guid-{name}",
        "guid": f"guid-{name}",
        "link": f"https://ministry.example/news/{name}",
        "canonical_link": f"https://ministry.example/news/{name}",
        "title": f"Minister travels, part {name}",
        "summary": "A short summary.",
        "published_at": NOON - timedelta(hours=1),
        "fingerprint": "first",
    }
    return Entry(**{**default, **changes})


def polled(*entries, **changes):
    """A good answer with *entries*, newest first, as feeds have them."""
    return Polled(**{"kind": PollClass.OK, "entries": tuple(entries), **changes})


def make_article(name="1", **changes):
    default = {
        "title": f"Minister travels, part {name}",
        "text": f"The minister will travel to Oslo. This is release {name}.",
        "publisher": "Swedish Ministry",
        "country": "SE",
        "url": f"https://ministry.example/news/{name}",
    }
    return Article(**{**default, **changes})


def known(entry, **changes):
    """What is remembered of *entry* since yesterday."""
    default = {
        "id": 1,
        "feed_id": entry.feed_id,
        "key": entry.key,
        "guid": entry.guid,
        "canonical_link": entry.canonical_link,
        "title": entry.title,
        "fingerprint": entry.fingerprint,
        "updated_at": entry.updated_at,
        "first_seen_at": NOON - timedelta(days=1),
        "state": EntryState.BRIEFED,
        "published_at": entry.published_at,
    }
    return Known(**{**default, **changes})
