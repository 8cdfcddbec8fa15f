"""The commands that look after the database: upgrade, backup, moving to another one."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from bot.cli_settings import read_settings


def register(app: typer.Typer, database_app: typer.Typer) -> None:
    """Add the commands, the upgrade below ``db``."""
    database_app.command()(upgrade)
    app.command()(backup)
    app.command("migrate-data")(migrate_data)


def upgrade() -> None:
    """Bring the database to the schema of this version; `run` does it at its start, too."""
    settings = read_settings()
    from bot import errands

    typer.echo(f"The database is at revision {asyncio.run(errands.upgrade(settings))}.")


def backup(
    file: Annotated[Path, typer.Argument(help="The copy to make; it must not exist yet.")],
) -> None:
    """Copy the SQLite database as it is at this moment, while the bot runs or not."""
    settings = read_settings()
    from bot.storage.backup import back_up

    size = back_up(settings.database, file)
    typer.echo(f"{file} holds the database as of now ({size:,} bytes).")


def migrate_data(
    source: Annotated[str, typer.Argument(metavar="SQLITE_URL", help="Where everything is.")],
    target: Annotated[str, typer.Argument(metavar="POSTGRES_URL", help="An empty database.")],
) -> None:
    """Copy a whole installation into another database. End the bot first."""
    from bot import tables
    from bot.storage import copy

    read_settings(secrets=copy.passwords(source, target))
    tables.show(tables.of_move(asyncio.run(copy.move(source, target))))
    typer.echo("Every row has arrived. Set BRIEFING_DATABASE_URL to the second address now;")
    typer.echo("a bot that still ran on the first would send everything once more.")
