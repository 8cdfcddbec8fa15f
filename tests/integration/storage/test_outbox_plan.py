"""Taking work out of a large outbox looks at what is due, never at what was sent long ago."""

import re

import pytest
from sqlalchemy import insert, text
from sqlalchemy.dialects import postgresql, sqlite

from bot.storage.database import writing
from bot.storage.outbox import wanted
from bot.storage.tables import AlertRow, ChatRow, DeliveryRow

SENT, DUE = 3_000, 40


@pytest.fixture
async def grown(database, now):
    """Thousands of deliveries that were sent, a few that are due."""
    chats = range(1, SENT + DUE + 1)
    async with writing(database.sessions) as session:
        session.add(AlertRow(id=1, key="notice", kind="notice", parts=[], created_at=now))
        await session.execute(
            insert(ChatRow), [{"chat_id": chat, "created_at": now} for chat in chats]
        )
        await session.execute(
            insert(DeliveryRow),
            [
                {
                    "alert_id": 1,
                    "chat_id": chat,
                    "state": "sent" if chat <= SENT else "due",
                    "due_at": None if chat <= SENT else now,
                }
                for chat in chats
            ],
        )
    async with database.engine.execution_options(isolation_level="AUTOCOMMIT").connect() as plain:
        await plain.execute(text("ANALYZE"))
    return database


async def test_due_deliveries_are_found_by_index(grown, now):
    kind = grown.engine.dialect.name
    dialect = postgresql.dialect() if kind == "postgresql" else sqlite.dialect()
    query = str(wanted(now, 16).compile(dialect=dialect, compile_kwargs={"literal_binds": True}))
    explain = "EXPLAIN " if kind == "postgresql" else "EXPLAIN QUERY PLAN "
    async with grown.sessions() as session:
        rows = await session.execute(text(explain + query))
        plan = "\n".join(str(row[-1]) for row in rows.all())

    assert "deliveries_due" in plan
    assert not re.search(r"Seq Scan on deliveries|SCAN deliveries(?! USING)", plan), plan
