import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from apscheduler.events import EVENT_JOB_EXECUTED
from apscheduler.triggers.interval import IntervalTrigger
from telegram.ext import ApplicationBuilder, ContextTypes

from bot import jobs, lifecycle
from bot.context import Context
from bot.jobs import Role
from bot.telegram.client import TelegramBot
from bot.telegram.transport import AiohttpRequest
from tests.fakes.bot_api import FakeBotApi

HOURLY = "tidy_job"
#: Of the hourly runs none, one or seventy more fell into it, and none into its last minutes.
ASLEEP = [timedelta(minutes=20), timedelta(minutes=80), timedelta(hours=70.5)]


@pytest.fixture
async def application():
    async with FakeBotApi() as api:
        bot = TelegramBot(
            api.token, api.url, request=AiohttpRequest(), poll_request=AiohttpRequest()
        )
        types = ContextTypes(context=Context)
        yield ApplicationBuilder().bot(bot).updater(None).context_types(types).build()


@pytest.fixture
def runs(application, monkeypatch):
    """When a run of the hourly job has ended; no job does anything."""
    ended, scheduler = asyncio.Queue(), application.job_queue.scheduler

    def note(event):
        if scheduler.get_job(event.job_id).name == HOURLY:
            ended.put_nowait(datetime.now(UTC))

    for name in ("poll_job", "adjust_job", HOURLY):
        monkeypatch.setattr(jobs, name, _idle(name))
    scheduler.add_listener(note, EVENT_JOB_EXECUTED)
    return ended


def _idle(name):
    async def idle(context):
        pass

    idle.__name__ = name
    return idle


async def test_a_job_runs_once_when_the_bot_starts(application, runs):
    jobs.schedule(application, [Role.POLL])

    async with asyncio.timeout(20), lifecycle.started(application, asyncio.Event()):
        woken = await runs.get()
        (hourly,) = application.job_queue.get_jobs_by_name(HOURLY)

    assert runs.empty()
    assert timedelta(0) < hourly.next_t - woken <= timedelta(hours=1)


@pytest.mark.parametrize("asleep", ASLEEP)
async def test_what_was_missed_while_the_machine_slept_runs_once(application, runs, asleep):
    jobs.schedule(application, [Role.POLL])

    async with asyncio.timeout(20), lifecycle.started(application, asyncio.Event()):
        await runs.get()
        (hourly,) = application.job_queue.get_jobs_by_name(HOURLY)
        due = datetime.now(UTC) - asleep
        since = IntervalTrigger(hours=1, start_date=due)
        hourly.job.modify(trigger=since, next_run_time=due)
        woken = await runs.get()

    assert runs.empty()
    assert timedelta(0) < hourly.next_t - woken <= timedelta(hours=1)


async def test_a_loop_that_was_blocked_through_a_run_makes_up_for_it(application, runs):
    jobs.schedule(application, [Role.POLL])

    async with asyncio.timeout(20), lifecycle.started(application, asyncio.Event()):
        await runs.get()
        (hourly,) = application.job_queue.get_jobs_by_name(HOURLY)
        due = datetime.now(UTC) + timedelta(milliseconds=50)
        hourly.job.modify(next_run_time=due)
        while datetime.now(UTC) < due + timedelta(seconds=1.5):  # nothing else gets a turn
            pass
        await runs.get()

    assert runs.empty()
