"""Starting the bot, keeping it listening, and stopping it so that nothing is lost or repeated."""

import asyncio
import logging
import signal
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Protocol

from telegram.error import InvalidToken, TelegramError
from telegram.ext import Job

from bot import heartbeat
from bot.context import App, Context, Services
from bot.errors import ConfigError
from bot.jobs import JOB_DEFAULTS, mind_the_clock
from bot.storage import pace
from bot.storage.database import writing
from bot.telegram.inbox import Inbox
from bot.telegram.polling import pause
from handlers.commands import set_commands

logger = logging.getLogger(__name__)

#: Seconds that answers, and then rounds of work, may take to end after a signal; what takes
#: longer is cut off and done again at the next start.
PATIENCE = 2.0
#: At the start a refused token is a wrong one, unless a gateway slips: asked this often.
TOKEN_TRIES = 3
BEAT_EVERY = timedelta(seconds=5)

_TOKEN_PAUSE, _LONGEST_PAUSE = 2.0, 15.0


def stop_on_signals() -> asyncio.Event:
    """Give an event that SIGTERM and SIGINT set."""
    stop, loop = asyncio.Event(), asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    return stop


@asynccontextmanager
async def started(application: App, stop: asyncio.Event) -> AsyncIterator[None]:
    """Connect to Telegram, start the scheduled jobs; end both in the end.

    When *stop* is set before Telegram could be reached, the body runs with nothing started.

    Raises:
        ConfigError: Telegram does not accept the token.
    """
    minding = asyncio.create_task(mind_the_clock(application))
    try:
        if await _connect(application, stop):
            await application.start()
        yield
    finally:
        minding.cancel()
        if application.running:
            await _stop(application)
        await application.shutdown()
        await application.bot.shutdown()  # PTB leaves it open when the start failed


class Ear(Protocol):
    """What takes updates in: the long poll, or the webhook."""

    async def run(self, stop: asyncio.Event) -> None:
        """Take updates in until *stop*."""


class Asking(Protocol):
    """What can be told of an ear that asks Telegram, by itself or in turn with others."""

    @property
    def heard_at(self) -> datetime | None:
        """When Telegram last gave a good answer."""

    @property
    def waiting(self) -> bool:
        """Whether another process asks in its place."""


async def listen(ear: Ear, inbox: Inbox, stop: asyncio.Event) -> None:
    """Take updates in and have them handled until *stop*.

    Raises:
        CannotGoOn: what the long poll found out.
    """
    asking = asyncio.create_task(ear.run(stop))
    handling = asyncio.create_task(inbox.run(stop))
    stopping = asyncio.create_task(stop.wait())
    try:
        await asyncio.wait([asking, handling, stopping], return_when=asyncio.FIRST_COMPLETED)
    finally:
        stop.set()
        for task in (asking, stopping):
            task.cancel()
        # An unanswered question confirms nothing; what was stored is handled at the next start.
        await asyncio.wait([handling], timeout=PATIENCE)
        handling.cancel()
        outcomes = await asyncio.gather(asking, handling, return_exceptions=True)
    for outcome in outcomes:
        if isinstance(outcome, Exception):
            raise outcome


async def announce(application: App) -> None:
    """Show our commands in Telegram's menu; the bot works without."""
    try:
        await set_commands(application.bot)
    except TelegramError as exc:
        logger.warning("the menu of commands could not be set: %s", exc.message)


async def forget_webhook(application: App) -> None:
    """Let updates be asked for, in case a webhook was set once."""
    try:
        await application.bot.delete_webhook()
    except TelegramError as exc:
        logger.warning("the webhook could not be removed: %s", exc.message)


def beat(application: App, services: Services, folder: Path, asking: Asking | None) -> None:
    """Let *application* write signs of life into *folder* while it runs.

    Who is *asking* is answered at least twice a minute; nobody can tell how often a webhook is
    called, nor need those hear anything who wait for their turn.
    """

    async def write(_: Context) -> None:
        async with writing(services.sessions) as session:
            await pace.touch(session, now=services.clock())  # it must answer, and have room
        waiting = asking is not None and asking.waiting
        sign = heartbeat.Heartbeat(
            datetime.now(UTC),
            asking.heard_at if asking else None,
            listening=asking is not None and not waiting,
            waiting=waiting,
        )
        await asyncio.to_thread(heartbeat.write, folder, sign)

    if application.job_queue:
        application.job_queue.run_repeating(
            write, interval=BEAT_EVERY, first=0, name="beat", job_kwargs=JOB_DEFAULTS
        )


async def _connect(application: App, stop: asyncio.Event) -> bool:
    """Ask getMe until it is answered; false when *stop* came first."""
    refusals, wait = 0, 1.0
    while not stop.is_set():
        try:
            await _unless(stop, application.initialize)
        except InvalidToken:
            refusals += 1
            if refusals >= TOKEN_TRIES:
                message = (
                    "Telegram does not accept the token: check BRIEFING_TELEGRAM_TOKEN, "
                    "or ask @BotFather for a new one"
                )
                raise ConfigError(message) from None
            logger.warning("telegram does not accept the token; asking again")
            await pause(_TOKEN_PAUSE, stop)
        except TelegramError as exc:
            logger.warning("telegram cannot be reached (%s); trying again", exc.message)
            await pause(wait, stop)
            wait = min(2 * wait, _LONGEST_PAUSE)
        else:
            return not stop.is_set()
    return False


async def _unless(stop: asyncio.Event, act: Callable[[], Awaitable[None]]) -> None:
    """Do it, but give up when *stop* is set meanwhile."""
    doing = asyncio.ensure_future(act())
    stopping = asyncio.create_task(stop.wait())
    await asyncio.wait([doing, stopping], return_when=asyncio.FIRST_COMPLETED)
    stopping.cancel()
    if doing.done():
        doing.result()
    else:
        doing.cancel()
        await asyncio.gather(doing, return_exceptions=True)


async def _stop(application: App) -> None:
    """Let rounds end, but not for long: what they had leased is due again at the next start."""
    # It would report a job that is cut off as an error, with a traceback; we say it in one line.
    logging.getLogger("apscheduler").setLevel(logging.CRITICAL)
    try:
        async with asyncio.timeout(PATIENCE):
            await application.stop()
    except TimeoutError:
        logger.warning("some work was cut off; it will be done again")
        if application.job_queue:
            await application.job_queue.stop(wait=False)
        jobs = [task for task in asyncio.all_tasks() if _is_job(task)]
        for task in jobs:
            task.cancel()
        await asyncio.gather(*jobs, return_exceptions=True)


def _is_job(task: asyncio.Task[object]) -> bool:
    """Tell whether *task* is a job's run, which PTB shields from being cancelled."""
    return getattr(task.get_coro(), "__qualname__", "") == Job._run.__qualname__  # noqa: SLF001
