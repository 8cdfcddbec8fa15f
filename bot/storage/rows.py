"""Inserting what may be there already, said alike to both databases."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession

from bot.storage.columns import Base

#: Both databases refuse a statement with very many values.
_AT_ONCE = 500


def unless_known(session: AsyncSession, table: type[Base]) -> sqlite.Insert | postgresql.Insert:
    """Begin an INSERT that passes over rows which a unique key knows already."""
    if session.get_bind().dialect.name == "postgresql":
        return postgresql.insert(table).on_conflict_do_nothing()
    return sqlite.insert(table).on_conflict_do_nothing()


async def insert_new(
    session: AsyncSession, table: type[Base], rows: Sequence[Mapping[str, Any]]
) -> None:
    """Insert *rows* but for those that a unique key knows already."""
    for start in range(0, len(rows), _AT_ONCE):
        chunk = [dict(row) for row in rows[start : start + _AT_ONCE]]
        await session.execute(unless_known(session, table).values(chunk))
