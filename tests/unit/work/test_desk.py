from datetime import timedelta

import pytest

from bot.desk import fingerprint, is_worse, read_again_at, retry_in
from bot.models import TextStatus, TextStrategy
from tests.newsroom import NOON, make_article, make_feed
from tests.releases import make_briefing

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)


@pytest.mark.parametrize(("attempts", "minutes"), [(1, 1), (2, 5), (3, 20), (9, 20)])
def test_a_release_that_cannot_be_had_is_waited_for_longer_each_time(attempts, minutes):
    assert retry_in(make_feed(), attempts) == minutes * MINUTE


def test_a_feed_that_is_polled_every_second_waits_fractions_of_a_second():
    hasty = make_feed(poll_every=timedelta(seconds=1))

    assert retry_in(hasty, 1) < timedelta(seconds=0.1)


@pytest.mark.parametrize(
    ("age", "then"),
    [
        (timedelta(0), HOUR),
        (HOUR, 6 * HOUR),
        (5 * HOUR, 6 * HOUR),
        (7 * HOUR, 24 * HOUR),
        (24 * HOUR, 96 * HOUR),
        (96 * HOUR, None),
    ],
)
def test_requirement_27_readings_thin_out_and_end(age, then):
    at = read_again_at(make_feed(), NOON, now=NOON + age)

    assert at == (then and NOON + then)


def test_requirement_27_a_slow_feed_is_read_again_at_the_same_times():
    slow = make_feed(poll_every=timedelta(hours=6))

    assert read_again_at(slow, NOON, now=NOON) == NOON + HOUR


def test_requirement_27_a_hasty_feed_is_read_again_in_proportion():
    hasty = make_feed(poll_every=timedelta(seconds=9))

    assert read_again_at(hasty, NOON, now=NOON) == NOON + HOUR / 100


@pytest.mark.parametrize("strategy", [TextStrategy.FEED, TextStrategy.SUMMARY])
def test_what_has_no_page_is_not_asked_for_again(strategy):
    assert read_again_at(make_feed(full_text=strategy), NOON, now=NOON) is None


@pytest.mark.parametrize(
    ("before", "after", "worse"),
    [
        (TextStatus.FULL, TextStatus.PARTIAL, True),
        (TextStatus.FULL, TextStatus.FULL, False),
        (TextStatus.PARTIAL, TextStatus.BLOCKED, True),
        (TextStatus.SUMMARY, TextStatus.BLOCKED, False),
        (TextStatus.BLOCKED, TextStatus.FULL, False),
    ],
)
def test_less_text_is_no_newer_text(before, after, worse):
    article = make_article(text_status=after)

    assert is_worse(article, make_briefing(text_status=before)) is worse


def test_a_fingerprint_names_title_and_text_and_nothing_else():
    assert fingerprint(make_article()) == fingerprint(make_article(url="https://b.example"))
    assert fingerprint(make_article()) != fingerprint(make_article(title="Other"))
    assert fingerprint(make_article()) != fingerprint(make_article(text="Other"))
    assert len(fingerprint(make_article(text="\ud800"))) == 64
