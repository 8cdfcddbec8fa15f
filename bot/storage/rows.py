"""Inserting what may be there already, said alike to both databases."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import JSON, ColumnElement, func, literal, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute

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


def one_of(
    session: AsyncSession, column: InstrumentedAttribute[str], values: Collection[str]
) -> ColumnElement[bool]:
    """Compare *column* with any number of *values*.

    They are bound as one, since both databases refuse a statement with very many. No index of the
    column is used: SQLite would look up every value in it, for each row of an outer query anew.
    """
    bound, plain = literal(sorted(values), JSON()), column.concat("")
    if session.get_bind().dialect.name == "postgresql":
        return plain.in_(select(func.json_array_elements_text(bound).column_valued("listed")))
    return plain.in_(select(func.json_each(bound).table_valued("value").c.value))
