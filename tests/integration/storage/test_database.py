import asyncio
from datetime import datetime, timedelta, timezone

import pytest
from sqlalchemy import select, text

from bot.errors import ConfigError
from bot.storage.database import Database, connect, writing
from bot.storage.tables import ChatRow, UpdateRow


async def add_chat(database: Database, chat_id: int, now: datetime) -> None:
    async with writing(database.sessions) as session:
        session.add(ChatRow(chat_id=chat_id, created_at=now))


async def test_what_is_written_is_read_back_with_its_zone(database, now):
    there = now.astimezone(timezone(timedelta(hours=9)))

    await add_chat(database, 7, there)

    async with database.sessions() as session:
        chat = await session.get(ChatRow, 7)
    assert chat.created_at == now
    assert chat.created_at.utcoffset() == timedelta(0)


async def test_a_time_without_a_zone_is_refused(database, now):
    with pytest.raises(Exception, match="naive datetime"):
        await add_chat(database, 7, now.replace(tzinfo=None))


async def test_an_exception_undoes_the_transaction(database, now):
    async def break_off():
        async with writing(database.sessions) as session:
            session.add(ChatRow(chat_id=7, created_at=now))
            await session.flush()
            raise KeyError

    with pytest.raises(KeyError):
        await break_off()

    async with database.sessions() as session:
        assert await session.get(ChatRow, 7) is None


async def test_writing_outside_a_writing_transaction_is_refused(database, now):
    async with database.sessions() as session:
        session.add(ChatRow(chat_id=7, created_at=now))
        with pytest.raises(RuntimeError, match=r"within writing\(sessions\)"):
            await session.flush()


async def test_writing_within_writing_is_refused_instead_of_hanging(database):
    if database.engine.dialect.name != "sqlite":
        pytest.skip("PostgreSQL has no single writer")

    async with writing(database.sessions):
        with pytest.raises(RuntimeError, match="for ever"):
            async with writing(database.sessions):
                pass


async def test_read_then_write_never_fails_for_another_writer(database_url, now):
    """Two processes (here: two engines) count up the same row; a deferred BEGIN would fail."""
    first, second = connect(database_url), connect(database_url)
    await add_chat(first, 7, now)

    async def count(database: Database) -> None:
        for _ in range(20):
            async with writing(database.sessions) as session:
                chat = await session.scalar(select(ChatRow).with_for_update())
                chat.not_found += 1

    await asyncio.gather(count(first), count(second), count(first))

    async with first.sessions() as session:
        assert (await session.get(ChatRow, 7)).not_found == 60
    await first.close()
    await second.close()


async def test_a_reader_does_not_wait_for_a_writer(database, now):
    async with writing(database.sessions) as writer:
        writer.add(ChatRow(chat_id=7, created_at=now))
        await writer.flush()

        async with database.sessions() as reader:
            assert await reader.get(ChatRow, 7) is None


async def test_sqlite_is_told_to_keep_every_commit(database):
    if database.engine.dialect.name != "sqlite":
        pytest.skip("about SQLite")

    async with database.sessions() as session:
        told = [
            await session.scalar(text(f"PRAGMA {name}"))
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        ]

    assert told == ["wal", 2, 1, 30000]


async def test_numbers_beyond_32_bits_are_kept(database, now):
    async with writing(database.sessions) as session:
        session.add(ChatRow(chat_id=-1_001_234_567_890_123, created_at=now))
        session.add(UpdateRow(update_id=2**40, body={"update_id": 2**40}, received_at=now))

    async with database.sessions() as session:
        assert await session.get(ChatRow, -1_001_234_567_890_123)
        assert (await session.get(UpdateRow, 2**40)).body == {"update_id": 2**40}


@pytest.mark.parametrize("url", ["nonsense", "oracle+nothing://x:secret@y/z", "mysql://x:secret@y"])
def test_an_unknown_database_is_one_sentence_without_the_password(url):
    with pytest.raises(ConfigError, match=r"sqlite\+aiosqlite") as caught:
        connect(url)

    assert "secret" not in str(caught.value)


async def test_the_folder_of_a_new_file_is_made(tmp_path):
    database = connect(f"sqlite+aiosqlite:///{tmp_path}/deep/er/bot.sqlite")

    async with database.sessions() as session:
        assert await session.scalar(text("SELECT 1")) == 1
    await database.close()
