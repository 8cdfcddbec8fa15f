"""Any history of a feed: whatever happens in whatever order, each release is told of once.

Histories are made of what feeds were seen to do, one thing between two captures besides what is
published; two at once to one release would leave nothing to know it by.
"""

import asyncio
import random
import shutil
from collections import Counter
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from bot.feeds.catalogue import single_feed
from bot.models import Identity
from bot.replay.run import no_facts
from bot.replay.series import Snapshot
from bot.replay.stage import staged
from bot.storage.database import connect
from bot.storage.migrate import upgrade
from tests.archives import HOUR, START, release, rss
from tests.releases import TOPICS

STOCK, WIDEST, NARROWEST = 20, 16, 8
NAMINGS = ("guid", "address", "none")
ALERTED = """
    SELECT entries.summary FROM alerts
    JOIN deliveries ON deliveries.alert_id = alerts.id
    JOIN briefings ON briefings.id = alerts.briefing_id
    JOIN entries ON entries.id = briefings.entry_id
    WHERE alerts.kind = 'alert'
"""


class Ministry:
    """A list of releases by number, newest first, and what its feed shows of them."""

    def __init__(self, naming, seed):
        self.naming, self.random = naming, random.Random(seed)  # noqa: S311  # repeatable
        self.now = START
        self.numbering = 0  #: how often all guids were made anew
        self.releases = {n: self._named(release(n), n) for n in range(1, STOCK + 1)}
        self.count, self.withdrawn, self.size, self.shuffled = STOCK, {}, WIDEST, False

    def publish(self, hours_ago):
        """Add a release, perhaps dated behind others."""
        self.count += 1
        at = self.now - hours_ago * HOUR - timedelta(minutes=self.count)
        self.releases[self.count] = self._named(release(self.count, at=at), self.count)

    def edit(self):
        number = self._some()
        old = self.releases[number]
        self.releases[number] = replace(
            old, title=f"Correction: {old.title}", summary=f"{old.summary} Amended."
        )

    def withdraw(self):
        number = self._some()
        self.withdrawn[number] = self.releases.pop(number)

    def bring_back(self):
        for number in sorted(self.withdrawn):
            self.releases[number] = self._named(self.withdrawn.pop(number), number)

    def repost(self):
        """Publish the newest again within the hour, under another guid."""
        number = max(self.releases)
        old = self.releases[number]
        if self.naming == "guid" and self.now - old.published < HOUR:
            again = old.published + timedelta(minutes=1)
            self.releases[number] = replace(old, guid=f"{old.guid}&again", published=again)

    def swap_links(self):
        if self.naming == "guid":
            one, other = self.random.sample(self._shown()[: self.size], 2)
            mine, theirs = self.releases[one], self.releases[other]
            self.releases[one] = replace(mine, link=theirs.link)
            self.releases[other] = replace(theirs, link=mine.link)

    def number_anew(self):
        """Give every release another guid, or another address where that is its name."""
        self.numbering += 1
        for number, old in self.releases.items():
            self.releases[number] = self._named(old, number)

    def widen(self):
        self.size = WIDEST

    def narrow(self):
        self.size = NARROWEST

    def shuffle(self):
        self.shuffled = not self.shuffled

    def nothing(self):
        pass

    def window(self):
        numbers = self._shown()[: self.size]
        if self.shuffled:
            self.random.shuffle(numbers)
        return {number: self.releases[number] for number in numbers}

    def _shown(self):
        return sorted(self.releases, key=lambda n: self.releases[n].published, reverse=True)

    def _some(self):
        return self.random.choice(self._shown()[: self.size])

    def _named(self, one, number):
        if self.naming == "guid":
            return replace(one, guid=f"https://www.ministry.example/{self.numbering}/?p={number}")
        link = f"https://www.ministry.example/news{self.numbering or ''}/{number}"
        return replace(one, link=link, guid=link if self.naming == "address" else "")


DEEDS = [name for name in vars(Ministry) if not name.startswith("_")]
DEEDS = [name for name in DEEDS if name not in {"publish", "window"}]
#: A release that went through two of these unseen could be any.
RENAMING = {"edit", "repost", "swap_links", "number_anew"}
STEPS = st.lists(
    st.tuples(
        st.sampled_from(DEEDS),
        st.lists(st.sampled_from([0, 0, 0, 1, 5, 12]), max_size=3),  # published, hours ago
        st.sampled_from([0.25, 1, 6]),  # hours until the capture
        st.booleans(),  # whether it is captured, if no name has changed
    ),
    min_size=4,
    max_size=7,
)


class Here:
    """Parses in this very process, which is as good for documents of our own."""

    async def run(self, function, *arguments):
        return function(*arguments)


def captures(ministry, steps):
    """Let it all happen; gives each capture with the numbers of what it shows."""
    for deed, published, hours, captured in steps:
        ministry.now += hours * HOUR
        getattr(ministry, deed)()
        for hours_ago in published:
            ministry.publish(hours_ago)
        if captured or deed in RENAMING:
            yield capture(ministry), set(ministry.window())


def capture(ministry):
    name = f"{ministry.now:%Y%m%dT%H%M%SZ}.xml"
    return Snapshot(name=name, at=ministry.now, body=rss(*ministry.window().values()))


@asynccontextmanager
async def playing(path, ministry):
    """Give the stage of a database, and its sessions."""
    feed = replace(single_feed("https://www.ministry.example/feed"), identity=Identity.GUID)
    database = connect(f"sqlite+aiosqlite:///{path}")
    first = capture(ministry)
    sessions = database.sessions
    async with staged(sessions, Here(), feed, first, extract=no_facts, topics=TOPICS) as stage:
        yield stage, sessions
    await database.close()


async def begin(path, ministry):
    """Make a database that has seen the feed once."""
    database = connect(f"sqlite+aiosqlite:///{path}")
    await upgrade(database.engine)
    await database.close()
    async with playing(path, ministry) as (stage, _):
        await stage.play(capture(ministry))


async def alerted(path, ministry, steps):
    """Replay a history; gives how often each release was told of, and what was shown."""
    seen = set()
    async with playing(path, ministry) as (stage, sessions):
        for snapshot, numbers in captures(ministry, steps):
            await stage.play(snapshot)
            seen |= numbers
        async with sessions() as session:
            summaries = (await session.scalars(text(ALERTED))).all()
    return Counter(int(said.split()[5].strip(".")) for said in summaries), seen


@pytest.fixture(scope="module")
def begun(tmp_path_factory):
    """Databases that have seen the feed once, to be copied, by the naming of its releases."""
    folder = tmp_path_factory.mktemp("histories")
    for naming in NAMINGS:
        asyncio.run(begin(folder / naming, Ministry(naming, 0)))
    return folder


@settings(max_examples=12)
@given(naming=st.sampled_from(NAMINGS), seed=st.integers(0, 999), steps=STEPS)
def test_requirement_17_in_any_history_nothing_is_lost_and_nothing_repeated(
    begun, naming, seed, steps
):
    with TemporaryDirectory() as folder:
        path = shutil.copy(begun / naming, folder)

        told, seen = asyncio.run(alerted(path, Ministry(naming, seed), steps))

    assert told == Counter(number for number in seen if number > STOCK)
