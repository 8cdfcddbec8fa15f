"""One SQLite file, one bot: what else may be done with it while the bot runs, and what not."""

import asyncio
import json
import sqlite3
import sys
from contextlib import closing

import pytest

from tests.e2e.conftest import PATIENCE
from tests.fakes.bot_api import USER
from tests.shared import ROOT

pytestmark = pytest.mark.e2e

RELEASE = {"title": "Visit", "text": "The Foreign Minister visited Oslo.", "date": "2026-03-17"}


@pytest.fixture
async def running(api, bot):
    """The bot at work: it has answered."""
    await bot.start()
    await api.say("/subscribe ukraine")
    await api.wait_for(lambda: api.to(USER), timeout=PATIENCE)
    return bot


@pytest.fixture
def command(bot):
    """Run another command beside the bot, with the same settings: exit code, output, errors."""

    async def run(*arguments, given=""):
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bot", *arguments),
            cwd=ROOT,
            env=bot._environment,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        said = await asyncio.wait_for(process.communicate(given.encode()), PATIENCE)
        return process.returncode, *(part.decode() for part in said)

    return run


async def test_whatever_writes_says_that_a_bot_is_at_work_and_stops(
    api, running, command, tmp_path
):
    file = f"sqlite+aiosqlite:///{tmp_path}/data/briefings.sqlite"
    (tmp_path / "link.sqlite").symlink_to(tmp_path / "data" / "briefings.sqlite")

    for arguments in (
        ("run",),
        ("poll",),
        ("db", "upgrade"),
        ("migrate-data", file, f"sqlite+aiosqlite:///{tmp_path}/new.sqlite"),
        ("migrate-data", f"sqlite+aiosqlite:///{tmp_path}/link.sqlite", file),
    ):
        code, out, err = await command(*arguments)

        assert (code, out) == (2, ""), arguments
        assert err.startswith("briefing-bot: another briefing-bot is at work on"), arguments
        assert err.count("\n") == 1

    await api.say("/help")
    await api.wait_for(lambda: len(api.to(USER)) > 1, timeout=PATIENCE)
    assert await running.stop() == 0


async def test_whatever_only_looks_works_beside_the_bot(api, running, command, tmp_path):
    backup = await command("backup", str(tmp_path / "copy.sqlite"))
    doctor = await command("doctor")
    extract = await command("extract", "-", given=json.dumps(RELEASE))
    health = await command("health")

    assert backup[0] == 0, backup
    assert doctor[0] == 0, doctor
    assert extract[0] == 0, extract
    assert health[0] == 0, health
    with closing(sqlite3.connect(tmp_path / "copy.sqlite")) as copy:
        assert copy.execute("SELECT criterion FROM criteria").fetchall() == [("ukraine",)]
    assert await running.stop() == 0
    assert "Traceback" not in running.log


async def test_the_next_bot_may_start_when_the_first_was_killed(api, running, command):
    await running.kill()

    await running.start()

    before = len(api.to(USER))
    await api.say("/help")
    await api.wait_for(lambda: len(api.to(USER)) > before, timeout=PATIENCE)
    assert await running.stop() == 0
