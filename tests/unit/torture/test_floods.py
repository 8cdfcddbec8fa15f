import pytest

from tests.torture.floods import Floods


class Clock:
    now = 100.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def floods(clock):
    return Floods(1.0, clock)


def test_a_person_gets_one_message_a_second(floods, clock):
    assert [floods.wait(7), floods.wait(7)] == [0, 1]

    clock.now += 1.0
    assert floods.wait(7) == 0


def test_a_group_gets_twenty_a_minute(floods, clock):
    for _ in range(20):
        assert floods.wait(-7) == 0
        clock.now += 1.0

    assert floods.wait(-7) == 1


def test_all_together_get_thirty_a_second(floods):
    assert [floods.wait(chat) for chat in range(1, 32)] == [0] * 30 + [1]
    assert floods.most == 30


def test_nothing_passes_while_the_bot_is_told_to_wait(floods, clock):
    floods.halt(3)

    assert floods.wait(7) == 3
    assert floods.while_halted == 1
    clock.now += 3.0
    assert floods.wait(7) == 0
