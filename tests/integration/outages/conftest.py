"""One release on its way while the database is away; the rounds go on and on, as scheduled."""

import asyncio

import pytest

from bot.storage.database import DatabaseTrouble, writing
from bot.storage.subscriptions import follow_everything
from tests.fakes.world import World
from tests.newsroom import make_entry, make_feed

CHATS = range(1, 21)


class Outage:
    """A world in which rounds are tried again, whatever the database says."""

    def __init__(self, database, now):
        self.world = World(database, [make_feed()], now)
        self.database = database
        self.troubles = 0

    async def begin(self):
        """Let some chats follow a feed whose first poll is past."""
        await self.world.start()
        async with writing(self.database.sessions) as session:
            for chat in CHATS:
                await follow_everything(session, chat, kind="private", now=self.world.clock())
        self.world.publish(make_entry("old"))
        await self.world.work(3)
        self.world.later(minutes=20)
        self.world.publish(make_entry("news", published_at=self.world.clock()), make_entry("old"))

    async def tick(self):
        """Try each round once, as the schedule does."""
        for name in ("poll", "brief", "recheck", "deliver"):
            try:
                await getattr(self.world, name)()
            except DatabaseTrouble:
                self.troubles += 1
        self.world.later(seconds=1)

    async def recover(self):
        """Go on until everybody has heard, or for a while."""
        async with asyncio.timeout(30):
            for _ in range(400):
                await self.tick()
                if len(self.told) >= len(CHATS):
                    return
                await asyncio.sleep(0)

    @property
    def told(self):
        """Who was told the news, once for each time."""
        return sorted(chat for chat, _, said in self.world.sent if "news" in said)


@pytest.fixture
def outage(now):
    """Make an outage of a database."""
    return lambda database: Outage(database, now)
