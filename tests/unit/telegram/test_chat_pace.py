from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from bot.telegram.pace import ChatPace


def test_first_message_goes_at_once(now):
    assert ChatPace().take(7, now) == 0


def test_messages_to_one_person_are_a_second_apart(now):
    pace = ChatPace()

    assert [pace.take(7, now) for _ in range(4)] == [0, 1, 2, 3]


def test_other_chats_do_not_wait(now):
    pace = ChatPace()
    pace.take(7, now)

    assert pace.take(8, now) == 0


def test_time_that_passed_is_not_waited_again(now):
    pace = ChatPace()
    pace.take(7, now)

    assert pace.take(7, now + timedelta(milliseconds=400)) == 0.6


def test_group_gets_twenty_messages_a_minute(now):
    pace = ChatPace()
    waits = [pace.take(-5, now) for _ in range(21)]

    assert waits[19] == 19
    assert waits[20] == 61


def test_channel_by_name_is_held_like_a_group(now):
    pace = ChatPace()
    waits = [pace.take("@news", now) for _ in range(21)]

    assert waits[20] == 61


def test_quiet_chats_are_forgotten(now, monkeypatch):
    monkeypatch.setattr(ChatPace, "_MANY", 3)
    pace = ChatPace()
    for chat in (1, 2, 3):
        pace.take(chat, now)

    pace.take(4, now + timedelta(minutes=2))

    assert list(pace._granted) == [4]


@given(st.lists(st.floats(0, 5), max_size=60))
def test_no_minute_of_a_group_holds_more_than_twenty(gaps):
    pace, at, turns = ChatPace(), datetime(2026, 3, 17, tzinfo=UTC), []
    for gap in gaps:
        at += timedelta(seconds=gap)
        turns.append(at + timedelta(seconds=pace.take(-1, at)))

    for first, beyond in zip(turns, turns[20:], strict=False):
        assert beyond - first > timedelta(seconds=60)
    for one, next_one in pairwise(turns):
        assert next_one - one >= timedelta(seconds=0.999)
