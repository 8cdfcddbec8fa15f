"""Promise 23: whether an SQLite file survives its writers: three at once, killed over and over.

``BENCH_KILLS`` (100) are spread over the three. What a writer has said to be committed must be
there afterwards.
"""

import asyncio
import os
import random
import sqlite3
import sys
import tempfile
from pathlib import Path

from bot.storage.database import connect
from bot.storage.migrate import upgrade
from tests.bench.figures import Figure, measured
from tests.shared import ROOT

KILLS = int(os.environ.get("BENCH_KILLS", "100"))
WRITERS, APART = 3, 1_000_000_000
#: Commits after which a writer may be killed at any moment.
AT_LEAST = 5


async def run() -> list[Figure]:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "bench.sqlite"
        url = f"sqlite+aiosqlite:///{file}"
        database = connect(url)
        await upgrade(database.engine)
        await database.close()
        with measured() as watch:
            said = await asyncio.gather(*(_killed_often(url, one) for one in range(WRITERS)))
        committed = {int(line) for lines in said for line in lines if line.isdigit()}
        troubles = [line for lines in said for line in lines if line.startswith("trouble")]
        whole, kept = _look(file)
    locked = sum("locked" in line for line in troubles)
    note = (
        f"integrity_check: {whole}; committed and lost {len(committed - kept)}; "
        f"database is locked {locked}, other trouble {len(troubles) - locked}"
    )
    what = f"23: commits of {WRITERS} processes at once, SQLite, {KILLS} SIGKILLs"
    return [Figure(what, len(committed), watch.seconds, note)]


async def _killed_often(url: str, which: int) -> list[str]:
    """Start a writer and kill it, again and again; gives what all of them said."""
    said: list[str] = []
    chance = random.Random(which)  # noqa: S311  # no secret
    for turn in range(which, KILLS, WRITERS):
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "tests.bench.writer", url, str(APART * (turn + 1))),
            cwd=ROOT,
            stdout=asyncio.subprocess.PIPE,
        )
        assert process.stdout
        lines = range(AT_LEAST + chance.randrange(50))
        said += [(await process.stdout.readline()).decode().strip() for _ in lines]
        await asyncio.sleep(chance.random() / 50)
        process.kill()
        said += (await process.stdout.read()).decode().splitlines()
        await process.wait()
    return said


def _look(file: Path) -> tuple[str, set[int]]:
    with sqlite3.connect(file) as connection:
        whole = connection.execute("PRAGMA integrity_check").fetchone()[0]
        kept = {row[0] for row in connection.execute("SELECT chat_id FROM chats")}
    connection.close()
    return whole, kept
