"""The bot as it is, but for the server that is asked, the clock and the chat that is told."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.context import Extract
from bot.deliver import Counter
from bot.desk import Desk
from bot.feeds.articles import summary_article
from bot.feeds.client import Answer, FeedClient
from bot.feeds.read import read_feed
from bot.models import Article, Entry, Feed, Polled, Validators
from bot.poll import PollOutcome
from bot.replay.series import Snapshot
from bot.rounds import brief_round, deliver_round, poll_round, recheck_round
from bot.storage.database import Sessions, writing
from bot.storage.feeds import make_due, sync_feeds
from bot.storage.house import tidy
from bot.storage.ledger import Told, told_since
from bot.storage.subscriptions import follow_everything
from bot.topics import Topics
from bot.workers import Worker

_READER = 1  #: the chat that follows everything
_RATE = 1000.0  #: messages a second
_TIDIED_EVERY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """What one capture led to."""

    snapshot: Snapshot
    poll: PollOutcome
    told: tuple[Told, ...]


class Clock:
    """Time that stands still but for sleepers, and for captures."""

    def __init__(self, now: datetime) -> None:
        self._now = now

    def __call__(self) -> datetime:
        """Tell the time."""
        return self._now

    def reach(self, time: datetime) -> None:
        """Go on to *time*, never back."""
        self._now = max(self._now, time)

    async def sleep(self, seconds: float) -> None:
        """Let time pass at once."""
        self._now += timedelta(seconds=seconds)
        await asyncio.sleep(0)


class Archive(FeedClient):
    """A client whose server answers with the capture that is *on*."""

    def __init__(self, on: Snapshot) -> None:
        super().__init__()
        self.on = on

    async def get(
        self, url: str, *, feed: Feed, headers: Mapping[str, str] | None = None
    ) -> Answer:
        """Answer with the capture, whatever is asked."""
        return Answer(status=self.on.status, headers=self.on.headers, body=self.on.body, url=url)


@dataclass(slots=True, kw_only=True)
class Stage:
    """One feed, one chat that follows everything."""

    sessions: Sessions
    parser: Worker
    feed: Feed
    extract: Extract
    topics: Topics
    clock: Clock
    archive: Archive
    last: int = 0  #: the newest text that was owed so far
    tidied_at: datetime | None = None

    async def open(self) -> None:
        """Configure the feed and subscribe the chat."""
        now = self.clock()
        async with writing(self.sessions) as session:
            await sync_feeds(session, [self.feed], now=now)
            await follow_everything(session, _READER, kind="private", now=now)

    async def play(self, snapshot: Snapshot) -> Act:
        """Poll while the server shows *snapshot*, and do all the work that follows."""
        self.clock.reach(snapshot.at)
        self.archive.on = snapshot
        feeds = {self.feed.id: self.feed}
        await self._tidy()
        async with writing(self.sessions) as session:
            await make_due(session, [self.feed.id], now=self.clock())
        polls = await poll_round(self.sessions, self._read, feeds, clock=self.clock)
        desk = self._desk()
        await brief_round(desk, feeds)
        await recheck_round(desk, feeds)
        return Act(snapshot=snapshot, poll=polls[0], told=await self._deliver())

    async def _deliver(self) -> tuple[Told, ...]:
        """Send all that is owed; a chat takes one message a second."""
        counter = Counter(
            sessions=self.sessions,
            send=_sent,
            owner="replay",
            clock=self.clock,
            sleep=self.clock.sleep,
        )
        while True:
            done = await deliver_round(counter, rate=_RATE)
            async with self.sessions() as session:
                told = await told_since(session, self.last)
            if not done and all(one.sent >= one.owed for one in told):
                self.last = max([self.last, *(one.alert_id for one in told)])
                return tuple(told)
            await self.clock.sleep(1)

    async def _tidy(self) -> None:
        now = self.clock()
        if self.tidied_at is None or now - self.tidied_at >= _TIDIED_EVERY:
            async with writing(self.sessions) as session:
                await tidy(session, now=now)
            self.tidied_at = now

    async def _read(self, feed: Feed, validators: Validators) -> Polled:
        return await read_feed(self.archive, self.parser, feed, validators, now=self.clock())

    def _desk(self) -> Desk:
        return Desk(
            sessions=self.sessions,
            read=_as_the_feed_says,
            summarise=summary_article,
            extract=self.extract,
            topics=self.topics,
            clock=self.clock,
        )


async def _as_the_feed_says(feed: Feed, entry: Entry) -> Article:
    """Pages have no captures."""
    return summary_article(feed, entry)


async def _sent(*_: object) -> int:
    """Arrive, whatever it is."""
    return 1


@asynccontextmanager
async def staged(
    sessions: Sessions,
    parser: Worker,
    feed: Feed,
    first: Snapshot,
    *,
    extract: Extract,
    topics: Topics,
) -> AsyncIterator[Stage]:
    """Give a stage that is set for the series that begins with *first*."""
    stage = Stage(
        sessions=sessions,
        parser=parser,
        feed=feed,
        extract=extract,
        topics=topics,
        clock=Clock(first.at),
        archive=Archive(first),
    )
    await stage.open()
    try:
        yield stage
    finally:
        await stage.archive.close()
