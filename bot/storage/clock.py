"""The time that all processes on one database agree on.

Leases, slots and times of rest are compared between processes; on PostgreSQL these may run on
machines whose clocks differ, so that all go by the database's.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import text

from bot.storage.database import Database


class SharedClock:
    """Tells the database's time; until the first `adjust`, and on SQLite, the machine's."""

    def __init__(self, database: Database, local: Callable[[], datetime]) -> None:
        self._database, self._local = database, local
        self._ahead = timedelta(0)

    def __call__(self) -> datetime:
        """Tell the time now."""
        return self._local() + self._ahead

    async def adjust(self) -> None:
        """Ask the database for the time; to be repeated, since clocks drift and are put right."""
        if self._database.engine.dialect.name != "postgresql":
            return
        async with self._database.sessions() as session:
            await session.connection()  # opening one takes long, and would count as a difference
            asked = self._local()
            told: datetime = (await session.execute(text("SELECT clock_timestamp()"))).scalar_one()
            answered = self._local()
        self._ahead = told - (asked + (answered - asked) / 2)
