"""The commands of the program, thin: they parse, call, and show.

Every command imports what it needs by itself: worker processes import this module again, `extract`
needs no Telegram, and `--help` needs nothing.
"""

import asyncio
import logging
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from bot import cli_data, logs
from bot.cli_settings import open_log, read_settings
from bot.errors import BriefingError, ConfigError, InputError
from config.settings import Settings

if TYPE_CHECKING:
    from bot.jobs import Role

logger = logging.getLogger("bot")

#: Exit codes: what is set or given is wrong, or something went wrong on the way.
WRONG_INPUT, FAILED = 2, 1

_SETTINGS = (
    "Settings are environment variables (or lines in [bold].env[/]) that begin with BRIEFING_; "
    "the README lists them. [bold]briefing-bot chat[/] needs none."
)
_SHORT = {"help_option_names": ["-h", "--help"]}

app = typer.Typer(
    name="briefing-bot",
    help="Reads foreign ministries' feeds and tells who travels where and who promises what.",
    epilog=_SETTINGS,
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
    context_settings=_SHORT,
)
feeds_app = typer.Typer(no_args_is_help=True, context_settings=_SHORT)
database_app = typer.Typer(no_args_is_help=True, context_settings=_SHORT)
app.add_typer(feeds_app, name="feeds", help="Look after the configured feeds.")
app.add_typer(database_app, name="db", help="Look after the database.")


def main() -> None:
    """Run the program; what we expect to go wrong is one sentence, and never shows the token."""
    try:
        app()
    except (ConfigError, InputError) as exc:
        _end(str(exc), WRONG_INPUT)
    except BriefingError as exc:
        _end(str(exc), FAILED)
    except KeyboardInterrupt:
        _end("interrupted", 130)
    except BrokenPipeError:
        # Whoever read our output has left; there is nobody to tell.
        sys.stderr.close()
        sys.exit(FAILED)
    except Exception as exc:
        if sentence := _database_trouble(exc):
            _end(sentence, FAILED)
        logger.critical("the program failed", exc_info=True)
        sys.exit(FAILED)


@app.command()
def run(
    roles: Annotated[
        str, typer.Option(help="The parts of the work that this process does, with commas.")
    ] = "poll,brief,deliver,chat",
) -> None:
    """Serve Telegram: read the feeds, send alerts, answer commands. Needs a token."""
    chosen = _roles(roles)
    settings = read_settings()
    from bot import program

    asyncio.run(program.run(settings, chosen))


@app.command()
def chat(
    feeds: Annotated[Path | None, typer.Option(help="Read the feeds of this file.")] = None,
    feed: Annotated[str | None, typer.Option(help="Read this feed: an address or a file.")] = None,
) -> None:
    """Talk to the bot right here: no token, no server. Without feeds it reads sample releases."""
    if feeds and feed:
        message = "--feeds and --feed exclude each other"
        raise InputError(message)
    settings = Settings.load()
    open_log(settings, file=settings.data_dir / "chat.log")
    from bot import program

    if feeds and not feeds.is_file():
        message = f"--feeds: there is no file {feeds}"
        raise InputError(message)
    catalogue, database = program.chosen_feeds(feeds, feed)
    asyncio.run(program.chat(settings, catalogue, database))


@app.command()
def poll(
    feed: Annotated[
        str | None, typer.Option(help="Only this feed, whether it is due or not.")
    ] = None,
) -> None:
    """Read what is due in the feeds once, brief what is new, and say what happened."""
    settings = read_settings()
    from bot import errands, tables

    tables.show(tables.of_pass(asyncio.run(errands.poll(settings, feed))))


@app.command()
def extract(
    files: Annotated[
        list[Path] | None,
        typer.Argument(help="Releases as plain text or JSON lines; - is standard input."),
    ] = None,
    publisher: Annotated[str, typer.Option(help="Publisher, where a text has none.")] = "",
    country: Annotated[str, typer.Option(help="Its country: a code or a name.")] = "",
    date: Annotated[str, typer.Option(metavar="YYYY-MM-DD", help="Day of publication.")] = "",
    title: Annotated[str, typer.Option(help="Title, where a text has none.")] = "",
    processes: Annotated[
        int, typer.Option("--processes", "-j", min=1, help="How many to read with.")
    ] = 1,
    explain: Annotated[
        bool, typer.Option("--explain", help="Show why, in colour, in place of JSON.")
    ] = False,
    html: Annotated[
        Path | None, typer.Option(help="Write the same explanation as a page to this file.")
    ] = None,
) -> None:
    """Find visits and pledges in press releases: one JSON object a line for each."""
    settings = read_settings()
    from bot import extracting
    from bot.nlp import output

    known = output.Defaults(
        publisher=publisher,
        country=output.country(country, "--country"),
        published_on=output.day(date, "--date"),
        title=title,
    )
    request = extracting.Request(
        files=tuple(files or ()), known=known, topics_file=settings.topics_file, processes=processes
    )
    if html:
        extracting.explain_on_page(request, html)
    elif explain:
        extracting.explain(request)
    else:
        extracting.extract(request)


@feeds_app.command()
def check(
    feed: Annotated[list[str] | None, typer.Option(help="Only this feed; repeatable.")] = None,
) -> None:
    """Fetch every configured feed and say how it is, and what to do about it."""
    settings = read_settings("WARNING")
    from bot import errands, tables

    healthy = asyncio.run(tables.show_checks(errands.check(settings, feed or ())))
    raise typer.Exit(0 if healthy else FAILED)


@app.command(hidden=True)  # for who works on the bot, or doubts it
def replay(
    folder: Annotated[Path, typer.Argument(help="Captures of one feed, named by their times.")],
    facts: Annotated[
        bool, typer.Option("--facts", help="Read the releases, too, for corrections.")
    ] = False,
) -> None:
    """Tell the bot old captures of a feed; says which releases were lost or alerted twice."""
    settings = read_settings("ERROR")
    from bot.replay import page, run

    done = asyncio.run(run.replay(folder, settings.topics_file, facts=facts))
    page.show(done)
    raise typer.Exit(0 if done.report.kept else FAILED)


@app.command()
def doctor() -> None:
    """Check settings, database, model, token and feeds: one line each."""
    settings = read_settings("ERROR")
    from bot import doctor as practice
    from bot import tables

    sound = asyncio.run(tables.show_findings(practice.examine(settings)))
    raise typer.Exit(0 if sound else FAILED)


@app.command()
def health() -> None:
    """Tell whether the bot that runs on this data directory is well; for a supervisor."""
    settings = read_settings()
    from bot import heartbeat

    beat = heartbeat.read(settings.data_dir)
    trouble = heartbeat.ailment(beat, datetime.now(UTC))
    typer.echo(trouble or heartbeat.condition(beat))
    raise typer.Exit(FAILED if trouble else 0)


cli_data.register(app, database_app)


def _database_trouble(exc: Exception) -> str:
    """Say what the database complains of, if it is the database."""
    from bot.storage.database import DatabaseTrouble, trouble

    return (
        f"the database cannot be used ({trouble(exc)})" if isinstance(exc, DatabaseTrouble) else ""
    )


def _roles(text: str) -> "frozenset[Role]":
    from bot.jobs import Role

    try:
        roles = frozenset(Role(name.strip()) for name in text.split(",") if name.strip())
    except ValueError:
        roles = frozenset()
    if not roles:
        message = f"--roles takes {', '.join(Role)}, separated by commas, not {text!r}"
        raise InputError(message)
    return roles


def _end(sentence: str, code: int) -> NoReturn:
    sys.stderr.write(f"briefing-bot: {logs.redact(sentence)}\n")
    sys.exit(code)
