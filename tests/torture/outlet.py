"""One feed of a ministry: its list, how that list changes, and the copies that its servers have."""

import hashlib
import random
from collections import deque
from dataclasses import dataclass
from html import escape
from typing import Any

from tests.torture.releases import Release

_WINDOW = 15
_COPIES = 4


@dataclass(frozen=True, slots=True)
class Copy:
    """The feed as one server has it."""

    body: bytes
    etag: str
    numbers: frozenset[int]


class Outlet:
    """A feed, Atom or RSS, whose list holds releases, newest first.

    A release leaves the list only once the bot has come back with the ETag of a copy that had it:
    then it has surely been taken in, and no earlier could anybody be owed it.
    """

    def __init__(self, name: str, kind: str, chance: random.Random) -> None:
        self.name, self.kind, self._chance = name, kind, chance
        self.listed: list[Release] = []
        self.known: set[int] = set()  #: numbers that the bot has surely taken in
        self.shared: set[int] = set()  #: numbers in another feed as well, and alike there
        self.gone: list[Release] = []  #: dropped, and free to come back
        self._guids, self.links = 0, 0  #: how often their form was changed
        self._told: dict[str, frozenset[int]] = {}
        self._kept: set[str] = set()  #: the ETags that the bot has come back with
        self._renamed = False
        self._steady = False  #: the bot has the newest copy, and was shown no older one since
        self._copies: deque[Copy] = deque(maxlen=_COPIES)
        self._refresh()

    @property
    def url_path(self) -> str:
        return f"/{self.name}.xml"

    @property
    def newest(self) -> Copy:
        return self._copies[-1]

    def stale(self) -> Copy:
        """Give the list as one of the servers still has it."""
        self._steady = False
        return self._chance.choice(self._copies)

    def came_back_with(self, etag: str) -> None:
        """Note that the bot has kept what the copy of this ETag held."""
        self._kept.add(etag)
        self._steady = etag == self.newest.etag
        self.known |= self._told.get(etag, frozenset())

    def publish(self, release: Release) -> None:
        self.listed.insert(0, release)
        while len(self.listed) > _WINDOW and self.listed[-1].number in self.known:
            self.listed.pop()
        self._refresh()

    @property
    def settled(self) -> bool:
        """Tell whether the bot has surely seen the list as it is now."""
        return self.newest.etag in self._kept

    def change(self) -> str:
        """Do one of the things that ministries do to their lists; gives its name.

        Nothing else is changed together with all guids or links: who has seen neither the one nor
        the other could not tell what is what.
        """
        if self._renamed and not self.settled:
            return "waited"
        self._renamed = False
        deed = self._chance.choice(
            (self._edit, self._edit, self._polish, self._drop, self._bring_back, self._reorder)
        )
        deed()
        self._refresh()
        return deed.__name__

    def rename(self) -> None:
        """Change the form of all guids or of all links, as a new website does.

        It has no copies of what the old one showed; who was shown an old title last would not know
        the release again by its new one.
        """
        if not self._steady:
            return
        self._copies.clear()
        self._renamed = True
        if self._chance.random() < 1 / 2:
            self._guids += 1
        else:
            self.links += 1
        self.gone.clear()  # an archive stays behind on the old website
        self._refresh()

    def _edit(self) -> None:
        self._replace("edited")

    def _polish(self) -> None:
        self._replace("polished")

    def _replace(self, how: str) -> None:
        places = [at for at, one in enumerate(self.listed) if one.number not in self.shared]
        if places:
            place = self._chance.choice(places)
            self.listed[place] = getattr(self.listed[place], how)()

    def _drop(self) -> None:
        taken_in = [release for release in self.listed if release.number in self.known]
        if taken_in:
            release = self._chance.choice(taken_in)
            self.listed.remove(release)
            self.gone.append(release)

    def _bring_back(self) -> None:
        if self.gone:
            release = self.gone.pop(self._chance.randrange(len(self.gone)))
            place = self._chance.randint(0, len(self.listed))
            self.listed.insert(place, release)

    def _reorder(self) -> None:
        self._chance.shuffle(self.listed)

    def _refresh(self) -> None:
        body = self._atom() if self.kind == "atom" else self._rss()
        etag = f'"{hashlib.sha256(body).hexdigest()[:24]}"'
        numbers = frozenset(release.number for release in self.listed)
        self._told[etag] = numbers
        self._copies.append(Copy(body, etag, numbers))

    def _names(self, release: Release) -> dict[str, Any]:
        folder = "news" if not self.links else f"press-{self.links}"
        guid = f"tag:{self.name}.example.org,2026:{release.number}"
        if self._guids:
            guid = f"https://{self.name}.example.org/?v={self._guids}&p={release.number}"
        link = f"https://mfa.example.org/{folder}/release-{release.number:04}"
        return {
            "guid": escape(guid),
            "link": escape(link),
            "title": escape(release.title),
            "text": escape(f"<p>{release.text}</p>"),
            "published": release.published_at,
            "updated": release.updated_at or release.published_at,
        }

    def _atom(self) -> bytes:
        entries = "".join(
            "<entry><id>{guid}</id><title>{title}</title><link href='{link}'/>"
            "<published>{published:%Y-%m-%dT%H:%M:%SZ}</published>"
            "<updated>{updated:%Y-%m-%dT%H:%M:%SZ}</updated>"
            "<content type='html'>{text}</content></entry>".format(**self._names(release))
            for release in self.listed
        )
        head = f"<id>tag:{self.name}</id><title>{self.name}</title>"
        return f"<feed xmlns='http://www.w3.org/2005/Atom'>{head}{entries}</feed>".encode()

    def _rss(self) -> bytes:
        items = "".join(
            "<item><guid isPermaLink='false'>{guid}</guid><title>{title}</title>"
            "<link>{link}</link><pubDate>{published:%a, %d %b %Y %H:%M:%S} GMT</pubDate>"
            "<description>{text}</description></item>".format(**self._names(release))
            for release in self.listed
        )
        head = f"<title>{self.name}</title><link>https://mfa.example.org/</link>"
        return f"<rss version='2.0'><channel>{head}{items}</channel></rss>".encode()
