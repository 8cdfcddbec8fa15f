"""What is shown to watchers costs little, however much was done before."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import insert, text
from sqlalchemy.dialects import postgresql, sqlite

from bot.events import Outcome, heard_by
from bot.models import Message
from bot.storage.alerts import owe_notice
from bot.storage.database import writing
from bot.storage.gauges import gauges, queries, revision
from bot.storage.migrate import head
from bot.storage.origins import Origin, Origins
from bot.storage.outbox import UNSENT_FOR, claim_deliveries
from bot.storage.tables import AlertRow, BriefingRow, ChatRow, DeliveryRow, EntryRow

DONE, DUE = 3_000, 20


@pytest.fixture
async def grown(database, now):
    """Thousands of entries and deliveries that are settled, a few that wait."""
    numbers = range(1, DONE + DUE + 1)

    def due(number):
        return None if number <= DONE else now - timedelta(seconds=number - DONE)

    async with writing(database.sessions) as session:
        session.add(AlertRow(id=1, key="notice", kind="notice", parts=[], created_at=now))
        await session.execute(insert(ChatRow), [{"chat_id": n, "created_at": now} for n in numbers])
        await session.execute(
            insert(DeliveryRow),
            [{"alert_id": 1, "chat_id": n, "state": "due", "due_at": due(n)} for n in numbers],
        )
        await session.execute(
            insert(EntryRow),
            [entry(n, "briefed" if n % 2 else "due", due(n), now) for n in numbers],
        )
    async with database.engine.execution_options(isolation_level="AUTOCOMMIT").connect() as plain:
        await plain.execute(text("ANALYZE"))
    return database


def entry(number, state, due_at, now):
    key = f"{number}"
    same = dict.fromkeys(("key", "link", "canonical_link", "title", "fingerprint"), key)
    return same | {
        "feed_id": "se-mfa",
        "state": state,
        "due_at": due_at,
        "first_seen_at": now,
        "alert": True,
    }


async def test_queues_are_counted_with_the_age_of_their_oldest(grown, now):
    async with grown.sessions() as session:
        queues = (await gauges(session, now=now)).queues

    waiting = {name: queue.waiting for name, queue in queues.items()}
    assert waiting == {"poll": 0, "brief": 10, "recheck": 10, "deliver": DUE, "updates": 0}
    assert queues["deliver"].oldest == timedelta(seconds=DUE)
    assert queues["poll"].oldest == timedelta(0)


@pytest.mark.parametrize("queue", ["brief", "recheck", "deliver", "updates"])
async def test_queues_are_counted_by_index(grown, now, queue):
    kind = grown.engine.dialect.name
    dialect = postgresql.dialect() if kind == "postgresql" else sqlite.dialect()
    query = queries(now)[queue].compile(dialect=dialect, compile_kwargs={"literal_binds": True})
    explain = "EXPLAIN " if kind == "postgresql" else "EXPLAIN QUERY PLAN "
    async with grown.sessions() as session:
        rows = await session.execute(text(f"{explain}{query}"))
        plan = "\n".join(str(row[-1]) for row in rows.all())

    assert not re.search(r"Seq Scan on (?:deliveries|entries)|SCAN \w+\b(?! USING)", plan), plan


async def test_the_revision_is_told(sessions):
    async with sessions() as session:
        assert await revision(session) == head()


async def test_an_alert_knows_the_times_of_its_release(sessions, now):
    async with writing(sessions) as session:
        session.add(EntryRow(id=5, **entry(5, "briefed", None, now)))
        await session.flush()
        session.add(briefing(6, 5, now))
        await session.flush()
        session.add(
            AlertRow(id=7, key="alert:6", briefing_id=6, kind="alert", parts=[], created_at=now)
        )
    origins = Origins(sessions)

    assert await origins.of(7) == Origin(6, now - timedelta(hours=1), now)
    assert await origins.of(8) == Origin()


def briefing(number, entry_id, now):
    said = ("feed_id", "publisher", "title", "link", "text_status", "text_fingerprint", "words")
    return BriefingRow(
        id=number,
        entry_id=entry_id,
        country="SE",
        published_at=now - timedelta(hours=1),
        first_seen_at=now,
        dated_at=now,
        has_visits=False,
        has_pledges=False,
        reading={},
        **dict.fromkeys(said, "x"),
    )


@pytest.fixture
async def owed(sessions, now):
    """A notice that is too old to be sent."""
    async with writing(sessions) as session:
        await owe_notice(session, "notice", Message(html="x", plain="x"), {7}, now=now)
    return now + UNSENT_FOR + timedelta(seconds=1)


async def test_what_is_given_up_is_told_once_it_is_committed(sessions, owed):
    heard = []
    with heard_by(heard.append):
        async with writing(sessions) as session:
            await claim_deliveries(session, now=owed, limit=5, owner="me", rate=1)
            assert heard == []

    (event,) = heard
    assert (event.outcome, event.chat_id) == (Outcome.FAILED, 7)
    assert event.reason == "too old to be news"


async def test_what_is_undone_is_not_told(sessions, owed):
    async def break_off():
        async with writing(sessions) as session:
            await claim_deliveries(session, now=owed, limit=5, owner="me", rate=1)
            raise KeyError

    heard = []
    with heard_by(heard.append), pytest.raises(KeyError):
        await break_off()

    assert heard == []
