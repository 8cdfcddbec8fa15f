"""A small world around the use cases: a clock, a ministry, an extractor and a Telegram of ours.

Each may be told to fail; `Crashes` ends the process at any step of the work one likes.
"""

import asyncio
from datetime import datetime, timedelta

from sqlalchemy import event

from bot.deliver import Counter
from bot.desk import Desk
from bot.feeds.articles import summary_article
from bot.models import PollClass, Polled, Reading
from bot.rounds import brief_round, deliver_round, poll_round, recheck_round
from bot.storage.database import writing
from bot.storage.feeds import sync_feeds
from tests.newsroom import make_article, polled
from tests.releases import TOPICS


class Crash(Exception):
    """The process dies here."""


class Crashes:
    """Counts the steps of the work, and crashes at one of them."""

    def __init__(self, at: int = 0) -> None:
        self.at = at
        self.count = 0

    def step(self) -> None:
        """Note a step; it is the last one if it was chosen to be."""
        self.count += 1
        if self.count == self.at:
            raise Crash

    def on_commit(self, connection: object) -> None:
        """Note a commit that is about to happen."""
        self.step()


class Clock:
    """Time that passes when somebody sleeps."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    async def sleep(self, seconds: float) -> None:
        """Let time pass, and others work."""
        wake = self.now + timedelta(seconds=seconds)
        await asyncio.sleep(0)
        self.now = max(self.now, wake)


class World:
    """One process with its database, and what is around it."""

    def __init__(self, database, feeds, now, crashes=None) -> None:
        self.sessions = database.sessions
        self.feeds = {feed.id: feed for feed in feeds}
        self.clock = Clock(now)
        self.crashes = crashes or Crashes()
        self.answers = {}  #: by feed id: Polled, or an exception
        self.articles = {}  #: by link: Article, or an exception
        self.readings = {}  #: by title: Reading, or an exception
        self.refusals = []  #: exceptions that the next messages meet
        self.sent = []  #: (chat id, thread id, text) that arrived
        self.operators = ()
        event.listen(database.engine.sync_engine, "commit", self.crashes.on_commit)

    async def start(self):
        """Configure the feeds."""
        async with writing(self.sessions) as session:
            await sync_feeds(session, self.feeds.values(), now=self.clock())

    def publish(self, *entries, feed_id="se-mfa", **changes):
        """Let the feed show these entries, newest first."""
        self.answers[feed_id] = polled(*entries, **changes)

    async def poll(self):
        return await poll_round(
            self.sessions, self._poll, self.feeds, clock=self.clock, operators=self.operators
        )

    async def brief(self):
        return await brief_round(self.desk, self.feeds)

    async def recheck(self):
        return await recheck_round(self.desk, self.feeds)

    async def deliver(self):
        counter = Counter(
            sessions=self.sessions,
            send=self._send,
            owner="me",
            clock=self.clock,
            sleep=self.clock.sleep,
        )
        return await deliver_round(counter, rate=28)

    async def work(self, seconds=10):
        """Run all rounds for some seconds, over and over, as the schedule does."""
        for _ in range(seconds):
            await self.poll()
            await self.brief()
            await self.recheck()
            await self.deliver()
            self.clock.now += timedelta(seconds=1)

    def later(self, **times):
        """Let time pass."""
        self.clock.now += timedelta(**times)

    @property
    def desk(self):
        return Desk(
            sessions=self.sessions,
            read=self._read,
            summarise=summary_article,
            extract=self._extract,
            topics=TOPICS,
            clock=self.clock,
        )

    async def _poll(self, feed, validators):
        self.crashes.step()
        answer = self.answers.get(feed.id, Polled(kind=PollClass.OK))
        self.crashes.step()
        return _given(answer)

    async def _read(self, feed, entry):
        self.crashes.step()
        name = entry.link.rsplit("/", 1)[-1]
        return _given(self.articles.get(entry.link) or make_article(name, title=entry.title))

    async def _extract(self, article):
        self.crashes.step()
        return _given(self.readings.get(article.title, Reading(topics=("norway",))))

    async def _send(self, chat_id, thread_id, message, plain):
        self.crashes.step()
        if self.refusals and (refusal := self.refusals.pop(0)):
            raise refusal
        self.sent.append((chat_id, thread_id, message.plain if plain else message.html))
        self.crashes.step()
        return len(self.sent)


def _given(answer):
    if isinstance(answer, Exception):
        raise answer
    return answer
