"""Results of the short commands as tables: in colour on a terminal, plain in a pipe."""

from collections.abc import AsyncIterator, Mapping

from rich.console import Console
from rich.table import Table
from rich.text import Text

from bot.doctor import Finding, Level
from bot.errands import Pass
from bot.feeds.check import HEADINGS, Checked
from bot.models import PollClass

_GOOD = frozenset({PollClass.OK, PollClass.NOT_MODIFIED})
_COLOURS = {Level.OK: "green", Level.NOTE: "yellow", Level.FAULT: "red"}
_WIDE = 160  #: columns in a pipe, where nobody's window would be too narrow


def screen() -> Console:
    """Give standard output, wide enough where it is no terminal."""
    console = Console()
    if not console.is_terminal:
        console.width = _WIDE
    return console


def show(table: Table) -> None:
    """Print *table*."""
    screen().print(table)


def of_pass(done: Pass) -> Table:
    """Say what happened to each feed."""
    table = _table("feed", "class", "entries", "new", "detail")
    for outcome in sorted(done.polls, key=lambda outcome: outcome.feed_id):
        table.add_row(
            outcome.feed_id,
            _class(outcome.kind),
            str(outcome.entries),
            str(outcome.recorded.new),
            outcome.detail,
        )
    if not done.polls:
        table.add_row("–", "", "", "", "no feed is due")
    table.caption = f"{done.briefed} releases briefed"
    return table


async def show_checks(checks: AsyncIterator[Checked]) -> bool:
    """Show each feed's state, a counter while waiting; tells whether all enabled ones are well."""
    found: list[Checked] = []
    waiting = Console(stderr=True)
    with waiting.status("asking the feeds…") as status:
        async for checked in checks:
            found.append(checked)
            status.update(f"asking the feeds… {len(found)} have answered")
    table = _table(*HEADINGS)
    for checked in sorted(found, key=lambda checked: (not checked.feed.enabled, checked.feed.id)):
        cells = list(map(Text, checked.cells()))
        cells[HEADINGS.index("class")] = _class(checked.kind)
        table.add_row(*cells)
    show(table)
    return all(checked.healthy for checked in found if checked.feed.enabled)


async def show_findings(findings: AsyncIterator[Finding]) -> bool:
    """Print one line for each finding as it comes; tells whether there was no fault."""
    sound, console = True, screen()
    async for finding in findings:
        mark = Text(f"{finding.level:<6}", style=_COLOURS[finding.level])
        console.print(mark + Text(f"{finding.subject:<10}{finding.text}"), soft_wrap=True)
        sound = sound and finding.level is not Level.FAULT
    return sound


def of_move(rows: Mapping[str, int]) -> Table:
    """Say how many rows of each table are on both sides now."""
    table = _table("table", "rows")
    for name, count in rows.items():
        table.add_row(name, f"{count:,}")
    table.add_row("together", f"{sum(rows.values()):,}")
    return table


def _table(*headings: str) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold", caption_justify="left")
    for heading in headings:
        table.add_column(
            heading, justify="right" if heading in {"entries", "new", "items", "rows"} else "left"
        )
    return table


def _class(kind: PollClass) -> Text:
    return Text(kind.replace("_", " "), style="green" if kind in _GOOD else "red")
