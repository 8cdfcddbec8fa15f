import asyncio

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import inspect, text

from bot.errors import ConfigError
from bot.storage import migrate, tables
from bot.storage.database import connect


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

    with pytest.raises(ConfigError, match=r"newer version .*9999"):
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
