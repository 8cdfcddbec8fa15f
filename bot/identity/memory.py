"""What is known, found by what names it."""

from collections.abc import Collection, Iterable, Iterator
from datetime import datetime, timedelta

from bot.identity.known import Known, short
from bot.identity.likeness import (
    folded,
    is_another,
    path_of,
    reposted,
    same_moment,
    same_time,
    similar,
    undated,
)
from bot.models import Entry, EntryState

#: The same release in another feed.
COPIED_WITHIN = timedelta(days=7)

#: States in which a release was briefed, or will be while its feed is read.
_BRIEFED = {EntryState.BRIEFED, EntryState.REMOVED}


class Memory:
    """Known entries by key, link, guid, path and title."""

    def __init__(self, known: Iterable[Known]) -> None:
        self._by_key: dict[tuple[str, str], Known] = {}
        self._by_link: dict[str, list[Known]] = {}
        self._by_guid: dict[str, list[Known]] = {}
        self._by_title: dict[tuple[str, str], list[Known]] = {}
        self._by_id: dict[int, Known] = {}
        for one in known:
            self.add(one)

    def add(self, known: Known) -> None:
        """Remember one more."""
        feed = known.feed_id
        self._by_key[feed, known.key] = known
        self._by_link.setdefault(known.canonical_link, []).append(known)
        self._by_guid.setdefault(known.guid, []).append(known)
        self._by_title.setdefault((feed, folded(known.title)), []).append(known)
        if known.id is not None:
            self._by_id[known.id] = known

    def same(self, entry: Entry) -> Known | None:
        """Find the entry of the same key."""
        return self._by_key.get((entry.feed_id, short(entry.key)))

    def moved(self, entry: Entry, found: Known) -> Known | None:
        """Find the release that now has the address of *found*: it had another one before."""
        for known in self._by_title.get((entry.feed_id, folded(entry.title)), ()):
            if known is not found and same_moment(entry, known, strange=False):
                return known
        return None

    def later_use(self, entry: Entry) -> Known | None:
        """Find the release that has the address of an entry not as its first."""
        prefix = f"{short(entry.key)}#"
        uses = [
            known
            for known in self._by_link.get(short(entry.canonical_link), ())
            if known.feed_id == entry.feed_id
            and known.key.startswith(prefix)
            and not is_another(entry, known)
        ]
        alike = [known for known in uses if similar(known.title, entry.title)]
        return max(alike or uses, key=lambda known: known.first_seen_at, default=None)

    def copied(
        self, entry: Entry, *, now: datetime, strange: bool, shown: Collection[str]
    ) -> Known | None:
        """Find the release under another key; the title must agree, for links are recycled.

        *strange*: no key of this poll is known, so they may all have been changed. *shown*: keys
        that this poll has, too: what stands beside its like is another release.
        """
        for known in self._alike(entry):
            original = self._by_id.get(known.original or 0, known)
            age = now - known.first_seen_at
            if known.feed_id != entry.feed_id:
                if age <= COPIED_WITHIN and _will_be_told(original):
                    return original
            elif reposted(entry, known, age) or same_time(entry, known, strange=strange):
                return original
        for known in self._renamed(entry, now=now, strange=strange):
            if known.id is not None and known.key not in shown:
                return self._by_id.get(known.original or 0, known)
        return None

    def _alike(self, entry: Entry) -> Iterator[Known]:
        title = folded(entry.title)
        link = self._by_link.get(short(entry.canonical_link), []) if entry.canonical_link else []
        guid = self._by_guid.get(short(entry.guid), []) if entry.guid else []
        return (known for known in (*link, *guid) if folded(known.title) == title)

    def _renamed(self, entry: Entry, *, now: datetime, strange: bool) -> Iterator[Known]:
        """Find what has neither the guid nor the very link of an entry, or not its title."""
        title = folded(entry.title)
        if title:
            for known in self._by_title.get((entry.feed_id, title), ()):
                if same_moment(entry, known, strange=strange) or self._relocated(
                    entry, known, now=now, strange=strange
                ):
                    yield known
        for known in self._by_link.get(short(entry.canonical_link), ()):
            here = known.feed_id == entry.feed_id and similar(known.title, entry.title)
            if here and same_moment(entry, known, strange=False):
                yield known

    def _relocated(self, entry: Entry, known: Known, *, now: datetime, strange: bool) -> bool:
        path = path_of(entry.canonical_link)
        if not path or path != path_of(known.canonical_link):
            return False
        return (
            undated(entry, known)
            or reposted(entry, known, now - known.first_seen_at)
            or same_time(entry, known, strange=strange)
        )


def _will_be_told(known: Known) -> bool:
    """Tell whether an entry of another feed stands for the release; what failed there does not."""
    if known.state in _BRIEFED:
        return known.alert or known.read
    return known.state is EntryState.DUE and known.read
