"""The feeds files we ship, so that a contributor's mistake is found before an operator finds it."""

import tomllib
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from bot import countries
from bot.feeds.catalogue import country_code, load_feeds
from bot.models import TextStrategy

CONFIG = Path(__file__).parents[3] / "config"
SHIPPED = CONFIG / "feeds.toml"
ROWS = tomllib.loads(SHIPPED.read_text(encoding="utf-8"))["feed"]
FEEDS = load_feeds(SHIPPED).feeds


@pytest.mark.parametrize("feed", FEEDS, ids=lambda feed: feed.id)
def test_every_feed_has_a_country_we_know_and_a_text_strategy(feed):
    assert country_code(feed) in countries.table()
    assert feed.full_text in TextStrategy


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["id"])
def test_every_feed_says_how_sure_we_are_and_why(row):
    assert row["confidence"] in "ABCDX"
    assert row["notes"]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["id"])
def test_only_feeds_that_somebody_saw_working_are_polled(row):
    assert not row["enabled"] or row["confidence"] in "AB"


def test_pages_are_read_by_selectors():
    pages = [feed for feed in FEEDS if feed.full_text is TextStrategy.PAGE]

    assert all(feed.selectors for feed in pages)


def test_no_two_polled_feeds_are_the_same():
    polled = [feed.url for feed in FEEDS if feed.enabled]

    assert len(polled) == len(set(polled)) == 22


def test_feeds_of_one_host_rest_between_requests():
    assert all(feed.min_interval.total_seconds() >= 1 for feed in FEEDS)
    assert all(urlsplit(feed.url).hostname for feed in FEEDS)


def test_every_key_is_explained_in_the_file():
    text = SHIPPED.read_text(encoding="utf-8")
    used = {key for row in ROWS for key in row}

    assert {key for key in used if f"#   {key} " not in text} == set()
