"""Whether a site's robots.txt lets us read a page; RFC 9309, asked once a day per site.

Feeds themselves and publishers' interfaces are made for programs and need no such question.
"""

import asyncio
import re
from collections import OrderedDict
from dataclasses import dataclass
from weakref import WeakKeyDictionary

from yarl import URL

from bot.feeds.client import FeedClient
from bot.feeds.found import OK, Source

AGENT = "briefing-bot"
DAY = 24 * 3600.0  #: seconds that an answer is good for
MAX_SITES = 500
MAX_BYTES = 500 * 1024  #: what the standard asks us to read
LINE = re.compile(r"(?<![A-Za-z-])(?P<key>[A-Za-z-]++)\s*+:\s*+(?P<value>[^#\r\n]*+)")


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules that are meant for us; the longest pattern that fits decides."""

    rules: tuple[tuple[str, bool], ...] = ()

    def allow(self, path: str) -> bool:
        """Tell whether *path* (with its query) may be read."""
        fitting = [
            (len(pattern), allowed) for pattern, allowed in self.rules if fits(pattern, path)
        ]
        return max(fitting, default=(0, True))[1]


def read_rules(text: str) -> Rules:
    """Read a robots.txt: the group that names us, else the group for everybody."""
    groups: dict[str, list[tuple[str, bool]]] = {}
    agents: set[str] = set()  # of the group that is being read, those that may mean us
    naming = False
    for found in LINE.finditer(text):
        key, value = found["key"].lower(), found["value"].strip()
        if key == "user-agent":
            agents = (agents if naming else set()) | ({value.lower()} & {AGENT, "*"})
            naming = True
            for agent in agents:
                groups.setdefault(agent, [])
        elif key in {"allow", "disallow"}:
            naming = False
            for agent in agents:
                groups[agent] += [(value, key == "allow")] if value else []
    ours = groups.get(AGENT, groups.get("*", []))
    return Rules(tuple(ours))


def fits(pattern: str, path: str) -> bool:
    """Tell whether a rule's *pattern* (``*`` any text, final ``$`` the end) fits *path*."""
    anchored = pattern.endswith("$")
    first, *others = pattern.removesuffix("$").split("*")
    if not path.startswith(first):
        return False
    at = len(first)
    last = others.pop() if others and anchored else None
    for piece in others:
        at = path.find(piece, at)
        if at < 0:
            return False
        at += len(piece)
    if last is not None:
        return path.endswith(last) and len(path) - len(last) >= at
    return not anchored or at == len(path)


class Robots:
    """The rules of the sites that one client has been to."""

    def __init__(self) -> None:
        self._rules: OrderedDict[str, tuple[float, Rules]] = OrderedDict()

    async def allow(self, source: Source, link: str) -> bool:
        """Tell whether *link* may be read; raises FetchError if the site cannot be asked now."""
        url = URL(link)
        site = str(url.origin())
        now = asyncio.get_running_loop().time()
        asked_at, rules = self._rules.get(site, (None, Rules()))
        if asked_at is None or now - asked_at > DAY:
            rules = await _asked(source, f"{site}/robots.txt")
            self._rules[site] = (now, rules)
            if len(self._rules) > MAX_SITES:
                self._rules.popitem(last=False)
        return rules.allow(url.raw_path_qs)


async def _asked(source: Source, address: str) -> Rules:
    answer = await source.get(address, accept="text/plain")
    if answer.status != OK:
        return Rules()  # a site without rules, or that hides them, forbids nothing
    return read_rules(answer.body[:MAX_BYTES].decode("utf-8", errors="replace"))


_OF_CLIENT: WeakKeyDictionary[FeedClient, Robots] = WeakKeyDictionary()


def robots_of(client: FeedClient) -> Robots:
    """Return what *client* has learnt; it is forgotten together with the client."""
    return _OF_CLIENT.setdefault(client, Robots())
