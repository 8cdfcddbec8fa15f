"""Nobody gets in by a side door: other kinds of updates, links, old rights, forged buttons."""

import pytest

from tests.fakes.offline_telegram import ANNA, BORIS, CHANNEL, FORUM, GROUP, PRIVATE

CLOSED = "Sorry, this bot is private"


@pytest.mark.parametrize(
    "text", ["/start topic_ukraine", "/latest", "/topics", "/status", "/topic ukraine", "ukraine"]
)
async def test_a_stranger_learns_nothing_from_a_private_bot(telegram, parts, text):
    parts.allowed_chats = frozenset()

    (reply,) = await telegram.say(text)

    assert reply.text.startswith(CLOSED)
    assert reply.buttons == {}


@pytest.mark.parametrize("data", ["t:", "p:0", "g:themes", "f:ukraine", "u:ukraine", "nonsense"])
async def test_buttons_of_old_messages_are_closed_to_a_stranger(telegram, parts, subscribed, data):
    parts.allowed_chats = frozenset()

    (answer,) = await telegram.press(data)

    assert answer.method == "answerCallbackQuery"
    assert answer.parameters["text"].startswith(CLOSED)
    assert await subscribed(PRIVATE) is None


async def test_a_channel_that_is_not_on_the_list_is_not_served(telegram, parts, subscribed):
    parts.allowed_chats = frozenset({PRIVATE["id"]})

    (reply,) = await telegram.say("/subscribe", CHANNEL)

    assert reply.text.startswith(CLOSED)
    assert await subscribed(CHANNEL) is None


async def test_who_is_on_the_list_opens_no_group(telegram, parts, subscribed):
    parts.allowed_chats = frozenset({ANNA["id"]})
    telegram.admins.add(ANNA["id"])

    await telegram.say("/subscribe", GROUP, ANNA)

    assert await subscribed(GROUP) is None


async def test_an_operator_in_a_group_sees_there_what_all_see(telegram, parts, sessions):
    parts.operators = frozenset({ANNA["id"]})
    private, group = (
        (await telegram.say("/status"))[0],
        (await telegram.say("/status", GROUP, ANNA))[0],
    )

    assert group.text == private.text  # no feed is in trouble, so that there is no detail either
    assert len(await telegram.say("/start", GROUP, BORIS)) == 1


async def test_rights_are_asked_for_at_every_press(telegram, subscribed):
    telegram.admins.add(ANNA["id"])
    await telegram.press("f:ukraine", GROUP)
    telegram.admins.clear()

    asked, answer = await telegram.press("f:japan", GROUP)

    assert asked.method == "getChatMember"
    assert answer.parameters["text"].startswith("Only admins")
    assert (await subscribed(GROUP)).follows == {"ukraine"}


async def test_the_question_whether_to_erase_is_no_right_to_erase(telegram, subscribed):
    telegram.admins.add(ANNA["id"])
    await telegram.say("/subscribe japan", FORUM, ANNA)
    await telegram.say("/forget", FORUM, ANNA)

    await telegram.press("x:forget", FORUM, BORIS)

    assert (await subscribed(FORUM)).follows == {"japan"}


@pytest.mark.parametrize(
    "data",
    [
        "x:everything",
        "f:",
        "m:" + "a" * 62,
        "e:\x00",
        "f:../../x",
        "p:-1",
        "",
        ":",
        "zz:1",
        "f:<b>x</b>",
        "f:words:",
        "m:person:",
        "f:ukraine&japan",
        "g:nowhere",
        "p:v:99999999999999999999:0:",
        "p:v:5:-9:",
        "p:" + ":" * 40,
        "\u202ef:ukraine",
        "é" * 32,
    ],
)
async def test_forged_data_of_a_button_breaks_nothing(telegram, data):
    calls = await telegram.press(data)

    assert all("went wrong" not in call.text for call in calls)
    assert all("reference" not in call.parameters.get("text", "") for call in calls)
