import resource

import pytest

from tests.e2e.conftest import PATIENCE
from tests.fakes.bot_api import USER

pytestmark = pytest.mark.e2e

#: No page fits into a file of this size, but signs of life do.
FULL = 4096


async def test_a_bot_outlives_a_full_disk_and_then_answers_what_was_asked_meanwhile(api, bot):
    await bot.start()
    await api.say("/help")
    await api.wait_for(lambda: api.to(USER), timeout=PATIENCE)
    pid = bot._process.pid
    room = resource.prlimit(pid, resource.RLIMIT_FSIZE)

    resource.prlimit(pid, resource.RLIMIT_FSIZE, (FULL, room[1]))
    await api.say("/subscribe ukraine")
    asked, answered = len(api.called("getUpdates")), len(api.to(USER))
    await api.wait_for(lambda: len(api.called("getUpdates")) > asked + 2, timeout=PATIENCE)
    assert api.pending == 1
    assert len(api.to(USER)) == answered

    resource.prlimit(pid, resource.RLIMIT_FSIZE, room)
    # The first question may be answered once more: that it was answered was perhaps not noted yet.
    await api.wait_for(
        lambda: any("Ukraine" in sent.text for sent in api.to(USER)[answered:]), timeout=PATIENCE
    )
    assert await bot.stop() == 0
    assert "Traceback" not in bot.log
