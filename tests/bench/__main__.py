"""``python -m tests.bench [WORD…]``: run every benchmark, or those whose name holds a word.

A benchmark is a module ``bench_*.py`` here with ``async def run() -> list[Figure]``; the first
sentence of its docstring says what it measures. Figures that begin with a number belong to the
promise of that number.
"""

import argparse
import ast
import asyncio
import importlib
from pathlib import Path

from rich.console import Console
from rich.table import Table

#: Columns of a table that is written to a file.
_WIDE = 160
_PLACE = Path(__file__).parent


def main() -> None:
    """Run what was asked for and print one table."""
    modules = {path.stem.removeprefix("bench_"): path for path in _PLACE.glob("bench_*.py")}
    words = _asked_for(modules)
    table = Table("measured", "count", "seconds", "a second", "seen", box=None, header_style="bold")
    console = Console()
    for name, path in sorted(modules.items()):
        if words and not any(word in name for word in words):
            continue
        with console.status(name):
            module = importlib.import_module(f"tests.bench.{path.stem}")
            for figure in asyncio.run(module.run()):
                rate = f"{figure.rate:,.1f}"
                table.add_row(
                    figure.what, f"{figure.count:,}", f"{figure.seconds:.2f}", rate, figure.note
                )
    (console if console.is_terminal else Console(width=_WIDE)).print(table)


def _asked_for(modules: dict[str, Path]) -> list[str]:
    names = "\n".join(f"  {name:<10}{_about(path)}" for name, path in sorted(modules.items()))
    parser = argparse.ArgumentParser(
        prog="python -m tests.bench",
        description=f"Measure, and print one table. The benchmarks:\n\n{names}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("words", nargs="*", metavar="WORD", help="a part of a name; all by default")
    words: list[str] = parser.parse_args().words
    for word in words:
        if not any(word in name for name in modules):
            parser.error(f"no benchmark is called {word!r}")
    return words


def _about(path: Path) -> str:
    said = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
    return said.partition("\n")[0]


if __name__ == "__main__":
    main()
