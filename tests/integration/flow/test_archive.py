"""A year of a busy ministry's feed in small: every trick that was seen in archives of real ones."""

import random
from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text

from bot.models import TextStrategy
from bot.storage.database import writing
from bot.storage.subscriptions import follow_everything
from tests.fakes.world import World
from tests.newsroom import make_entry, make_feed

FEED = make_feed(full_text=TextStrategy.FEED)
WINDOW = 10
SNAPSHOTS = 160
KEYS_CHANGE_AT, OUTAGE_AT, LONGER_AT = 70, 110, 140


class Ministry:
    """A list of releases, newest first, and what the feed shows of it."""

    def __init__(self, clock, seed):
        self.clock, self.random = clock, random.Random(seed)  # noqa: S311  # repeatable, no secret
        self.releases, self.copies, self.count = [], [], 0
        self.window, self.scheme = WINDOW, "http"

    def publish(self):
        """Add one release: at the top or up to half a day behind it, some with used links."""
        self.count += 1
        behind = self.random.choice([0, 0, 0, 1, 3, 6])
        minutes = 10 if not behind else self.random.randint(60, 13 * 60)
        name, title = str(self.count), f"Call with minister {self.count % 17}"
        link = f"https://ministry.example/news/{name}"
        if self.count > 40 and self.count % 9 == 0:
            used = self.random.choice([one for one in self.releases if self._is_past(one)])
            link = used.link  # recycled, with the same title or another
            title = used.title if self.count % 2 else title
        entry = make_entry(
            name,
            link=link,
            canonical_link=link,
            title=title,
            summary=f"release {name}",
            published_at=self.clock() - timedelta(minutes=minutes, seconds=self.count),
        )
        self.releases.insert(min(behind, len(self.releases)), entry)

    def _is_past(self, entry):
        """Tell whether it is older than the closest pair of one title that was ever seen."""
        return self.clock() - entry.published_at > timedelta(hours=39)

    def edit(self):
        at = self.random.randrange(min(len(self.releases), self.window))
        old = self.releases[at]
        self.releases[at] = replace(old, fingerprint=f"{self.clock()}", title=f"{old.title}.")

    def shown(self, *, plain=False):
        """Give what one request is answered with: sometimes an old copy, or only a part."""
        now = [self._keyed(entry) for entry in self.releases[: self.window]]
        self.copies.append(now)
        if plain:
            return now
        trick = self.random.random()
        if trick < 0.1:
            return self.random.choice(self.copies[-200:])
        if trick < 0.2:
            return [entry for entry in now if self.random.random() > 0.3] or now
        return now

    def _keyed(self, entry):
        key = f"{self.scheme}://ministry.example/?p={entry.key}"
        return replace(entry, key=key, guid=key)


async def counted(world, query):
    async with world.sessions() as session:
        return Counter((await session.scalars(text(query))).all())


ALERTED = """
    SELECT entries.summary FROM deliveries
    JOIN alerts ON alerts.id = deliveries.alert_id AND alerts.kind = 'alert'
    JOIN briefings ON briefings.id = alerts.briefing_id
    JOIN entries ON entries.id = briefings.entry_id
"""


async def shown(world, ministry):
    """Let the ministry work through all snapshots; gives what its feed ever showed."""
    seen = set()
    for snapshot in range(SNAPSHOTS):
        live(world, ministry, snapshot)
        plain = snapshot in {0, 1, KEYS_CHANGE_AT, OUTAGE_AT}
        window = ministry.shown(plain=plain)
        seen |= {entry.summary for entry in window}
        world.publish(*window[: 3 if not snapshot else None], cut_short=not snapshot)
        await world.poll()
        await world.brief()
        world.later(minutes=20)
    return seen


def live(world, ministry, snapshot):
    """Let happen what happens before a snapshot."""
    news = 0 if snapshot < 2 else ministry.random.choice([0, 0, 1, 1, 1, 2])
    if ministry.random.random() < 0.1:
        ministry.edit()
    if snapshot == KEYS_CHANGE_AT:
        ministry.scheme = "https"
    if snapshot == OUTAGE_AT:
        world.later(days=2)
        news += 14
    if snapshot == LONGER_AT:
        ministry.window = 200
    for _ in range(news):
        ministry.publish()


@pytest.mark.parametrize("seed", [1, 2])
async def test_requirement_17_of_all_that_a_feed_ever_shows_nothing_is_lost_and_nothing_repeated(
    database, now, seed
):
    world = World(database, [FEED], now)
    await world.start()
    async with writing(world.sessions) as session:
        await follow_everything(session, 1, kind="private", now=now)
    ministry = Ministry(world.clock, seed)
    for _ in range(40):
        ministry.publish()
        world.later(hours=1)
    old_stock = {entry.summary for entry in ministry.releases}

    seen = await shown(world, ministry)

    alerted = await counted(world, ALERTED)
    assert set(alerted.values()) == {1}
    assert seen - old_stock - set(alerted) == set()
    assert set(alerted) & old_stock == set()
    assert len(alerted) > 100
