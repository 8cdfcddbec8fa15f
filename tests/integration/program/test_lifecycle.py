import asyncio
import os
import signal
from datetime import UTC, datetime
from types import SimpleNamespace

import pytest
from telegram.ext import ApplicationBuilder, ContextTypes

from bot import heartbeat, lifecycle
from bot.context import Context
from bot.errors import ConfigError
from bot.jobs import JOB_DEFAULTS
from bot.telegram.client import TelegramBot
from bot.telegram.polling import CannotGoOn
from bot.telegram.transport import AiohttpRequest
from tests.fakes import answers, bot_api
from tests.fakes.bot_api import FakeBotApi


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    monkeypatch.setattr(lifecycle, "_TOKEN_PAUSE", 0.01)
    monkeypatch.setattr(lifecycle, "_LONGEST_PAUSE", 0.01)
    monkeypatch.setattr(lifecycle, "PATIENCE", 0.1)


@pytest.fixture
async def api():
    async with FakeBotApi() as fake:
        yield fake


@pytest.fixture
def application(api):
    bot = TelegramBot(
        api.token, api.url, request=AiohttpRequest(), poll_request=AiohttpRequest(connections=2)
    )
    types = ContextTypes(context=Context)
    return ApplicationBuilder().bot(bot).updater(None).context_types(types).build()


@pytest.fixture
def stop():
    return asyncio.Event()


async def test_application_runs_inside_and_is_closed_after(application, stop):
    async with lifecycle.started(application, stop):
        assert application.running
        assert application.bot.username == "briefing_test_bot"

    assert not application.running
    assert application.bot._request[1]._session is None


async def test_start_waits_for_telegram_to_come_back(api, application, stop):
    api.failures["getMe"].extend([answers.GATEWAY, answers.UNAUTHORIZED, answers.RESET_BEFORE])

    async with lifecycle.started(application, stop):
        assert application.running


async def test_refused_token_is_a_setting_to_be_mended(api, application, stop):
    api.token = "another"

    with pytest.raises(ConfigError, match="does not accept the token") as caught:
        async with lifecycle.started(application, stop):
            pytest.fail("started with a refused token")

    assert bot_api.TOKEN not in str(caught.value)
    assert len(api.called("getMe")) == lifecycle.TOKEN_TRIES


async def test_stop_before_telegram_answered_starts_nothing(api, application, stop):
    api.failures["getMe"].extend([answers.GATEWAY] * 1000)
    asyncio.get_running_loop().call_later(0.05, stop.set)

    async with asyncio.timeout(10), lifecycle.started(application, stop):
        assert not application.running


async def test_stop_interrupts_a_request_that_hangs(application, stop, monkeypatch):
    async def hang(application):
        await asyncio.Event().wait()

    monkeypatch.setattr(type(application), "initialize", hang)
    asyncio.get_running_loop().call_later(0.05, stop.set)

    async with asyncio.timeout(10), lifecycle.started(application, stop):
        assert not application.running


async def test_running_job_is_finished_at_the_stop(application, stop):
    began, ended = asyncio.Event(), []

    async def job(context):
        began.set()
        await asyncio.sleep(0.01)
        ended.append(True)

    application.job_queue.run_once(job, 0)
    async with lifecycle.started(application, stop):
        await asyncio.wait_for(began.wait(), 10)

    assert ended == [True]


async def test_job_that_does_not_end_is_cut_off(application, stop):
    began, never, cut_off = asyncio.Event(), asyncio.Event(), []

    async def job(context):
        began.set()
        try:
            await never.wait()
        except asyncio.CancelledError:
            cut_off.append(True)
            raise

    application.job_queue.run_once(job, 0)
    async with asyncio.timeout(10), lifecycle.started(application, stop):
        await began.wait()

    assert cut_off == [True]


class Loop:
    """Stands for polling or inbox: runs until the stop, or fails."""

    def __init__(self, failure=None):
        self.failure, self.ended = failure, False

    async def run(self, stop):
        if self.failure:
            raise self.failure
        await stop.wait()
        self.ended = True


async def test_listening_ends_with_the_stop(stop):
    polling, inbox = Loop(), Loop()
    asyncio.get_running_loop().call_later(0.01, stop.set)

    async with asyncio.timeout(10):
        await lifecycle.listen(polling, inbox, stop)

    assert inbox.ended


async def test_what_polling_finds_out_ends_everything(stop):
    inbox = Loop()

    with pytest.raises(CannotGoOn, match="another instance"):
        async with asyncio.timeout(10):
            await lifecycle.listen(Loop(CannotGoOn("another instance")), inbox, stop)

    assert inbox.ended
    assert stop.is_set()


async def test_answer_that_hangs_does_not_keep_the_bot_from_stopping(stop):
    class Hanging:
        async def run(self, stop):
            await asyncio.Event().wait()

    asyncio.get_running_loop().call_later(0.01, stop.set)

    async with asyncio.timeout(5):
        await lifecycle.listen(Loop(), Hanging(), stop)


async def test_missing_menu_is_no_reason_to_stop(api, application, stop, caplog):
    api.failures["setMyCommands"].append(answers.RESTART)
    api.failures["deleteWebhook"].append(answers.RESTART)

    async with lifecycle.started(application, stop):
        await lifecycle.forget_webhook(application)
        await lifecycle.announce(application)

    assert "the menu of commands could not be set" in caplog.text
    assert "the webhook could not be removed" in caplog.text


async def test_signs_of_life_are_written(application, stop, sessions, tmp_path):
    services = SimpleNamespace(sessions=sessions, clock=lambda: datetime.now(UTC))
    polling = SimpleNamespace(heard_at=datetime.now(UTC), waiting=False)
    lifecycle.beat(application, services, tmp_path, polling)
    (job,) = application.job_queue.jobs()

    async with lifecycle.started(application, stop):
        await job.run(application)

    assert heartbeat.ailment(heartbeat.read(tmp_path), datetime.now(UTC)) is None
    assert heartbeat.read(tmp_path).telegram_at == polling.heard_at
    assert JOB_DEFAULTS["misfire_grace_time"] is None


async def test_signals_set_the_stop():
    stop = lifecycle.stop_on_signals()

    os.kill(os.getpid(), signal.SIGTERM)

    await asyncio.wait_for(stop.wait(), 10)
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().remove_signal_handler(number)
