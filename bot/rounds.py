"""Rounds of work: take what is due, hand each item to its use case, until nothing is due.

A round never lets one item hurt another: what one raises is logged, and the row comes back when
its lease has run out.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import TypeVar
from urllib.parse import urlsplit

from bot.brief import brief
from bot.deliver import Counter, deliver
from bot.desk import Desk
from bot.errors import BriefingError
from bot.models import Delivery, Feed
from bot.poll import PollOutcome, ReadFeed, poll
from bot.recheck import recheck
from bot.storage.claim import LEASE
from bot.storage.database import DatabaseTrouble, Sessions, trouble, writing
from bot.storage.entries import DueEntry, claim_entries, claim_rechecks
from bot.storage.feeds import DueFeed, claim_feeds
from bot.storage.outbox import claim_deliveries

logger = logging.getLogger(__name__)

Item = TypeVar("Item")
Going = Callable[[], bool]
#: Takes at most so many due items, given those at work.
Take = Callable[[int, Sequence[Item]], Awaitable[Sequence[Item]]]

#: How many at a time: feeds, releases (each of another feed), messages.
POLL_WIDTH, BRIEF_WIDTH, DELIVER_WIDTH = 8, 8, 16

#: While slow items are at work, the free places look for new ones this often, in seconds.
_LOOK_AGAIN = 0.2
#: A poll may wait for pages of the same host, follow redirects and be parsed, besides its time-out.
_PATIENCE = 5


def always() -> bool:
    """Go on until nothing is due."""
    return True


async def run_each(
    take: Take[Item],
    step: Callable[[Item], Awaitable[None]],
    *,
    name: str,
    width: int,
    least: int = 1,
    going: Going = always,
) -> int:
    """Keep *step* at work on up to *width* items until none is due, or *going* says to stop.

    New ones are taken when there is room for *least*: not for every single one, for to take is a
    transaction.

    Gives how many items were handed over. Raises only what *take* raises, once all is settled.
    """
    running: dict[asyncio.Task[None], Item] = {}
    count = 0
    try:
        while True:
            room = width - len(running)
            if room >= least and going():
                for item in await take(room, list(running.values())):
                    running[asyncio.create_task(_safely(step, item, name))] = item
                    count += 1
            if not running:
                return count
            done, _ = await asyncio.wait(
                running, timeout=_LOOK_AGAIN, return_when=asyncio.FIRST_COMPLETED
            )
            for task in done:
                del running[task]
    except asyncio.CancelledError:
        for task in running:
            task.cancel()
        raise
    finally:
        await asyncio.gather(*running, return_exceptions=True)


async def _safely(step: Callable[[Item], Awaitable[None]], item: Item, name: str) -> None:
    try:
        await step(item)
    except BriefingError as error:
        logger.warning("%s failed on %s: %s", name, _about(item), error)
    except DatabaseTrouble as error:
        logger.warning("%s broke off on %s: %s", name, _about(item), trouble(error))
    except Exception:  # the one place that catches everything; the lease brings the row back
        logger.exception("%s broke on %s", name, _about(item))


async def poll_round(
    sessions: Sessions,
    read: ReadFeed,
    feeds: Mapping[str, Feed],
    *,
    clock: Callable[[], datetime],
    operators: Collection[int] = (),
    going: Going = always,
) -> list[PollOutcome]:
    """Poll those of *feeds* that are due, one of each host at a time."""
    outcomes: list[PollOutcome] = []
    hosts = {feed.id: _host(feed) for feed in feeds.values()}
    lease = max([LEASE, *(_PATIENCE * feed.timeout for feed in feeds.values())])

    async def take(room: int, running: Sequence[DueFeed]) -> list[DueFeed]:
        at_work = [due.feed_id for due in running]
        async with writing(sessions) as session:
            return await claim_feeds(
                session,
                now=clock(),
                limit=room,
                feeds=feeds.keys() - set(at_work),
                hosts=hosts,
                busy={hosts[feed_id] for feed_id in at_work},
                lease=lease,
            )

    async def step(due: DueFeed) -> None:
        feed = feeds[due.feed_id]
        outcome = await poll(sessions, read, feed, due, clock=clock, operators=operators)
        outcomes.append(outcome)

    await run_each(take, step, name="poll", width=POLL_WIDTH, least=2, going=going)
    return outcomes


async def brief_round(desk: Desk, feeds: Mapping[str, Feed], *, going: Going = always) -> int:
    """Brief what is due: each feed's releases one after the other, of several feeds at a time."""
    return await _reading_round(desk, feeds, brief, claim_entries, name="brief", going=going)


async def recheck_round(desk: Desk, feeds: Mapping[str, Feed], *, going: Going = always) -> int:
    """Read again what is due to be."""
    return await _reading_round(desk, feeds, recheck, claim_rechecks, name="recheck", going=going)


async def deliver_round(counter: Counter, *, rate: float, going: Going = always) -> int:
    """Send what is due, *rate* messages a second."""

    async def take(room: int, running: Sequence[Delivery]) -> list[Delivery]:
        async with writing(counter.sessions) as session:
            return await claim_deliveries(
                session,
                now=counter.clock(),
                limit=room,
                owner=counter.owner,
                rate=rate,
                in_hand=[delivery.id for delivery in running],
            )

    step = partial(deliver, counter)
    return await run_each(take, step, name="deliver", width=DELIVER_WIDTH, least=8, going=going)


async def _reading_round(
    desk: Desk,
    feeds: Mapping[str, Feed],
    use_case: Callable[[Desk, Feed, DueEntry], Awaitable[None]],
    claim: Callable[..., Awaitable[list[DueEntry]]],
    *,
    name: str,
    going: Going,
) -> int:
    async def take(room: int, running: Sequence[DueEntry]) -> list[DueEntry]:
        busy = {due.entry.feed_id for due in running}
        async with writing(desk.sessions) as session:
            return await claim(session, now=desk.clock(), limit=room, feeds=feeds, busy=busy)

    async def step(due: DueEntry) -> None:
        await use_case(desk, feeds[due.entry.feed_id], due)

    return await run_each(take, step, name=name, width=BRIEF_WIDTH, least=2, going=going)


def _host(feed: Feed) -> str:
    """Tell where a feed is asked for; files keep nobody waiting."""
    return urlsplit(feed.url).hostname or feed.id


def _about(item: object) -> str:
    match item:
        case DueFeed():
            return item.feed_id
        case DueEntry():
            return item.entry.link
        case Delivery():
            return f"delivery {item.id} to chat {item.chat_id}"
    return type(item).__name__
