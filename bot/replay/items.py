"""Which elements of many captures a reader would call one release."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.replay.shown import Shown

#: Under two guids, one address and one title are one release only if published so near.
_NEAR = timedelta(hours=12)
#: Where an address is all that names a release, its date may be moved by so much…
_MOVED = timedelta(days=180)
#: …or by so much, if the title has become quite another one.
_RENAMED = timedelta(days=2)
_EXACT = timedelta(minutes=1)
#: Titles are alike that share this part of their words.
_ALIKE = 0.5
_FEWEST_WORDS = 2


@dataclass(eq=False, slots=True)
class Item:
    """One release and all the names it went by."""

    heading: str
    published: datetime | None  #: as it was first said
    guids: set[str] = field(default_factory=set)
    links: set[str] = field(default_factory=set)
    titles: set[str] = field(default_factory=set)
    times: set[datetime] = field(default_factory=set)
    changes: set[datetime] = field(default_factory=set)


class Items:
    """All releases so far, found by any of their names."""

    def __init__(self) -> None:
        self._found: defaultdict[str, list[Item]] = defaultdict(list)

    def of(self, elements: Sequence[Shown]) -> list[Item]:
        """Give the release of each element of one capture, a new one where none is known."""
        shared = _shared(elements)
        groups = _twins(elements, shared)
        matches = [
            (score, number, item)
            for number, group in enumerate(groups)
            for item in self._candidates(group)
            if (score := max(_score(one, item, shared) for one in group))
        ]
        chosen: dict[int, Item] = {}
        for _, number, item in sorted(matches, key=lambda match: -match[0]):
            if number not in chosen and item not in chosen.values():
                chosen[number] = item
        of: dict[int, Item] = {}
        for number, group in enumerate(groups):
            first = group[0]
            item = chosen.get(number) or Item(first.heading, first.published or first.changed)
            for one in group:
                self._learn(item, one, shared)
                of[id(one)] = item
        return [of[id(one)] for one in elements]

    def _candidates(self, group: Sequence[Shown]) -> list[Item]:
        found = (item for one in group for name in _names(one) for item in self._found[name])
        return list(dict.fromkeys(found))

    def _learn(self, item: Item, shown: Shown, shared: set[str]) -> None:
        for names, name in (
            (item.guids, "" if shown.guid in shared else shown.guid),
            (item.links, shown.link),
            (item.titles, shown.title),
        ):
            if name:
                names.add(name)
        for times, time in ((item.times, shown.published), (item.changes, shown.changed)):
            if time:
                times.add(time)
        for name in _names(shown):
            if item not in self._found[name]:
                self._found[name].append(item)


def _names(shown: Shown) -> list[str]:
    return [f"{kind} {name}" for kind, name in zip("glt", _three(shown), strict=True) if name]


def _three(shown: Shown) -> tuple[str, str, str]:
    return shown.guid, shown.link, shown.title


def _shared(elements: Iterable[Shown]) -> set[str]:
    """Give the guids that several pages of one capture bear: they name none of them."""
    pages = Counter(guid for guid, link in {(one.guid, one.link) for one in elements} if link)
    return {guid for guid, count in pages.items() if count > 1}


def _twins(elements: Sequence[Shown], shared: set[str]) -> list[list[Shown]]:
    """Put together what stands more than once in one capture."""
    groups: list[list[Shown]] = []
    for one in elements:
        for group in groups:
            if any(_one_release(one, other, shared) for other in group):
                group.append(one)
                break
        else:
            groups.append([one])
    return groups


def _one_release(one: Shown, other: Shown, shared: set[str]) -> bool:
    if one.guid == other.guid and one.guid and one.guid not in shared:
        return True
    same = one.link == other.link and one.title == other.title
    apart = _apart(one.published, {other.published} if other.published else set())
    return same and bool(one.link) and (apart is None or apart <= _NEAR)


def _score(shown: Shown, item: Item, shared: set[str]) -> int:
    """Tell how sure it is that an element is a look of *item*; 0: it is not."""
    apart = _apart(shown.published, item.times)
    same_title = shown.title in item.titles
    alike = same_title or any(_alike(shown.title, title) for title in item.titles)
    same_link = shown.link in item.links if shown.link else False
    bonus = 2 * same_link + same_title
    if _own_guid(shown, shared):
        if shown.guid in item.guids:
            return 8 + bonus
        dated = apart is None or apart <= _NEAR
    else:
        dated = apart is None or apart <= (_MOVED if alike else _RENAMED)
        if shown.guid and shown.guid in item.guids and dated:
            return 8 + bonus
    exact = _exact(shown, item)
    if same_link and (exact or (alike and dated)):
        return 4 + bonus
    if same_title and exact:
        return 3
    near = apart is None or apart <= _NEAR
    tails = {_tail(link) for link in item.links}
    return 2 if same_title and near and _tail(shown.link) in tails - {""} else 0


def _own_guid(shown: Shown, shared: set[str]) -> bool:
    """Tell whether the guid is more than the address of the page."""
    return bool(shown.guid) and shown.guid not in shared and not shown.guid.startswith(shown.link)


def _exact(shown: Shown, item: Item) -> bool:
    apart = _apart(shown.published, item.times)
    if apart is None:
        apart = _apart(shown.changed, item.changes)
    return apart is not None and apart <= _EXACT


def _apart(time: datetime | None, others: set[datetime]) -> timedelta | None:
    if time is None or not others:
        return None
    return min(abs(time - other) for other in others)


def _alike(one: str, other: str) -> bool:
    mine, theirs = set(one.split()), set(other.split())
    if min(len(mine), len(theirs)) < _FEWEST_WORDS:
        return one == other
    return len(mine & theirs) / len(mine | theirs) >= _ALIKE


def _tail(link: str) -> str:
    return link.rstrip("/").rpartition("/")[2]
