"""The real handlers and PTB over a real SQLite file, with an offline Telegram."""

from datetime import timedelta
from types import SimpleNamespace

import pytest

from bot.models import Feed
from bot.storage import subscriptions
from handlers import register
from tests.fakes.offline_telegram import offline_application, services
from tests.releases import TOPICS

FEEDS = (
    Feed(
        id="se-mfa",
        publisher="Swedish Ministry",
        country="SE",
        language="en",
        url="https://ministry.example/feed",
        enabled=True,
    ),
    Feed(
        id="no-mfa",
        publisher="Norwegian Ministry",
        country="NO",
        language="en",
        url="https://ministry.example/no",
        enabled=True,
    ),
)


class Clock:
    """A time that only tests move."""

    def __init__(self, now):
        self.now = now

    def __call__(self):
        return self.now

    def forward(self, **by):
        self.now += timedelta(**by)


@pytest.fixture
def clock(now):
    return Clock(now)


@pytest.fixture
def parts(sessions, clock):
    """What handlers find in the services; a test may change it."""
    return services(
        sessions=sessions,
        clock=clock,
        topics=TOPICS,
        catalogue=SimpleNamespace(feeds=FEEDS, enabled=FEEDS),
    )


@pytest.fixture
async def telegram(parts):
    made = await offline_application(parts, register)
    yield made
    await made.application.shutdown()


@pytest.fixture
def subscribed(sessions):
    """What a chat is subscribed to."""

    async def subscribed(chat, thread=None):
        async with sessions() as session:
            return await subscriptions.get(session, chat["id"], thread)

    return subscribed
