"""The one sample release that is published while somebody watches."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest

import config
from bot.console.premiere import FEED, Premiere
from bot.console.server import YOU
from bot.errors import ConfigError
from bot.feeds.catalogue import load_feeds
from bot.feeds.client import FeedClient
from bot.feeds.read import read_feed
from bot.models import Validators
from bot.storage import subscriptions
from bot.storage.database import writing
from bot.storage.feeds import sync_feeds
from bot.storage.tables import FeedRow

SAMPLES = Path(config.__file__).parent / "sample"
NOW = datetime(2026, 12, 24, 9, 0, tzinfo=UTC)


class Inline:
    async def run(self, function, *arguments):
        return function(*arguments)


@pytest.fixture
def premiere(tmp_path):
    return Premiere(SAMPLES, tmp_path / "data")


@pytest.fixture
def catalogue(premiere):
    return premiere.staged(load_feeds(SAMPLES / "feeds.toml"))


@pytest.fixture
def context(sessions, catalogue):
    return SimpleNamespace(services=SimpleNamespace(sessions=sessions, clock=lambda: NOW))


async def entries(catalogue):
    async with FeedClient(catalogue.feeds) as client:
        feed = catalogue.by_id[FEED]
        polled = await read_feed(client, Inline(), feed, Validators(), now=NOW)
    return polled.entries


async def test_the_copy_holds_what_the_sample_holds_and_later_one_release_more(
    premiere, catalogue, context
):
    before = await entries(catalogue)

    await premiere.publish(context)

    (new,) = [one for one in await entries(catalogue) if one not in before]
    assert len(before) == len(await entries(catalogue)) - 1
    assert new.published_at == NOW
    assert "Kyiv" in new.title


async def test_the_feed_is_read_again_at_once(premiere, catalogue, context, sessions):
    async with writing(sessions) as session:
        await sync_feeds(session, catalogue.enabled, now=NOW)
        row = await session.get(FeedRow, FEED)
        row.due_at = NOW + timedelta(hours=1)

    await premiere.publish(context)

    async with sessions() as session:
        assert (await session.get(FeedRow, FEED)).due_at == NOW


async def test_it_waits_until_something_is_followed(premiere, context, sessions):
    assert not await premiere.is_awaited(context)

    async with writing(sessions) as session:
        await subscriptions.follow(session, YOU, None, ["visits"], kind="private", now=NOW)

    assert await premiere.is_awaited(context)


def test_other_feeds_stay_as_they_are(catalogue):
    shipped = load_feeds(SAMPLES / "feeds.toml")

    assert [feed.id for feed in catalogue.feeds] == [feed.id for feed in shipped.feeds]
    assert sum(feed not in shipped.feeds for feed in catalogue.feeds) == 1


def test_folder_that_cannot_be_written_is_named():
    with pytest.raises(ConfigError, match="cannot be written"):
        Premiere(SAMPLES, Path("/proc/none")).staged(load_feeds(SAMPLES / "feeds.toml"))


async def test_it_is_looked_for_until_it_is_due_and_published_once(premiere, context, sessions):
    repeated, once, removed = [], [], []
    queue = SimpleNamespace(
        run_repeating=lambda callback, **_: repeated.append(callback),
        run_once=lambda callback, _: once.append(callback),
    )
    context.job = SimpleNamespace(schedule_removal=lambda: removed.append(True))
    premiere.schedule(SimpleNamespace(job_queue=queue))
    (look,) = repeated

    await look(context)
    assert once == []

    async with writing(sessions) as session:
        await subscriptions.follow_everything(session, YOU, None, kind="private", now=NOW)
    await look(context)

    assert once == [premiere.publish]
    assert removed == [True]
