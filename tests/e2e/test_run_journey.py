import asyncio
import re
import signal
import socket
import sys

import aiohttp
import pytest

from tests.e2e.conftest import PATIENCE
from tests.e2e.releases_of_elsewhere import north_america, older
from tests.fakes import answers
from tests.shared import ROOT

pytestmark = pytest.mark.e2e

FOLLOWER, OTHER = 42, 43


async def ask(api, text, *, chat=FOLLOWER):
    """Say something and give the first answer."""
    before = len(api.to(chat))
    await api.say(text, chat=chat, user=chat)
    await api.wait_for(lambda: len(api.to(chat)) > before, timeout=PATIENCE)
    return api.to(chat)[before]


@pytest.fixture
async def alerted(api, ministry, bot):
    """A release told to one chat of two: the alert, and how many messages the other had before."""
    ministry.publish(older())
    await bot.start()
    await ask(api, "/subscribe ukraine")
    await ask(api, "/subscribe japan", chat=OTHER)
    await ministry.wait_for_polls(2, timeout=PATIENCE)
    before = len(api.to(FOLLOWER)), len(api.to(OTHER))
    ministry.publish(north_america())
    await api.wait_for(lambda: len(api.to(FOLLOWER)) > before[0], timeout=PATIENCE)
    return api.to(FOLLOWER)[before[0]], before[1]


async def test_release_becomes_a_right_alert(api, ministry, alerted):
    alert, _ = alerted

    for said in ("Eleanor Whitcombe", "Washington", "Daniel Hargrove", "Toronto", "🇺🇦"):
        assert said in alert.text
    assert "Claire Beaulieu" in alert.text
    assert "1.9" in alert.text
    assert ministry.link(north_america().slug) in alert.html + str(alert.buttons)
    assert {"Follow", "Mute"} <= {word for b in alert.buttons for word in b["text"].split()}


async def test_restart_repeats_nothing(api, ministry, bot, alerted):
    alert, others = alerted
    assert "Eleanor Whitcombe" in (await ask(api, "/latest")).text
    assert "Washington" in (await ask(api, "/topic ukraine")).text
    assert await bot.stop(signal.SIGTERM) == 0

    await bot.start()
    await ministry.wait_for_polls(3, timeout=PATIENCE)
    await ask(api, "/help")

    assert [sent.text for sent in api.to(FOLLOWER)].count(alert.text) == 1
    assert len(api.to(OTHER)) == others
    assert await bot.stop(signal.SIGINT) == 0


async def test_ministry_is_asked_politely(ministry, alerted):
    await ministry.wait_for_polls(2, timeout=PATIENCE)

    assert ministry.conditional > 0
    assert ministry.unchanged > 0
    assert all(re.match(r"briefing-bot/\d", agent) for agent in ministry.agents)


async def test_commands_sent_while_the_bot_is_away_are_answered(api, bot):
    await api.say("/help")

    await bot.start()

    await api.wait_for(lambda: api.to(FOLLOWER), timeout=PATIENCE)
    assert "/latest" in api.to(FOLLOWER)[0].text


async def test_menu_of_commands_is_set(api, bot):
    await bot.start()

    await api.wait_for(lambda: api.called("setMyCommands"), timeout=PATIENCE)

    assert "latest" in api.called("setMyCommands")[0]["commands"]


async def test_bot_listens_again_after_telegram_was_out_of_order(api, bot):
    api.failures["getMe"].extend([answers.UNAUTHORIZED, answers.RESET_BEFORE, answers.GATEWAY])
    api.failures["getUpdates"].extend([answers.UNAUTHORIZED, answers.RESET_AFTER])
    api.failures["sendMessage"].extend([answers.RESTART, answers.too_many(1)])
    await bot.start()

    assert "/latest" in (await ask(api, "/help")).text


async def test_unknown_token_ends_the_bot_with_one_sentence(api, bot):
    api.token = "7654321:AnotherTokenThanThatOfTheBot-xxxxxxx"

    await bot.start()

    assert await bot.ended() == 2
    assert "Telegram does not accept the token" in bot.log
    assert "Traceback" not in bot.log


async def test_second_instance_gives_way(api, bot):
    api.failures["getUpdates"].extend([answers.Failure(409, "Conflict: terminated")] * 5)

    await bot.start()

    assert await bot.ended() == 1
    assert "another instance of this bot is running" in bot.log
    assert "Traceback" not in bot.log


async def test_health_is_green_while_the_bot_runs(api, bot, environment):
    await bot.start()
    await api.wait_for(lambda: len(api.called("getUpdates")) > 0, timeout=PATIENCE)
    await ask(api, "/help")

    async with asyncio.timeout(PATIENCE):
        while await health(environment) != 0:
            await api.wait_for(lambda: True)

    assert await bot.stop() == 0


async def health(environment):
    """Ask as a container's HEALTHCHECK does."""
    asking = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "health"),
        cwd=ROOT,
        env=environment,
        stdout=asyncio.subprocess.DEVNULL,
    )
    return await asking.wait()


async def test_updates_may_be_brought_by_telegram(api, bot, tmp_path):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    bot.settings(
        WEBHOOK_URL="https://bot.example.org/updates",
        WEBHOOK_SECRET="from-telegram",
        WEBHOOK_PORT=str(port),
    )
    await bot.start()
    await api.wait_for(lambda: api.called("setWebhook"), timeout=PATIENCE)
    await api.say("/help")

    async with aiohttp.ClientSession() as telegram:
        answer = await telegram.post(
            f"http://127.0.0.1:{port}/updates",
            json=api.take_update(),
            headers={"X-Telegram-Bot-Api-Secret-Token": "from-telegram"},
        )

    assert answer.status == 200
    await api.wait_for(lambda: api.to(FOLLOWER), timeout=PATIENCE)
    assert await bot.stop() == 0
    assert api.called("getUpdates") == []
