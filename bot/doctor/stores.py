"""What the bot reads: the database, the feeds and topics files, the language model."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from bot.app import now, usable_database
from bot.doctor.findings import Finding, Level, fault, note, ok
from bot.feeds.catalogue import load_feeds
from bot.nlp.model import model_report
from bot.storage import database as databases
from bot.storage.alone import file_of
from bot.storage.clock import SharedClock
from bot.storage.migrate import check, current, head
from bot.topics import load_topics
from config.settings import Settings

#: Seconds that the machine's clock may be away from the database's, which is the one that counts.
_ASTRAY = 2.0


async def database(settings: Settings) -> Finding:
    """Ask the database for its revision; it is neither made nor brought up to date here."""
    file = file_of(settings.database)
    if file is not None and not file.exists():
        return _to_be_made(file)
    async with _opened(settings) as opened:
        found = await current(opened.engine)
        if found != head():
            await check(opened.engine)  # raises with the remedy
        return ok("database", f"{opened.engine.dialect.name} at revision {found}")


async def clock(settings: Settings) -> Finding:
    """Compare the machine's clock with that of a database server."""
    if file_of(settings.database) is not None:
        return ok("clock", "SQLite goes by this machine's clock")
    async with _opened(settings) as opened:
        shared = SharedClock(opened, now)
        await shared.adjust()
        ahead = (shared() - now()).total_seconds()
    if abs(ahead) > _ASTRAY:
        text = f"{abs(ahead):.0f} seconds away from the database's: set up time synchronisation"
        return note("clock", text)
    return ok("clock", f"within {_ASTRAY:.0f} seconds of the database's")


async def feeds(settings: Settings) -> Finding:
    """Read the feeds file."""
    catalogue = load_feeds(settings.feeds_file)
    if not catalogue.enabled:
        text = f"{settings.feeds_file} enables no feed: nothing will ever be read"
        return fault("feeds", text)
    text = f"{len(catalogue.enabled)} of {len(catalogue.feeds)} feeds enabled"
    return ok("feeds", f"{text}; `briefing-bot feeds check` tries them")


async def topics(settings: Settings) -> Finding:
    """Read the topics file."""
    found = load_topics(settings.topics_file)
    return ok("topics", f"{len(found.all())} topics and countries")


async def model(_: Settings) -> Finding:
    """Compare the language model with the published one."""
    report = model_report()
    level = {True: Level.OK, None: Level.NOTE, False: Level.FAULT}[report.genuine]
    return Finding("model", level, f"{report.name} {report.version}. {report.detail}")


@asynccontextmanager
async def _opened(settings: Settings) -> AsyncIterator[databases.Database]:
    with usable_database():
        opened = databases.connect(settings.database)
        try:
            yield opened
        finally:
            await opened.close()


def _to_be_made(file: Path) -> Finding:
    folder = next(parent for parent in file.absolute().parents if parent.exists())
    if folder.is_dir() and os.access(folder, os.W_OK):
        return ok("database", "sqlite; the first start will make its file")
    return fault("database", f"sqlite: {file} cannot be made; check BRIEFING_DATABASE_URL")
