"""Replay one folder from its captures to the report."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.app import (
    READER_CPU_SECONDS,
    READER_MEMORY,
    READER_TIMEOUT,
    opened_database,
)
from bot.context import Extract
from bot.feeds.read import new_parser
from bot.models import Article, Feed, Reading
from bot.nlp import worker as language
from bot.replay.guess import feed_of
from bot.replay.series import read_series
from bot.replay.stage import staged
from bot.replay.verdict import Judge, Report
from bot.topics import load_topics
from bot.workers import Worker


@dataclass(frozen=True, slots=True, kw_only=True)
class Replay:
    """A folder's report, and what was assumed for it."""

    feed: Feed
    why: str  #: where the feed's keys come from
    left_out: tuple[str, ...]
    report: Report


async def replay(folder: Path, topics_file: Path, *, facts: bool) -> Replay:
    """Tell the bot all captures of *folder*; with *facts* it reads the releases, too.

    Raises:
        InputError: the folder holds no captures.
        ConfigError: what the folder says of its feed is wrong.
    """
    series = read_series(folder)
    feed, why = feed_of(folder, series.snapshots)
    judge = Judge(feed)
    async with AsyncExitStack() as stack:
        home = stack.enter_context(TemporaryDirectory(prefix="briefing-replay-"))
        database = await opened_database(stack, f"sqlite+aiosqlite:///{home}/replay.sqlite")
        parser = new_parser()
        stack.push_async_callback(parser.close)
        extract = await stack.enter_async_context(_reading(topics_file)) if facts else no_facts
        stage = await stack.enter_async_context(
            staged(
                database.sessions,
                parser,
                feed,
                series.snapshots[0],
                extract=extract,
                topics=load_topics(topics_file),
            )
        )
        for snapshot in series.snapshots:
            judge.see(await stage.play(snapshot))
    return Replay(feed=feed, why=why, left_out=series.left_out, report=judge.report())


async def no_facts(article: Article) -> Reading:
    """Read nothing: which release is which does not depend on what it says."""
    return Reading(headline=article.title)


@asynccontextmanager
async def _reading(topics_file: Path) -> AsyncIterator[Extract]:
    reader = Worker(
        partial(language.setup, topics_file),
        cpu_seconds=READER_CPU_SECONDS,
        memory_bytes=READER_MEMORY,
        timeout=READER_TIMEOUT,
    )

    async def extract(article: Article) -> Reading:
        return await reader.run(language.read, article)

    try:
        yield extract
    finally:
        await reader.close()
