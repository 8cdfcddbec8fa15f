"""The journey from a real feed to an alert, with the terminal in Telegram's place."""

import asyncio
import io
import sys

import pexpect
import pytest

from tests.e2e.conftest import FEEDS, PATIENCE
from tests.e2e.releases_of_elsewhere import north_america, older
from tests.shared import ROOT

pytestmark = pytest.mark.e2e

PROMPT = "› "


class Terminal:
    """``briefing-bot chat`` under a pseudo-terminal, driven without blocking the ministry."""

    def __init__(self, environment, feeds):
        self._environment, self._feeds = environment, feeds
        self.screen = io.StringIO()  #: all that was ever shown

    async def __aenter__(self):
        self._child = pexpect.spawn(
            sys.executable,
            ["-m", "bot", "chat", "--feeds", str(self._feeds)],
            cwd=str(ROOT),
            env=self._environment | {"TERM": "xterm-256color"},
            encoding="utf-8",
            timeout=PATIENCE,
            dimensions=(60, 160),
        )
        self._child.logfile_read = self.screen
        await self.shows("Try /latest")
        await self.shows(PROMPT)
        return self

    async def __aexit__(self, *exc):
        await asyncio.to_thread(self._child.close, force=True)

    async def shows(self, text):
        """Wait until *text* is on the screen; gives what came before it."""
        await asyncio.to_thread(self._child.expect_exact, text)
        return self._child.before

    async def ask(self, line, answer):
        """Type a line and wait for a part of its answer; gives all of it."""
        self._child.sendline(line)
        before = await self.shows(answer)
        return before + answer + await self.shows(PROMPT)

    async def leave(self):
        """Say goodbye; gives the exit code."""
        self._child.sendline("/quit")
        await asyncio.to_thread(self._child.expect, pexpect.EOF)
        self._child.close()
        return self._child.exitstatus


@pytest.fixture
def feeds(ministry, tmp_path):
    path = tmp_path / "feeds.toml"
    path.write_text(FEEDS.format(url=ministry.feed_url))
    return path


async def test_alert_appears_once_in_the_terminal_and_a_restart_repeats_nothing(
    environment, feeds, ministry
):
    release = north_america()
    ministry.publish(older())
    async with Terminal(environment, feeds) as terminal:
        await terminal.ask("/subscribe ukraine", "Ukraine")
        await ministry.wait_for_polls(2, timeout=PATIENCE)
        ministry.publish(release)

        await terminal.shows("Eleanor Whitcombe →")
        alert = await terminal.shows(release.title)

        assert "Washington" in alert
        assert "Daniel Hargrove" in alert
        assert "£1.9bn" in alert
        assert "Eleanor Whitcombe" in await terminal.ask("/latest", "Latest visits")
        assert "Washington" in await terminal.ask("/topic ukraine", "Unfollow")
        assert await terminal.leave() == 0

    async with Terminal(environment, feeds) as terminal:
        await ministry.wait_for_polls(2, timeout=PATIENCE)
        assert await terminal.leave() == 0

    assert "Eleanor Whitcombe" not in terminal.screen.getvalue()


async def test_terminal_that_follows_another_topic_gets_no_alert(environment, feeds, ministry):
    ministry.publish(older())
    async with Terminal(environment, feeds) as terminal:
        await terminal.ask("/subscribe japan", "Japan")
        await ministry.wait_for_polls(2, timeout=PATIENCE)
        ministry.publish(north_america())

        seen = ""
        async with asyncio.timeout(PATIENCE):
            while "Eleanor Whitcombe" not in seen:  # until it has been read
                await ministry.wait_for_polls(1, timeout=PATIENCE)
                seen = await terminal.ask("/topic ukraine", "Follow")
        await terminal.leave()

    assert (
        "Daniel Hargrove" not in terminal.screen.getvalue()
    )  # an alert would name whom she meets; a list does not
