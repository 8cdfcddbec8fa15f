"""``briefing-bot extract``: documents in, one line of JSON out for each, as a stream."""

import io
import sys
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO, TypeVar

from rich.console import Console
from rich.progress import MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from bot.errors import InputError
from bot.models import Article
from bot.nlp import output, stream
from bot.nlp.explain_page import explain_page
from bot.nlp.explain_text import explain_text

Item = TypeVar("Item")

_UNDATED = (
    "briefing-bot: without a day of publication no days of visits are read;"
    ' give it with --date 2023-01-17, or as "date" in JSON\n'
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What is to be read, and what is known about it; no *files* means standard input."""

    files: tuple[Path, ...]
    known: output.Defaults
    topics_file: Path
    processes: int = 1


def extract(request: Request, out: TextIO | None = None) -> None:
    """Write one line of JSON for each document, in their order."""
    target = out or sys.stdout
    readings = stream.readings(
        documents(request), topics_file=request.topics_file, processes=request.processes
    )
    for article, reading in _watched(readings):
        target.write(output.json_line(article, reading) + "\n")
        target.flush()


def explain(request: Request, console: Console | None = None) -> None:
    """Show for each document what was found and what was refused, and why."""
    target = console or Console()
    for explanation in stream.explanations(documents(request), topics_file=request.topics_file):
        target.print(explain_text(explanation))


def explain_on_page(request: Request, page: Path) -> None:
    """Write the same as one HTML page to *page*; InputError when it cannot be written."""
    explanations = stream.explanations(documents(request), topics_file=request.topics_file)
    try:
        with page.open("w", encoding="utf-8") as file:
            file.writelines(explain_page(_watched(explanations)))
    except OSError as exc:
        message = f"{page} cannot be written: {exc.strerror}"
        raise InputError(message) from exc


def documents(request: Request) -> Iterator[Article]:
    """Read the documents of all files one by one.

    Raises:
        InputError: when a file cannot be read, or nothing was given.
    """
    files, read, dated = request.files or (Path("-"),), 0, True
    if files == (Path("-"),) and sys.stdin.isatty():
        message = "name files to read, or send documents to standard input"
        raise InputError(message)
    for file in files:
        with ExitStack() as stack:
            for article in output.articles(_text(file, stack), _spoken(file), request.known):
                if dated and article.published_on is None:
                    dated = False
                    sys.stderr.write(_UNDATED)
                yield article
                read += 1
    if not read:
        message = f"there is nothing to read: {', '.join(map(_spoken, files))}"
        raise InputError(f"{message} {'is' if len(files) == 1 else 'are'} empty")


def _spoken(file: Path) -> str:
    return "standard input" if file == Path("-") else str(file)


def _text(file: Path, stack: ExitStack) -> TextIO:
    if file == Path("-"):
        return io.TextIOWrapper(sys.stdin.buffer, encoding="utf-8", errors="replace")
    try:
        return stack.enter_context(file.open(encoding="utf-8", errors="replace"))
    except OSError as exc:
        message = f"{file} cannot be read: {exc.strerror}"
        raise InputError(message) from exc


def _watched(items: Iterable[Item]) -> Iterator[Item]:
    """Show progress to whoever watches a terminal while the results go elsewhere."""
    console = Console(stderr=True)
    if not console.is_terminal or sys.stdout.isatty():
        yield from items
        return
    columns = (
        SpinnerColumn(),
        MofNCompleteColumn(),
        TextColumn("documents read in"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=console) as progress:
        task = progress.add_task("reading", total=None)
        for item in items:
            yield item
            progress.advance(task)
