"""How like an entry is to one that is known: by title, time and address."""

import re
import unicodedata
from datetime import UTC, datetime, time, timedelta
from urllib.parse import urlsplit

from bot.identity.known import Known
from bot.models import Entry

#: A known link under a new guid is the same release only so soon after it was last seen.
REPOSTED_WITHIN = timedelta(hours=6)
#: When all keys of a feed are new, times of publication may have been read otherwise, too.
SAME_TIME = timedelta(hours=2)
#: Where the address is the key, a date so much later tells of another release…
RECYCLED_AFTER = timedelta(days=180)
#: …and so much later, if the title is quite another one.
RETITLED_AFTER = timedelta(days=2)

#: Titles are similar that share this part of their words.
_SIMILAR = 0.5
_NOT_A_WORD = re.compile(r"[\W_]+")


def folded(title: str) -> str:
    """Give a title as it is compared: without case and punctuation."""
    normal = unicodedata.normalize("NFKC", title).casefold()
    return _NOT_A_WORD.sub(" ", normal).strip()


def similar(one: str, other: str) -> bool:
    """Tell whether one title may be an edit of the other."""
    mine, theirs = set(folded(one).split()), set(folded(other).split())
    return mine == theirs or len(mine & theirs) >= _SIMILAR * len(mine | theirs)


def path_of(link: str) -> str:
    """Give what follows the host, if that names a page."""
    parts = urlsplit(link)
    path = parts.path.rstrip("/")
    return f"{path}?{parts.query}" if path or parts.query else ""


def spellings(link: str) -> set[str]:
    """Give a canonical link with and without ``www.``, between which sites change."""
    bare = link.replace("://www.", "://", 1)
    return {link, bare, bare.replace("://", "://www.", 1)}


def named_by_link(entry: Entry) -> bool:
    """Tell whether the address is all that names an entry; ministries use some twice."""
    return bool(entry.link) and entry.key in {entry.canonical_link, entry.link}


def reposted(entry: Entry, known: Known, age: timedelta) -> bool:
    """Tell whether an entry came soon after another; after a gap several days may come at once."""
    said, then = entry.published_at, known.published_at
    apart = abs(said - then) if said and then else timedelta(0)
    return max(age, apart) <= REPOSTED_WITHIN


def same_time(entry: Entry, known: Known, *, strange: bool) -> bool:
    """Tell whether both were published at once, so far as that is known."""
    said, then = entry.published_at, known.published_at
    if said and then:
        return abs(said - then) <= (SAME_TIME if strange else timedelta(0))
    if entry.published_on and known.published_on:
        return strange and abs(entry.published_on - known.published_on) <= timedelta(days=1)
    return strange


def same_moment(entry: Entry, known: Known, *, strange: bool) -> bool:
    """Tell whether the publisher gives both the very same time; where all is new, the same day."""
    said, then = entry.published_at, known.published_at
    if said and then:
        return said == then
    on = entry.published_on
    return strange and on is not None and on == known.published_on


def undated(entry: Entry, known: Known) -> bool:
    """Tell whether neither has any date."""
    return not (
        entry.published_on or entry.published_at or known.published_on or known.published_at
    )


def later(entry: Entry, known: Known) -> timedelta:
    """Tell how long after the other an entry was published; zero where that is not known."""
    said, then = _time(entry), _time(known)
    return said - then if said and then else timedelta(0)


def is_another(entry: Entry, known: Known) -> bool:
    """Tell whether an entry under a known address is so late that it is another release."""
    limit = RECYCLED_AFTER if similar(entry.title, known.title) else RETITLED_AFTER
    return later(entry, known) > limit


def _time(one: Entry | Known) -> datetime | None:
    """Give the time of publication; where only changes have one, that proves nothing."""
    if one.published_at:
        return one.published_at
    if one.published_on and not one.updated_at:
        return datetime.combine(one.published_on, time(12), UTC)
    return None
