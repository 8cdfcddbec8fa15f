"""``python -m tests.torture``: exits with 1 when a promise was broken."""

import asyncio
import signal
import sys
from collections.abc import Coroutine
from typing import Any

from tests.torture.campaign import torture
from tests.torture.judge import Verdict
from tests.torture.options import read


async def _until_stopped(campaign: Coroutine[Any, Any, Verdict]) -> Verdict:
    """Let SIGTERM clear everything away as Ctrl-C does."""
    task = asyncio.ensure_future(campaign)
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)
    return await task


def main() -> int:
    """Run one campaign and print its verdict."""
    options = read()

    def say(line: str) -> None:
        print(line, flush=True)

    say(f"{options.kills} kills, about {options.alerts} alerts, seed {options.seed}")
    say(f"on {options.database}, {options.processes} process(es)")
    verdict = asyncio.run(_until_stopped(torture(options, say)))
    say(verdict.table())
    for fault in verdict.faults:
        say(f"BROKEN: {fault}")
    return 1 if verdict.faults else 0


if __name__ == "__main__":
    sys.exit(main())
