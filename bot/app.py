"""The composition root: makes every concrete thing, opens it in order and closes it in reverse."""

import asyncio
import logging
import os
import secrets
import socket
import time
from collections.abc import AsyncIterator, Collection, Iterable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import cast

from sqlalchemy.exc import SQLAlchemyError
from telegram.ext import ApplicationBuilder, ContextTypes

from bot.context import App, Context, Services, provide
from bot.errors import ConfigError, WorkerFailed
from bot.events import TextRead, tell
from bot.feeds.articles import new_extractor
from bot.feeds.catalogue import Catalogue
from bot.feeds.client import FeedClient
from bot.feeds.read import new_parser
from bot.models import Article, Feed, Reading
from bot.nlp import worker as language
from bot.storage.alone import alone_on
from bot.storage.clock import SharedClock
from bot.storage.database import Database, connect, trouble
from bot.storage.migrate import upgrade
from bot.storage.origins import Origins
from bot.telegram.client import TelegramBot
from bot.topics import load_topics
from bot.workers import Worker
from config.settings import Settings
from handlers import register

logger = logging.getLogger(__name__)

#: Limits of the process that reads one release; most take less than a tenth of a second.
READER_CPU_SECONDS = 30
READER_MEMORY = 2 * 2**30
READER_TIMEOUT = timedelta(seconds=60)


def now() -> datetime:
    """Tell the time, aware, in UTC."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Sources:
    """What is to be read, and where it is kept."""

    catalogue: Catalogue
    database_url: str = field(repr=False)  # it may hold a password


@asynccontextmanager
async def opened(
    settings: Settings, sources: Sources, *, reads: bool = True
) -> AsyncIterator[Services]:
    """Open the database and all that reads; the language model loads in the background.

    Without *reads* nothing is loaded: the process only sends or answers.

    Raises:
        ConfigError: when the database cannot be used, or topics cannot be read.
    """
    topics = load_topics(settings.topics_file)
    _make_folder(settings.data_dir)
    async with AsyncExitStack() as stack:
        with usable_database():
            stack.enter_context(alone_on(sources.database_url))
        database = await opened_database(stack, sources.database_url)
        client = new_client(stack, settings, sources.catalogue.enabled)
        parser, extractor, reader = new_parser(), new_extractor(), _reader(settings.topics_file)
        warm = asyncio.Event()
        for process in (parser, extractor, reader):
            stack.push_async_callback(process.close)
        services = Services(
            sessions=database.sessions,
            clock=SharedClock(database, now),
            catalogue=sources.catalogue,
            topics=topics,
            client=client,
            parser=parser,
            extractor=extractor,
            extract=partial(_extract, reader, asyncio.Lock()),
            origins=Origins(database.sessions),
            can_read=lambda: reader.ready or not reads,
            warmed_up=warm.is_set,
            owner=f"{socket.gethostname()[:50]}:{os.getpid()}:{secrets.token_hex(3)}",
            rate=settings.broadcast_rate,
            operators=frozenset(settings.operators),
            allowed_chats=_allowed(settings.allowed_chats),
        )
        if reads:
            await stack.enter_async_context(_warming(warm, reader, parser, extractor))
        else:
            warm.set()
        yield services


def application_for(bot: TelegramBot, services: Services) -> App:
    """Build PTB's application round *bot*, with all handlers; no updater, we listen ourselves."""
    types = ContextTypes(context=Context)
    builder = ApplicationBuilder().bot(bot).updater(None).context_types(types)
    application = cast("App", builder.build())
    provide(application, services)
    register(application)
    return application


def new_client(stack: AsyncExitStack, settings: Settings, feeds: Iterable[Feed]) -> FeedClient:
    """Make the client for *feeds*; *stack* closes it."""
    client = FeedClient(feeds, contact=settings.contact)
    stack.push_async_callback(client.close)
    return client


def is_alone(database_url: str) -> bool:
    """Tell whether the process has the database for itself: SQLite is for one."""
    return database_url.startswith("sqlite")


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)  # what people follow is in it
    except OSError as exc:
        message = f"BRIEFING_DATA_DIR cannot be used: {folder} ({exc.strerror})"
        raise ConfigError(message) from exc


async def opened_database(stack: AsyncExitStack, url: str) -> Database:
    """Open the database at the newest schema; *stack* closes it.

    ConfigError when that cannot be done.
    """
    with usable_database():
        database = connect(url)
        stack.push_async_callback(database.close)
        await upgrade(database.engine)
    return database


@contextmanager
def usable_database() -> Iterator[None]:
    """Say in one sentence, as a ConfigError, why a database cannot be used."""
    try:
        yield
    except (SQLAlchemyError, OSError) as exc:
        message = f"the database cannot be used ({trouble(exc)}); check BRIEFING_DATABASE_URL"
        raise ConfigError(message) from exc


def _reader(topics_file: Path) -> Worker:
    return Worker(
        partial(language.setup, topics_file),
        cpu_seconds=READER_CPU_SECONDS,
        memory_bytes=READER_MEMORY,
        timeout=READER_TIMEOUT,
    )


async def _extract(reader: Worker, turn: asyncio.Lock, article: Article) -> Reading:
    """Have one article read; a bug of ours costs its facts, never the release.

    Raises:
        WorkerFailed: it took too long, or too much memory, or broke.
    """
    async with turn:  # the reader has one turn anyway; here waiting for it is not measured
        started = time.monotonic()
        try:
            reading = await _read(reader, article)
        except WorkerFailed as error:
            seconds = time.monotonic() - started
            tell(TextRead(link=article.url, seconds=seconds, failure=str(error)))
            raise
        tell(TextRead(link=article.url, seconds=time.monotonic() - started))
        return reading


async def _read(reader: Worker, article: Article) -> Reading:
    try:
        return await reader.run(language.read, article)
    except WorkerFailed:
        raise
    except Exception as exc:
        logger.exception("reading %s broke", article.url)
        message = f"reading it broke ({type(exc).__name__})"
        raise WorkerFailed(message) from exc


@asynccontextmanager
async def _warming(warm: asyncio.Event, reader: Worker, *others: Worker) -> AsyncIterator[None]:
    """Start processes in the background; *warm* is set once *reader* has started, or could not.

    What has not started in the end is given up.
    """
    tasks = [asyncio.create_task(_warm_up(process)) for process in (reader, *others)]
    tasks[0].add_done_callback(lambda _: warm.set())
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _warm_up(process: Worker) -> None:
    """Start a process, and load the model if it is that one, before the first work for it."""
    try:
        await process.run(os.getpid)
    except Exception:  # the first work will meet the same; until then the bot can answer
        logger.exception("a process for reading cannot be started")


def _allowed(chats: Collection[int] | None) -> frozenset[int] | None:
    return None if chats is None else frozenset(chats)
