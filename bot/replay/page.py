"""The report of a replay as a table."""

from rich.console import Console, Group
from rich.table import Table
from rich.text import Text

from bot.replay.run import Replay
from bot.replay.verdict import Fate, Finding

_BAD = {Fate.LOST, Fate.REPEATED}
_WIDE = 160  #: columns in a pipe, where nobody's window would be too narrow


def show(done: Replay) -> None:
    """Print what became of the releases, the bad ones by name."""
    console = Console()
    if not console.is_terminal:
        console.width = _WIDE
    console.print(Group(*_lines(done), _figures(done), *_named(done)))


def _lines(done: Replay) -> list[Text]:
    return [Text(f"{done.feed.id}: {done.why}"), *map(Text, done.left_out), Text()]


def _figures(done: Replay) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("what")
    table.add_column("number", justify="right")
    report = done.report
    for kind, count in sorted(report.captures.items()):
        table.add_row(f"captures: {kind.replace('_', ' ')}", str(count))
    table.add_row("releases shown", str(report.fates.total()))
    for fate in Fate:
        count = report.fates[fate]
        style = "red" if fate in _BAD and count else ""
        table.add_row(Text(f"  {fate}", style=style), Text(str(count), style=style))
    for what, count in report.counts.items():
        table.add_row(what, str(count))
    return table


def _named(done: Replay) -> list[Text | Table]:
    parts: list[Text | Table] = []
    strays = [Text(f"an alert of what no capture shows: {one}") for one in done.report.strays]
    parts += strays
    if done.report.findings:
        parts += [Text(), _table(done.report.findings)]
    return parts


def _table(findings: tuple[Finding, ...]) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for heading in ("fate", "first shown by", "alerted after", "title", "link"):
        table.add_column(heading)
    for one in findings:
        fate = Text(one.fate.partition(":")[0], style="red" if one.fate in _BAD else "")
        texts = (one.first, "\n".join(one.alerts), one.heading, one.link)
        table.add_row(fate, *map(Text, texts))
    return table
