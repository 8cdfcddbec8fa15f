"""A backup is whole, of one moment, and restores what was there, whoever writes meanwhile."""

import asyncio
import resource
import shutil
import sqlite3
import stat
import subprocess
import sys
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.errors import ConfigError
from bot.storage.alone import alone_on
from bot.storage.backup import back_up
from bot.storage.database import connect, writing
from bot.storage.migrate import upgrade
from bot.storage.tables import ChatRow, DeliveryRow
from tests.fakes.filled import OWED, everything, fill
from tests.fakes.world import World
from tests.newsroom import make_feed
from tests.shared import ROOT

#: Makes a backup with little room: no file may grow beyond so many bytes.
CRAMPED = """
import resource, sys
sys.dont_write_bytecode = True
from pathlib import Path
from bot.storage.backup import back_up
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[3]), resource.RLIM_INFINITY))
back_up(sys.argv[1], Path(sys.argv[2]))
"""


@pytest.fixture
def url(makers, tmp_path):
    (tmp_path / "data").mkdir()
    return makers.sqlite(tmp_path / "data" / "bot.sqlite")


@pytest.fixture
async def bot(url, now):
    """The database of a running bot, with rows in all tables."""
    with alone_on(url):
        database = connect(url)
        await fill(database.sessions, now)
        yield database
        await database.close()


async def restored(copy, url):
    """Put *copy* in the place of the file of *url* as the README says; gives it, opened."""
    place = copy.parent / "data" / "bot.sqlite"
    for old in place.parent.glob("bot.sqlite*"):
        old.unlink()
    shutil.copy(copy, place)
    database = connect(url)
    await upgrade(database.engine)
    return database


async def test_a_copy_made_while_others_write_is_of_one_moment(bot, url, tmp_path, now):
    """Each writing adds two chats: a copy with an odd number would have torn it apart."""
    stop, chats = asyncio.Event(), 0

    async def write():
        nonlocal chats
        while not stop.is_set():
            async with writing(bot.sessions) as session:
                session.add(ChatRow(chat_id=1_000 + chats, created_at=now, gone="x" * 5_000))
                await session.flush()
                session.add(ChatRow(chat_id=1_001 + chats, created_at=now))
            chats += 2

    writers = [asyncio.create_task(write())]
    found = []
    for number in range(5):
        before = chats
        await asyncio.to_thread(back_up, url, tmp_path / f"{number}.sqlite")
        with closing(sqlite3.connect(tmp_path / f"{number}.sqlite")) as copy:
            (count,) = copy.execute("SELECT count(*) FROM chats WHERE chat_id >= 1000").fetchone()
        assert before <= count <= chats + 2
        found.append(count)
    stop.set()
    await asyncio.gather(*writers)

    assert chats > 0
    assert [count % 2 for count in found] == [0] * 5


async def test_after_a_restore_nothing_is_lost_and_nothing_repeated(bot, url, tmp_path, now):
    before = await everything(bot)
    back_up(url, tmp_path / "copy.sqlite")
    async with writing(bot.sessions) as session:
        session.add(ChatRow(chat_id=77, created_at=now))
    await bot.close()

    database = await restored(tmp_path / "copy.sqlite", url)
    assert await everything(database) == before
    world = World(database, [make_feed()], now + timedelta(seconds=31))
    await world.start()
    await world.work(5)

    assert sorted(chat for chat, _, _ in world.sent) == list(OWED)
    async with database.sessions() as session:
        owed = await session.scalars(select(DeliveryRow).where(DeliveryRow.due_at.is_not(None)))
        assert owed.all() == []
    await database.close()


async def test_a_copy_is_for_its_owner_only_and_nothing_else_is_left(bot, url, tmp_path):
    size = back_up(url, tmp_path / "copy.sqlite")

    made = tmp_path / "copy.sqlite"
    assert stat.S_IMODE(made.stat().st_mode) == 0o600
    assert made.stat().st_size == size
    assert sorted(path.name for path in tmp_path.iterdir()) == ["copy.sqlite", "data"]


async def test_an_existing_file_is_not_replaced(bot, url, tmp_path):
    (tmp_path / "copy.sqlite").write_text("precious")

    with pytest.raises(ConfigError, match="exists: name a new file"):
        back_up(url, tmp_path / "copy.sqlite")

    assert (tmp_path / "copy.sqlite").read_text() == "precious"


async def test_a_folder_that_is_not_there_is_one_sentence(bot, url, tmp_path):
    with pytest.raises(ConfigError, match=r"no backup was made: .*No such file or directory"):
        back_up(url, tmp_path / "none" / "copy.sqlite")


@pytest.mark.parametrize("name", ["/proc/copy.sqlite", "/proc/self/copy.sqlite"])
async def test_a_folder_that_takes_no_file_is_one_sentence(bot, url, name, tmp_path):
    with pytest.raises(ConfigError, match="no backup was made") as caught:
        back_up(url, Path(name))

    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("room", [0, 40_000, 120_000])
async def test_a_full_disk_is_one_sentence_and_leaves_no_half_file(bot, url, tmp_path, room):
    copy = tmp_path / "copy.sqlite"

    ended = subprocess.run(
        [sys.executable, "-c", CRAMPED, url, copy, str(room)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert "ConfigError: no backup was made" in ended.stderr
    assert "the disk is full" in ended.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["data"]
    assert resource.getrlimit(resource.RLIMIT_FSIZE)[0] == resource.RLIM_INFINITY


async def test_a_broken_database_gives_no_backup(bot, url, tmp_path):
    await bot.close()
    file = tmp_path / "data" / "bot.sqlite"
    content = bytearray(file.read_bytes())
    content[8192:40960] = b"\xff" * 32768
    file.write_bytes(content)

    with pytest.raises(ConfigError, match="no backup was made"):
        back_up(url, tmp_path / "copy.sqlite")

    assert [path.name for path in tmp_path.iterdir()] == ["data"]


def test_postgresql_has_its_own_program(tmp_path):
    with pytest.raises(ConfigError, match="use pg_dump for PostgreSQL"):
        back_up("postgresql+psycopg://bot@host/name", tmp_path / "copy.sqlite")


def test_a_database_that_is_not_there_is_not_made(tmp_path):
    with pytest.raises(ConfigError, match="there is nothing to back up"):
        back_up(f"sqlite+aiosqlite:///{tmp_path}/none.sqlite", tmp_path / "copy.sqlite")

    assert list(tmp_path.iterdir()) == []
