"""What any test may ask for: a fixed time and an empty database."""

import os

os.environ["PTB_TIMEDELTA"] = "true"  # before telegram: or making a RetryAfter warns

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, settings

from bot.storage.database import Database, Sessions, connect
from bot.storage.migrate import upgrade

# How long an example takes says more of the machine than of the program.
settings.register_profile(
    "patient", settings(), deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("patient")


@pytest.fixture(autouse=True)
def _settings_of_nobody(monkeypatch):
    """Whoever runs the tests may run a bot as well; its settings are none of theirs."""
    for name in [name for name in os.environ if name.startswith("BRIEFING_")]:
        monkeypatch.delenv(name)


@pytest.fixture
def now() -> datetime:
    """A Tuesday at noon."""
    return datetime(2026, 3, 17, 12, 0, tzinfo=UTC)


@pytest.fixture
async def database(tmp_path) -> AsyncIterator[Database]:
    """An empty SQLite database at the newest schema."""
    made = connect(f"sqlite+aiosqlite:///{tmp_path / 'test.sqlite'}")
    await upgrade(made.engine)
    yield made
    await made.close()


@pytest.fixture
def sessions(database) -> Sessions:
    """Sessions of an empty database."""
    return database.sessions
