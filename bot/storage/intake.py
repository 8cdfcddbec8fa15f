"""What a poll brings: new entries, copies, changes of what is known."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Case, case, literal, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.admission import Admitted
from bot.identity import Judged, Known, Verdict, short
from bot.models import Entry, EntryState
from bot.storage.columns import UtcDateTime
from bot.storage.tables import EntryRow

#: What an entry whose text changed is read again as; what nobody was told stays untold.
_READ_AGAIN = {
    EntryState.BRIEFED: EntryState.BRIEFED,
    EntryState.REMOVED: EntryState.BRIEFED,
    EntryState.FAILED: EntryState.DUE,
}
#: A page whose summary keeps changing in its feed is not read more often than this.
READ_APART = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewEntry:
    """An entry that a poll brought, as it was taken in."""

    id: int
    link: str
    state: EntryState
    alert: bool


async def record_entries(
    session: AsyncSession,
    judged: Iterable[Judged],
    admitted: dict[str, Admitted],
    *,
    now: datetime,
    pages: bool = False,
) -> tuple[NewEntry, ...]:
    """Store what a poll brought, oldest first, so that it is read in that order; gives what is new.

    *pages*: the text is on pages, of which the feed's summary tells little.

    New entries are unique on (feed, key): the caller holds the lock on the feed's row.
    """
    rows: dict[str, EntryRow] = {}
    copies: list[tuple[EntryRow, Known]] = []
    for one in judged:
        if one.verdict is Verdict.NEW:
            rows[short(one.entry.key)] = _new_row(one.entry, admitted[one.entry.key], now=now)
        elif one.verdict is Verdict.DUPLICATE and one.known:
            copy = _new_row(one.entry, Admitted(state=EntryState.DUPLICATE), now=now)
            copies.append((copy, one.known))
        elif one.verdict is Verdict.CHANGED and one.known:
            calm = pages and not one.edited
            await _change(session, one.entry, one.known, now=now, calm=calm)
    session.add_all(rows.values())
    await session.flush()  # numbers them
    for copy, known in copies:
        original = rows.get(known.key)
        copy.duplicate_of = known.id or (original.id if original else None)
    session.add_all(copy for copy, _ in copies)
    await session.flush()
    return tuple(map(_told, [*rows.values(), *(copy for copy, _ in copies)]))


async def wake_entries(session: AsyncSession, ids: Collection[int], *, now: datetime) -> None:
    """Let entries that alerted nobody alert after all: briefed ones are read again for that."""
    briefed = EntryRow.state.in_((EntryState.BRIEFED, EntryState.REMOVED))
    await session.execute(
        update(EntryRow)
        .where(EntryRow.id.in_(sorted(ids)))
        .values(
            alert=True,
            state=case((briefed, EntryState.DUE.value), else_=EntryRow.state),
            due_at=case((briefed, literal(now, UtcDateTime())), else_=EntryRow.due_at),
            attempts=case((briefed, 0), else_=EntryRow.attempts),
        )
    )


async def _change(
    session: AsyncSession, entry: Entry, known: Known, *, now: datetime, calm: bool
) -> None:
    values: dict[str, Any] = _said(entry)
    if known.state in _READ_AGAIN:
        values |= {"state": _READ_AGAIN[known.state], "due_at": now, "attempts": 0}
        if calm and known.state is EntryState.BRIEFED:
            values["due_at"] = _brought_forward(now)
            del values["attempts"]
    await session.execute(update(EntryRow).where(EntryRow.id == known.id).values(values))


def _brought_forward(now: datetime) -> Case[datetime | None]:
    """Give the time to look at a page whose summary in the feed is another.

    Some summaries tell how old the release is, and change with every poll: only what is to be
    read again anyway is read sooner, and no page time and again.
    """
    lately = EntryRow.read_at > now - READ_APART
    soon = EntryRow.due_at <= now + READ_APART
    return case(
        (EntryRow.due_at.is_(None) | (lately & soon), EntryRow.due_at),
        (lately, literal(now + READ_APART, UtcDateTime())),
        else_=literal(now, UtcDateTime()),
    )


def _told(row: EntryRow) -> NewEntry:
    return NewEntry(id=row.id, link=row.link, state=EntryState(row.state), alert=row.alert)


def _new_row(entry: Entry, admitted: Admitted, *, now: datetime) -> EntryRow:
    return EntryRow(
        feed_id=entry.feed_id,
        key=short(entry.key),
        published_at=entry.published_at,
        published_on=entry.published_on.isoformat() if entry.published_on else None,
        first_seen_at=now,
        alert=admitted.alert,
        state=admitted.state,
        due_at=now if admitted.state is EntryState.DUE else None,
        **_said(entry),
    )


def _said(entry: Entry) -> dict[str, Any]:
    """Give what a later poll may say otherwise; the time of publication is the first one said."""
    return {
        "guid": short(entry.guid),
        "link": entry.link,
        "canonical_link": short(entry.canonical_link),
        "title": entry.title,
        "summary": entry.summary,
        "content": entry.content,
        "content_status": entry.content_status,
        "updated_at": entry.updated_at,
        "fingerprint": entry.fingerprint,
    }
