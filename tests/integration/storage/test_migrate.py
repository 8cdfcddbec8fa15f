import asyncio
import signal
import subprocess
import sys

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import inspect, text
from sqlalchemy.exc import IntegrityError

from bot.errors import ConfigError
from bot.storage import migrate, tables
from bot.storage.database import connect, writing
from bot.storage.tables import ChatRow, SubscriptionRow
from tests.fakes import histories
from tests.shared import ROOT

UPGRADE = """
import asyncio, sys
from pathlib import Path
from bot.storage import migrate
from bot.storage.database import connect
if len(sys.argv) > 2:
    migrate.PLACE = Path(sys.argv[2])
async def main():
    database = connect(sys.argv[1])
    await migrate.upgrade(database.engine)
    await database.close()
asyncio.run(main())
"""


def upgrading(url, *place):
    """Start another process that upgrades, by the migrations in *place*."""
    return subprocess.Popen([sys.executable, "-c", UPGRADE, url, *place], cwd=ROOT)


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request, makers, tmp_path):
    """A database whose schema may be broken."""
    if request.param == "sqlite":
        return makers.sqlite(tmp_path / "test.sqlite")
    return makers.postgresql(alone=True) or pytest.skip("PostgreSQL is not installed")


@pytest.fixture
async def empty(database_url, tmp_path):
    """A database of the same kind that no migration has seen."""
    database = connect(
        f"sqlite+aiosqlite:///{tmp_path}/new.sqlite"
        if database_url.startswith("sqlite")
        else database_url
    )
    if not database_url.startswith("sqlite"):
        async with database.engine.begin() as connection:
            await connection.execute(text("DROP SCHEMA public CASCADE"))
            await connection.execute(text("CREATE SCHEMA public"))
    yield database
    await database.close()


async def stamp(database, revision):
    async with database.engine.begin() as connection:
        query = text("UPDATE alembic_version SET version_num = :revision")
        await connection.execute(query, {"revision": revision})


async def test_an_empty_database_is_brought_to_the_newest_revision(empty):
    assert await migrate.current(empty.engine) is None

    await migrate.upgrade(empty.engine)

    assert await migrate.current(empty.engine) == migrate.head()
    await migrate.check(empty.engine)


async def test_upgrading_twice_or_at_once_is_harmless(empty):
    await asyncio.gather(migrate.upgrade(empty.engine), migrate.upgrade(empty.engine))
    await migrate.upgrade(empty.engine)

    assert await migrate.current(empty.engine) == migrate.head()


async def test_the_migrations_give_exactly_the_schema_of_the_tables(database):
    def differences(connection):
        return compare_metadata(MigrationContext.configure(connection), tables.FeedRow.metadata)

    async with database.engine.connect() as connection:
        assert await connection.run_sync(differences) == []


async def test_a_database_of_a_newer_version_is_refused_with_a_sentence(database):
    await stamp(database, "9999")

    with pytest.raises(ConfigError, match=f"newer version .*9999, .*up to {migrate.head()}"):
        await migrate.upgrade(database.engine)
    with pytest.raises(ConfigError, match="newer version"):
        await migrate.check(database.engine)


async def test_a_database_without_the_schema_names_the_command_that_helps(empty):
    with pytest.raises(ConfigError, match="briefing-bot db upgrade"):
        await migrate.check(empty.engine)


async def test_the_migrations_can_be_undone(database):
    def downgrade(connection):
        config = migrate._config()
        config.attributes["connection"] = connection
        command.downgrade(config, "base")
        return inspect(connection).get_table_names()

    async with database.engine.execution_options(writing=True).begin() as connection:
        assert await connection.run_sync(downgrade) == ["alembic_version"]


@pytest.mark.parametrize("revision", histories.revisions())
async def test_a_database_of_any_earlier_version_is_upgraded_with_its_data(empty, revision):
    writer = empty.engine.execution_options(writing=True)
    async with writer.begin() as connection:
        await connection.run_sync(histories.migrate_to, revision)
        await connection.run_sync(histories.fill)
        before = await connection.run_sync(histories.rows_of)

    await migrate.upgrade(empty.engine)

    await migrate.check(empty.engine)
    async with empty.engine.connect() as connection:
        after = await connection.run_sync(histories.rows_of)
    assert sum(map(len, before.values())) == len(before) * histories.ROWS
    for name, rows in before.items():
        assert len(after[name]) == len(rows)
        for old, new in zip(rows, after[name], strict=True):
            assert {column: new[column] for column in old if column in new} == {
                column: value for column, value in old.items() if column in new
            }


async def test_an_upgrade_killed_in_the_middle_leaves_the_database_as_it_was(
    database, database_url, tmp_path, now
):
    async with writing(database.sessions) as session:
        session.add(ChatRow(chat_id=7, created_at=now))
    statements = (
        'op.create_table("half", sa.Column("id", sa.Integer()))\n'
        "    op.execute(\"UPDATE chats SET kind = 'half'\")\n"
        "    os.kill(os.getpid(), signal.SIGKILL)"
    )
    place = histories.with_one_more(tmp_path / "migrations", statements)

    killed = upgrading(database_url, place)

    assert await asyncio.to_thread(killed.wait, 30) == -signal.SIGKILL
    await migrate.upgrade(database.engine)
    await migrate.check(database.engine)
    async with database.engine.connect() as connection:
        names = await connection.run_sync(lambda c: inspect(c).get_table_names())
    assert "half" not in names
    async with database.sessions() as session:
        assert (await session.get(ChatRow, 7)).kind == "private"


async def test_two_processes_may_upgrade_at_once(empty):
    url = empty.engine.url.render_as_string(hide_password=False)

    both = [upgrading(url), upgrading(url)]

    assert [await asyncio.to_thread(process.wait, 30) for process in both] == [0, 0]
    await migrate.check(empty.engine)


async def test_a_table_that_is_replaced_keeps_the_rows_that_refer_to_it(
    database, tmp_path, monkeypatch, now
):
    """SQLite changes a table by dropping it, which would delete its children with it."""
    async with writing(database.sessions) as session:
        session.add(ChatRow(chat_id=7, created_at=now))
        await session.flush()
        session.add(SubscriptionRow(chat_id=7, everything=True, created_at=now))
    statements = (
        'with op.batch_alter_table("chats") as batch:\n'
        '        batch.alter_column("kind", type_=sa.String(30))'
    )
    monkeypatch.setattr(
        migrate, "PLACE", histories.with_one_more(tmp_path / "migrations", statements)
    )

    await migrate.upgrade(database.engine)

    assert await migrate.current(database.engine) == "9998"
    async with database.sessions() as session:
        assert await session.get(SubscriptionRow, (7, 0))


async def test_references_are_watched_again_after_an_upgrade(database, now):
    await migrate.upgrade(database.engine)

    with pytest.raises(IntegrityError):
        async with writing(database.sessions) as session:
            session.add(SubscriptionRow(chat_id=404, everything=True, created_at=now))


async def test_a_migration_that_breaks_a_reference_is_undone(database, tmp_path, monkeypatch, now):
    if database.engine.dialect.name != "sqlite":
        pytest.skip("PostgreSQL watches references itself")
    async with writing(database.sessions) as session:
        session.add(ChatRow(chat_id=7, created_at=now))
        await session.flush()
        session.add(SubscriptionRow(chat_id=7, everything=True, created_at=now))
    place = histories.with_one_more(tmp_path / "migrations", 'op.execute("DELETE FROM chats")')
    monkeypatch.setattr(migrate, "PLACE", place)

    with pytest.raises(RuntimeError, match="broke a reference of table subscriptions"):
        await migrate.upgrade(database.engine)

    async with database.sessions() as session:
        assert await session.get(ChatRow, 7)
