import subprocess
import sys

import pexpect
import pytest

from tests.e2e.conftest import PATIENCE
from tests.shared import ROOT

pytestmark = pytest.mark.e2e

CHAT = [sys.executable, "-m", "bot", "chat"]


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    """One data directory for all, so that only the first has to wait for the language model."""
    return tmp_path_factory.mktemp("chat")


@pytest.fixture
def environment(environment, data):
    return environment | {"BRIEFING_DATA_DIR": str(data)}


def converse(environment, typed):
    """Type everything in at once, as a pipe does."""
    return subprocess.run(
        CHAT,
        cwd=ROOT,
        env=environment,
        input=typed,
        text=True,
        capture_output=True,
        timeout=PATIENCE,
        check=False,
    )


def test_pipe_is_answered_line_by_line(environment, data):
    typed = "/latest\n/topic ukraine\nabracadabra\n/quit\nnever read\n"

    done = converse(environment, typed)

    assert done.returncode == 0
    latest, ukraine = done.stdout.index("Latest visits"), done.stdout.index("Ukraine")
    assert latest < ukraine < done.stdout.index("abracadabra")
    assert "example.org" in done.stdout
    assert done.stderr == ""
    assert "\x1b" not in done.stdout
    assert "polled sample" in (data / "chat.log").read_text()


def test_end_of_input_ends_the_conversation(environment):
    done = converse(environment, "/help")

    assert done.returncode == 0
    assert "/latest" in done.stdout


def test_reader_who_leaves_ends_the_conversation(environment, data):
    typed = "/help\\n" * 9
    command = f"printf '{typed}' | '{CHAT[0]}' -m bot chat | head -1; echo ${{PIPESTATUS[1]}}"

    done = subprocess.run(
        ["bash", "-c", command],
        cwd=ROOT,
        env=environment,
        text=True,
        capture_output=True,
        timeout=PATIENCE,
        check=False,
    )

    assert done.stdout.splitlines() == ["Commands", "0"]
    assert done.stderr == ""
    assert "Traceback" not in (data / "chat.log").read_text()


@pytest.fixture
def terminal(environment):
    """The conversation under a pseudo-terminal."""
    child = pexpect.spawn(
        CHAT[0],
        CHAT[1:],
        cwd=str(ROOT),
        env={name: value for name, value in environment.items() if name != "NO_COLOR"}
        | {"TERM": "xterm-256color"},
        encoding="utf-8",
        timeout=PATIENCE,
        dimensions=(50, 120),
    )
    yield child
    child.close(force=True)


def test_terminal_shows_answers_and_presses_buttons(terminal):
    terminal.expect("Try /latest")
    terminal.expect("› ")

    terminal.sendline("/latest")
    terminal.expect("Latest visits")
    terminal.expect("› ")

    terminal.sendline("/topic ukraine")
    terminal.expect(r"\[(\d+)\] ➕ Follow")
    number = terminal.match[1]
    terminal.expect("› ")

    terminal.sendline(number)
    terminal.expect("Ukraine")
    terminal.expect("› ")

    terminal.sendline("/quit")
    terminal.expect(pexpect.EOF)
    terminal.close()
    assert terminal.exitstatus == 0


def test_interrupt_ends_the_conversation(terminal):
    terminal.expect("› ")

    terminal.sendintr()

    terminal.expect(pexpect.EOF)
    terminal.close()
    assert terminal.exitstatus == 0
