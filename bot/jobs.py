"""The schedule: which rounds of work run in this process, and how often they look for work.

The jobs are APScheduler's, through PTB's JobQueue, which waits for them when the bot stops. They
hold no state: what is due is in the database, so a late or missed run loses nothing.
"""

import asyncio
import logging
import time
from collections.abc import Callable, Collection, Coroutine
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from functools import partial
from typing import Any

from bot.context import App, Context, Services
from bot.deliver import Counter, Send
from bot.desk import Desk
from bot.feeds.articles import read_article, summary_article
from bot.feeds.read import read_feed
from bot.models import Article, Entry, Feed, Message, Polled, Validators
from bot.poll import PollOutcome
from bot.rounds import Going, always, brief_round, deliver_round, poll_round, recheck_round
from bot.storage import chats
from bot.storage.claim import release
from bot.storage.clock import SharedClock, follow_back
from bot.storage.database import writing
from bot.storage.feeds import sync_feeds
from bot.storage.house import tidy
from bot.telegram.sender import send_part

#: Late runs still run, missed runs merge into one, a job never overlaps itself.
JOB_DEFAULTS = {"misfire_grace_time": None, "coalesce": True, "max_instances": 1}
#: The next stage begins within a second, whichever process it runs in.
LOOK_EVERY = timedelta(milliseconds=500)
#: Clocks drift by seconds a day, and jump when somebody puts them right.
ADJUST_EVERY = timedelta(minutes=1)
#: Seconds: how often the machine's clock is looked at, and what is no turning back yet.
_LOOK_AT_CLOCK, _SLIP = 1.0, 0.5

logger = logging.getLogger(__name__)


class Role(StrEnum):
    """A part of the work that a process may take on."""

    POLL = "poll"
    BRIEF = "brief"
    DELIVER = "deliver"
    CHAT = "chat"  #: incoming updates; no job, see `bot.telegram`


Callback = Callable[[Context], Coroutine[Any, Any, None]]


async def open_books(services: Services, *, alone: bool) -> None:
    """Make the enabled feeds those that are polled; to be awaited once before the first job.

    *alone*: this is the only process on the database, so what is leased belongs to one that died.
    """
    await _adjust(services)
    now, allowed = services.clock(), services.allowed_chats
    async with writing(services.sessions) as session:
        await follow_back(session, now=now)
        await sync_feeds(session, services.catalogue.enabled, now=now)
        await chats.serve_only(session, None if allowed is None else allowed | services.operators)
        if alone:
            await release(session, now=now)


def schedule(application: App, roles: Collection[Role]) -> None:
    """Let *application* run the jobs of *roles* from its start to its stop."""
    # It warns at every turn that a long round is still at work, which is as it should be.
    logging.getLogger("apscheduler").setLevel(logging.ERROR)
    jobs: list[tuple[Role, Callback, timedelta]] = [
        (Role.POLL, poll_job, LOOK_EVERY),
        (Role.POLL, tidy_job, timedelta(hours=1)),
        (Role.BRIEF, brief_job, LOOK_EVERY),
        (Role.BRIEF, recheck_job, timedelta(seconds=2)),
        (Role.DELIVER, deliver_job, LOOK_EVERY),
    ]
    queue = application.job_queue
    if queue is None:
        message = "the application was built without a job queue"
        raise RuntimeError(message)
    jobs += [(role, adjust_job, ADJUST_EVERY) for role in list(roles)[:1]]  # one for all
    # A job's *first* lies in the past when the queue starts, and the queue would skip it: a bot
    # that never stays up for an hour would never tidy.
    at_once = {**JOB_DEFAULTS, "next_run_time": datetime.now(UTC)}
    for role, callback, every in jobs:
        if role in roles:
            name = callback.__name__
            queue.run_repeating(callback, interval=every, name=name, job_kwargs=at_once)


async def poll_job(context: Context) -> None:
    """Feeds to entries."""
    await poll_due(context.services, going=_until_stop(context))


async def brief_job(context: Context) -> None:
    """Entries to briefings and deliveries."""
    services = context.services
    # Until the model is loaded nothing is taken: should the process die meanwhile, and again and
    # again, that must not count as tries at releases that it never came to read.
    if services.warmed_up():
        await brief_round(desk(services), feeds(services), going=_until_stop(context))


async def recheck_job(context: Context) -> None:
    """Briefings to corrections."""
    services = context.services
    await recheck_round(desk(services), feeds(services), going=_until_stop(context))


async def deliver_job(context: Context) -> None:
    """Deliveries to messages."""

    async def send(chat_id: int, thread_id: int | None, message: Message, plain: bool) -> int:  # noqa: FBT001  # the port's shape
        return await send_part(context.bot, chat_id, thread_id, message, plain=plain)

    services, going = context.services, _until_stop(context)
    await deliver_round(counter(services, send), rate=services.rate, going=going)


async def adjust_job(context: Context) -> None:
    """The clock to the database's, and what is due to the clock."""
    services = context.services
    await _adjust(services)
    async with writing(services.sessions) as session:
        if back := await follow_back(session, now=services.clock()):
            logger.warning("the clock was put back by %s: what is due moves with it", back)


async def mind_the_clock(
    application: App,
    *,
    wall: Callable[[], float] = time.time,
    steady: Callable[[], float] = time.monotonic,
) -> None:
    """Wake the scheduler whenever the clock was put back: it would wait until the old time."""
    ahead = wall() - steady()
    while True:
        await asyncio.sleep(_LOOK_AT_CLOCK)
        before, ahead = ahead, wall() - steady()
        if ahead < before - _SLIP and application.job_queue:
            for job in application.job_queue.jobs():
                job.job.modify(next_run_time=datetime.now(UTC))


async def tidy_job(context: Context) -> None:
    """Old rows to nothing."""
    async with writing(context.services.sessions) as session:
        await tidy(session, now=context.services.clock())


async def poll_due(
    services: Services, only: Collection[str] | None = None, *, going: Going = always
) -> list[PollOutcome]:
    """Poll what is due of the enabled feeds (or of *only* these); tells how each poll went."""
    chosen = feeds(services)
    if only is not None:
        chosen = {feed_id: feed for feed_id, feed in chosen.items() if feed_id in only}

    async def read(feed: Feed, validators: Validators) -> Polled:
        now = services.clock()
        return await read_feed(services.client, services.parser, feed, validators, now=now)

    return await poll_round(
        services.sessions,
        read,
        chosen,
        clock=services.clock,
        operators=services.operators,
        going=going,
    )


def desk(services: Services) -> Desk:
    """Set up the desk at which releases are read."""

    async def read(feed: Feed, entry: Entry) -> Article:
        return await read_article(services.client, feed, entry, services.extractor)

    return Desk(
        sessions=services.sessions,
        read=read,
        summarise=summary_article,
        extract=services.extract,
        topics=services.topics,
        clock=services.clock,
    )


def counter(services: Services, send: Send) -> Counter:
    """Set up the counter from which messages are sent."""
    return Counter(
        sessions=services.sessions,
        send=send,
        owner=services.owner,
        clock=services.clock,
        rate=services.rate,
        origins=services.origins,
    )


def feeds(services: Services) -> dict[str, Feed]:
    """Give the feeds that are polled, by id."""
    return {feed.id: feed for feed in services.catalogue.enabled}


async def _adjust(services: Services) -> None:
    if isinstance(services.clock, SharedClock):
        await services.clock.adjust()


def _until_stop(context: Context) -> Going:
    """Stop taking on work when the bot stops; what is at work is finished."""
    return partial(getattr, context.application, "running")
