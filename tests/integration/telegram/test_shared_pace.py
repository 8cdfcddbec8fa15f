from datetime import timedelta

import pytest
from telegram.error import RetryAfter

from bot.storage import pace
from bot.telegram.pace import SharedPace
from tests.fakes import answers


class Time:
    """A clock that only sleeping moves."""

    def __init__(self, now):
        self.now, self.slept = now, []

    def clock(self):
        return self.now

    async def sleep(self, seconds):
        self.slept.append(round(seconds, 3))
        self.now += timedelta(seconds=seconds)


@pytest.fixture
def time(now):
    return Time(now)


@pytest.fixture
async def paced(api, connect, sessions, time):
    """A bot that sends ten messages a second at most."""
    limiter = SharedPace(sessions, time.clock, 10, sleep=time.sleep)
    return await connect(api.url, pace=limiter)


async def held_until(sessions):
    async with sessions() as session:
        return await pace.held_until(session)


async def test_messages_to_many_chats_take_evenly_spaced_slots(paced, time):
    for chat in (1, 2, 3):
        await paced.send_message(chat, "x")

    assert time.slept == [0.1, 0.1]


async def test_messages_to_one_chat_wait_for_the_chat(paced, time):
    await paced.send_message(1, "x")
    await paced.send_message(1, "y")

    assert time.slept == [1.0]


async def test_edits_take_slots_and_questions_do_not(paced, time, api):
    sent = await paced.send_message(1, "x")
    await paced.get_chat(1)
    assert time.slept == []

    await sent.edit_text("y")

    assert time.slept == [1.0]


async def test_delivery_that_holds_a_slot_takes_none(paced, time):
    for chat in (1, 2, 3):
        await paced.send_message(chat, "x", rate_limit_args=True)

    assert time.slept == []


async def test_answer_right_after_a_delivery_waits_for_the_chat(paced, time):
    await paced.send_message(1, "x", rate_limit_args=True)
    await paced.send_message(1, "y")

    assert time.slept == [1.0]


async def test_refusal_holds_every_sender_and_the_answer_is_sent_later(
    paced, time, api, sessions, now
):
    api.failures["sendMessage"].append(answers.too_many(5))

    await paced.send_message(1, "x")

    assert len(api.to(1)) == 1
    assert await held_until(sessions) == now + timedelta(seconds=5)
    assert time.now >= now + timedelta(seconds=5)


async def test_refused_delivery_is_left_to_the_outbox(paced, time, api, sessions, now):
    api.failures["sendMessage"].append(answers.too_many(5))

    with pytest.raises(RetryAfter):
        await paced.send_message(1, "x", rate_limit_args=True)

    assert time.slept == []
    assert await held_until(sessions) == now + timedelta(seconds=5)


async def test_answer_is_given_up_after_a_few_refusals(paced, api):
    api.failures["sendMessage"].extend([answers.too_many(1)] * 10)

    with pytest.raises(RetryAfter):
        await paced.send_message(1, "x")

    assert len(api.called("sendMessage")) == 4


async def test_answer_does_not_wait_for_minutes(paced, time, api):
    api.failures["sendMessage"].append(answers.too_many(600))

    with pytest.raises(RetryAfter):
        await paced.send_message(1, "x")

    assert time.slept == []


async def test_refused_question_is_asked_again(paced, time, api):
    api.failures["getChat"].append(answers.too_many(2))

    await paced.get_chat(1)

    assert time.slept == [2.0]


async def test_console_does_not_space_its_one_chat(api, connect, sessions, time):
    limiter = SharedPace(sessions, time.clock, 10, per_chat=False, sleep=time.sleep)
    bot = await connect(api.url, pace=limiter)

    await bot.send_message(1, "x")
    await bot.send_message(1, "y")

    assert time.slept == [0.1]
