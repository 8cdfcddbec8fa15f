"""``python -m tests.torture``: exits with 1 when a promise was broken."""

import asyncio
import sys

from tests.torture.campaign import torture
from tests.torture.options import read


def main() -> int:
    """Run one campaign and print its verdict."""
    options = read()

    def say(line: str) -> None:
        print(line, flush=True)

    say(f"{options.kills} kills, about {options.alerts} alerts, seed {options.seed}")
    say(f"on {options.database}, {options.processes} process(es)")
    verdict = asyncio.run(torture(options, say))
    say(verdict.table())
    for fault in verdict.faults:
        say(f"BROKEN: {fault}")
    return 1 if verdict.faults else 0


if __name__ == "__main__":
    sys.exit(main())
