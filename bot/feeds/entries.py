"""From what a feed says of one release to an Entry: cleaned, dated, identified. Pure."""

import hashlib
import re
from dataclasses import dataclass

from bot.feeds.clean import clean_title, cut, plain_text
from bot.feeds.dates import Moment, read_date
from bot.feeds.links import canonical_link, web_link
from bot.models import Entry, Feed, Identity, TextStatus, TextStrategy

#: Longer ones are replaced by their hash: PostgreSQL's index entries end at 2,700 bytes.
MAX_KEY = 1000
MAX_ENTRIES = 1000  #: the largest window known; what is beyond is ignored
MAX_MARKUP = 400_000  #: characters of one text that are cleaned; the longest known has 70,000
#: A body shorter than this is a teaser, wherever it stands.
BODY = 200
#: A description at least this long may be the release itself, as in Australia and Korea.
LONG_DESCRIPTION = 400
CUT_OFF = re.compile(
    r"(?:\[?(?:…|\.{3})\]?|\[&hellip;\]|(?:read|learn) more|continue reading|full (?:story|text))"
    r"[\s»›>→]*$",
    re.IGNORECASE,
)
UNSEEN = re.compile(
    "[\x00-\x20\x7f-\xa0\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]+"
)
US_ORDER = frozenset({"US"})  #: where 7/9 is the ninth of July


@dataclass(frozen=True, slots=True, kw_only=True)
class Raw:
    """One element of a feed in the publisher's own words; texts may be HTML."""

    guid: str = ""
    link: str = ""
    title: str = ""
    summary: str = ""
    content: str = ""
    published: tuple[str, ...] = ()  #: dates of publication, the best first
    updated: str = ""


def entry_of(raw: Raw, feed: Feed, base: str) -> Entry | None:
    """Return the entry, or None for half an element: one without link and id."""
    link = web_link(raw.link, base)
    guid = _bounded(UNSEEN.sub(" ", raw.guid).strip())
    if not link and not guid:
        return None
    canonical = _bounded(canonical_link(link)) if link else ""
    title = clean_title(raw.title[:MAX_MARKUP])
    summary = cut(plain_text(raw.summary[:MAX_MARKUP]))
    content, status = _body(raw, summary, feed)
    published = _first_date(raw.published, feed)
    updated = _first_date((raw.updated,), feed)
    day = published or updated
    return Entry(
        feed_id=feed.id,
        key=(guid or canonical) if feed.identity is Identity.GUID else (canonical or guid),
        link=link,
        title=title or _title_from(summary or content),
        guid=guid,
        canonical_link=canonical,
        summary=summary,
        content=content,
        content_status=status,
        published_at=published.at if published else None,
        # gov.uk says only when a release was last changed; its day is the best there is.
        published_on=day.on if day else None,
        updated_at=updated.at if updated else None,
        fingerprint=fingerprint(title, summary, content),
    )


def fingerprint(title: str, summary: str, content: str) -> str:
    """Return a hash that changes when any of the cleaned texts does."""
    return hashlib.sha256("\0".join((title, summary, content)).encode()).hexdigest()


def _body(raw: Raw, summary: str, feed: Feed) -> tuple[str, TextStatus]:
    """Return the text of the release as far as the feed has it, and how complete it is."""
    content = cut(plain_text(raw.content[:MAX_MARKUP]))
    if len(content) < BODY and len(content) <= len(summary):
        content = summary if len(summary) >= LONG_DESCRIPTION else ""
    if not content:
        return "", TextStatus.SUMMARY
    complete = feed.full_text is TextStrategy.FEED and not CUT_OFF.search(content[-60:])
    return content, TextStatus.FULL if complete else TextStatus.PARTIAL


def _first_date(texts: tuple[str, ...], feed: Feed) -> Moment | None:
    for text in texts:
        found = read_date(
            text, feed.timezone, language=feed.language, month_first=feed.country in US_ORDER
        )
        if found is not None:
            return found
    return None


def _title_from(text: str) -> str:
    """Return a title for a release without one: the beginning of its text."""
    return clean_title(text.partition("\n")[0])


def _bounded(key: str) -> str:
    if len(key.encode()) <= MAX_KEY:
        return key
    return "sha256:" + hashlib.sha256(key.encode()).hexdigest()
