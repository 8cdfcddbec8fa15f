"""``python -m tests.bench [WORD…]``: run every benchmark, or those whose name holds a word.

A benchmark is a module ``bench_*.py`` here with ``async def run() -> list[Figure]``.
"""

import asyncio
import importlib
import sys
from pathlib import Path

from rich.console import Console
from rich.table import Table


def main() -> None:
    """Run what was asked for and print one table."""
    words = sys.argv[1:]
    table = Table("measured", "count", "seconds", "a second", "seen", box=None, header_style="bold")
    console = Console()
    for path in sorted(Path(__file__).parent.glob("bench_*.py")):
        if words and not any(word in path.stem for word in words):
            continue
        with console.status(path.stem):
            module = importlib.import_module(f"tests.bench.{path.stem}")
            for figure in asyncio.run(module.run()):
                rate = f"{figure.rate:,.1f}"
                table.add_row(
                    figure.what, f"{figure.count:,}", f"{figure.seconds:.2f}", rate, figure.note
                )
    console.print(table)


if __name__ == "__main__":
    main()
