from datetime import timedelta

import pytest

from bot import heartbeat
from bot.heartbeat import Heartbeat


def test_written_beat_is_read_back(tmp_path, now):
    beat = Heartbeat(now, now - timedelta(seconds=3), listening=True)

    heartbeat.write(tmp_path, beat)

    assert heartbeat.read(tmp_path) == beat
    assert [path.name for path in tmp_path.iterdir()] == ["heartbeat.json"]


@pytest.mark.parametrize("content", ["", "{", "{}", "[]", '{"beat_at": 1, "telegram_at": null}'])
def test_unreadable_beat_is_none(tmp_path, content):
    (tmp_path / heartbeat.FILE).write_text(content)

    assert heartbeat.read(tmp_path) is None


def seconds(number):
    return timedelta(seconds=number)


def test_recent_beat_with_recent_answer_is_well(now):
    assert heartbeat.ailment(Heartbeat(now, now - seconds(40), listening=True), now) is None


def test_process_that_does_not_listen_needs_no_telegram(now):
    assert heartbeat.ailment(Heartbeat(now, None, listening=False), now) is None


@pytest.mark.parametrize(
    ("beat_age", "telegram_age", "said"),
    [
        (31, 0, "no sign of life for 31 seconds"),
        (1, 56, "Telegram has not answered for 56 seconds"),
        (1, None, "Telegram has not answered since the start"),
    ],
)
def test_ailment_is_told(now, beat_age, telegram_age, said):
    telegram_at = None if telegram_age is None else now - seconds(telegram_age)
    beat = Heartbeat(now - seconds(beat_age), telegram_at, listening=True)

    assert heartbeat.ailment(beat, now) == said


def test_missing_beat_is_told(now):
    assert heartbeat.ailment(None, now) == "no sign of life: the bot has not run here yet"


@pytest.mark.parametrize(("beat_ahead", "telegram_ahead"), [(3600, 0), (0, 3600)])
def test_a_clock_that_was_set_back_is_an_ailment_since_scheduled_work_stands_still(
    now, beat_ahead, telegram_ahead
):
    beat = Heartbeat(now + seconds(beat_ahead), now + seconds(telegram_ahead), listening=True)

    said = heartbeat.ailment(beat, now)

    assert said == "the clock was set back while the bot ran: restart it"


def test_who_waits_for_its_turn_to_listen_is_well_and_says_so(now, tmp_path):
    beat = Heartbeat(now, None, listening=False, waiting=True)
    heartbeat.write(tmp_path, beat)

    assert heartbeat.read(tmp_path) == beat
    assert heartbeat.ailment(beat, now) is None
    assert heartbeat.condition(beat) == "waiting: another process listens"
