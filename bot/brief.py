"""Use case: an entry that is due becomes a briefing, and alerts to those who asked for it."""

import logging
from dataclasses import replace

from bot.desk import (
    EXTRACT_ATTEMPTS,
    READ_ATTEMPTS,
    Desk,
    criteria_met,
    draft,
    read_again_at,
    retry_in,
)
from bot.errors import FetchError, WorkerFailed
from bot.events import ReleaseBriefed, ReleasePostponed, tell
from bot.models import Article, Feed, Reading
from bot.storage.database import writing
from bot.storage.entries import DueEntry, fail_entry, postpone_entry
from bot.storage.record import Draft, record_briefing

logger = logging.getLogger(__name__)

#: Every expected trouble ends before; so often only something we did not think of fails.
MOST_ATTEMPTS = 12
#: …and then it is briefed from its summary, which is tried as often as this.
LAST_ATTEMPTS = 3


async def brief(desk: Desk, feed: Feed, due: DueEntry) -> None:
    """Read one release and record what it says; what cannot be read yet is tried again later.

    A release is never lost: one whose page cannot be had is briefed from the feed's summary, one
    that the extractor cannot bear without facts.
    """
    if due.attempts > MOST_ATTEMPTS:
        await _give_up(desk, feed, due)
        return
    try:
        article = await _article(desk, feed, due)
        reading = await _reading(desk, due, article)
    except (FetchError, WorkerFailed) as error:
        await _postpone(desk, feed, due, error)
        return
    made = draft(desk, feed, due, article, reading or Reading(headline=article.title))
    if reading is None:
        made = replace(made, fingerprint="")  # the next reading is a new chance
    await _record(desk, feed, due, made)


async def _record(desk: Desk, feed: Feed, due: DueEntry, made: Draft) -> None:
    met = await criteria_met(desk, (made.briefing, made.words)) if due.alert else [frozenset[str]()]
    now = desk.clock()
    again = read_again_at(feed, due.first_seen_at, now=now)
    async with writing(desk.sessions) as session:
        told = await record_briefing(session, due, made, met[0], recheck_at=again, now=now)
    facts = made.briefing.reading.facts
    tell(
        ReleaseBriefed(
            feed=feed.id,
            entry_id=due.id,
            briefing_id=told.briefing_id,
            alert_id=told.alert_id,
            link=due.entry.link,
            text_status=made.briefing.text_status,
            visits=len(facts.visits),
            pledges=len(facts.pledges),
            owed=told.places,
        )
    )


async def _article(desk: Desk, feed: Feed, due: DueEntry) -> Article:
    try:
        return await desk.read(feed, due.entry)
    except FetchError as error:
        if due.attempts < READ_ATTEMPTS:
            raise
        logger.warning("briefing %s from its summary: %s", due.entry.link, error)
        return desk.summarise(feed, due.entry)


async def _reading(desk: Desk, due: DueEntry, article: Article) -> Reading | None:
    try:
        return await desk.extract(article)
    except WorkerFailed as error:
        if due.attempts < EXTRACT_ATTEMPTS:
            raise
        logger.warning("briefing %s without facts: %s", due.entry.link, error)
        return None


async def _postpone(desk: Desk, feed: Feed, due: DueEntry, error: Exception) -> None:
    wait = retry_in(feed, due.attempts)
    async with writing(desk.sessions) as session:
        due_at = desk.clock() + wait
        await postpone_entry(session, due.id, due_at=due_at, error=str(error))
    tell(
        ReleasePostponed(
            feed=feed.id,
            entry_id=due.id,
            link=due.entry.link,
            retry_in=wait,
            reason=str(error),
        )
    )


async def _give_up(desk: Desk, feed: Feed, due: DueEntry) -> None:
    """Tell of a release what its feed says; what cannot even be told so is given up, visibly."""
    logger.error("giving up reading %s after %d tries", due.entry.link, due.attempts - 1)
    if due.attempts <= MOST_ATTEMPTS + LAST_ATTEMPTS:
        article = desk.summarise(feed, due.entry)
        made = draft(desk, feed, due, article, Reading(headline=article.title))
        await _record(desk, feed, due, replace(made, fingerprint=""))
        return
    async with writing(desk.sessions) as session:
        await fail_entry(session, due.id, error="every try broke off")
    tell(
        ReleasePostponed(
            feed=feed.id,
            entry_id=due.id,
            link=due.entry.link,
            retry_in=None,
            reason="every try broke off",
        )
    )
