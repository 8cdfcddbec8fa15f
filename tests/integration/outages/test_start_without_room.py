"""A start that cannot write says why in one sentence, and ends."""

import os
import shutil
import subprocess
import sys

import pytest

from tests.shared import ROOT

#: The program where no file may grow beyond so many bytes.
CRAMPED = """
import resource, sys
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv.pop(1)), resource.RLIM_INFINITY))
from bot.cli import main
main()
"""


@pytest.fixture
def environment(tmp_path):
    """Settings of a bot with a data directory of its own; no Telegram is asked before it opens."""
    return {
        "PATH": os.environ["PATH"],
        "PYTHONDONTWRITEBYTECODE": "1",  # cut off as well, and found broken by everybody
        "BRIEFING_DATA_DIR": str(tmp_path / "data"),
        "BRIEFING_TELEGRAM_TOKEN": "1:x",
        "BRIEFING_TELEGRAM_API_URL": "http://127.0.0.1:9",
    }


def program(environment, *command):
    """Run to the end; gives exit code and what was said."""
    ended = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=90
    )
    return ended.returncode, ended.stdout, ended.stderr


@pytest.mark.parametrize("arguments", [["run"], ["db", "upgrade"], ["poll"]])
@pytest.mark.parametrize("room", [0, 40_000])
def test_a_full_disk_is_one_sentence(environment, arguments, room):
    code, out, err = program(environment, sys.executable, "-c", CRAMPED, str(room), *arguments)

    assert (code, out) == (2, "")
    assert err.startswith("briefing-bot: the database cannot be used (the disk is full")
    assert err.count("\n") == 1


def test_a_disk_that_is_full_when_the_database_is_there_is_one_sentence(environment):
    assert program(environment, sys.executable, "-m", "bot", "db", "upgrade")[0] == 0

    code, out, err = program(environment, sys.executable, "-c", CRAMPED, "0", "run")

    assert code in {1, 2}
    assert out == ""
    assert err.startswith("briefing-bot: the database cannot be used (the disk is full")
    assert err.count("\n") == 1


@pytest.mark.parametrize("arguments", [["run"], ["db", "upgrade"], ["poll"]])
def test_a_folder_without_the_right_to_write_is_one_sentence(environment, tmp_path, arguments):
    (tmp_path / "data").mkdir(mode=0o500)
    command = [sys.executable, "-m", "bot", *arguments]
    if os.getuid() == 0:  # whom rights do not stop, unless told so
        if shutil.which("setpriv") is None:
            pytest.skip("root may write everywhere, and setpriv is not installed")
        command = ["setpriv", "--bounding-set", "-dac_override,-dac_read_search", *command]

    code, out, err = program(environment, *command)

    assert (code, out) == (2, "")
    assert "its file or folder cannot be written to" in err
    assert err.count("\n") == 1
