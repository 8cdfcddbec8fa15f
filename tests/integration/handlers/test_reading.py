from datetime import timedelta

import pytest

from tests.fakes.offline_telegram import ANNA, GROUP, PRIVATE
from tests.releases import NOON, make_briefing, make_pledge, make_reading, make_visit
from tests.shelf import shelve

HOUR = timedelta(hours=1)


@pytest.fixture
async def shelf(sessions):
    """Seven visits to Norway, the newest with id 1, and one older pledge to Kenya."""
    visits = (
        make_briefing(
            id=number,
            reading=make_reading([make_visit(f"Traveller {number}")], topics=("visits", "norway")),
            published_at=NOON - number * HOUR,
            title=f"Journey {number}",
        )
        for number in range(1, 8)
    )
    pledge = make_briefing(
        id=8,
        reading=make_reading([], [make_pledge()], topics=("pledges", "kenya", "trade")),
        published_at=NOON - 9 * HOUR,
        title="Water for Kenya",
    )
    await shelve(sessions, *visits, pledge, text="the grain deal")


def travellers(reply):
    return [int(part[0]) for part in reply.text.split("Traveller ")[1:]]


async def test_latest_shows_five_visits_newest_first(telegram, shelf):
    (reply,) = await telegram.say("/latest")

    assert reply.text.startswith("<b>✈️ Latest visits</b>")
    assert travellers(reply) == [1, 2, 3, 4, 5]
    assert reply.buttons == {
        "Older ▶": "p:v:5:5:",
        "🎁 Pledges": "p:p:5:0:",
        "📰 Releases": "p:r:5:0:",
    }
    assert reply.parameters["parse_mode"] == "HTML"
    assert reply.parameters["link_preview_options"] == {"is_disabled": True}


@pytest.mark.parametrize(
    ("wording", "expected"),
    [
        ("2", [1, 2]),
        ("0", [1]),
        ("99", [1, 2, 3, 4, 5, 6, 7]),
        ("2 norway", [1, 2]),
        ("norway 2", [1, 2]),
    ],
)
async def test_latest_takes_a_number_and_a_topic(telegram, shelf, wording, expected):
    (reply,) = await telegram.say(f"/latest {wording}")

    assert travellers(reply) == expected


async def test_latest_on_a_topic_offers_to_follow_it(telegram, shelf):
    (reply,) = await telegram.say("/latest 2 norway")

    assert "Latest visits · 🇳🇴 Norway" in reply.text
    assert reply.buttons["➕ Follow 🇳🇴 Norway"] == "f:norway"
    assert reply.buttons["Older ▶"] == "p:v:2:2:norway"


async def test_latest_pledges_are_the_list_of_pledges(telegram, shelf):
    (reply,) = await telegram.say("/latest pledges")

    assert reply.text.startswith("<b>🎁 Latest pledges</b>\n")


async def test_pages_turn_in_place(telegram, shelf):
    answer, edit = await telegram.press("p:v:5:5:")

    assert (answer.method, edit.method) == ("answerCallbackQuery", "editMessageText")
    assert travellers(edit) == [6, 7]
    assert edit.buttons["◀ Newer"] == "p:v:5:0:"
    assert "Older ▶" not in edit.buttons


async def test_page_of_pledges(telegram, shelf):
    _, edit = await telegram.press("p:p:5:0:")

    assert edit.text.startswith("<b>🎁 Latest pledges</b>")
    assert "€50m" in edit.text


async def test_page_that_is_shown_already_is_no_trouble(telegram, shelf):
    telegram.refusals["editMessageText"] = [(400, "Bad Request: message is not modified")]

    calls = await telegram.press("p:v:5:5:")

    assert [call.method for call in calls] == ["answerCallbackQuery", "editMessageText"]


@pytest.mark.parametrize("data", ["p:", "p:x:5:0:", "p:v:many:0:"])
async def test_page_nobody_offered_is_ignored(telegram, shelf, data):
    calls = await telegram.press(data)

    assert [call.method for call in calls] == ["answerCallbackQuery"]


async def test_nothing_on_record_is_said(telegram):
    (reply,) = await telegram.say("/latest")

    assert reply.text.endswith("No visits on record yet.")


async def test_page_past_the_end_is_said(telegram, shelf):
    _, edit = await telegram.press("p:v:5:50:")

    assert edit.text.endswith("No visits on record before these.")


@pytest.mark.parametrize("text", ["/topic trade", "trade", "Trade"])
async def test_topic_and_bare_words_show_what_is_new(telegram, shelf, text):
    (reply,) = await telegram.say(text)

    assert reply.text.startswith("<b>📰 Latest releases · Trade</b>")
    assert "Water for Kenya" in reply.text
    assert reply.buttons["➕ Follow Trade"] == "f:trade"


async def test_followed_topic_has_a_button_to_unfollow(telegram, shelf):
    await telegram.say("/subscribe trade")

    (reply,) = await telegram.say("/topic trade")

    assert reply.buttons["➖ Unfollow Trade"] == "u:trade"


async def test_person_is_found_by_a_part_of_the_name(telegram, shelf):
    (reply,) = await telegram.say("traveller 3")

    assert "Latest releases · Traveller 3" in reply.text
    assert reply.text.count("<i>") == 1


async def test_words_are_searched_in_the_text(telegram, shelf):
    (reply,) = await telegram.say("/topic grain deal")

    assert "Latest releases · “grain deal”" in reply.text
    assert "Journey 1" in reply.text


async def test_where_nothing_is_found_the_nearest_topics_are_offered(telegram, shelf):
    (reply,) = await telegram.say("/topic sanktions")

    assert "Nothing found on <b>“sanktions”</b> yet. Did you mean" in reply.text
    assert reply.buttons == {
        "Sanctions": "t:sanctions",
        "➕ Follow “sanktions”": "f:words:sanktions",
    }


async def test_topics_named_in_a_question_are_offered(telegram, shelf):
    (reply,) = await telegram.say("What did Britain promise to Kenya?")

    assert reply.buttons["🇬🇧 United Kingdom"] == "t:united-kingdom"
    assert reply.buttons["🇰🇪 Kenya"] == "t:kenya"


async def test_known_topic_without_a_release_can_be_followed(telegram, shelf):
    (reply,) = await telegram.say("japan")

    assert reply.text == "Nothing found on <b>🇯🇵 Japan</b> yet."
    assert reply.buttons == {"➕ Follow 🇯🇵 Japan": "f:japan"}


async def test_signs_are_no_topic(telegram):
    (reply,) = await telegram.say("?!")

    assert reply.text.startswith("I see no word in that.")


async def test_topic_button_opens_the_topic_in_a_message_of_its_own(telegram, shelf):
    answer, reply = await telegram.press("t:kenya")

    assert (answer.method, reply.method) == ("answerCallbackQuery", "sendMessage")
    assert "Latest releases · 🇰🇪 Kenya" in reply.text


async def test_bare_topic_button_opens_the_latest_visits(telegram, shelf):
    _, reply = await telegram.press("t:")

    assert travellers(reply) == [1, 2, 3, 4, 5]


async def test_topic_alone_lists_what_is_followed_each_with_a_button(telegram):
    await telegram.say("/subscribe ukraine, words here")
    await telegram.press("m:japan")

    (reply,) = await telegram.say("/topic")

    assert "• 🇺🇦 Ukraine\n• “words here”" in reply.text
    assert "🔕 Muted: 🇯🇵 Japan." in reply.text
    assert reply.buttons == {
        "➖ Unfollow 🇺🇦 Ukraine": "u:ukraine",
        "➖ Unfollow “words here”": "u:words:words here",
        "🔔 Unmute 🇯🇵 Japan": "n:japan",
    }


async def test_topic_alone_offers_a_beginning_to_newcomers(telegram):
    (reply,) = await telegram.say("/topic")

    assert reply.text.startswith("No alerts are on here.")
    assert reply.buttons == {
        "🔔 Every release": "e:",
        "➕ Follow Visits": "f:visits",
        "➕ Follow Pledges": "f:pledges",
    }


async def test_topic_alone_says_when_everything_is_followed(telegram):
    await telegram.say("/subscribe")

    (reply,) = await telegram.say("/topic")

    assert reply.text == "🔔 Alerts come for <b>every new release</b>."


async def test_topics_are_grouped_with_numbers_of_recent_releases(telegram, shelf):
    (reply,) = await telegram.say("/topics")

    assert reply.text.startswith("<b>Regions</b>: 1 topic\n\n<b>Themes</b>: Trade 1 · 2 more\n\n")
    assert ": 🇳🇴 Norway 7 · 🇰🇪 Kenya 1 · every one is a topic\n" in reply.text
    assert list(reply.buttons.values()) == [
        "g:regions",
        "g:themes",
        "t:norway",
        "t:kenya",
        "t:trade",
    ]


async def test_button_of_a_group_lists_all_its_topics(telegram, shelf):
    (reply,) = [call for call in await telegram.press("g:themes") if call.method == "sendMessage"]

    assert reply.text == "<b>Themes</b>\nSanctions · Trade 1 · Climate"


async def test_button_of_a_group_that_is_gone_opens_nothing(telegram):
    assert [call.method for call in await telegram.press("g:gone")] == ["answerCallbackQuery"]


async def test_topics_between_commas_are_shown_together(telegram, shelf):
    (reply,) = await telegram.say("/topic kenya, japan")

    assert "Latest releases · 🇰🇪 Kenya, 🇯🇵 Japan" in reply.text
    assert {"f:kenya", "f:japan"} <= set(reply.buttons.values())


async def test_topic_with_words_asks_for_releases_that_have_both(telegram, shelf):
    (both,) = await telegram.say("norway deals")
    (neither,) = await telegram.say("japan deals")

    assert "Latest releases · 🇳🇴 Norway + “deals”" in both.text
    assert "Nothing found on <b>🇯🇵 Japan + “deals”</b> yet." in neither.text
    assert neither.buttons["🇯🇵 Japan"] == "t:japan"


async def test_what_was_not_found_is_not_offered_to_be_muted(telegram):
    await telegram.say("/subscribe")

    (reply,) = await telegram.say("quarks")

    assert reply.text == "Nothing found on <b>“quarks”</b> yet."
    assert reply.buttons == {}


async def test_topics_are_listed_before_anything_was_read(telegram):
    (reply,) = await telegram.say("/topics")

    assert "every one is a topic\n" in reply.text
    assert list(reply.buttons.values()) == ["g:regions", "g:themes"]


async def test_words_in_a_group_are_for_the_bot_only_when_it_is_named(telegram, shelf):
    assert await telegram.say("trade", GROUP) == []
    assert await telegram.say("trade @somebody", GROUP) == []

    (reply,) = await telegram.say("@Briefing_Bot trade", GROUP)

    assert "Latest releases · Trade" in reply.text


async def test_command_for_another_bot_is_none_of_ours(telegram):
    assert await telegram.say("/latest@other_bot", GROUP) == []


async def test_unknown_command_points_to_help_in_private_only(telegram):
    (reply,) = await telegram.say("/nonsense")

    assert reply.text == "I do not know that command. /help lists those I know."
    assert await telegram.say("/nonsense", GROUP) == []


async def test_markup_that_telegram_refuses_is_sent_again_as_plain_text(telegram, shelf):
    telegram.refusals["sendMessage"] = [(400, "Bad Request: can't parse entities: byte 7")]

    refused, reply = await telegram.say("/latest")

    assert refused.parameters["parse_mode"] == "HTML"
    assert "parse_mode" not in reply.parameters
    assert reply.text.startswith("✈️ Latest visits\n")
    assert reply.buttons == refused.buttons


async def test_long_answer_is_split_and_has_its_buttons_once(telegram):
    for start in range(0, 48, 4):
        wishes = ",".join(f"{'long words ' * 3}w{number}" for number in range(start, start + 4))
        await telegram.say(f"/subscribe {wishes}")

    replies = await telegram.say("/topic")

    assert [bool(reply.buttons) for reply in replies][-1:] == [True]
    assert sum(bool(reply.buttons) for reply in replies) == 1


async def test_year_in_a_query_is_no_number_of_visits(telegram, shelf):
    (reply,) = await telegram.say("/latest norway 2025")

    assert "Latest visits · 🇳🇴 Norway + “2025”" in reply.text


@pytest.mark.parametrize("number", ["-5", "0", "99999"])
async def test_odd_number_of_visits_is_brought_into_bounds(telegram, shelf, number):
    (reply,) = await telegram.say(f"/latest {number}")

    assert reply.text.startswith("<b>✈️ Latest visits</b>\n")


async def test_edited_words_are_not_answered_again(telegram, shelf):
    calls = await telegram.say("trade", PRIVATE, ANNA, kind="edited_message", edit_date=1)

    assert calls == []
