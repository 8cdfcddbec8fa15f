"""Writing briefings, and in the same transaction what chats are owed for them."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot import matching
from bot.models import Briefing, EntryState, Message
from bot.storage.alerts import (
    is_owed,
    newest_alert,
    owe_alert,
    owe_correction,
    owe_news,
    withdraw_alert,
)
from bot.storage.briefings import briefing_of, dated
from bot.storage.entries import DueEntry, settle_entry
from bot.storage.readings import to_json
from bot.storage.tables import BriefingRow, BriefingTopicRow

#: The index takes no longer names.
_LONGEST_TOPIC = 200
_LONGEST_CODE = 20
#: Earlier texts that are remembered, to know a copy that flaps from an edit.
_PAST_TEXTS = 5


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
    past: tuple[str, ...] = ()  #: fingerprints of earlier texts
    doubted_at: datetime | None = None  #: since when one of them is shown again


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What was stored of a reading: its briefing, its message, how many places will hear of it."""

    briefing_id: int
    alert_id: int | None = None
    places: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """What another reading of a release led to."""

    draft: Draft
    met: frozenset[str] = frozenset()  #: criteria that it meets…
    newly_met: frozenset[str] = frozenset()  #: …and the reading before did not
    correction: tuple[Message, ...] = ()  #: empty: nothing that anybody is told
    withdrawn: bool = False


async def record_briefing(
    session: AsyncSession,
    due: DueEntry,
    draft: Draft,
    met: Collection[str],
    *,
    recheck_at: datetime | None,
    now: datetime,
) -> Told:
    """Store a briefing, owe its alert and settle its entry.

    *met* are the criteria that it meets. Unique on the entry: when it has been briefed already,
    nothing is added but an alert that nobody was owed before.
    """
    await settle_entry(session, due, EntryState.BRIEFED, now=now, due_at=recheck_at)
    row = await session.scalar(select(BriefingRow).where(BriefingRow.entry_id == due.id))
    if row is None:
        seen = due.first_seen_at
        place = dated(replace(draft.briefing, first_seen_at=seen))  # no edit moves it in lists
        row = BriefingRow(entry_id=due.id, first_seen_at=seen, dated_at=place, past_texts=[])
        session.add(row)
    elif not due.alert or await is_owed(session, row.id):
        return Told(briefing_id=row.id)
    await _write(session, row, draft)
    if not due.alert or draft.briefing.withdrawn_at:
        return Told(briefing_id=row.id)
    places = await owe_alert(session, row.id, draft.parts, met, now=now)
    return Told(briefing_id=row.id, alert_id=await newest_alert(session, row.id), places=places)


async def kept_briefing(session: AsyncSession, entry_id: int) -> Kept | None:
    """Give what is stored of an entry's article."""
    row = await session.scalar(select(BriefingRow).where(BriefingRow.entry_id == entry_id))
    if row is None:
        return None
    return Kept(
        briefing=briefing_of(row),
        fingerprint=row.text_fingerprint,
        words=row.words,
        past=tuple(row.past_texts),
        doubted_at=row.doubted_at,
    )


async def doubt(session: AsyncSession, kept: Kept, *, since: datetime | None) -> None:
    """Note since when a release shows an earlier text again; None: it does not any more."""
    mine = update(BriefingRow).where(BriefingRow.id == kept.briefing.id)
    await session.execute(mine.values(doubted_at=since))


async def revise_briefing(
    session: AsyncSession,
    due: DueEntry,
    kept: Kept,
    revision: Revision,
    *,
    recheck_at: datetime | None,
    now: datetime,
) -> Told:
    """Replace *kept* by another reading, and owe a correction to those who were told otherwise.

    Chats that still wait for the alert get the new text instead. Nothing is done when the briefing
    has been revised since *kept* was read.
    """
    await settle_entry(session, due, EntryState.BRIEFED, now=now, due_at=recheck_at)
    locked = select(BriefingRow).where(BriefingRow.id == kept.briefing.id).with_for_update()
    row = (await session.scalars(locked.execution_options(populate_existing=True))).one()
    if (row.revision, row.text_fingerprint) != (kept.briefing.revision, kept.fingerprint):
        return Told(briefing_id=row.id)
    row.past_texts = [row.text_fingerprint, *row.past_texts][:_PAST_TEXTS]
    row.doubted_at = None
    row.revision += bool(revision.correction)
    await _write(session, row, revision.draft)
    if not due.alert:
        return Told(briefing_id=row.id)
    places = await _tell(session, row, revision, now=now)
    return Told(briefing_id=row.id, alert_id=await newest_alert(session, row.id), places=places)


async def _tell(
    session: AsyncSession, row: BriefingRow, revision: Revision, *, now: datetime
) -> int:
    """Owe a correction to those who were told otherwise, and news to those whom it now concerns."""
    told, draft = 0, revision.draft
    if revision.withdrawn:
        await withdraw_alert(session, row.id)
    if revision.correction:
        told += await owe_correction(session, row.id, row.revision, revision.correction, now=now)
    if not draft.briefing.withdrawn_at:
        news = (draft.parts, revision.met, revision.newly_met)
        told += await owe_news(session, row.id, *news, now=now)
    return told


async def _write(session: AsyncSession, row: BriefingRow, draft: Draft) -> None:
    for name, value in _columns(draft).items():
        setattr(row, name, value)
    await session.flush()
    await session.execute(delete(BriefingTopicRow).where(BriefingTopicRow.briefing_id == row.id))
    topics = {topic[:_LONGEST_TOPIC] for topic in matching.indexed(draft.briefing)}
    session.add_all(BriefingTopicRow(briefing_id=row.id, topic=topic) for topic in topics)
    await session.flush()


def _columns(draft: Draft) -> dict[str, Any]:
    briefing, facts = draft.briefing, draft.briefing.reading.facts
    return {
        "feed_id": briefing.feed_id,
        "publisher": briefing.publisher,
        "country": briefing.country[:_LONGEST_CODE],
        "title": briefing.title,
        "link": briefing.link,
        "language": briefing.reading.language[:_LONGEST_CODE],
        "published_at": briefing.published_at,
        "published_on": briefing.published_on.isoformat() if briefing.published_on else None,
        "text_status": briefing.text_status,
        "text_fingerprint": draft.fingerprint,
        "has_visits": bool(facts.visits),
        "has_pledges": bool(facts.pledges),
        "reading": to_json(briefing.reading),
        "words": draft.words,
        "withdrawn_at": briefing.withdrawn_at,
    }
