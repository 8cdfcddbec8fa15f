from dataclasses import replace
from datetime import date, timedelta

from bot.admission import OLD, Door, admit, owing, published
from bot.identity import Judged, Verdict, judge
from bot.models import EntryState
from tests.newsroom import NOON, known, make_entry, make_feed

DOOR = Door(newest_at=NOON)


def admitted(entry, door=DOOR):
    (one,) = admit(make_feed(), [entry], door).values()
    return one


def test_a_release_far_older_than_the_newest_known_is_briefed_silently():
    archived = make_entry(published_at=NOON - OLD - timedelta(hours=1))

    assert admitted(archived).state is EntryState.DUE
    assert not admitted(archived).alert


def test_a_release_that_is_published_half_a_day_behind_the_newest_alerts():
    assert admitted(make_entry(published_at=NOON - timedelta(hours=15))).alert


def test_after_a_long_silence_what_came_since_the_newest_known_alerts():
    door = replace(DOOR, newest_at=NOON - timedelta(days=30))

    assert admitted(make_entry(published_at=NOON - timedelta(days=20)), door).alert


def test_a_release_without_any_date_is_not_taken_for_old():
    undated = make_entry(published_at=None)

    assert admitted(undated).alert
    assert published(undated) is None


def test_a_day_alone_tells_how_old_a_release_is():
    assert published(make_entry(published_at=None, published_on=date(2026, 3, 17))) == NOON


def test_of_a_crowd_of_new_entries_only_the_newest_alert():
    entries = [make_entry(str(number)) for number in range(30)]

    taken = admit(make_feed(), entries, Door(crowd=True))

    assert [key for key, one in taken.items() if one.alert] == [f"guid-{n}" for n in range(20, 30)]


def copy_of(original, **changes):
    entry = make_entry(feed_id="se-remarks", **changes)
    return Judged(entry=entry, verdict=Verdict.DUPLICATE, known=original)


def test_a_silent_original_in_another_feed_owes_the_alert_that_its_copy_would_have_had():
    silent, told = known(make_entry(), id=7, alert=False), known(make_entry(), id=8)

    owed = owing(make_feed("se-remarks"), [copy_of(silent), copy_of(told)], DOOR)

    assert owed == {7}


def test_a_copy_that_would_have_alerted_nobody_wakes_no_original():
    silent = known(make_entry(), id=7, alert=False)
    ancient = copy_of(silent, published_at=NOON - timedelta(days=60))
    feed = make_feed("se-remarks")

    assert owing(feed, [copy_of(silent)], Door(first=True)) == set()
    assert owing(feed, [ancient], DOOR) == set()
    unwanted = make_feed("se-remarks", title_exclude=("travels",))
    assert owing(unwanted, [copy_of(silent)], DOOR) == set()


def verdict(entry, *remembered):
    (one,) = judge([entry], remembered, now=NOON)
    return one.verdict


def test_the_copy_of_an_entry_that_nobody_will_read_is_news():
    copy = make_entry(feed_id="se-remarks")

    for lost in (
        known(make_entry(), state=EntryState.FAILED),
        known(make_entry(), state=EntryState.DUE, read=False),
        known(make_entry(), state=EntryState.BRIEFED, alert=False, read=False),
    ):
        assert verdict(copy, lost) is Verdict.NEW
    assert verdict(copy, known(make_entry(), read=False)) is Verdict.DUPLICATE


def test_the_copy_of_a_copy_belongs_to_the_first():
    first = known(make_entry(), id=7)
    second = known(make_entry(feed_id="b"), id=8, state=EntryState.DUPLICATE, original=7)

    (one,) = judge([make_entry(feed_id="c")], [second, first], now=NOON)

    assert (one.verdict, one.known.id) == (Verdict.DUPLICATE, 7)


LONG_AGO = NOON - timedelta(days=90)


def test_a_known_release_under_a_new_key_is_no_news_if_it_was_published_at_the_same_time():
    old = known(make_entry(), first_seen_at=LONG_AGO)
    seen = make_entry("2")
    renamed = make_entry(key="https://new", guid="https://new")

    judged = judge([seen, renamed], [old, known(seen, id=2)], now=NOON)

    assert [one.verdict for one in judged] == [Verdict.SAME, Verdict.DUPLICATE]


def test_when_all_keys_are_new_the_same_links_and_titles_are_no_news():
    old = make_entry(published_at=None)
    renamed = replace(old, key="https://new", guid="https://new")

    assert verdict(renamed, known(old, first_seen_at=LONG_AGO)) is Verdict.DUPLICATE


def test_when_all_keys_are_new_a_recycled_link_of_another_day_is_news_all_the_same():
    last_year = known(
        make_entry(), first_seen_at=LONG_AGO, published_at=None, published_on=date(2025, 3, 17)
    )
    today = make_entry(key="new", guid="new", published_at=None, published_on=date(2026, 3, 17))

    assert verdict(today, last_year) is Verdict.NEW
