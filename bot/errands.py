"""What the program does once and then ends: a pass over the feeds, a check of them, an upgrade."""

from collections.abc import AsyncIterator, Collection
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace

from bot import jobs
from bot.app import Sources, new_client, now, opened, opened_database, usable_database
from bot.context import Services
from bot.errors import ConfigError
from bot.feeds.articles import new_extractor
from bot.feeds.catalogue import Catalogue, load_feeds
from bot.feeds.check import Checked, check_feeds
from bot.feeds.read import new_parser
from bot.poll import PollOutcome
from bot.rounds import brief_round
from bot.storage.alone import alone_on
from bot.storage.database import writing
from bot.storage.feeds import make_due
from bot.storage.migrate import current
from config.settings import Settings


@dataclass(frozen=True, slots=True)
class Pass:
    """What one pass over the feeds came to."""

    polls: tuple[PollOutcome, ...]
    briefed: int


async def poll(settings: Settings, feed_id: str | None) -> Pass:
    """Poll what is due, or one feed whether it is due or not, and brief what is new."""
    catalogue = load_feeds(settings.feeds_file)
    if feed_id is not None:
        catalogue = _enabling(catalogue, feed_id)
    async with opened(settings, Sources(catalogue, settings.database)) as services:
        await jobs.open_books(services, alone=False)
        if feed_id is None:
            return await one_pass(services)
        async with writing(services.sessions) as session:
            await make_due(session, [feed_id], now=services.clock())
        return await one_pass(services, [feed_id])


async def one_pass(services: Services, only: Collection[str] | None = None) -> Pass:
    """Poll what is due of the feeds (or of *only* these), then brief what is due."""
    polls = await jobs.poll_due(services, only)
    briefed = await brief_round(jobs.desk(services), jobs.feeds(services))
    return Pass(tuple(polls), briefed)


async def check(settings: Settings, only: Collection[str]) -> AsyncIterator[Checked]:
    """Ask every configured feed, or *only* these, how it is; nothing is stored."""
    catalogue = load_feeds(settings.feeds_file)
    for feed_id in only:
        _known(catalogue, feed_id)
    feeds = [feed for feed in catalogue.feeds if not only or feed.id in only]
    async with AsyncExitStack() as stack:
        client = new_client(stack, settings, feeds)
        parser, extractor = new_parser(), new_extractor()
        stack.push_async_callback(parser.close)
        stack.push_async_callback(extractor.close)
        async for checked in check_feeds(client, parser, extractor, feeds, clock=now):
            yield checked


async def upgrade(settings: Settings) -> str:
    """Bring the database to the newest schema; gives its revision."""
    async with AsyncExitStack() as stack:
        with usable_database():
            stack.enter_context(alone_on(settings.database))
        database = await opened_database(stack, settings.database)
        return await current(database.engine) or ""


def _enabling(catalogue: Catalogue, feed_id: str) -> Catalogue:
    """Give *catalogue* with one feed enabled, whether the operator has enabled it or not."""
    _known(catalogue, feed_id)
    return Catalogue(
        tuple(
            replace(feed, enabled=True) if feed.id == feed_id else feed for feed in catalogue.feeds
        )
    )


def _known(catalogue: Catalogue, feed_id: str) -> None:
    if feed_id not in catalogue.by_id:
        message = f"there is no feed {feed_id!r} in the feeds file"
        raise ConfigError(message)
