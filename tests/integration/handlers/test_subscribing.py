import pytest

from handlers.wishes import MOST
from tests.fakes.offline_telegram import ANNA, BORIS, CHANNEL, FORUM, GROUP, PRIVATE
from tests.releases import make_briefing, make_reading, make_visit
from tests.shelf import shelve


async def test_subscribe_alone_follows_everything(telegram, subscribed, sessions):
    await shelve(sessions, make_briefing())

    (reply,) = await telegram.say("/subscribe")

    assert (await subscribed(PRIVATE)).everything
    assert "<b>Alerts are on</b> for every new release." in reply.text
    assert "There was 1 release in the last 7 days." in reply.text


async def test_topics_are_followed_alone(telegram, subscribed, sessions):
    await shelve(sessions, make_briefing(reading=make_reading(topics=("ukraine",))))

    (reply,) = await telegram.say("/subscribe ukraine, climate change, visits")

    assert (await subscribed(PRIVATE)).follows == {"ukraine", "climate", "visits"}
    assert "• 🇺🇦 Ukraine\n• 🌱 Climate\n• Visits" in reply.text
    assert "There was 1 such release in the last 7 days." in reply.text


async def test_topic_without_recent_releases_says_so_in_words(telegram):
    (reply,) = await telegram.say("/subscribe japan")

    assert "There was no such release in the last 7 days." in reply.text


async def test_topics_narrow_everything_and_say_so(telegram, subscribed):
    await telegram.say("/subscribe all")

    (reply,) = await telegram.say("/subscribe japan")

    assert (await subscribed(PRIVATE)).follows == {"japan"}
    assert "No longer for everything" in reply.text


async def test_unknown_words_are_followed_and_the_nearest_topics_offered(telegram, subscribed):
    (reply,) = await telegram.say("/subscribe sanktions")

    assert (await subscribed(PRIVATE)).follows == {"words:sanktions"}
    assert "I know no topic called “sanktions”" in reply.text
    assert reply.buttons == {
        "➕ Follow Sanctions": "f:sanctions",
        "➖ Unfollow “sanktions”": "u:words:sanktions",
    }


async def test_what_was_followed_before_is_said_along(telegram):
    (first,) = await telegram.say("/subscribe ukraine")
    (second,) = await telegram.say("/subscribe visits")

    assert "before" not in first.text
    assert "• Visits\n\nFollowed as before: 🇺🇦 Ukraine." in second.text


async def test_unknown_words_are_said_to_be_followed_as_words_with_a_way_back(telegram):
    (reply,) = await telegram.say("/subscribe zzxxy")

    assert "no topic called “zzxxy”. I follow it as a word, for releases" in reply.text
    assert "Unfollow takes that back." in reply.text
    assert reply.buttons == {"➖ Unfollow “zzxxy”": "u:words:zzxxy"}


async def test_part_of_a_name_we_have_read_is_that_person(telegram, subscribed, sessions):
    await shelve(sessions, make_briefing([make_visit("Alma Bergholt")]))

    (reply,) = await telegram.say("/subscribe bergholt")

    assert (await subscribed(PRIVATE)).follows == {"person:alma bergholt"}
    assert "• Alma Bergholt" in reply.text


async def test_name_that_several_bear_stays_as_it_was_asked(telegram, subscribed, sessions):
    await shelve(
        sessions,
        make_briefing(id=1, reading=make_reading([make_visit("Alma Berg")])),
        make_briefing(id=2, reading=make_reading([make_visit("Ola Berg")])),
    )

    await telegram.say("/subscribe berg")

    assert (await subscribed(PRIVATE)).follows == {"person:berg"}


async def test_signs_alone_are_nothing_to_follow(telegram, subscribed):
    (reply,) = await telegram.say("/subscribe …!")

    assert await subscribed(PRIVATE) is None
    assert reply.text.startswith("I see no word in that.")


async def test_chat_follows_only_so_many_topics(telegram, subscribed):
    for start in (0, 30):
        reply = await telegram.say(
            "/subscribe " + ",".join(f"w{number}" for number in range(start, start + 30))
        )

    assert len((await subscribed(PRIVATE)).follows) == 30
    assert "at most 50 topics" in reply[0].text


async def test_unsubscribe_alone_ends_alerts(telegram, subscribed):
    await telegram.say("/subscribe ukraine")

    (first,) = await telegram.say("/unsubscribe")
    (again,) = await telegram.say("/unsubscribe")

    assert await subscribed(PRIVATE) is None
    assert first.text.startswith("🔕 <b>Alerts are off.</b>")
    assert again.text == first.text  # a message that we are handed twice is answered alike


async def test_unsubscribe_from_a_topic_leaves_the_others(telegram, subscribed):
    await telegram.say("/subscribe ukraine japan")

    (reply,) = await telegram.say("/unsubscribe ukraine")

    assert (await subscribed(PRIVATE)).follows == {"japan"}
    assert reply.text == "➖ No longer followed: 🇺🇦 Ukraine."


async def test_unsubscribe_from_the_last_topic_says_that_alerts_are_off(telegram, subscribed):
    await telegram.say("/subscribe ukraine")

    (reply,) = await telegram.say("/unsubscribe ukraine, japan")

    assert await subscribed(PRIVATE) is None
    assert "<b>alerts are off</b>" in reply.text


async def test_unsubscribe_from_a_topic_while_following_everything_mutes_it(telegram, subscribed):
    await telegram.say("/subscribe")

    (reply,) = await telegram.say("/unsubscribe ukraine")

    assert (await subscribed(PRIVATE)).muted == {"ukraine"}
    assert reply.text == "🔕 Muted: 🇺🇦 Ukraine. Every other new release still comes."
    (again,) = await telegram.say("/subscribe")
    assert "Muted: 🇺🇦 Ukraine." in again.text


async def test_unsubscribe_from_what_was_not_followed_says_so(telegram, subscribed):
    (reply,) = await telegram.say("/unsubscribe japan")

    assert reply.text.startswith("➖ Not followed: 🇯🇵 Japan.")


async def test_name_followed_as_mere_words_can_be_unfollowed_once_its_bearer_is_known(
    telegram, subscribed, sessions
):
    await telegram.say("/subscribe bergholt, japan")
    await shelve(sessions, make_briefing([make_visit("Alma Bergholt")]))

    await telegram.say("/unsubscribe bergholt")

    assert (await subscribed(PRIVATE)).follows == {"japan"}


@pytest.mark.parametrize("command", ["/subscribe", "/unsubscribe", "/forget"])
async def test_in_groups_only_admins_change_settings(telegram, subscribed, command):
    telegram.admins.add(ANNA["id"])
    await telegram.say("/subscribe japan", GROUP, ANNA)

    _, reply = await telegram.say(command, GROUP, BORIS)

    assert reply.text == "Only admins can change what this chat follows."
    assert (await subscribed(GROUP)).follows == {"japan"}


async def test_admins_are_asked_for_anew_each_time(telegram):
    telegram.admins.add(ANNA["id"])
    await telegram.say("/subscribe japan", GROUP, ANNA)
    telegram.admins.clear()

    _, reply = await telegram.say("/subscribe japan", GROUP, ANNA)

    assert reply.text.startswith("Only admins")


async def test_anonymous_admin_may_change_settings(telegram, subscribed):
    await telegram.say("/subscribe japan", GROUP, BORIS, sender_chat=GROUP)

    assert (await subscribed(GROUP)).follows == {"japan"}


async def test_channel_that_posts_into_its_group_is_no_admin(telegram, subscribed):
    await telegram.say("/subscribe japan", GROUP, BORIS, sender_chat=CHANNEL)

    assert await subscribed(GROUP) is None


async def test_when_admins_cannot_be_asked_for_nothing_changes(telegram, subscribed):
    telegram.admins.add(ANNA["id"])
    telegram.refusals["getChatMember"] = [(400, "Bad Request: member list is inaccessible")]

    await telegram.say("/subscribe japan", GROUP, ANNA)

    assert await subscribed(GROUP) is None


async def test_channel_post_subscribes_the_channel(telegram, subscribed):
    (reply,) = await telegram.say("/subscribe japan", CHANNEL)

    assert (await subscribed(CHANNEL)).follows == {"japan"}
    assert reply.parameters["chat_id"] == CHANNEL["id"]


async def test_thread_of_a_forum_has_its_own_subscription_and_answer(telegram, subscribed):
    telegram.admins.add(ANNA["id"])

    *_, reply = await telegram.say(
        "/subscribe japan", FORUM, message_thread_id=7, is_topic_message=True
    )

    assert (await subscribed(FORUM, 7)).follows == {"japan"}
    assert await subscribed(FORUM) is None
    assert reply.parameters["message_thread_id"] == 7


async def test_chain_of_replies_is_no_thread(telegram, subscribed):
    telegram.admins.add(ANNA["id"])

    await telegram.say("/subscribe japan", FORUM, message_thread_id=7)

    assert (await subscribed(FORUM)).follows == {"japan"}


async def test_edited_command_counts_as_a_new_one(telegram, subscribed):
    await telegram.say("/subscribe japan", kind="edited_message", edit_date=1_700_000_001)

    assert (await subscribed(PRIVATE)).follows == {"japan"}


async def test_command_handled_twice_changes_nothing_more(telegram, subscribed):
    for _ in range(2):
        await telegram.say("/subscribe japan")

    assert (await subscribed(PRIVATE)).follows == {"japan"}


async def test_hostile_argument_is_shown_harmless_and_cut(telegram):
    (reply,) = await telegram.say("/unsubscribe <b>&\u202e" + "x" * 500)

    assert "<b>&" not in reply.text
    assert len(reply.text) < 300


async def test_when_telegram_is_out_of_reach_nobody_is_told_that_he_is_no_admin(
    telegram, subscribed
):
    telegram.admins.add(ANNA["id"])
    telegram.refusals["getChatMember"] = [(502, "Bad Gateway")]

    calls = await telegram.say("/subscribe japan", GROUP, ANNA)

    assert [call.method for call in calls] == ["getChatMember"]  # the inbox asks again


async def test_a_chat_that_follows_everything_mutes_only_so_much(telegram, subscribed):
    await telegram.say("/subscribe")
    for start in (0, 25):
        topics = ", ".join(f"word{number}" for number in range(start, start + 25))
        await telegram.say(f"/unsubscribe {topics}")

    (reply,) = await telegram.say("/unsubscribe one more")
    pressed, *_ = await telegram.press("m:ukraine")
    unfollowed, *_ = await telegram.press("u:ukraine")

    assert len((await subscribed(PRIVATE)).muted) == MOST
    for text in (reply.text, pressed.parameters["text"], unfollowed.parameters["text"]):
        assert text.startswith("A chat can mute at most 50 topics.")


async def test_unsubscribing_twice_from_the_last_topic_says_twice_that_alerts_are_off(telegram):
    await telegram.say("/subscribe japan")

    (first,) = await telegram.say("/unsubscribe japan")
    (again,) = await telegram.say("/unsubscribe japan")

    assert "alerts are off" in first.text
    assert "alerts are off" in again.text


async def test_a_button_that_telegram_refuses_costs_no_answer(telegram):
    telegram.refusals["sendMessage"] = [(400, "Bad Request: BUTTON_URL_INVALID")]

    refused, reply = await telegram.say("/subscribe some words")

    assert refused.buttons
    assert not reply.buttons
    assert reply.text == refused.text
