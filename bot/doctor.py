"""A self-check: one line for each thing the bot needs, and what to do about what is missing."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from enum import StrEnum

from telegram.error import InvalidToken, TelegramError

from bot.app import usable_database
from bot.errors import BriefingError
from bot.feeds.catalogue import load_feeds
from bot.nlp.model import model_report
from bot.storage.database import connect
from bot.storage.migrate import current, head, upgrade
from bot.telegram.client import TelegramBot
from bot.telegram.transport import AiohttpRequest
from bot.topics import load_topics
from config.settings import Settings, unknown


class Level(StrEnum):
    """How a check went."""

    OK = "ok"
    NOTE = "note"  #: the bot works, but somebody may wonder
    FAULT = "fault"


@dataclass(frozen=True, slots=True)
class Finding:
    """The outcome of one check, in one sentence."""

    subject: str
    level: Level
    text: str


Check = Callable[[Settings], Awaitable[Finding]]


async def examine(settings: Settings) -> AsyncIterator[Finding]:
    """Make all checks, one after the other; expected trouble is a finding."""
    checks: dict[str, Check] = {
        "settings": _settings,
        "data": _data,
        "database": _database,
        "feeds": _feeds,
        "topics": _topics,
        "model": _model,
        "token": _token,
    }
    for subject, check in checks.items():
        try:
            yield await check(settings)
        except (BriefingError, OSError) as exc:
            yield Finding(subject, Level.FAULT, str(exc))


async def _settings(_: Settings) -> Finding:
    if strangers := unknown():
        text = f"no setting is called {', '.join(strangers)}; perhaps misspelt"
        return Finding("settings", Level.NOTE, text)
    return Finding("settings", Level.OK, "all understood")


async def _data(settings: Settings) -> Finding:
    folder = settings.data_dir
    folder.mkdir(parents=True, exist_ok=True)
    trial = folder / ".trial"
    trial.touch()
    trial.unlink()
    return Finding("data", Level.OK, f"{folder.absolute()} can be written to")


async def _database(settings: Settings) -> Finding:
    async with AsyncExitStack() as stack:
        with usable_database():
            database = connect(settings.database)
            stack.push_async_callback(database.close)
            kind = database.engine.dialect.name
            if kind == "sqlite":  # a file that is not there yet is made by the first start
                await upgrade(database.engine)
            found = await current(database.engine)
    if found != head():
        text = f"{kind} is at revision {found or 'none'}: run `briefing-bot db upgrade`"
        return Finding("database", Level.FAULT, text)
    return Finding("database", Level.OK, f"{kind} at revision {found}")


async def _feeds(settings: Settings) -> Finding:
    catalogue = load_feeds(settings.feeds_file)
    if not catalogue.enabled:
        text = f"{settings.feeds_file} enables no feed: nothing will ever be read"
        return Finding("feeds", Level.FAULT, text)
    text = f"{len(catalogue.enabled)} of {len(catalogue.feeds)} feeds enabled"
    return Finding("feeds", Level.OK, f"{text}; `briefing-bot feeds check` tries them")


async def _topics(settings: Settings) -> Finding:
    topics = load_topics(settings.topics_file)
    return Finding("topics", Level.OK, f"{len(topics.all())} topics and countries")


async def _model(_: Settings) -> Finding:
    report = model_report()
    level = {True: Level.OK, None: Level.NOTE, False: Level.FAULT}[report.genuine]
    return Finding("model", level, f"{report.name} {report.version}. {report.detail}")


async def _token(settings: Settings) -> Finding:
    if not settings.token:
        text = "none: `briefing-bot chat` works, `briefing-bot run` needs one from @BotFather"
        return Finding("token", Level.NOTE, text)
    request, poll_request = AiohttpRequest(connections=1), AiohttpRequest(connections=1)
    bot = TelegramBot(
        settings.token, settings.telegram_api_url, request=request, poll_request=poll_request
    )
    try:
        await bot.initialize()
    except InvalidToken:
        text = "Telegram does not accept it: ask @BotFather for a new one"
        return Finding("token", Level.FAULT, text)
    except TelegramError as exc:
        return Finding("token", Level.FAULT, f"Telegram cannot be reached: {exc.message}")
    else:
        return Finding("token", Level.OK, f"belongs to @{bot.username}")
    finally:
        await bot.shutdown()
