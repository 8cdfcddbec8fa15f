"""Use case: a release that was briefed is read again; only a changed fact is news."""

import logging
from dataclasses import replace
from datetime import datetime, timedelta

from bot import rendering
from bot.desk import (
    READ_ATTEMPTS,
    Desk,
    criteria_met,
    draft,
    fingerprint,
    is_worse,
    read_again_at,
    retry_in,
)
from bot.errors import FetchError, WorkerFailed
from bot.events import ReleaseRevised, tell
from bot.models import Article, EntryState, Feed
from bot.revisions import changes
from bot.storage.database import writing
from bot.storage.entries import DueEntry, postpone_entry, settle_entry
from bot.storage.record import Draft, Kept, Revision, doubt, kept_briefing, revise_briefing

logger = logging.getLogger(__name__)

#: Some servers show two versions of a release in turn: an earlier one is believed once it has been
#: there for so long and nothing else has.
DOUBTED_FOR = timedelta(hours=6)


async def recheck(desk: Desk, feed: Feed, due: DueEntry) -> None:
    """Read a release again: nothing new, gone, withdrawn, edited, or with other facts."""
    async with desk.sessions() as session:
        kept = await kept_briefing(session, due.id)
    if kept is None:
        await _settle(desk, feed, due)
        return
    try:
        article = await desk.read(feed, due.entry)
        if article.gone:
            logger.info("%s has been removed by its publisher", due.entry.link)
            await _settle(desk, feed, due, EntryState.REMOVED)
            return
        if not _says_more(article, kept):
            await _unchanged(desk, feed, due, kept)
            return
        if since := _doubtful(desk, article, kept):
            await _doubt(desk, due, kept, since)
            return
        reading = await desk.extract(article)
        made = draft(desk, feed, due, article, reading, before=kept.briefing)
    except (FetchError, WorkerFailed) as error:
        await _postpone(desk, feed, due, error)
        return
    await _revise(desk, feed, due, kept, await _revision(desk, due, article, kept, made))


def _says_more(article: Article, kept: Kept) -> bool:
    if article.withdrawn_at and not kept.briefing.withdrawn_at:
        return True
    return fingerprint(article) != kept.fingerprint and not is_worse(article, kept.briefing)


def _doubtful(desk: Desk, article: Article, kept: Kept) -> datetime | None:
    """Tell since when an earlier text is shown again, if that is not long enough to believe it."""
    if article.withdrawn_at or fingerprint(article) not in kept.past:
        return None
    since = kept.doubted_at or desk.clock()
    return since if desk.clock() - since < DOUBTED_FOR else None


async def _doubt(desk: Desk, due: DueEntry, kept: Kept, since: datetime) -> None:
    logger.info("%s shows an earlier text again", due.entry.link)
    again = since + DOUBTED_FOR
    async with writing(desk.sessions) as session:
        await settle_entry(session, due, EntryState.BRIEFED, now=desk.clock(), due_at=again)
        await doubt(session, kept, since=since)


async def _unchanged(desk: Desk, feed: Feed, due: DueEntry, kept: Kept) -> None:
    await _settle(desk, feed, due)
    if kept.doubted_at:
        async with writing(desk.sessions) as session:
            await doubt(session, kept, since=None)


async def _revision(
    desk: Desk, due: DueEntry, article: Article, kept: Kept, made: Draft
) -> Revision:
    withdrawn = bool(article.withdrawn_at and not kept.briefing.withdrawn_at)
    today = desk.clock().date()
    lines = changes(kept.briefing.reading.facts, made.briefing.reading.facts, today=today)
    told: tuple[frozenset[str], ...] = (frozenset(), frozenset())
    if due.alert:
        readings = (made.briefing, made.words), (kept.briefing, kept.words)
        told = tuple(await criteria_met(desk, *readings))
    met, before = told
    revision = Revision(draft=made, met=met, newly_met=met - before, withdrawn=withdrawn)
    if not withdrawn and not lines:
        return revision
    correction = rendering.correction(
        replace(made.briefing, id=kept.briefing.id, revision=kept.briefing.revision + 1),
        lines,
        today=today,
        withdrawn=withdrawn,
        note=article.change_note,
    )
    return replace(revision, correction=tuple(correction))


async def _revise(desk: Desk, feed: Feed, due: DueEntry, kept: Kept, revision: Revision) -> None:
    now = desk.clock()
    again = read_again_at(feed, due.first_seen_at, now=now)
    async with writing(desk.sessions) as session:
        told = await revise_briefing(session, due, kept, revision, recheck_at=again, now=now)
    what = "withdrawn" if revision.withdrawn else "corrected" if revision.correction else "edited"
    tell(
        ReleaseRevised(
            feed=feed.id,
            entry_id=due.id,
            briefing_id=told.briefing_id,
            alert_id=told.alert_id,
            link=due.entry.link,
            what=what,
            owed=told.places,
        )
    )


async def _settle(
    desk: Desk, feed: Feed, due: DueEntry, state: EntryState = EntryState.BRIEFED
) -> None:
    now = desk.clock()
    again = read_again_at(feed, due.first_seen_at, now=now)
    if state is EntryState.REMOVED:
        again = None
    async with writing(desk.sessions) as session:
        await settle_entry(session, due, state, now=now, due_at=again)


async def _postpone(desk: Desk, feed: Feed, due: DueEntry, error: Exception) -> None:
    """Try again soon, a few times; then leave it at the regular times."""
    if due.attempts >= READ_ATTEMPTS:
        logger.info("%s cannot be read again: %s", due.entry.link, error)
        await _settle(desk, feed, due)
        return
    async with writing(desk.sessions) as session:
        due_at = desk.clock() + retry_in(feed, due.attempts)
        await postpone_entry(session, due.id, due_at=due_at, error=str(error))
