"""Use case: a release that was briefed is read again; only a changed fact is news."""

import logging
from dataclasses import replace

from bot import rendering
from bot.desk import READ_ATTEMPTS, Desk, draft, fingerprint, is_worse, read_again_at, retry_in
from bot.errors import FetchError, WorkerFailed
from bot.models import Article, EntryState, Feed
from bot.revisions import changes
from bot.storage.database import writing
from bot.storage.entries import DueEntry, postpone_entry, settle_entry
from bot.storage.record import Draft, Kept, Revision, kept_briefing, revise_briefing

logger = logging.getLogger(__name__)


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
            await _settle(desk, feed, due)
            return
        made = draft(desk, feed, due, article, await desk.extract(article))
    except (FetchError, WorkerFailed) as error:
        await _postpone(desk, feed, due, error)
        return
    await _revise(desk, feed, due, kept, _revision(desk, article, kept, made))


def _says_more(article: Article, kept: Kept) -> bool:
    if article.withdrawn_at and not kept.briefing.withdrawn_at:
        return True
    return fingerprint(article) != kept.fingerprint and not is_worse(article, kept.briefing)


def _revision(desk: Desk, article: Article, kept: Kept, made: Draft) -> Revision:
    withdrawn = bool(article.withdrawn_at and not kept.briefing.withdrawn_at)
    lines = changes(kept.briefing.reading.facts, made.briefing.reading.facts)
    if not withdrawn and not lines:
        return Revision(draft=made)
    correction = rendering.correction(
        replace(made.briefing, id=kept.briefing.id, revision=kept.briefing.revision + 1),
        lines,
        today=desk.clock().date(),
        withdrawn=withdrawn,
        note=article.change_note,
    )
    return Revision(draft=made, correction=tuple(correction), withdrawn=withdrawn)


async def _revise(desk: Desk, feed: Feed, due: DueEntry, kept: Kept, revision: Revision) -> None:
    now = desk.clock()
    again = read_again_at(feed, due.first_seen_at, now=now)
    async with writing(desk.sessions) as session:
        told = await revise_briefing(session, due, kept, revision, recheck_at=again, now=now)
    what = "withdrawn" if revision.withdrawn else "corrected" if revision.correction else "edited"
    logger.info("%s was %s, owed to %d", due.entry.link, what, told)


async def _settle(
    desk: Desk, feed: Feed, due: DueEntry, state: EntryState = EntryState.BRIEFED
) -> None:
    now = desk.clock()
    again = read_again_at(feed, due.first_seen_at, now=now)
    if state is EntryState.REMOVED:
        again = None
    async with writing(desk.sessions) as session:
        await settle_entry(session, due.id, state, due_at=again)


async def _postpone(desk: Desk, feed: Feed, due: DueEntry, error: Exception) -> None:
    """Try again soon, a few times; then leave it at the regular times."""
    if due.attempts >= READ_ATTEMPTS:
        logger.info("%s cannot be read again: %s", due.entry.link, error)
        await _settle(desk, feed, due)
        return
    async with writing(desk.sessions) as session:
        due_at = desk.clock() + retry_in(feed, due.attempts)
        await postpone_entry(session, due.id, due_at=due_at, error=str(error))
