import subprocess
import sys

import pytest

from bot.errors import ConfigError
from bot.storage.alone import alone_on

HOLDER = """
import sys
from bot.storage.alone import alone_on
with alone_on(sys.argv[1]):
    print("held", flush=True)
    sys.stdin.read()
"""


def holder(url):
    return subprocess.Popen(
        [sys.executable, "-c", HOLDER, url],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def test_a_second_process_on_an_sqlite_file_is_refused_until_the_first_has_ended(tmp_path):
    url = f"sqlite+aiosqlite:///{tmp_path / 'bot.sqlite'}"
    with holder(url) as first:
        assert first.stdout.readline() == "held\n"
        with pytest.raises(ConfigError, match="another briefing-bot is at work on"), alone_on(url):
            pass
        first.kill()
        first.wait()

    with alone_on(url):
        pass


@pytest.mark.parametrize("url", ["postgresql+psycopg://host/name", "sqlite+aiosqlite:///:memory:"])
def test_other_databases_are_for_many(url):
    with alone_on(url), alone_on(url):
        pass
