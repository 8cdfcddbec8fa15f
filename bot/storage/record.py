"""Writing briefings, and in the same transaction what chats are owed for them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot import matching
from bot.models import Briefing, EntryState, Message
from bot.storage.alerts import owe_alert, owe_correction, owe_news, withdraw_alert
from bot.storage.briefings import briefing_of
from bot.storage.entries import DueEntry, settle_entry
from bot.storage.readings import to_json
from bot.storage.subscriptions import distinct_criteria
from bot.storage.tables import BriefingRow, BriefingTopicRow

#: The index takes no longer names.
_LONGEST_TOPIC = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A briefing as it was just read, with what is stored beside it."""

    briefing: Briefing
    fingerprint: str  #: of the text it was read from; "": to be read again
    words: str  #: as `matching.searchable` gives them
    parts: tuple[Message, ...]  #: the alert as chats will see it


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A briefing as it is stored, with what is needed to compare it with another reading."""

    briefing: Briefing
    fingerprint: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """What another reading of a release led to."""

    draft: Draft
    correction: tuple[Message, ...] = ()  #: empty: nothing that anybody is told
    withdrawn: bool = False


async def record_briefing(
    session: AsyncSession,
    due: DueEntry,
    draft: Draft,
    *,
    recheck_at: datetime | None,
    now: datetime,
) -> int:
    """Store a briefing, owe its alert and settle its entry; gives how many places will hear of it.

    Unique on the entry: when it has been briefed already, nothing is added.
    """
    await settle_entry(session, due.id, EntryState.BRIEFED, due_at=recheck_at)
    if await kept_briefing(session, due.id):
        return 0
    row = BriefingRow(entry_id=due.id, first_seen_at=due.first_seen_at, **_columns(draft))
    session.add(row)
    await session.flush()
    await _index(session, row.id, draft.briefing)
    if not due.alert or draft.briefing.withdrawn_at:
        return 0
    met = matching.met(draft.briefing, draft.words, await distinct_criteria(session))
    return await owe_alert(session, row.id, draft.parts, met, now=now)


async def kept_briefing(session: AsyncSession, entry_id: int) -> Kept | None:
    """Give what is stored of an entry's article."""
    row = await session.scalar(select(BriefingRow).where(BriefingRow.entry_id == entry_id))
    if row is None:
        return None
    return Kept(briefing=briefing_of(row), fingerprint=row.text_fingerprint, words=row.words)


async def revise_briefing(
    session: AsyncSession,
    due: DueEntry,
    kept: Kept,
    revision: Revision,
    *,
    recheck_at: datetime | None,
    now: datetime,
) -> int:
    """Replace *kept* by another reading, and owe a correction to those who were told otherwise.

    Chats that still wait for the alert get the new text instead. Gives how many places will hear
    of it; nothing is done when the briefing has been revised since *kept* was read.
    """
    await settle_entry(session, due.id, EntryState.BRIEFED, due_at=recheck_at)
    locked = select(BriefingRow).where(BriefingRow.id == kept.briefing.id).with_for_update()
    row = (await session.scalars(locked.execution_options(populate_existing=True))).one()
    if (row.revision, row.text_fingerprint) != (kept.briefing.revision, kept.fingerprint):
        return 0
    for name, value in _columns(revision.draft).items():
        setattr(row, name, value)
    row.revision += bool(revision.correction)
    await session.execute(delete(BriefingTopicRow).where(BriefingTopicRow.briefing_id == row.id))
    await _index(session, row.id, revision.draft.briefing)
    await session.flush()
    if not due.alert or not revision.correction:
        return 0
    if revision.withdrawn:
        await withdraw_alert(session, row.id)
    told = await owe_correction(session, row.id, row.revision, revision.correction, now=now)
    return told + (
        0 if revision.withdrawn else await _tell_others(session, row, kept, revision, now)
    )


async def _tell_others(
    session: AsyncSession, row: BriefingRow, kept: Kept, revision: Revision, now: datetime
) -> int:
    criteria, draft = await distinct_criteria(session), revision.draft
    before = matching.met(kept.briefing, kept.words, criteria)
    met = matching.met(draft.briefing, draft.words, criteria)
    return await owe_news(session, row.id, draft.parts, met, met - before, now=now)


async def _index(session: AsyncSession, briefing_id: int, briefing: Briefing) -> None:
    topics = {topic[:_LONGEST_TOPIC] for topic in matching.indexed(briefing)}
    session.add_all(BriefingTopicRow(briefing_id=briefing_id, topic=topic) for topic in topics)
    await session.flush()


def _columns(draft: Draft) -> dict[str, Any]:
    briefing, facts = draft.briefing, draft.briefing.reading.facts
    return {
        "feed_id": briefing.feed_id,
        "publisher": briefing.publisher,
        "country": briefing.country,
        "title": briefing.title,
        "link": briefing.link,
        "language": briefing.reading.language,
        "published_at": briefing.published_at,
        "text_status": briefing.text_status,
        "text_fingerprint": draft.fingerprint,
        "has_visits": bool(facts.visits),
        "has_pledges": bool(facts.pledges),
        "reading": to_json(briefing.reading),
        "words": draft.words,
        "withdrawn_at": briefing.withdrawn_at,
    }
