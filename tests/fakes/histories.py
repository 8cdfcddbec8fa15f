"""Migrations for tests: of any earlier schema, with rows in it, and such as end badly."""

import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from alembic import command
from sqlalchemy import (
    JSON,
    Boolean,
    Connection,
    Date,
    DateTime,
    Integer,
    MetaData,
    Table,
    insert,
    select,
)
from sqlalchemy.types import TypeEngine

from bot.storage import migrate

ROWS = 3


def revisions() -> list[str]:
    """Give all revisions but the newest, oldest first; the newest when there is no other."""
    every = [script.revision for script in migrate._scripts().walk_revisions()][::-1]
    return every[:-1] or every


def migrate_to(connection: Connection, revision: str) -> None:
    """Bring an empty database to an earlier schema."""
    config = migrate._config()
    config.attributes["connection"] = connection
    command.upgrade(config, revision)


def tables_of(connection: Connection) -> list[Table]:
    """Give the tables as they are in the database, without Alembic's own."""
    found = MetaData()
    found.reflect(connection)
    return [table for table in found.sorted_tables if table.name != "alembic_version"]


def fill(connection: Connection) -> None:
    """Write some rows into every table, whatever its columns are."""
    for table in tables_of(connection):
        connection.execute(
            insert(table),
            [{c.name: _value(c.type, n) for c in table.columns} for n in range(1, ROWS + 1)],
        )


def rows_of(connection: Connection) -> dict[str, list[dict[str, Any]]]:
    """Give every row of every table."""
    return {
        table.name: [
            dict(row._mapping)
            for row in connection.execute(select(table).order_by(*table.primary_key.columns))
        ]
        for table in tables_of(connection)
    }


def with_one_more(folder: Path, upgrade: str) -> Path:
    """Copy our migrations to *folder* and add one, made of the statements *upgrade*."""
    place = Path(migrate.__file__).parent / "migrations"
    shutil.copytree(place, folder, ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "versions" / "9998_next.py").write_text(
        "import os\nimport signal\n\nimport sqlalchemy as sa\nfrom alembic import op\n\n"
        f'revision = "9998"\ndown_revision = "{migrate.head()}"\n\n\n'
        f"def upgrade() -> None:\n    {upgrade}\n"
    )
    return folder


def _value(kind: TypeEngine[Any], number: int) -> Any:
    """Make a value that fits; the same number gives the same, so that rows refer to one another."""
    match kind:
        case Boolean():
            return number % 2 == 0
        case Integer():
            return number
        case DateTime():
            return datetime(2026, 3, number, tzinfo=UTC)
        case Date():
            return datetime(2026, 3, number, tzinfo=UTC).date()
        case JSON():
            return [number, "ключ"]
    return f"{number}…"
