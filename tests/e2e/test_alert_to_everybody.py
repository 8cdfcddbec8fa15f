"""An alert to many chats through the whole process, and what may happen to it on its way."""

from collections import Counter

import pytest

from tests.bench.strict_telegram import ASKERS
from tests.bench.whole_bot import whole_bot
from tests.fakes.answers import BLOCKED

pytestmark = pytest.mark.e2e

PEOPLE = 150
EVERYBODY = range(1, PEOPLE + 1)
#: Chats that ask something meanwhile.
CURIOUS = range(ASKERS + 1, ASKERS + 11)


@pytest.fixture
async def bot():
    """A bot whose people all follow everything, at four times Telegram's speed."""
    async with whole_bot(PEOPLE, groups=4, speed=4.0) as made:
        await made.start()
        yield made
        assert made.api.complaints == []
        assert made.api.floods.refused == 0


async def test_a_stop_in_the_middle_loses_and_repeats_neither_alerts_nor_answers(bot):
    await bot.owe()
    await bot.api.wait_for(lambda: bot.api.alerts.total() >= PEOPLE // 3)
    for chat in CURIOUS:
        await bot.api.say("/help", chat=chat, user=chat)
    await bot.end()
    assert bot.exit_code == 0
    assert bot.api.alerts.total() < PEOPLE

    await bot.start()
    await bot.drained()
    await bot.api.wait_for(lambda: all(bot.api.copies(chat) for chat in CURIOUS))

    assert bot.api.alerts == Counter([*EVERYBODY, -1, -2, -3, -4])
    assert {bot.api.copies(chat) for chat in CURIOUS} == {1}


async def test_chats_that_are_gone_or_have_moved_cost_one_try_and_no_other_chat_anything(bot):
    blocking, moving = (
        range(1, 51),
        {-number: -1_000_000_000_000 - number for number in range(1, 5)},
    )
    bot.api.gone |= dict.fromkeys(blocking, BLOCKED)
    bot.api.moved |= moving

    for briefing in (1, 2):
        await bot.owe(briefing)
        await bot.drained()

    reached = set(EVERYBODY) - set(blocking) | set(moving.values())
    assert bot.api.alerts == Counter(dict.fromkeys(reached, 2))
    assert {bot.api.tried[chat] for chat in (*blocking, *moving)} == {1}
