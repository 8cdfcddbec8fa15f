"""A database in which every table has rows, in every state that there is."""

from datetime import datetime, timedelta

from sqlalchemy import Table, select

from bot.models import DeliveryKind, DeliveryState, EntryState
from bot.storage.database import Database, Sessions, writing
from bot.storage.tables import (
    AlertRow,
    BriefingRow,
    BriefingTopicRow,
    ChatRow,
    CriterionRow,
    DeliveryRow,
    EntryRow,
    FeedRow,
    PaceRow,
    SubscriptionRow,
    UpdateRow,
)

TABLES: list[Table] = FeedRow.metadata.sorted_tables

#: Chats that are owed one message each, and those who are owed none.
OWED, SETTLED = (11, 12, 13), (14, 15)
GROUP = -1_001_234_567_890_123


async def fill(sessions: Sessions, now: datetime) -> None:
    """Write rows into all tables; of five deliveries three are still owed."""
    async with writing(sessions) as session:
        session.add(
            FeedRow(
                feed_id="se-mfa",
                url="https://se-mfa.example/feed",
                due_at=now + timedelta(days=1),
                primed_at=now,
                window_keys=["ключ", "key"],
            )
        )
        entries = {state: _entry(n, state, now) for n, state in enumerate(EntryState, 1)}
        session.add_all(entries.values())
        session.add(PaceRow(id=1, next_slot_at=now))
        for chat in (*OWED, *SETTLED, GROUP):
            session.add(ChatRow(chat_id=chat, created_at=now))
        await session.flush()
        entries[EntryState.DUPLICATE].duplicate_of = 40  # one that comes later
        for chat in (*OWED, *SETTLED, GROUP):
            session.add(SubscriptionRow(chat_id=chat, everything=chat > 0, created_at=now))
        session.add(CriterionRow(chat_id=GROUP, criterion="words:black sea", muted=False))
        session.add(_briefing(now))
        await session.flush()
        session.add(BriefingTopicRow(briefing_id=40, topic="ukraine"))
        session.add(_alert(now))
        await session.flush()
        for number, state in enumerate(DeliveryState, 1):
            session.add(_delivery(number, state, now))
        body = {"update_id": 2**40, "message": {"text": "naïve \x00 😀", "n": 2**60}}
        session.add(UpdateRow(update_id=2**40, chat_id=GROUP, body=body, received_at=now))


async def everything(database: Database) -> dict[str, list[tuple[object, ...]]]:
    """Give all rows of all tables."""
    async with database.engine.connect() as connection:
        return {
            table.name: [
                tuple(row)
                for row in await connection.execute(
                    select(table).order_by(*table.primary_key.columns)
                )
            ]
            for table in TABLES
        }


def _entry(number: int, state: EntryState, now: datetime) -> EntryRow:
    return EntryRow(
        id=number * 10,
        feed_id="se-mfa",
        key=f"key-{number}",
        link=f"https://ministry.example/{number}",
        canonical_link=f"https://ministry.example/{number}",
        title=f"Minister – travels 🇺🇦 {number}",
        content="text " * 1000,
        first_seen_at=now - timedelta(microseconds=number),
        fingerprint="f",
        alert=state is EntryState.BRIEFED,
        state=state,
        due_at=now + timedelta(days=1) if state is EntryState.DUE else None,
    )


def _briefing(now: datetime) -> BriefingRow:
    return BriefingRow(
        id=40,
        entry_id=40,
        feed_id="se-mfa",
        publisher="Swedish Ministry",
        country="SE",
        title="Minister travels",
        link="https://ministry.example/4",
        first_seen_at=now,
        dated_at=now,
        text_status="full",
        text_fingerprint="t",
        has_visits=True,
        has_pledges=False,
        reading={"topics": ["ukraine"], "amount": "2300000000.50"},
        words=" minister travels ",
    )


def _alert(now: datetime) -> AlertRow:
    return AlertRow(
        id=70,
        key="alert:40",
        briefing_id=40,
        kind=DeliveryKind.ALERT,
        parts=[{"html": "<b>Minister</b> travels", "plain": "Minister travels"}],
        created_at=now,
    )


def _delivery(number: int, state: DeliveryState, now: datetime) -> DeliveryRow:
    """Make a delivery to chat 10 + *number*; what a process held has a lease of some seconds."""
    held = state in {DeliveryState.CLAIMED, DeliveryState.SENDING}
    settled = state in {DeliveryState.SENT, DeliveryState.FAILED}
    return DeliveryRow(
        id=number * 100,
        alert_id=70,
        chat_id=10 + number,
        state=state,
        due_at=None if settled else now + timedelta(seconds=30 * held),
        owner="gone" if held else "",
        sent_at=now if state is DeliveryState.SENT else None,
        message_id=2**33 if state is DeliveryState.SENT else None,
    )
