"""Moving a whole installation to another database: every table, every row with its number.

The source is only read. On the target everything happens in one transaction, so that what breaks
off leaves it as empty as it was; a bot that starts on it meanwhile waits for the end.
"""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from urllib.parse import quote

from sqlalchemy import (
    Column,
    Table,
    bindparam,
    func,
    insert,
    literal,
    make_url,
    select,
    text,
    update,
)
from sqlalchemy.exc import ArgumentError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.errors import ConfigError
from bot.storage import migrate
from bot.storage.alone import alone_on, file_of
from bot.storage.database import connect, trouble
from bot.storage.tables import FeedRow

#: Rows at a time: enough to be quick, few enough for texts of any length.
_AT_ONCE = 200

_TABLES = FeedRow.metadata.sorted_tables  # those that others refer to come first


async def move(source_url: str, target_url: str) -> dict[str, int]:
    """Copy all that is in the first database into the second; gives the rows of each table.

    Raises:
        ConfigError: an address is wrong, the source is in use, of another revision or not there,
            the target is not empty, or what one database took the other does not take. The
            target is as it was, but for empty tables.
    """
    _check_address("source", source_url)
    _check_address("target", target_url)
    path = file_of(source_url)
    if path is not None and not path.exists():
        message = f"the source does not exist: there is no file {path}"
        raise ConfigError(message)
    with _one_sentence(source_url, target_url), ExitStack() as stack:
        for url in (source_url, target_url):
            stack.enter_context(alone_on(url))
        source, target = connect(source_url), connect(target_url)
        try:
            await _checked(source.engine)
            await migrate.upgrade(target.engine)
            return await _copy(source.engine, target.engine)
        finally:
            await source.close()
            await target.close()


def passwords(*urls: str) -> list[str]:
    """Give what must never be shown of *urls*, in both ways in which it may be written."""
    found = []
    for url in urls:
        try:
            password = make_url(url).password
        except (ArgumentError, ValueError):
            continue
        if password:
            found += [quote(password), quote(password, safe=""), password]
    return found


def _check_address(place: str, url: str) -> None:
    """ConfigError unless *url* names a database that lasts."""
    lasting = url.startswith("postgresql+psycopg://") or file_of(url) is not None
    if not lasting:
        message = (
            f"the {place} is no address of a database: "
            "write sqlite+aiosqlite:///file or postgresql+psycopg://user@host/name"
        )
        raise ConfigError(message)


async def _checked(source: AsyncEngine) -> None:
    try:
        await migrate.check(source)
    except ConfigError as error:
        message = f"the source cannot be moved: {error}"
        raise ConfigError(message) from error


async def _copy(source: AsyncEngine, target: AsyncEngine) -> dict[str, int]:
    if source.dialect.name == "postgresql":  # SQLite's readers see one moment anyway
        source = source.execution_options(isolation_level="REPEATABLE READ")
    async with (
        source.connect() as reader,
        target.execution_options(writing=True).begin() as writer,
    ):
        await migrate.wait_for_turn(writer)
        await _refuse_unless_empty(writer)
        for table in _TABLES:
            with _naming(table):
                await _copy_table(reader, writer, table)
        await _set_sequences(writer)
        return {table.name: await _compared(reader, writer, table) for table in _TABLES}


async def _refuse_unless_empty(writer: AsyncConnection) -> None:
    for table in _TABLES:
        if await writer.scalar(select(literal(1)).select_from(table).limit(1)):
            message = f"the target is not empty: its table {table.name} has rows; take a new one"
            raise ConfigError(message)


async def _copy_table(reader: AsyncConnection, writer: AsyncConnection, table: Table) -> None:
    own = _refers_to_itself(table)
    keys = list(table.primary_key.columns)
    rows = await reader.stream(select(table).order_by(*keys).execution_options(yield_per=_AT_ONCE))
    async for batch in rows.mappings().partitions():
        await writer.execute(insert(table), [_backward(dict(row), own, keys[0]) for row in batch])
    for column in own:
        await _refer_forward(reader, writer, keys[0], column)


def _refers_to_itself(table: Table) -> list[Column[int]]:
    return [
        column
        for column in table.columns
        for key in column.foreign_keys
        if key.column.table is table
    ]


def _backward(
    values: dict[str, object], own: list[Column[int]], key: Column[int]
) -> dict[str, object]:
    """Give a row without what refers to a row that comes later."""
    for column in own:
        later = values[column.name]
        if isinstance(later, int) and isinstance(at := values[key.name], int) and later > at:
            values[column.name] = None
    return values


async def _refer_forward(
    reader: AsyncConnection, writer: AsyncConnection, key: Column[int], column: Column[int]
) -> None:
    query = select(key.label("own"), column.label("other")).where(column > key)
    statement = (
        update(column.table).where(key == bindparam("own")).values({column: bindparam("other")})
    )
    rows = await reader.stream(query.execution_options(yield_per=_AT_ONCE))
    async for batch in rows.mappings().partitions():
        await writer.execute(statement, [dict(row) for row in batch])


async def _set_sequences(writer: AsyncConnection) -> None:
    """Let PostgreSQL number new rows after those that came with their numbers."""
    if writer.dialect.name != "postgresql":
        return
    find = text("SELECT pg_get_serial_sequence(:table, :column)")
    for table in _TABLES:
        column = table.autoincrement_column
        if column is None:
            continue
        name = await writer.scalar(find, {"table": table.name, "column": column.name})
        last = await writer.scalar(select(func.max(column)))
        if name and last:
            follow = text("SELECT setval(CAST(:name AS regclass), :last)")
            await writer.execute(follow, {"name": name, "last": last})


async def _compared(reader: AsyncConnection, writer: AsyncConnection, table: Table) -> int:
    query = select(func.count()).select_from(table)
    here, there = await reader.scalar(query) or 0, await writer.scalar(query) or 0
    if here != there:
        message = f"{there} of {here} rows of {table.name} arrived: nothing is kept"
        raise ConfigError(message)
    return here


@contextmanager
def _naming(table: Table) -> Iterator[None]:
    """Say which table it is whose rows one database took and the other does not take."""
    try:
        yield
    except (SQLAlchemyError, ValueError) as exc:
        message = f"table {table.name} cannot be copied ({trouble(exc)}); nothing is kept"
        raise ConfigError(message) from exc


@contextmanager
def _one_sentence(*urls: str) -> Iterator[None]:
    """Say what breaks as a ConfigError, in one line and without passwords."""
    try:
        yield
    except (SQLAlchemyError, OSError, ConfigError) as exc:
        message = (
            str(exc)
            if isinstance(exc, ConfigError)
            else f"the data cannot be moved ({trouble(exc)})"
        )
        for secret in passwords(*urls):
            message = message.replace(secret, "…")
        raise ConfigError(message) from exc
