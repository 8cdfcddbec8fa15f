import pytest

from tests.fakes.offline_telegram import ANNA, BORIS, CHANNEL, FORUM, GROUP, PRIVATE

UKRAINE = [
    [{"text": "📄 Read the release", "url": "https://x.example/"}],
    [
        {"text": "➕ Follow 🇺🇦 Ukraine", "callback_data": "f:ukraine"},
        {"text": "🔕 Mute 🇺🇦 Ukraine", "callback_data": "m:ukraine"},
    ],
]


async def test_follow_button_follows_and_becomes_its_opposite(telegram, subscribed):
    answer, edit = await telegram.press("f:ukraine", markup=UKRAINE)

    assert (await subscribed(PRIVATE)).follows == {"ukraine"}
    assert answer.parameters["text"] == "Followed: 🇺🇦 Ukraine"
    assert edit.buttons == {
        "📄 Read the release": "https://x.example/",
        "➖ Unfollow 🇺🇦 Ukraine": "u:ukraine",
        "🔕 Mute 🇺🇦 Ukraine": "m:ukraine",
    }


@pytest.mark.parametrize(
    ("before", "data", "said", "follows", "muted"),
    [
        ("/subscribe ukraine, japan", "u:ukraine", "Not followed: 🇺🇦 Ukraine", {"japan"}, set()),
        ("/subscribe ukraine, japan", "m:ukraine", "Muted: 🇺🇦 Ukraine", {"japan"}, {"ukraine"}),
        ("/subscribe", "m:ukraine", "Muted: 🇺🇦 Ukraine", set(), {"ukraine"}),
        ("/subscribe", "u:ukraine", "Muted: 🇺🇦 Ukraine", set(), {"ukraine"}),
        ("/subscribe", "f:ukraine", "Everything is followed, 🇺🇦 Ukraine too.", set(), set()),
        ("/subscribe", "n:ukraine", "Everything is followed, 🇺🇦 Ukraine too.", set(), set()),
        ("/subscribe japan", "f:visits", "Followed: Visits", {"japan", "visits"}, set()),
    ],
)
async def test_press_changes_what_is_followed(
    telegram, subscribed, before, data, said, follows, muted
):
    await telegram.say(before)

    answer, *_ = await telegram.press(data)

    assert answer.parameters["text"] == said
    now = await subscribed(PRIVATE)
    assert (now.follows, now.muted, now.everything) == (follows, muted, before == "/subscribe")


async def test_mute_can_be_taken_back_by_following_again(telegram, subscribed):
    await telegram.say("/subscribe")
    await telegram.press("m:ukraine")

    await telegram.press("f:ukraine")

    now = await subscribed(PRIVATE)
    assert now.everything
    assert now.muted == frozenset()


async def test_mute_without_alerts_says_that_none_are_on(telegram, subscribed):
    (answer,) = await telegram.press("m:ukraine")

    assert answer.parameters["text"] == "No alerts are on here."
    assert await subscribed(PRIVATE) is None


async def test_second_press_of_the_same_button_changes_and_edits_nothing(telegram, subscribed):
    await telegram.press("f:ukraine", markup=UKRAINE)

    (answer,) = await telegram.press("f:ukraine", markup=UKRAINE)

    assert answer.parameters["text"] == "Followed: 🇺🇦 Ukraine"


async def test_keyboard_that_has_turned_already_is_no_trouble(telegram, subscribed):
    telegram.refusals["editMessageReplyMarkup"] = [(400, "Bad Request: message is not modified")]

    _, edit = await telegram.press("f:ukraine", markup=UKRAINE)

    assert edit.method == "editMessageReplyMarkup"
    assert telegram.calls[-1] is edit


async def test_press_answered_too_late_is_no_trouble_either(telegram, subscribed):
    telegram.refusals["answerCallbackQuery"] = [(400, "Bad Request: query is too old")]

    await telegram.press("f:ukraine")

    assert (await subscribed(PRIVATE)).follows == {"ukraine"}


@pytest.mark.parametrize("chat", [GROUP, CHANNEL], ids=["group", "channel"])
@pytest.mark.parametrize("data", ["f:ukraine", "e:", "x:forget"])
async def test_only_admins_press_in_groups_and_channels(telegram, subscribed, chat, data):
    _, answer = await telegram.press(data, chat, BORIS)

    assert answer.parameters["text"].startswith("Only admins")
    assert answer.parameters["show_alert"] is True
    assert await subscribed(chat) is None


async def test_admin_presses_for_the_thread_of_the_message(telegram, subscribed):
    telegram.admins.add(ANNA["id"])

    await telegram.press("f:ukraine", FORUM, message_thread_id=7, is_topic_message=True)

    assert (await subscribed(FORUM, 7)).follows == {"ukraine"}


async def test_no_more_topics_than_a_chat_may_follow(telegram, subscribed):
    await telegram.say("/subscribe " + ",".join(f"a{number}" for number in range(40)))
    await telegram.say("/subscribe " + ",".join(f"b{number}" for number in range(10)))

    (answer,) = await telegram.press("f:ukraine", markup=UKRAINE)

    assert answer.parameters["text"].startswith("A chat can follow at most 50 topics.")


async def test_every_release_button_follows_everything(telegram, subscribed):
    answer, reply = await telegram.press("e:")

    assert answer.method == "answerCallbackQuery"
    assert "for every new release" in reply.text
    assert (await subscribed(PRIVATE)).everything


async def test_press_under_a_message_too_old_to_be_seen_still_works(telegram, subscribed):
    old = {"chat": PRIVATE, "message_id": 3, "date": 0}
    query = {"id": "1", "from": ANNA, "chat_instance": "1", "message": old, "data": "e:"}

    *_, reply = await telegram.update({"callback_query": query})

    assert (await subscribed(PRIVATE)).everything
    assert reply.method == "sendMessage"
