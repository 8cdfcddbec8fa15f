"""Captures of one small ministry's feed, a series for each trick that feeds were seen to play.

Invented, and written by code: what a series tells is in the order of its captures.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from xml.sax.saxutils import escape, quoteattr
from zlib import crc32

from bot.models import Identity
from bot.replay.series import Snapshot

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
WALL = b"<!DOCTYPE html><html><body><h1>Technical Difficulties</h1></body></html>"
_PLACES = [
    "Oslo",
    "Lima",
    "Accra",
    "Hanoi",
    "Riga",
    "Quito",
    "Dakar",
    "Tunis",
    "Sofia",
    "Rabat",
    "Baku",
    "Minsk",
    "Bern",
    "Doha",
]
_DEEDS = ["visits", "opens", "signs", "praises", "receives", "mourns", "funds", "joins"]
_THINGS = [
    "clinic",
    "treaty",
    "school",
    "bridge",
    "summit",
    "harbour",
    "archive",
    "museum",
    "railway",
]


@dataclass(frozen=True, kw_only=True)
class Release:
    """What the feed says of one release; empty or None: it says nothing."""

    title: str
    link: str
    guid: str = ""
    published: datetime | None = None
    updated: datetime | None = None
    summary: str = ""
    dated: str = ""  #: the date as it is written, in place of *published*


def release(number: int, *, at: datetime | None = None, **changes: object) -> Release:
    """Release *number*, published every three hours unless *at* says otherwise."""
    title = (
        f"Minister {_DEEDS[number % 8]} {_THINGS[number % 9]} in {_PLACES[number % 14]}, "
        f"statement {number}"
    )
    made = Release(
        title=title,
        link=f"https://www.ministry.example/news/{number}",
        guid=f"https://www.ministry.example/?p={number}",
        published=at or START + (number - 20) * 3 * HOUR,
        summary=f"What was said on occasion {number}.",
    )
    return replace(made, **changes)


def rss(*releases: Release) -> bytes:
    """An RSS feed of these, in this order."""
    items = "".join(_item(one) for one in releases)
    return (
        '<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel><title>News</title>'
        f"<link>https://www.ministry.example/</link>{items}</channel></rss>"
    ).encode()


def _item(one: Release) -> str:
    when = one.dated or (f"{one.published:%a, %d %b %Y %H:%M:%S} +0000" if one.published else "")
    guid = f'<guid isPermaLink="false">{escape(one.guid)}</guid>' if one.guid else ""
    date = f"<pubDate>{when}</pubDate>" if when else ""
    return (
        f"<item><title>{escape(one.title)}</title><link>{escape(one.link)}</link>{guid}{date}"
        f"<description>{escape(one.summary)}</description></item>"
    )


def atom(*releases: Release) -> bytes:
    """An Atom feed that, like gov.uk's, only says when each was last changed."""
    entries = "".join(
        f"<entry><id>{escape(one.guid)}</id><title>{escape(one.title)}</title>"
        f"<link rel='alternate' href={quoteattr(one.link)}/>"
        f"<updated>{(one.updated or one.published).isoformat()}</updated>"
        f"<summary>{escape(one.summary)}</summary></entry>"
        for one in releases
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?><feed xmlns="http://www.w3.org/2005/Atom">'
        f"<id>tag:ministry.example,2005:/news</id><title>News</title>{entries}</feed>"
    ).encode()


@dataclass
class Series:
    """Captures, and what must come of them."""

    alerted: int = 0
    held: int = 0
    identity: Identity = Identity.GUID
    write: Callable[..., bytes] = rss
    captures: list[Snapshot] = field(default_factory=list)
    now: datetime = START

    def show(self, *releases: Release, after: timedelta = HOUR) -> "Series":
        """Capture the feed with these, newest first, some time *after* the last capture."""
        return self.answer(self.write(*releases), after=after)

    def answer(self, body: bytes, *, after: timedelta = HOUR, status: int = 200) -> "Series":
        """Capture an answer."""
        self.now += after
        name = f"{self.now:%Y%m%dT%H%M%SZ}-{len(self.captures)}.xml"
        self.captures.append(Snapshot(name=name, at=self.now, body=body, status=status))
        return self


def window(newest: int, size: int = 10, **changes: object) -> list[Release]:
    """The newest releases, newest first."""
    return [release(number, **changes) for number in range(newest, newest - size, -1)]


def renamed(releases: list[Release], change: Callable[[Release], Release]) -> list[Release]:
    """All of them, changed."""
    return [change(one) for one in releases]


def _link(old: str, new: str, *, guid: bool = False) -> Callable[[Release], Release]:
    def change(one: Release) -> Release:
        named = one.guid.replace(old, new) if guid else one.guid
        return replace(one, link=one.link.replace(old, new), guid=named)

    return change


def _by_address(one: Release) -> Release:
    return replace(one, guid=one.link)


def _nameless(one: Release) -> Release:
    return replace(one, guid="")


def _undated(one: Release) -> Release:
    return replace(one, published=None)


SERIES: dict[str, Callable[[], Series]] = {}


def series(name: str) -> Callable[[Callable[[], Series]], Callable[[], Series]]:
    """Register a series by the trick that it shows."""

    def register(make: Callable[[], Series]) -> Callable[[], Series]:
        SERIES[name] = make
        return make

    return register


@series("items leave the feed and come back")
def _leave() -> Series:
    new = window(22)
    return (
        Series(alerted=3)
        .show(*window(20))
        .show(*new)
        .show(*window(20))
        .show(*new[5:])
        .show(*new)
        .show(*window(23))
        .show(*window(12), after=3 * DAY)
        .show(*window(23))
    )


@series("a three-day-old copy is served for a quarter of an hour")
def _stale() -> Series:
    made = Series(alerted=24).show(*window(20))
    for newest in range(21, 45):
        made.show(*window(newest), after=3 * HOUR)
    return made.show(*window(22)).show(*window(44))


@series("two cached copies are served in turn")
def _turns() -> Series:
    made = Series(alerted=6).show(*window(20))
    for newest in (22, 20, 22, 21, 24, 22, 24, 23, 26, 20):
        made.show(*window(newest), after=timedelta(minutes=15))
    return made


@series("links are swapped between two guids")
def _swapped() -> Series:
    a, b, *rest = window(22)
    swapped = (replace(a, link=b.link), replace(b, link=a.link))
    return Series(alerted=2).show(*window(20)).show(a, b, *rest).show(*swapped, *rest)


@series("links are swapped in a feed without guids")
def _swapped_nameless() -> Series:
    a, b, *rest = renamed(window(22), _nameless)
    swapped = (replace(a, link=b.link), replace(b, link=a.link))
    made = Series(alerted=2).show(*renamed(window(20), _nameless))
    return made.show(a, b, *rest).show(*swapped, *rest).show(a, b, *rest)


@series("a new release takes the address of another, which gets a new one")
def _taken() -> Series:
    first, *rest = window(21)
    second = replace(release(22), link=first.link)
    moved = replace(first, link=first.link + "-2")
    return Series(alerted=2).show(*window(20)).show(first, *rest).show(second, moved, *rest)


@series("guids go from http to https")
def _https() -> Series:
    old = _link("https://", "http://", guid=True)
    made = Series(alerted=3).show(*renamed(window(20), old)).show(*renamed(window(21), old))
    return made.show(*window(22)).show(*window(23)).show(*renamed(window(23), old))


@series("all guids are numbered anew")
def _numbered() -> Series:
    def again(one: Release) -> Release:
        return replace(one, guid=one.guid.replace("?p=", "node/9"))

    made = Series(alerted=3).show(*window(20)).show(*window(21))
    return made.show(*renamed(window(22), again)).show(*renamed(window(23), again), after=DAY)


@series("guids change with every answer")
def _flips() -> Series:
    made = Series(alerted=3).show(*window(20))
    for number in range(12):
        newest = 21 + number // 4
        made.show(
            *renamed(window(newest), lambda one, n=number: replace(one, guid=f"{n}-{one.guid}"))
        )
    return made


@series("guids turn into the addresses of the pages")
def _to_addresses() -> Series:
    made = Series(alerted=2).show(*window(20)).show(*window(21))
    return made.show(*renamed(window(22), _by_address))


@series("guids vanish and come back")
def _vanish() -> Series:
    made = Series(alerted=3).show(*window(20)).show(*renamed(window(21), _nameless))
    return made.show(*window(22)).show(*renamed(window(23), _nameless))


@series("one guid is shared by all items")
def _shared() -> Series:
    made = Series(alerted=2)
    for newest in (20, 21, 22):
        made.show(*window(newest, guid="0"))
    return made


@series("titles are edited")
def _titles() -> Series:
    a, b, *rest = window(22)
    edited = replace(a, title="Correction: " + a.title), replace(b, title="A speech at the harbour")
    return (
        Series(alerted=2).show(*window(20)).show(a, b, *rest).show(*edited, *rest).show(a, b, *rest)
    )


@series("titles are edited in a feed without guids")
def _titles_nameless() -> Series:
    a, b, *rest = renamed(window(22), _nameless)
    edited = replace(a, title="Correction: " + a.title), replace(b, title="A speech at the harbour")
    made = Series(alerted=2).show(*renamed(window(20), _nameless)).show(a, b, *rest)
    return made.show(*edited, *rest).show(a, b, *rest)


@series("title and guid change together")
def _both() -> Series:
    a, *rest = window(21)
    edited = replace(a, title=a.title + " (updated)", guid=a.guid + "0")
    return Series(alerted=1).show(*window(20)).show(a, *rest).show(edited, *rest)


@series("the window overruns overnight")
def _overrun() -> Series:
    return Series(alerted=10).show(*window(20)).show(*window(30), after=16 * HOUR)


@series("a large window overruns within days")
def _overrun_large() -> Series:
    made = Series(alerted=26).show(*window(20, 20))
    late = [release(number, at=START + number * HOUR) for number in range(46, 26, -1)]
    return made.show(*late[-6:], *window(20, 14)).show(
        *[release(number, at=START + number * HOUR) for number in range(52, 32, -1)], after=2 * DAY
    )


@series("a new site dates all releases when it was filled, and names them anew")
def _refilled() -> Series:
    made = Series(alerted=11, held=10).show(*window(20, 20)).show(*window(21, 20), after=4 * HOUR)

    def refilled(one: Release) -> Release:
        return replace(
            one,
            title=f"Press release {hash_of(one)}",
            link=f"https://www.ministry.example/a{hash_of(one)}.html",
            guid=hash_of(one),
            published=made.now + HOUR + timedelta(seconds=one.published.hour),
        )

    return made.show(*renamed(window(21, 20), refilled), after=2 * DAY)


@series("a new site dates releases by when each was taken over, hours apart")
def _taken_over() -> Series:
    made = Series(alerted=11, held=10).show(*window(20, 20)).show(*window(21, 20), after=4 * HOUR)
    moved = [
        replace(one, link=f"{one.link}.html", guid=hash_of(one), published=made.now + n * HOUR)
        for n, one in enumerate(window(21, 20), 5)
    ]
    return made.show(*reversed(moved), after=2 * DAY)


@series("a feed is back after two months")
def _months() -> Series:
    at = START + 60 * DAY
    late = [release(number, at=at + number * HOUR) for number in range(300, 280, -1)]
    later = [release(number, at=at + number * HOUR) for number in range(302, 282, -1)]
    return (
        Series(alerted=12, held=10)
        .show(*window(20, 20))
        .show(*late, after=62 * DAY + 300 * HOUR)
        .show(*later, after=2 * HOUR)
    )


@series("a slow feed is back after two months with some that are known")
def _slow() -> Series:
    late = [release(number, at=START + number * DAY) for number in (24, 23, 22, 21)]
    return Series(alerted=4).show(*window(20)).show(*late, *window(20, 6), after=60 * DAY)


@series("an archive of old releases is added")
def _archive() -> Series:
    old = [release(number, at=START - 400 * DAY) for number in range(200, 190, -1)]
    return Series(alerted=1).show(*window(20)).show(*window(21), *old)


@series("dates move by an hour and by days")
def _dates() -> Series:
    a, b, *rest = window(22)
    moved = (
        replace(a, published=a.published + timedelta(minutes=59)),
        replace(b, published=b.published + 3 * DAY),
    )
    return Series(alerted=2).show(*window(20)).show(a, b, *rest).show(*moved, *rest)


@series("dates move in a feed without guids")
def _dates_nameless() -> Series:
    a, b, *rest = renamed(window(22), _nameless)
    moved = (
        replace(a, published=a.published - HOUR),
        replace(b, published=b.published + 3 * DAY),
    )
    made = Series(alerted=2).show(*renamed(window(20), _nameless))
    return made.show(a, b, *rest).show(*moved, *rest).show(a, b, *rest)


@series("all dates are those of the answer")
def _dates_now() -> Series:
    made = Series(alerted=3)
    for newest in (20, 21, 22, 23):
        at = made.now + HOUR
        made.show(*renamed(window(newest), lambda one, at=at: replace(one, published=at)))
    return made


@series("no item has a date")
def _no_dates() -> Series:
    made = Series(alerted=3)
    for newest in (20, 21, 22, 23):
        made.show(*renamed(window(newest), _undated), after=DAY)
    return made


@series("dates are days only")
def _days() -> Series:
    made = Series(alerted=3)
    for newest in (20, 21, 23):
        made.show(
            *renamed(window(newest), lambda one: replace(one, dated=f"{one.published:%Y-%m-%d}"))
        )
    return made


@series("dates are in the future")
def _future() -> Series:
    far = release(21, at=START + 300 * DAY)
    made = Series(alerted=3).show(*window(20)).show(far, *window(20))
    return made.show(release(22), far, *window(20)).show(release(23), release(22), *window(20))


@series("an item is put half a day behind the newest")
def _behind() -> Series:
    late = release(99, at=release(16).published + HOUR)
    a, b, c, d, *rest = window(20)
    return Series(alerted=1).show(a, b, c, d, *rest).show(a, b, c, d, late, *rest)


@series("the order changes")
def _order() -> Series:
    made = Series(alerted=3).show(*window(20)).show(*reversed(window(21)))
    shuffled = sorted(window(22), key=lambda one: one.title)
    return (
        made.show(*shuffled).show(*window(23)).show(*sorted(window(23), key=lambda one: one.link))
    )


@series("items stand twice in one document")
def _twice() -> Series:
    a, *rest = window(21)
    other = replace(a, guid="other")
    retitled = replace(a, title=a.title + ".")
    return Series(alerted=1).show(*window(20)).show(a, a, other, *rest).show(retitled, other, *rest)


@series("links get tracking parameters")
def _tracking() -> Series:
    def tracked(one: Release) -> Release:
        link = one.link + "?utm_source=rss&utm_medium=feed"
        return replace(one, link=link, guid="")

    made = (
        Series(alerted=3).show(*renamed(window(20), _nameless)).show(*renamed(window(21), tracked))
    )
    return made.show(*renamed(window(22), _nameless)).show(*renamed(window(23), tracked))


@series("the site drops www")
def _www() -> Series:
    bare = _link("//www.", "//", guid=True)
    made = Series(alerted=3)
    made.show(*renamed(window(20), _by_address)).show(*renamed(window(21), _by_address))
    made.show(*renamed(renamed(window(22), _by_address), bare))
    return made.show(*renamed(renamed(window(23), _by_address), bare))


@series("two servers answer, one without www")
def _two_hosts() -> Series:
    bare = _link("//www.", "//", guid=True)
    made = Series(alerted=4).show(*renamed(window(20), _by_address))
    for newest in (21, 22, 22, 23, 24, 24):
        plain = renamed(window(newest), _by_address)
        made.show(*(renamed(plain, bare) if newest % 2 else plain), after=timedelta(minutes=15))
        made.show(*(plain if newest % 2 else renamed(plain, bare)), after=9 * HOUR)
    return made


@series("the feed moves to another host")
def _host() -> Series:
    moved = _link("www.ministry.example", "foreign.gov.example", guid=True)
    made = Series(alerted=3).show(*renamed(window(20), _by_address))
    made.show(*renamed(window(21), _by_address))
    made.show(*renamed(renamed(window(22), _by_address), moved))
    return made.show(*renamed(renamed(window(23), _by_address), moved))


@series("all addresses are made after a new scheme")
def _scheme() -> Series:
    def anew(one: Release) -> Release:
        link = f"https://www.ministry.example/en/press/{one.published:%Y/%m}/a{hash_of(one)}.html"
        return replace(one, link=link, guid=link)

    made = Series(alerted=4).show(*renamed(window(20), _by_address))
    made.show(*renamed(window(21), _by_address)).show(*renamed(window(22), anew))
    return made.show(*renamed(window(24), anew), after=6 * HOUR)


@series("all addresses of dated but timeless items are made after a new scheme")
def _scheme_days() -> Series:
    def by_day(one: Release) -> Release:
        return replace(one, guid="", dated=f"{one.published:%Y-%m-%d}")

    def anew(one: Release) -> Release:
        return replace(by_day(one), link=f"https://www.ministry.example/a{hash_of(one)}.html")

    made = Series(alerted=4).show(*renamed(window(20), by_day)).show(*renamed(window(21), by_day))
    return made.show(*renamed(window(22), anew)).show(*renamed(window(24), anew), after=6 * HOUR)


@series("only what is newly published has addresses after a new scheme")
def _scheme_mixed() -> Series:
    def anew(one: Release) -> Release:
        return replace(one, link=f"https://www.ministry.example/a{hash_of(one)}.html", guid="")

    a, b, *rest = window(22)
    made = Series(alerted=3).show(*window(20)).show(a, b, *rest)
    return made.show(release(23), anew(a), anew(b), *rest)


def hash_of(one: Release) -> str:
    """A number that has nothing to do with the one in the link."""
    return str(crc32(one.title.encode()))


@series("one title is used for different releases")
def _one_title() -> Series:
    call = "Minister speaks with colleague"
    a, b, c = (release(n, title=call, at=START + (n - 20) * 26 * HOUR) for n in (21, 22, 23))
    made = Series(alerted=3).show(*window(20)).show(a, *window(20), after=26 * HOUR)
    return made.show(b, a, *window(20), after=DAY).show(c, b, a, *window(20), after=DAY)


@series("one title is used twice on one day")
def _one_title_day() -> Series:
    a, b = (release(n, title="Statement", dated=f"{START:%Y-%m-%d}", guid="") for n in (21, 22))
    made = Series(alerted=2).show(*window(20)).show(a, *window(20))
    return made.show(b, a, *window(20))


@series("daily briefings overrun the window")
def _daily() -> Series:
    def day(n: int) -> Release:
        at = START + n * DAY
        return release(n, title="Daily press briefing", dated=f"{at:%Y-%m-%d}", guid="", at=at)

    made = Series(alerted=4).show(*(day(n) for n in range(4, 0, -1)), after=5 * DAY)
    return made.show(*(day(n) for n in range(8, 4, -1)), after=4 * DAY)


@series("an address is recycled by a release with another title")
def _recycled() -> Series:
    used = replace(release(21), link=release(18).link)
    return Series(alerted=1).show(*window(20)).show(used, *window(20))


@series("an address is recycled a day later by a release of the same title")
def _recycled_title() -> Series:
    old = release(21, at=START)
    again = replace(release(22, at=START + 26 * HOUR), link=old.link, title=old.title)
    made = Series(alerted=2).show(*window(20)).show(old, *window(20))
    return made.show(again, old, *window(20), after=26 * HOUR)


@series("an address is recycled a year later")
def _recycled_year() -> Series:
    old = release(20)
    again = replace(release(500, at=START + 365 * DAY), link=old.link, title=old.title)
    return Series(alerted=1).show(*window(20)).show(again, *window(19), after=366 * DAY)


@series("an address is recycled a year later in a feed without guids")
def _recycled_nameless() -> Series:
    stock = renamed(window(20), _nameless)
    again = replace(stock[0], published=START + 365 * DAY)
    other = replace(stock[1], published=START + 366 * DAY, title="Something that never was before")
    made = Series(alerted=2).show(*stock).show(again, *stock[1:], after=366 * DAY)
    made.show(other, again, *stock[2:], after=DAY).show(again, *stock[1:])
    return made.show(other, again, *stock[2:])


@series("a release is published again under a new guid within the hour")
def _reposted() -> Series:
    a, *rest = window(21)
    again = replace(a, guid="again", published=a.published + timedelta(minutes=25))
    return Series(alerted=1).show(*window(20)).show(a, *rest).show(again, *rest)


@series("pages are published again with new ids that hold the time")
def _govuk() -> Series:
    def page(n: int, hours: int = 0) -> Release:
        made = release(n)
        at = made.published + hours * HOUR
        return replace(made, published=None, updated=at, guid=f"{made.link}#{at.isoformat()}")

    made = Series(alerted=2, identity=Identity.LINK, write=atom)
    made.show(*(page(n) for n in range(20, 10, -1)))
    made.show(page(21), *(page(n) for n in range(20, 11, -1)))
    made.show(page(15, 30), page(21), *(page(n) for n in (20, 19, 18, 17)))
    return made.show(page(22), page(21, 9), page(15, 50), page(20))


@series("times of change move in a feed that has no others")
def _finder() -> Series:
    def page(n: int, hours: int = 0) -> Release:
        made = release(n)
        at = made.published + hours * HOUR
        return replace(
            made, published=None, updated=at, guid=f"tag:ministry.example,2005:/news/{n}"
        )

    made = Series(alerted=2, write=atom).show(*(page(n) for n in range(20, 10, -1)))
    made.show(page(21), *(page(n) for n in range(20, 11, -1)))
    return made.show(page(12, 40), page(22), page(21), *(page(n) for n in (20, 19, 18)))


@series("the feed is empty once")
def _empty() -> Series:
    return Series(alerted=2).show(*window(20)).show().show(*window(21)).show().show(*window(22))


@series("the answer is empty once")
def _nothing() -> Series:
    return Series(alerted=1).show(*window(20)).answer(b"").show(*window(21))


@series("a document breaks off")
def _truncated() -> Series:
    whole = rss(*window(22))
    made = Series(alerted=2).show(*window(20)).answer(whole[: len(whole) // 2])
    return made.answer(whole[: len(whole) // 9]).show(*window(22))


@series("the first document breaks off")
def _truncated_first() -> Series:
    whole = rss(*window(20))
    made = Series(alerted=1).answer(whole[: len(whole) // 3]).show(*window(20))
    return made.show(*window(21))


@series("error pages come with status 200, and with others")
def _errors() -> Series:
    made = Series(alerted=2).answer(WALL).show(*window(20)).answer(WALL).show(*window(21))
    made.answer(WALL, status=403).answer(b"<html>Bad gateway</html>", status=502)
    return made.answer(rss(*window(22)), status=500).show(*window(22))


@series("each release comes in two languages")
def _languages() -> Series:
    def both(newest: int) -> list[Release]:
        pairs = []
        for one in window(newest, 5):
            link = one.link.replace("/news/", "/fr/nouvelles/")
            title = f"Déclaration numéro {one.link[-2:]}"
            pairs += [one, replace(one, link=link, guid=one.guid + "-fr", title=title)]
        return pairs

    return Series(alerted=4).show(*both(20)).show(*both(21)).show(*both(22))


@series("translations share the title and the time")
def _translations() -> Series:
    def both(newest: int) -> list[Release]:
        pairs = []
        for one in renamed(window(newest, 5), _by_address):
            pairs += [one, replace(one, link=one.link + ".fr", guid=one.guid + ".fr")]
        return pairs

    return Series(alerted=4).show(*both(20)).show(*both(21)).show(*both(22))


@series("the window becomes ten times as long")
def _longer() -> Series:
    return Series(alerted=2).show(*window(20)).show(*window(21, 100)).show(*window(22, 100))
