from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.admission import NEWEST, Door, admit, excluded
from bot.identity import Verdict, in_order, judge, short
from bot.models import EntryState
from tests.newsroom import NOON, known, make_entry, make_feed


def verdicts(entries, remembered=()):
    return [one.verdict for one in judge(entries, list(remembered), now=NOON)]


def test_an_unknown_entry_is_new():
    assert verdicts([make_entry()]) == [Verdict.NEW]


def test_the_same_key_is_the_same_entry_however_its_link_changed():
    entry = make_entry()
    moved = known(entry, canonical_link="https://ministry.example/old")

    assert verdicts([entry], [moved]) == [Verdict.SAME]


def test_a_known_entry_with_another_text_has_changed():
    entry = make_entry(fingerprint="second")

    assert verdicts([entry], [known(entry, fingerprint="first")]) == [Verdict.CHANGED]


def test_a_later_time_of_change_is_the_publishers_word_that_something_changed():
    entry = make_entry(updated_at=NOON)

    found = verdicts([entry], [known(entry, updated_at=NOON - timedelta(hours=1))])

    assert found == [Verdict.CHANGED]


def test_times_of_change_that_all_move_at_once_are_the_servers_clock():
    entries = [make_entry(str(number), updated_at=NOON) for number in range(3)]
    remembered = [
        known(entry, id=number, updated_at=NOON - timedelta(hours=1))
        for number, entry in enumerate(entries, start=1)
    ]

    assert verdicts(entries, remembered) == [Verdict.SAME] * 3


def test_requirement_15_a_new_guid_with_a_known_link_and_title_is_the_same_release_for_six_hours():
    reposted = make_entry(guid="other", key="other")
    soon = known(make_entry(), first_seen_at=NOON - timedelta(minutes=25))
    yesterday = NOON - timedelta(hours=26)
    late = known(make_entry(), first_seen_at=yesterday, published_at=yesterday)

    assert verdicts([reposted], [soon]) == [Verdict.DUPLICATE]
    assert verdicts([reposted], [late]) == [Verdict.NEW]


def test_requirement_15_a_recycled_link_with_another_title_is_a_new_release():
    recycled = make_entry(guid="other", key="other", title="Quite another meeting")
    remembered = known(make_entry(), first_seen_at=NOON - timedelta(minutes=5))

    assert verdicts([recycled], [remembered]) == [Verdict.NEW]


def test_requirement_15_by_link_an_entry_republished_under_a_new_id_is_known():
    before = make_entry(key="https://gov.example/news/1", guid="https://gov.example/news/1#monday")
    again = make_entry(key="https://gov.example/news/1", guid="https://gov.example/news/1#friday")

    assert verdicts([again], [known(before)]) == [Verdict.SAME]


def test_guids_that_change_with_every_poll_make_news_once():
    """Each poll remembers what it saw as a copy, so the six hours begin anew."""
    remembered, news = [], 0
    for poll in range(60):
        now = NOON + poll * timedelta(hours=1)
        entry = make_entry(key=f"flip-{poll}", guid=f"flip-{poll}")
        (one,) = judge([entry], remembered, now=now)
        news += one.verdict is Verdict.NEW
        remembered.append(known(entry, id=poll + 1, first_seen_at=now))

    assert news == 1


def test_requirement_18_the_same_release_in_another_feed_is_a_duplicate():
    copy = make_entry(feed_id="se-remarks")
    remembered = known(make_entry(), id=7)

    (one,) = judge([copy], [remembered], now=NOON)

    assert (one.verdict, one.known.id) == (Verdict.DUPLICATE, 7)


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"title": "Something else"}, id="another title"),
        pytest.param({"first_seen_at": NOON - timedelta(days=8)}, id="a week ago"),
        pytest.param({"state": EntryState.SEEN}, id="never told"),
        pytest.param({"state": EntryState.FAILED}, id="given up"),
        pytest.param({"guid": "x", "canonical_link": "y"}, id="another address"),
    ],
)
def test_requirement_18_what_only_looks_alike_in_another_feed_is_new(changes):
    remembered = known(make_entry(), **changes)

    assert verdicts([make_entry(feed_id="se-remarks")], [remembered]) == [Verdict.NEW]


def test_requirement_19_a_title_alone_is_never_a_duplicate():
    call = "Minister's call with her colleague"
    entries = [make_entry(str(number), title=call) for number in range(22)]

    assert verdicts(entries) == [Verdict.NEW] * 22


def test_an_item_that_stands_twice_in_one_poll_is_one():
    first = make_entry(fingerprint="old")
    later = make_entry(fingerprint="new")

    (one,) = judge([first, later], [], now=NOON)

    assert one.entry.fingerprint == "new"


def test_one_release_under_two_guids_in_one_poll_is_a_duplicate_of_itself():
    entries = [make_entry(), make_entry(key="b", guid="b")]

    first, second = judge(entries, [], now=NOON)

    assert (first.verdict, second.verdict) == (Verdict.NEW, Verdict.DUPLICATE)
    assert (second.known.id, second.known.key) == (None, "guid-1")


def test_titles_are_compared_without_case_and_punctuation():
    copy = make_entry(feed_id="se-remarks", title="MINISTER travels\u00a0– part 1")

    assert verdicts([copy], [known(make_entry())]) == [Verdict.DUPLICATE]


def test_entries_without_guid_and_link_are_not_taken_for_one_another():
    entries = [make_entry(key=name, guid="", canonical_link="", title="Statement") for name in "ab"]

    assert verdicts(entries) == [Verdict.NEW, Verdict.NEW]


def test_entries_are_put_in_order_of_publication_oldest_first():
    newest = make_entry("3", published_at=NOON)
    late = make_entry("1", published_at=NOON - timedelta(hours=14))
    middle = make_entry("2", published_at=None, updated_at=NOON - timedelta(hours=1))

    assert in_order([newest, late, middle]) == [late, middle, newest]


def test_entries_of_the_same_minute_keep_the_order_of_the_feed():
    upper, lower = make_entry("upper"), make_entry("lower")

    assert in_order([upper, lower]) == [lower, upper]


def test_without_all_dates_the_order_of_the_feed_is_trusted():
    upper = make_entry("upper", published_at=None)
    lower = make_entry("lower", published_at=NOON)

    assert in_order([upper, lower]) == [lower, upper]


@pytest.mark.parametrize(
    ("title", "out"),
    [
        ("Travel advice for Norway", True),
        ("Minister's visit to Norway", False),
        ("National day of Norway", True),
        ("VISIT and travel ADVICE", True),
    ],
)
def test_titles_are_kept_out_or_let_in_by_the_feeds_rules(title, out):
    feed = make_feed(title_include=("visit", "travel"), title_exclude=("travel advice",))

    assert excluded(feed, title) is out


def test_a_feed_without_rules_keeps_nothing_out():
    assert not excluded(make_feed(), "Anything at all")


def test_news_is_briefed_and_alerts():
    (admitted,) = admit(make_feed(), [make_entry()], Door()).values()

    assert (admitted.state, admitted.alert) == (EntryState.DUE, True)


def test_an_excluded_title_is_only_remembered():
    feed = make_feed(title_exclude=("travels",))

    (admitted,) = admit(feed, [make_entry()], Door()).values()

    assert (admitted.state, admitted.alert) == (EntryState.SEEN, False)


def test_requirement_22_a_first_poll_briefs_the_newest_and_alerts_nobody():
    entries = [make_entry(str(number)) for number in range(200)]

    admitted = admit(make_feed(), entries, Door(first=True))

    due = [key for key, one in admitted.items() if one.state is EntryState.DUE]
    assert due == [f"guid-{number}" for number in range(190, 200)]
    assert len(due) == NEWEST
    assert not any(one.alert for one in admitted.values())


def test_requirement_22_a_feed_that_returns_alerts_its_newest_and_briefs_the_rest():
    entries = [make_entry(str(number)) for number in range(30)]

    admitted = admit(make_feed(), entries, Door(crowd=True))

    assert all(one.state is EntryState.DUE for one in admitted.values())
    alerting = [key for key, one in admitted.items() if one.alert]
    assert alerting == [f"guid-{number}" for number in range(20, 30)]


def test_a_monstrous_key_is_shortened_and_still_unique():
    assert short("a" * 9000) != short("a" * 9001)
    assert len(short("a" * 9000)) < 100
    assert short("guid-1") == "guid-1"
    assert short("a" * 600 + "\ud800").startswith("sha256:")


polls = st.lists(
    st.lists(st.sampled_from("abcdefgh"), unique=True, max_size=8), min_size=1, max_size=12
)


@given(polls)
def test_requirement_17_no_entry_is_ever_news_twice_whatever_leaves_and_comes_back(windows):
    remembered, news = {}, []
    for poll, names in enumerate(windows):
        now = NOON + poll * timedelta(minutes=15)
        for one in judge([make_entry(name) for name in names], remembered.values(), now=now):
            if one.verdict is Verdict.NEW:
                news.append(one.entry.key)
            remembered[one.entry.key] = known(one.entry, id=len(remembered) + 1)

    assert len(news) == len(set(news))
    assert set(news) == {f"guid-{name}" for window in windows for name in window}
