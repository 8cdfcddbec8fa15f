"""A web server, a client that knows its feeds, and a parser."""

from collections.abc import AsyncIterator

import pytest

from bot.feeds.read import new_parser
from bot.workers import Worker
from tests.fakes.feed_host import FeedHost


@pytest.fixture
async def host() -> AsyncIterator[FeedHost]:
    """A web server on loopback."""
    async with FeedHost() as made:
        yield made


@pytest.fixture
async def parser() -> AsyncIterator[Worker]:
    """The process that reads feeds."""
    worker = new_parser()
    yield worker
    await worker.close()
