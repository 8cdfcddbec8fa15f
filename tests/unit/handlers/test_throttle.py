from datetime import timedelta

from handlers.throttle import Throttle, Verdict
from tests.releases import NOON


def test_window_slides(now):
    throttle = Throttle(limit=2, window=timedelta(seconds=60))
    verdicts = [
        throttle.judge(1, NOON + timedelta(seconds=seconds)) for seconds in (0, 30, 40, 50, 61, 62)
    ]

    assert verdicts == [
        Verdict.LET_THROUGH,
        Verdict.LET_THROUGH,
        Verdict.NOTICE,
        Verdict.SILENCE,
        Verdict.LET_THROUGH,
        Verdict.NOTICE,
    ]


def test_quiet_chats_are_not_remembered_for_ever(monkeypatch):
    monkeypatch.setattr("handlers.throttle._MANY", 3)
    throttle = Throttle(limit=1)
    for chat_id in range(3):
        throttle.judge(chat_id, NOON)
    throttle.judge(2, NOON)

    throttle.judge(9, NOON + timedelta(minutes=2))

    assert set(throttle._requests) == {9}
    assert throttle._noticed == set()
