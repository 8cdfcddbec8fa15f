from datetime import timedelta
from types import SimpleNamespace

import pytest

from bot import jobs
from bot.feeds.catalogue import Catalogue
from bot.jobs import JOB_DEFAULTS, Role
from bot.models import PollClass, Polled, Reading
from bot.storage import briefings
from bot.storage.database import writing
from bot.storage.entries import claim_entries
from bot.storage.feeds import claim_feeds
from bot.storage.gauges import gauges
from bot.storage.subscriptions import follow_everything
from tests.fakes.world import Clock
from tests.newsroom import make_article, make_entry, make_feed, polled
from tests.releases import TOPICS

FEEDS = (make_feed(), make_feed("no-mfa"), make_feed("off", enabled=False))


@pytest.fixture
def services(sessions, now, monkeypatch):
    """What jobs are given; feeds, pages and Telegram are played."""
    answers = {"se-mfa": polled(make_entry("old"))}
    sent = []

    async def read_feed(client, parser, feed, validators, *, now):
        return answers.get(feed.id, Polled(kind=PollClass.NOT_MODIFIED))

    async def read_article(client, feed, entry, extractor):
        return make_article(title=entry.title)

    async def send_part(bot, chat_id, thread_id, message, *, plain):
        sent.append(chat_id)
        return len(sent)

    async def extract(article):
        return Reading(topics=("norway",))

    monkeypatch.setattr(jobs, "read_feed", read_feed)
    monkeypatch.setattr(jobs, "read_article", read_article)
    monkeypatch.setattr(jobs, "send_part", send_part)
    return SimpleNamespace(
        sessions=sessions,
        clock=Clock(now),
        catalogue=Catalogue(feeds=FEEDS),
        topics=TOPICS,
        client=None,
        parser=None,
        extractor=None,
        extract=extract,
        owner="me",
        rate=28.0,
        operators=frozenset(),
        allowed_chats=None,
        origins=None,
        warmed_up=lambda: True,
        answers=answers,
        sent=sent,
    )


@pytest.fixture
def context(services):
    return SimpleNamespace(services=services, bot=None, application=SimpleNamespace(running=True))


class Queue:
    """A job queue that only notes what is asked of it."""

    def __init__(self):
        self.jobs = {}

    def run_repeating(self, callback, *, interval, name, job_kwargs):
        self.jobs[name] = job_kwargs


def scheduled(*roles):
    queue = Queue()
    jobs.schedule(SimpleNamespace(job_queue=queue), roles)
    return queue.jobs


@pytest.mark.parametrize(
    ("role", "names"),
    [
        (Role.POLL, {"adjust_job", "poll_job", "tidy_job"}),
        (Role.BRIEF, {"adjust_job", "brief_job", "recheck_job"}),
        (Role.DELIVER, {"adjust_job", "deliver_job"}),
        (Role.CHAT, {"adjust_job"}),
    ],
)
def test_a_process_runs_the_jobs_of_its_roles(role, names):
    assert set(scheduled(role)) == names


def test_no_job_is_dropped_for_being_late_or_runs_beside_itself():
    for options in scheduled(*Role).values():
        assert options.items() >= JOB_DEFAULTS.items()
    assert JOB_DEFAULTS["misfire_grace_time"] is None
    assert JOB_DEFAULTS["max_instances"] == 1


def test_an_application_without_a_job_queue_is_refused():
    with pytest.raises(RuntimeError, match="job queue"):
        jobs.schedule(SimpleNamespace(job_queue=None), [Role.POLL])


async def test_the_jobs_take_a_release_from_its_feed_to_a_chat(services, context):
    await jobs.open_books(services, alone=True)
    async with writing(services.sessions) as session:
        await follow_everything(session, 7, kind="private", now=services.clock())
    await jobs.poll_job(context)
    services.answers["se-mfa"] = polled(make_entry("1"), make_entry("old"))
    services.clock.now += timedelta(minutes=20)

    for job in (jobs.poll_job, jobs.brief_job, jobs.brief_job, jobs.recheck_job, jobs.deliver_job):
        await job(context)
    await jobs.tidy_job(context)

    assert services.sent == [7]
    async with services.sessions() as session:
        assert len(await briefings.latest(session)) == 2
        waiting = (await gauges(session, now=services.clock())).queues
        assert (waiting["deliver"].waiting, waiting["brief"].waiting) == (0, 0)


async def test_only_enabled_feeds_are_polled(services):
    await jobs.open_books(services, alone=False)

    outcomes = await jobs.poll_due(services)

    assert {one.feed_id for one in outcomes} == {"se-mfa", "no-mfa"}


async def test_one_feed_can_be_polled_alone(services):
    await jobs.open_books(services, alone=False)

    outcomes = await jobs.poll_due(services, only=["no-mfa", "off"])

    assert [one.feed_id for one in outcomes] == ["no-mfa"]


async def test_a_job_takes_nothing_on_when_the_bot_stops(services, context):
    await jobs.open_books(services, alone=False)
    context.application.running = False

    await jobs.poll_job(context)

    async with writing(services.sessions) as session:
        due = await claim_feeds(session, now=services.clock(), limit=9, feeds=["se-mfa", "no-mfa"])
    assert len(due) == 2


async def test_the_only_process_takes_over_what_a_dead_one_held(services):
    await jobs.open_books(services, alone=True)
    async with writing(services.sessions) as session:
        await claim_feeds(session, now=services.clock(), limit=9, feeds=["se-mfa"])

    await jobs.open_books(services, alone=True)

    assert len(await jobs.poll_due(services)) == 2


async def test_no_release_is_taken_before_the_model_is_loaded(services, context):
    """A process that dies while loading it, time and again, has not tried any release."""
    await jobs.open_books(services, alone=True)
    await jobs.poll_job(context)
    services.warmed_up = lambda: False

    await jobs.brief_job(context)

    async with writing(services.sessions) as session:
        due = await claim_entries(
            session, now=services.clock(), limit=9, feeds=["se-mfa", "no-mfa"]
        )
    assert due
    assert {entry.attempts for entry in due} == {1}
