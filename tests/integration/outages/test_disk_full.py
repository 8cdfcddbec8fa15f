import itertools
import resource
from types import SimpleNamespace

import pytest
from sqlalchemy import event, text

from bot import heartbeat, lifecycle
from bot.storage.database import DatabaseTrouble, writing
from bot.storage.tables import ChatRow
from tests.integration.outages.conftest import CHATS


class Disk:
    """How many pages SQLite's file may have; what needs more is answered as by a full disk."""

    def __init__(self, database):
        self.engine, self.full = database.engine, False
        event.listen(database.engine.sync_engine, "begin", self._limit)

    def _limit(self, connection):
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
        limit = pages if self.full else 2**30
        connection.exec_driver_sql(f"PRAGMA max_page_count = {limit}")


async def test_rounds_go_on_by_themselves_when_there_is_room_again(database, outage, now):
    away, disk = outage(database), Disk(database)
    await away.begin()
    disk.full = True
    await use_up(database, now)
    for _ in range(3):
        await away.tick()
    assert away.told == []

    disk.full = False
    await away.recover()

    assert away.told == list(CHATS)


async def use_up(database, now):
    """Fill the pages that are left, to the last one."""
    for size in (4000, 1000, 100, 1):
        with pytest.raises(DatabaseTrouble, match="database or disk is full"):
            await write_on(database, now, size)


async def write_on(database, now, size):
    """Write rows of some size until it does not work any more."""
    for number in itertools.count():
        async with writing(database.sessions) as session:
            chat = size * 100_000 + number
            session.add(ChatRow(chat_id=chat, created_at=now, gone="x" * size))


@pytest.fixture
def no_room():
    """Let no file grow beyond what SQLite's files are now, until told otherwise."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)

    def limit(size):
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft if size is None else size, hard))

    yield limit
    resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


async def test_nothing_is_sent_that_could_not_be_noted_before(database, outage, no_room, tmp_path):
    away = outage(database)
    await away.begin()
    await away.world.poll()
    await away.world.brief()
    no_room((tmp_path / "test.sqlite-wal").stat().st_size)
    try:
        for _ in range(3):
            await away.tick()
    finally:
        no_room(None)
    assert away.troubles > 0
    assert away.told == []

    await away.recover()

    assert away.told == list(CHATS)
    async with database.sessions() as session:
        assert await session.scalar(text("PRAGMA integrity_check")) == "ok"


async def test_signs_of_life_end_while_nothing_can_be_written(database, now, no_room, tmp_path):
    jobs = SimpleNamespace(run_repeating=lambda job, **_: setattr(jobs, "beat", job))
    services = SimpleNamespace(sessions=database.sessions, clock=lambda: now)
    lifecycle.beat(SimpleNamespace(job_queue=jobs), services, tmp_path, None)
    no_room(4096)  # enough for the file of the heartbeat
    try:
        with pytest.raises(DatabaseTrouble):
            await jobs.beat(None)
    finally:
        no_room(None)
    assert heartbeat.read(tmp_path) is None

    await jobs.beat(None)

    assert heartbeat.read(tmp_path)
