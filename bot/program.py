"""The two ways in which the bot runs: serving Telegram, and talking on the terminal."""

import asyncio
import logging
import sys
from collections.abc import AsyncIterator, Awaitable, Collection
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

import config
from bot import jobs, lifecycle
from bot.app import Sources, application_for, is_alone, now, opened
from bot.console.premiere import Premiere
from bot.console.screen import Screen
from bot.console.server import TOKEN, YOU, ConsoleRequest, PretendedTelegram
from bot.console.typing import converse, typed_lines
from bot.context import App, Services
from bot.errands import one_pass
from bot.errors import ConfigError
from bot.feeds.catalogue import Catalogue, load_feeds, single_feed
from bot.jobs import Role
from bot.storage.leader import Leadership
from bot.telegram.client import TelegramBot
from bot.telegram.inbox import Inbox
from bot.telegram.pace import SharedPace
from bot.telegram.polling import Polling
from bot.telegram.transport import AiohttpRequest
from bot.telegram.turns import Turns
from bot.telegram.webhook import Webhook
from bot.watch import Place, watched
from config.settings import Settings

logger = logging.getLogger(__name__)

#: Connections for sending; a broadcast has about one request under way for each 35 ms of latency.
_CONNECTIONS = 64

#: How long the conversation waits for the first releases: less when a person does.
_PERSON_WAITS, _PIPE_WAITS = timedelta(seconds=20), timedelta(minutes=2)

#: Invented releases, read when no other feeds are named.
SAMPLE = Path(config.__file__).parent / "sample" / "feeds.toml"

_SAMPLES = "chat-sample.sqlite"  # apart: no sample among real releases

_BANNER = (
    "You are talking to the bot as in Telegram; nothing leaves this machine.",
    "Try /latest, /topic ukraine or just a word; type a button's number to press it.",
    "/help lists all commands, /quit ends.",
)
_OF_SAMPLES = (
    "All releases here are invented samples. Soon after your first /subscribe one more is",
    "published, on Ukraine, with a visit and a pledge: so that you see an alert come.",
)


async def run(settings: Settings, roles: Collection[Role]) -> None:
    """Serve Telegram until a signal: poll, brief, deliver and answer, as far as *roles* say."""
    if not settings.token:
        message = (
            "no token: get one from @BotFather and set BRIEFING_TELEGRAM_TOKEN "
            "(`briefing-bot chat` needs none)"
        )
        raise ConfigError(message)
    stop = lifecycle.stop_on_signals()
    sources = Sources(load_feeds(settings.feeds_file), settings.database)
    reads = not {Role.POLL, Role.BRIEF}.isdisjoint(roles)
    async with opened(settings, sources, reads=reads) as services:
        bot = TelegramBot(
            settings.token,
            settings.telegram_api_url,
            request=AiohttpRequest(connections=_CONNECTIONS),
            poll_request=AiohttpRequest(connections=2),
            pace=SharedPace(services.sessions, services.clock, services.rate),
        )
        await serve(bot, services, roles, stop, settings)


async def serve(
    bot: TelegramBot,
    services: Services,
    roles: Collection[Role],
    stop: asyncio.Event,
    settings: Settings,
) -> None:
    """Run the jobs of *roles* and, if chat is one of them, listen; until *stop*."""
    application = application_for(bot, services)
    inbox = Inbox(application, services.sessions, services.clock)
    ear = _ear(bot, inbox, settings) if Role.CHAT in roles else None
    asking = None if isinstance(ear, Webhook) else ear
    await jobs.open_books(services, alone=is_alone(settings.database))
    jobs.schedule(application, roles)
    folder = settings.data_dir
    lifecycle.beat(application, services, folder, asking)
    async with (
        watched(services, folder, Place(settings.metrics_host, settings.metrics_port)),
        lifecycle.started(application, stop),
    ):
        logger.info("started with %s", ", ".join(sorted(roles)))
        if ear is None or stop.is_set():
            await stop.wait()
            return
        if asking:
            await lifecycle.forget_webhook(application)
        await lifecycle.announce(application)
        await lifecycle.listen(ear, inbox, stop)
    logger.info("stopped")


def _ear(bot: TelegramBot, inbox: Inbox, settings: Settings) -> Polling | Turns | Webhook:
    """Choose how updates come in: by asking, in turn with others, or at a public address."""
    if not settings.webhook_url:
        if is_alone(settings.database):
            return Polling(bot, inbox.store, now)
        number = settings.token.partition(":")[0]
        leadership = Leadership(settings.database, f"briefing-bot {number} listens")
        return Turns(Polling(bot, inbox.store, now, allowed=leadership.held), leadership, now)
    secret = settings.webhook_secret.get_secret_value() if settings.webhook_secret else ""
    return Webhook(
        bot,
        inbox.store,
        url=settings.webhook_url,
        host=settings.webhook_host,
        port=settings.webhook_port,
        secret=secret,
    )


async def chat(settings: Settings, catalogue: Catalogue, database: str) -> None:
    """Hold a conversation on the terminal, with everything else as in `run`."""
    premiere = Premiere(SAMPLE.parent, settings.data_dir) if database == _SAMPLES else None
    stop = lifecycle.stop_on_signals()
    screen = Screen()
    telegram = PretendedTelegram(screen, now)
    mine = settings.model_copy(update={"operators": (YOU,), "allowed_chats": None})
    read = premiere.staged(catalogue) if premiere else catalogue
    sources = Sources(read, mine.sqlite(database))
    async with opened(mine, sources) as services:
        pace = SharedPace(services.sessions, services.clock, services.rate, per_chat=False)
        transport = ConsoleRequest(telegram)
        bot = TelegramBot(TOKEN, "console:", request=transport, poll_request=transport, pace=pace)
        application = application_for(bot, services)
        inbox = Inbox(application, services.sessions, services.clock)
        polling = Polling(bot, inbox.store, services.clock)
        await jobs.open_books(services, alone=True)
        screen.banner(_BANNER + (_OF_SAMPLES if premiere else ()))
        async with _first_pass(services, screen, stop):
            _schedule(application, premiere)
            async with lifecycle.started(application, stop):
                listening = asyncio.create_task(lifecycle.listen(polling, inbox, stop))
                await _talk(telegram, screen, inbox, stop)
                await listening


def _schedule(application: App, premiere: Premiere | None) -> None:
    jobs.schedule(application, list(Role))
    if premiere:
        premiere.schedule(application)


def chosen_feeds(feeds: Path | None, feed: str | None) -> tuple[Catalogue, str]:
    """Give the feeds that somebody wants to chat about, and the name of their database."""
    if feeds is not None:
        return load_feeds(feeds), "chat.sqlite"
    if feed is not None:
        return Catalogue((single_feed(feed),)), "chat.sqlite"
    return load_feeds(SAMPLE), _SAMPLES


@asynccontextmanager
async def _first_pass(
    services: Services, screen: Screen, stop: asyncio.Event
) -> AsyncIterator[None]:
    """Read what is new before the first question; if that takes long, beside the conversation."""
    if sys.stderr.isatty():
        screen.aside("reading the newest releases…")
    reading = asyncio.create_task(_logged(one_pass(services)))
    stopping = asyncio.create_task(stop.wait())
    patience = _PERSON_WAITS if sys.stdin.isatty() else _PIPE_WAITS
    try:
        await asyncio.wait(
            [reading, stopping],
            timeout=patience.total_seconds(),
            return_when=asyncio.FIRST_COMPLETED,
        )
        yield
    finally:
        for task in (reading, stopping):
            task.cancel()
        await asyncio.gather(reading, stopping, return_exceptions=True)


async def _logged(work: Awaitable[object]) -> None:
    try:
        await work
    except Exception:  # the conversation goes on; the jobs will try again
        logger.exception("the first pass over the feeds failed")


async def _talk(
    telegram: PretendedTelegram, screen: Screen, inbox: Inbox, stop: asyncio.Event
) -> None:
    """Converse until the person leaves or a signal comes; then let everything stop."""
    lines = typed_lines(sys.stdin.fileno(), stop)
    talking = asyncio.create_task(converse(lines, telegram, screen, inbox.settled))
    stopping = asyncio.create_task(stop.wait())
    await asyncio.wait([talking, stopping], return_when=asyncio.FIRST_COMPLETED)
    stop.set()
    for task in (talking, stopping):
        task.cancel()
    outcomes = await asyncio.gather(talking, stopping, return_exceptions=True)
    for outcome in outcomes:
        if isinstance(outcome, Exception):
            raise outcome
