"""Chats that send what nobody should: each is answered sensibly, or passed over, and no more."""

import sys
import unicodedata

import pytest

from bot.rendering.split import LONGEST, units
from handlers.commands import COMMANDS
from tests.fakes.offline_telegram import ANNA, CHANNEL, GROUP, PRIVATE

#: One character of every category that Unicode has.
CATEGORIES = "".join(
    {unicodedata.category(chr(code)): chr(code) for code in range(sys.maxunicode, 0, -1)}.values()
)
ODD = {
    "4,096 characters": "x" * 4080,
    "4,096 words": "w " * 2040,
    "commas": "," * 4000,
    "every category": CATEGORIES,
    "zeros": "\0\0",
    "turned around": "\u202eeniarku\u202c \u2066japan\u2069",
    "nothing to see": "\u200b\u200d\ufeff",
    "markup": "<b>&amp;</b><a href='tg://user?id=1'>x</a></code>",
    "a query": "'; DROP TABLE chats; --",
    "numbers": "-1 99999999999999999999 1e999 NaN",
    "criteria": "words:x person:y f:ukraine + &",
    "pictures": "🇺🇦👩‍👩‍👧‍👦🏴󠁧󠁢󠁥󠁮󠁧󠁿" * 100,
}
MESSAGE = {"message_id": 5, "date": 1773748800, "chat": PRIVATE, "from": ANNA}


@pytest.fixture
def unhurried(parts):
    """A chat that may ask as often as it likes."""
    parts.operators = frozenset({PRIVATE["id"]})


@pytest.mark.parametrize("odd", ODD)
async def test_every_command_bears_odd_arguments(telegram, unhurried, odd):
    for name in [command.name for command in COMMANDS]:
        calls = await telegram.say(f"/{name} {ODD[odd]}")

        assert calls, name
        for call in calls:
            assert "reference" not in call.text, f"/{name} broke"
            assert units(call.text) <= LONGEST
            assert not set("\0\u202e\u2066\u200b") & set(call.text)


@pytest.mark.parametrize("odd", ODD)
async def test_odd_words_without_a_command_break_nothing(telegram, unhurried, odd):
    for call in await telegram.say(ODD[odd]):
        assert "reference" not in call.text
        assert units(call.text) <= LONGEST


@pytest.mark.parametrize(
    "body",
    [
        {"message": MESSAGE},
        {"message": MESSAGE | {"photo": [], "caption": "/forget"}},
        {"message": MESSAGE | {"new_chat_title": "/subscribe"}},
        {"message": MESSAGE | {"pinned_message": MESSAGE | {"text": "/forget"}}},
        {"message": MESSAGE | {"left_chat_member": ANNA}},
        {"edited_message": MESSAGE | {"text": "/forget", "edit_date": 1773748801}},
        {"channel_post": MESSAGE | {"chat": CHANNEL}},
        {"callback_query": {"id": "1", "from": ANNA, "chat_instance": "1"}},
        {"callback_query": {"id": "1", "from": ANNA, "chat_instance": "1", "data": "f:ukraine"}},
        {
            "callback_query": {
                "id": "1",
                "from": ANNA,
                "chat_instance": "1",
                "inline_message_id": "9",
                "data": "x:forget",
            }
        },
        {"something_new": {"chat": PRIVATE, "text": "/forget"}},
        {},
    ],
    ids=lambda body: ",".join(body) or "nothing",
)
async def test_updates_that_ask_for_nothing_change_nothing_and_break_nothing(
    telegram, subscribed, body
):
    await telegram.say("/subscribe ukraine")

    calls = await telegram.update({"update_id": 77, **body})

    assert all("reference" not in str(call.parameters.get("text", "")) for call in calls or ())
    assert (await subscribed(PRIVATE)).follows == {"ukraine"}


async def test_an_answer_to_a_message_that_was_deleted_is_given_all_the_same(telegram):
    gone = MESSAGE | {"message_id": 1, "text": "deleted long ago"}

    (reply,) = await telegram.say("/help", GROUP, reply_to_message=gone)

    assert "/latest" in reply.text
