"""An installation moves to another database: nothing is lost, nothing is sent twice."""

from datetime import timedelta

import pytest
from sqlalchemy import insert, text

from bot.errors import ConfigError
from bot.storage import copy
from bot.storage.alone import alone_on
from bot.storage.database import connect, writing
from bot.storage.migrate import head
from bot.storage.tables import BriefingRow, ChatRow, DeliveryRow, EntryRow
from tests.fakes.filled import OWED, everything, fill
from tests.fakes.world import World
from tests.newsroom import make_entry, make_feed

PASSWORD = "p%40ss/wort"


@pytest.fixture
def file(makers, tmp_path):
    """The address of an empty SQLite file."""
    return makers.sqlite(tmp_path / "old.sqlite")


@pytest.fixture
async def old(file, now):
    """The address of an SQLite file with rows in all tables."""
    database = connect(file)
    await fill(database.sessions, now)
    await database.close()
    return file


@pytest.fixture
def new(makers):
    """The address of an empty PostgreSQL database."""
    return makers.postgresql() or pytest.skip("PostgreSQL is not installed")


async def rows_at(url):
    database = connect(url)
    try:
        return await everything(database)
    finally:
        await database.close()


async def change(url, statement):
    database = connect(url)
    async with database.engine.execution_options(writing=True).begin() as connection:
        await connection.execute(text(statement))
    await database.close()


async def test_every_row_arrives_as_it_was(old, new):
    counts = await copy.move(old, new)

    before, after = await rows_at(old), await rows_at(new)
    assert after == before
    assert all(before.values())
    assert counts == {name: len(rows) for name, rows in before.items()}


async def test_more_rows_than_are_held_at_once_arrive(old, new, now):
    database = connect(old)
    async with writing(database.sessions) as session:
        session.add_all(ChatRow(chat_id=1000 + n, created_at=now) for n in range(1001))
    await database.close()

    counts = await copy.move(old, new)

    assert counts["chats"] == 1007
    assert (await rows_at(new))["chats"] == (await rows_at(old))["chats"]


async def test_new_rows_get_new_numbers(old, new, now):
    await copy.move(old, new)

    database = connect(new)
    async with writing(database.sessions) as session:
        entry = EntryRow(
            feed_id="se-mfa",
            key="new",
            link="",
            canonical_link="",
            title="",
            first_seen_at=now,
            fingerprint="",
            alert=True,
            state="due",
        )
        session.add(entry)
        await session.flush()
        assert entry.id == 61
        delivery = DeliveryRow(alert_id=70, chat_id=99, state="due")
        session.add(delivery)
        await session.flush()
        assert delivery.id == 501
    await database.close()


async def test_on_the_target_what_is_owed_is_sent_once_and_nothing_else(old, new, now):
    await copy.move(old, new)
    database = connect(new)
    world = World(database, [make_feed()], now + timedelta(seconds=31))
    await world.start()

    await world.work(5)

    assert sorted(chat for chat, _, _ in world.sent) == list(OWED)
    await database.close()


async def test_on_the_target_known_entries_stay_known_and_news_is_told(old, new, now):
    await copy.move(old, new)
    database = connect(new)
    world = World(database, [make_feed()], now + timedelta(days=2))
    await world.start()
    known = [make_entry(key=f"key-{n}", guid=f"key-{n}", published_at=now) for n in range(1, 7)]
    world.publish(make_entry("fresh", published_at=world.clock()), *known)

    await world.work(10)

    async with database.sessions() as session:
        fresh = await session.scalar(text("SELECT count(*) FROM entries WHERE key = 'guid-fresh'"))
        assert fresh == 1
        count = await session.scalar(text("SELECT count(*) FROM entries"))
    assert count == 7
    news = [chat for chat, _, said in world.sent if "fresh" in said]
    assert sorted(news) == [11, 12, 13, 14, 15]
    await database.close()


async def test_the_way_back_works_as_well(old, new, tmp_path):
    await copy.move(old, new)
    back = f"sqlite+aiosqlite:///{tmp_path}/back.sqlite"

    await copy.move(new, back)

    assert await rows_at(back) == await rows_at(old)


async def test_a_target_with_rows_is_refused_and_stays_as_it_is(old, database, database_url, now):
    async with writing(database.sessions) as session:
        session.add(ChatRow(chat_id=7, created_at=now))
    before = await everything(database)

    with pytest.raises(ConfigError, match="target is not empty: its table chats has rows"):
        await copy.move(old, database_url)

    assert await everything(database) == before


async def test_a_source_in_use_is_refused(old, new):
    with alone_on(old), pytest.raises(ConfigError, match="another briefing-bot is at work on"):
        await copy.move(old, new)

    assert not any((await rows_at(new)).values())


async def test_a_source_of_another_revision_is_to_be_upgraded_first(old, new):
    await change(old, "DELETE FROM alembic_version")

    with pytest.raises(ConfigError, match=r"this version needs .*: run `briefing-bot db upgrade`"):
        await copy.move(old, new)


async def test_a_source_of_a_newer_version_is_refused_naming_both_revisions(old, new):
    await change(old, "UPDATE alembic_version SET version_num = '9999'")

    with pytest.raises(ConfigError, match=f"9999, this version knows up to {head()}"):
        await copy.move(old, new)


async def test_a_source_that_is_not_there_is_not_made(tmp_path, new):
    with pytest.raises(ConfigError, match="source does not exist"):
        await copy.move(f"sqlite+aiosqlite:///{tmp_path}/none/x.sqlite", new)

    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "wrong",
    [
        "",
        "data/briefings.sqlite",
        "sqlite:///data/briefings.sqlite",
        "sqlite+aiosqlite://",
        "sqlite+aiosqlite:///:memory:",
        f"postgres://bot:{PASSWORD}@host/name",
        f"postgresql://bot:{PASSWORD}@host/name",
        f"mysql://bot:{PASSWORD}@host/name",
        f"postgresql+psycopg://bot:{PASSWORD}@host:port/name",
    ],
)
@pytest.mark.parametrize("place", ["source", "target"])
async def test_an_address_of_another_kind_is_one_sentence(old, place, wrong):
    addresses = (wrong, old) if place == "source" else (old, wrong)

    with pytest.raises(ConfigError, match=r"write sqlite\+aiosqlite:///file or") as caught:
        await copy.move(*addresses)

    assert PASSWORD not in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("place", ["source", "target"])
async def test_a_server_that_does_not_answer_is_one_sentence_without_the_password(old, place):
    away = f"postgresql+psycopg://bot:{PASSWORD}@127.0.0.1:9/name"
    addresses = (away, old) if place == "source" else (old, away)

    with pytest.raises(ConfigError, match="cannot be moved") as caught:
        await copy.move(*addresses)

    assert not [secret for secret in copy.passwords(away) if secret in str(caught.value)]
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("table", "statement"),
    [
        ("feeds", "UPDATE feeds SET attempts = 1 << 40"),
        ("entries", "UPDATE entries SET feed_id = printf('%0101d', id)"),
        ("chats", "UPDATE chats SET created_at = 'yesterday'"),
        ("briefings", "UPDATE briefings SET reading = 'no json'"),
    ],
)
async def test_what_only_sqlite_takes_names_its_table_and_leaves_the_target_empty(
    old, new, table, statement
):
    await change(old, statement)

    with pytest.raises(ConfigError, match=f"table {table} cannot be copied") as caught:
        await copy.move(old, new)

    assert "\n" not in str(caught.value)
    assert not any((await rows_at(new)).values())


async def test_nul_characters_of_an_earlier_version_do_not_stop_the_move(old, new):
    await change(old, "UPDATE entries SET title = 'a' || char(0) || 'b' WHERE id = 10")

    await copy.move(old, new)

    database = connect(new)
    async with database.sessions() as session:
        assert (await session.get(EntryRow, 10)).title == "ab"
    await database.close()


async def test_what_postgresql_refuses_cannot_come_into_either_database(database, now):
    async with writing(database.sessions) as session:
        session.add(ChatRow(chat_id=7, created_at=now, gone="a\0b\ud800c"))
    async with database.sessions() as session:
        assert (await session.get(ChatRow, 7)).gone == "ab?c"


async def test_text_longer_than_its_column_is_refused_by_both_databases(database, now):
    with pytest.raises(Exception, match="characters where 20 are allowed"):
        async with writing(database.sessions) as session:
            await session.execute(insert(ChatRow), [{"chat_id": 7, "kind": "x" * 21}])


async def test_text_longer_than_its_column_may_be_looked_for(database):
    async with database.sessions() as session:
        query = BriefingRow.__table__.select().where(BriefingRow.country == "x" * 50)
        assert (await session.execute(query)).all() == []
