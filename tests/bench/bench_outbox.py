"""What it costs to take work out of the outbox as it grows, on both databases: it must not grow.

Once with most rows sent, as in a bot that has run for long, and once with all of them due, as
after an alert to everybody. ``BENCH_ROWS`` names other sizes than 10,000 to 1,000,000.
"""

import os
import tempfile
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from time import perf_counter

from sqlalchemy import text, update

from bot.storage.database import Database, connect, writing
from bot.storage.migrate import upgrade
from bot.storage.outbox import claim_deliveries
from bot.storage.tables import ChatRow, DeliveryRow, PaceRow
from tests.bench.figures import Figure
from tests.fakes import postgres

SIZES = [int(size) for size in os.environ.get("BENCH_ROWS", "10000,100000,1000000").split(",")]
DUE, BATCH, CLAIMS = 1_000, 8, 60

_FILL = (
    """INSERT INTO chats (chat_id, kind, active, gone, not_found, created_at)
    WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < :size)
    SELECT n, 'private', true, '', 0, :now FROM numbers""",
    """INSERT INTO alerts (id, key, kind, parts, buttons, plain_only, created_at)
    VALUES (1, 'notice', 'notice', '[{"html": "News", "plain": "News"}]', '[]', false, :now)""",
    """INSERT INTO deliveries (alert_id, chat_id, thread_id, in_general, state, due_at, attempts,
    next_part, uncertain, lapses, owner, error)
    SELECT 1, chat_id, 0, false, CASE WHEN chat_id > :size - :due THEN 'due' ELSE 'sent' END,
    CASE WHEN chat_id > :size - :due THEN created_at END, 0, 0, 0, 0, '', '' FROM chats""",
)


async def run() -> list[Figure]:
    figures = []
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        home = None
        if place := postgres.binaries():
            home = stack.enter_context(postgres.server(place))
        for size in SIZES:
            for due in (DUE, size):
                name = f"outbox{size}_{due}"
                url = f"sqlite+aiosqlite:///{folder / name}"
                figures.append(await _measure("SQLite", url, size, due))
                if home:
                    postgres.execute(home, f"CREATE DATABASE {name}")
                    url = postgres.url(home, name)
                    figures.append(await _measure("PostgreSQL (fsync off)", url, size, due))
    return figures


async def _measure(name: str, url: str, size: int, due: int) -> Figure:
    database = connect(url)
    await upgrade(database.engine)
    await _fill(database, size, due)
    spent = [await _claim(database) for _ in range(CLAIMS)]
    await database.close()
    what = f"claims of {BATCH} from {size:,} deliveries, {due:,} due, {name}"
    longest = f"median {median(spent) * 1000:.1f} ms, longest {max(spent) * 1000:.1f} ms"
    return Figure(what, CLAIMS, sum(spent), longest)


async def _fill(database: Database, size: int, due: int) -> None:
    now = _now()
    # SQLite keeps times as text.
    at = now if database.engine.dialect.name == "postgresql" else f"{now:%Y-%m-%d %H:%M:%S.%f}"
    values = {"size": size, "due": due, "now": at}
    async with writing(database.sessions) as session:
        for statement in map(text, _FILL):
            names = statement.compile().params.keys()
            await session.execute(statement, {name: values[name] for name in names})
    async with database.engine.execution_options(isolation_level="AUTOCOMMIT").connect() as plain:
        await plain.execute(text("ANALYZE"))


async def _claim(database: Database) -> float:
    """Take some, as soon as the pace allows; gives the seconds that it took."""
    async with writing(database.sessions) as session:
        await session.execute(update(PaceRow).values(next_slot_at=_now()))
    async with writing(database.sessions) as session:
        began = perf_counter()
        taken = await claim_deliveries(session, now=_now(), limit=BATCH, owner="me", rate=1000)
        spent = perf_counter() - began
        assert len(taken) == BATCH
        sent = update(DeliveryRow).where(DeliveryRow.id.in_([one.id for one in taken]))
        await session.execute(sent.values(state="sent", due_at=None, owner=""))
        rested = update(ChatRow).where(ChatRow.chat_id.in_([one.chat_id for one in taken]))
        await session.execute(rested.values(next_at=None))
    return spent


def _now() -> datetime:
    return datetime.now(UTC)
