"""The ledger by which the bot is judged: it must find what it is there to find."""

import pytest

from tests.torture.ledger import EVERYTHING, NOTHING, Ledger

ADA, BOB = (1, 0), (2, 0)
JAPAN = frozenset({"japan"})


class Clock:
    def __init__(self):
        self.now = 0.0

    def __call__(self):
        self.now += 1
        return self.now


@pytest.fixture
def ledger():
    """Ada follows everything, Bob follows Japan; one release on Japan, one on Chile."""
    made = Ledger(Clock())
    made.follows(ADA, EVERYTHING)
    made.follows(BOB, JAPAN)
    made.publish(100, "japan")
    made.publish(101, "chile")
    return made


def test_a_release_is_owed_to_those_who_follow_its_topic(ledger):
    assert ledger.pending == {(ADA, 100), (ADA, 101), (BOB, 100)}
    assert ledger.owed == 3


def test_what_does_not_come_stays_owed(ledger):
    ledger.receive(ADA, 100, "x")

    assert ledger.pending == {(ADA, 101), (BOB, 100)}
    assert ledger.received == 1


def test_a_second_copy_is_a_repeat(ledger):
    for _ in range(3):
        ledger.receive(ADA, 100, "x")

    assert ledger.repeated == 2


def test_a_correction_is_no_second_copy_but_its_own_is(ledger):
    ledger.receive(ADA, 100, "x")
    ledger.receive(ADA, 100, "✏️ Corrected: y")
    assert ledger.repeated == 0

    ledger.receive(ADA, 100, "✏️ Corrected: y")
    assert ledger.repeated == 1


def test_what_was_not_asked_for_is_wrong(ledger):
    ledger.receive(BOB, 101, "x")

    assert [(place, number) for place, number, _ in ledger.wrong] == [(BOB, 101)]


def test_strangers_and_old_stock_are_wrong(ledger):
    ledger.receive((3, 0), 100, "x")
    ledger.receive(ADA, 4, "x")

    assert [number for _, number, _ in ledger.wrong] == [100, 4]


def test_who_is_in_doubt_may_hear_of_it_and_need_not(ledger):
    ledger.in_doubt(BOB, frozenset({"chile"}))
    ledger.publish(102, "chile")

    assert (BOB, 100) in ledger.excused
    assert (BOB, 102) not in ledger.pending
    ledger.receive(BOB, 102, "x")
    assert ledger.wrong == []


def test_who_has_left_before_a_release_must_not_hear_of_it(ledger):
    ledger.follows(BOB, NOTHING)
    ledger.publish(102, "japan")
    ledger.receive(BOB, 102, "x")

    assert [number for _, number, _ in ledger.wrong] == [102]


def test_what_was_owed_before_leaving_may_still_come(ledger):
    ledger.in_doubt(BOB)
    ledger.follows(BOB, NOTHING)
    ledger.receive(BOB, 100, "x")

    assert ledger.wrong == []


def test_a_supergroup_is_the_group_it_was(ledger):
    ledger.moved(2, -1002)
    ledger.receive(ledger.home(-1002), 100, "x")

    assert (BOB, 100) not in ledger.pending
    assert ledger.wrong == []


def test_first_copies_that_come_after_later_ones_are_out_of_order(ledger):
    for number in (101, 100, 100):
        ledger.receive(ADA, number, "x")

    assert ledger.out_of_order({(ADA, 100): 1, (ADA, 101): 2}) == 1
    assert ledger.out_of_order({(ADA, 100): 2, (ADA, 101): 1}) == 0
