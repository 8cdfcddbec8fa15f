"""Status, privacy, forgetting, coming and going, who is served, and what happens on errors."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.storage.database import writing
from bot.storage.tables import ChatRow, FeedRow
from handlers import BUTTONS, CALLBACKS
from handlers.commands import COMMANDS, set_commands
from tests.fakes.offline_telegram import (
    ANNA,
    BORIS,
    BOT,
    CHANNEL,
    FORUM,
    GROUP,
    PRIVATE,
    administrator,
)


async def polled(sessions, feed_id, **state):
    async with writing(sessions) as session:
        session.add(FeedRow(feed_id=feed_id, url="https://ministry.example/feed", **state))


async def chat_row(sessions, chat):
    async with sessions() as session:
        return await session.scalar(select(ChatRow).where(ChatRow.chat_id == chat["id"]))


async def test_start_says_what_the_bot_does_and_offers_a_beginning(telegram):
    (reply,) = await telegram.say("/start")

    assert "who travels where" in reply.text
    assert reply.buttons == {"✈️ Latest visits": "t:", "🔔 Every release": "e:"}


@pytest.mark.parametrize("payload", ["topic_ukraine", "topic_south-korea", "topic_south_korea"])
async def test_deep_link_opens_its_topic(telegram, payload):
    (reply,) = await telegram.say(f"/start {payload}")

    assert "Ukraine" in reply.text or "South Korea" in reply.text
    assert any(label.startswith("➕ Follow") for label in reply.buttons)


@pytest.mark.parametrize("payload", ["topic_", "something"])
async def test_unknown_deep_link_is_a_plain_start(telegram, payload):
    (reply,) = await telegram.say(f"/start {payload}")

    assert reply.text.startswith("👋")


async def test_help_lists_every_command(telegram):
    (reply,) = await telegram.say("/help")

    assert all(f"/{command.name} " in reply.text for command in COMMANDS)
    assert "/latest [n] [topic] – recent visits" in reply.text
    assert "/help – the commands" in reply.text


async def test_every_command_of_the_table_is_handled_and_no_other():
    assert set(CALLBACKS) == {command.name for command in COMMANDS}


async def test_every_kind_of_button_is_handled_once():
    assert len(BUTTONS) == 6


async def test_commands_are_put_into_telegrams_menu(telegram):
    await set_commands(telegram.application.bot)

    (call,) = telegram.calls
    assert call.method == "setMyCommands"
    assert call.parameters["commands"][0] == {
        "command": "latest",
        "description": "recent visits, newest first, then pledges and all releases",
    }
    for command in call.parameters["commands"]:
        assert 1 <= len(command["description"]) <= 256


async def test_status_tells_trouble_first_and_the_age_of_the_newest_release(
    telegram, sessions, now
):
    await polled(
        sessions,
        "se-mfa",
        poll_class="blocked",
        class_since=now - timedelta(hours=3),
        succeeded_at=now - timedelta(hours=4),
        detail="HTTP 403 & a challenge page",
    )
    await polled(
        sessions,
        "no-mfa",
        poll_class="not_modified",
        succeeded_at=now - timedelta(minutes=3),
        newest_at=now - timedelta(hours=2),
    )
    await telegram.say("/subscribe japan")

    (reply,) = await telegram.say("/status")

    assert reply.text == (
        "<b>2 feeds</b>, 1 in trouble\n"
        "⚠️ 🇸🇪 Swedish Ministry: the server turns us away for 3 h · read 4 h ago\n"
        "✅ 🇳🇴 Norwegian Ministry · read 3 min ago · newest 2 h old\n\n"
        "<b>In this chat</b>\n"
        "🔔 Alerts come for\n• 🇯🇵 Japan"
    )


async def test_status_gives_operators_the_detail(telegram, sessions, parts, now):
    parts.operators = frozenset({PRIVATE["id"]})
    await polled(sessions, "se-mfa", poll_class="blocked", detail="HTTP 403 & a challenge page")

    (reply,) = await telegram.say("/status")

    assert "turns us away · not read yet\n   HTTP 403 &amp; a challenge page\n" in reply.text


async def test_status_marks_what_has_been_quiet_for_long(telegram, sessions, now):
    await polled(
        sessions, "se-mfa", poll_class="ok", succeeded_at=now, newest_at=now - timedelta(days=30)
    )

    (reply,) = await telegram.say("/status")

    assert "💤 🇸🇪 Swedish Ministry · read a moment ago · newest 30 days old" in reply.text
    assert "✅ 🇳🇴 Norwegian Ministry · not read yet" in reply.text


async def test_privacy_says_what_is_stored_right_now(telegram):
    (stranger,) = await telegram.say("/privacy")
    assert stranger.text.endswith("Nothing but this message.")

    await telegram.say("/subscribe ukraine, grain deal")
    await telegram.press("m:japan")
    (known,) = await telegram.say("/privacy")

    assert known.text.endswith(
        "• private chat 5, since 17 Mar 2026\n"
        "• follows: 🇺🇦 Ukraine, “grain deal”\n"
        "• muted: 🇯🇵 Japan\n"
        "• alerts sent here: 0"
    )


async def test_privacy_names_each_thread(telegram):
    telegram.admins.add(ANNA["id"])
    await telegram.say("/subscribe", FORUM, message_thread_id=7, is_topic_message=True)

    (reply,) = await telegram.say("/privacy", FORUM)

    assert "• follows in thread 7: everything" in reply.text


async def test_forget_asks_first(telegram, subscribed):
    await telegram.say("/subscribe ukraine")

    (reply,) = await telegram.say("/forget")

    assert reply.buttons == {"🗑 Erase everything": "x:forget", "Keep": "x:keep"}
    assert await subscribed(PRIVATE)


async def test_forget_erases_the_chat_once_confirmed(telegram, sessions):
    await telegram.say("/subscribe ukraine")

    for _ in range(2):
        _, edit = await telegram.press("x:forget")

    assert edit.text.startswith("🗑 Everything about this chat has been erased.")
    assert await chat_row(sessions, PRIVATE) is None


async def test_forget_can_be_thought_better_of(telegram, subscribed):
    await telegram.say("/subscribe ukraine")

    _, edit = await telegram.press("x:keep")

    assert edit.text == "Nothing was erased."
    assert await subscribed(PRIVATE)


RIGHTS = [
    "send_messages",
    "send_audios",
    "send_documents",
    "send_photos",
    "send_videos",
    "send_video_notes",
    "send_voice_notes",
    "send_polls",
    "send_other_messages",
    "add_web_page_previews",
    "change_info",
    "invite_users",
    "pin_messages",
    "manage_topics",
    "edit_tag",
    "react_to_messages",
]


def member(status):
    if status == "administrator":
        return administrator(BOT)
    made = {"user": BOT, "status": status}
    if status == "kicked":
        made["until_date"] = 0
    if status.startswith("restricted"):
        made |= {f"can_{right}": False for right in RIGHTS}
        made |= {"until_date": 0, "status": "restricted", "is_member": status.endswith("in")}
    return made


def membership(chat, old, new):
    change = {"chat": chat, "from": ANNA, "date": 1_700_000_000}
    change |= {"old_chat_member": member(old), "new_chat_member": member(new)}
    return {"my_chat_member": change}


@pytest.mark.parametrize(
    ("chat", "status", "reason"),
    [
        (PRIVATE, "kicked", "blocked by the user"),
        (GROUP, "left", "removed from the group"),
        (GROUP, "restricted out", "removed from the group"),
        (CHANNEL, "kicked", "removed from the channel"),
    ],
)
async def test_chat_that_throws_the_bot_out_is_written_to_no_more(
    telegram, sessions, subscribed, chat, status, reason
):
    telegram.admins.add(ANNA["id"])
    await telegram.say("/subscribe ukraine", chat)

    calls = await telegram.update(membership(chat, "member", status))

    assert calls == []
    row = await chat_row(sessions, chat)
    assert (row.active, row.gone) == (False, reason)
    assert await subscribed(chat)


@pytest.mark.parametrize("status", ["member", "restricted in"])
async def test_chat_that_lets_the_bot_in_again_gets_alerts_again(telegram, sessions, status):
    await telegram.say("/subscribe ukraine")
    await telegram.update(membership(PRIVATE, "member", "kicked"))

    await telegram.update(membership(PRIVATE, "kicked", status))

    assert (await chat_row(sessions, PRIVATE)).active


async def test_group_that_lets_the_bot_in_is_greeted(telegram):
    (reply,) = await telegram.update(membership(GROUP, "left", "member"))
    promotion = await telegram.update(membership(GROUP, "member", "administrator"))

    assert "An admin can turn alerts on" in reply.text
    assert promotion == []


async def test_writing_again_after_a_block_brings_alerts_back(telegram, sessions):
    await telegram.say("/subscribe ukraine")
    await telegram.update(membership(PRIVATE, "member", "kicked"))

    await telegram.say("/subscribe japan")

    assert (await chat_row(sessions, PRIVATE)).active


@pytest.mark.parametrize("told_by", ["old", "new", "both"])
async def test_group_that_becomes_a_supergroup_keeps_its_topics(telegram, subscribed, told_by):
    telegram.admins.add(ANNA["id"])
    await telegram.say("/subscribe ukraine", GROUP)

    if told_by in {"old", "both"}:
        await telegram.say(None, GROUP, migrate_to_chat_id=FORUM["id"])
    if told_by in {"new", "both"}:
        await telegram.say(None, FORUM, migrate_from_chat_id=GROUP["id"])

    assert (await subscribed(FORUM)).follows == {"ukraine"}
    assert await subscribed(GROUP) is None


async def test_chats_that_are_not_on_the_list_are_turned_away(telegram, parts, subscribed):
    parts.allowed_chats = frozenset({6})

    (reply,) = await telegram.say("/subscribe")
    (pressed,) = await telegram.press("e:")
    quiet = await telegram.say("hello there", GROUP)

    assert reply.text.startswith("Sorry, this bot is private")
    assert pressed.parameters["text"].startswith("Sorry, this bot is private")
    assert quiet == []
    assert await subscribed(PRIVATE) is None


@pytest.mark.parametrize("listed", ["allowed_chats", "operators"])
async def test_listed_chats_and_operators_are_served(telegram, parts, listed):
    parts.allowed_chats = frozenset()
    setattr(parts, listed, frozenset({PRIVATE["id"]}))

    (reply,) = await telegram.say("/start")

    assert reply.text.startswith("👋")


async def test_block_by_a_chat_that_is_not_on_the_list_is_noticed(telegram, parts, sessions):
    await telegram.say("/subscribe")
    parts.allowed_chats = frozenset()

    await telegram.update(membership(PRIVATE, "member", "kicked"))

    assert not (await chat_row(sessions, PRIVATE)).active


async def test_too_many_requests_get_one_notice_then_silence(telegram, clock):
    for _ in range(20):
        assert len(await telegram.say("/start")) == 1

    (notice,) = await telegram.say("/start")
    silence = await telegram.say("hello") + await telegram.press("e:")
    other = await telegram.say("/start", GROUP, BORIS)

    assert notice.text.startswith("That was a lot at once.")
    assert silence == []
    assert len(other) == 1

    clock.forward(seconds=60)
    assert len(await telegram.say("/start")) == 1


async def test_operators_are_never_throttled(telegram, parts):
    parts.operators = frozenset({PRIVATE["id"]})

    answers = [await telegram.say("/start") for _ in range(25)]

    assert all(len(replies) == 1 for replies in answers)


async def test_talk_in_a_group_is_not_counted(telegram):
    for _ in range(30):
        await telegram.say("just talking", GROUP)

    assert len(await telegram.say("/start", GROUP)) == 1


async def test_error_of_ours_is_admitted_with_a_reference_that_the_log_has(telegram, parts, caplog):
    parts.sessions = None

    (reply,) = await telegram.say("/latest")
    (pressed,) = await telegram.press("p:v:5:0:")

    reference = reply.text.partition("(reference ")[2].partition(")")[0]
    assert f"failed (reference {reference})" in caplog.text
    assert pressed.parameters["show_alert"] is True
    assert "TypeError" in caplog.text
    assert "TypeError" not in reply.text


async def test_refused_answer_to_an_error_ends_there(telegram, parts, caplog):
    parts.sessions = None
    telegram.refusals["sendMessage"] = [(400, "Bad Request: not enough rights")]

    await telegram.say("/latest")

    assert "could not tell the chat" in caplog.text


async def test_chat_that_blocked_the_bot_gets_no_second_message(telegram):
    telegram.refusals["sendMessage"] = [(403, "Forbidden: bot was blocked by the user")]

    calls = await telegram.say("/start")

    assert len(calls) == 1


async def test_when_telegram_fails_nothing_more_is_sent(telegram, caplog):
    telegram.refusals["sendMessage"] = [(502, "Bad Gateway")]

    calls = await telegram.say("/start")

    assert len(calls) == 1
    assert "no way to answer update" in caplog.text


@pytest.mark.parametrize(
    ("method", "say"),
    [("editMessageText", "p:v:5:0:"), ("answerCallbackQuery", "t:"), ("sendMessage", "e:")],
)
async def test_other_refusals_are_errors(telegram, caplog, method, say):
    telegram.refusals[method] = [(400, "Bad Request: something else")]

    await telegram.press(say)

    assert "Something else" in caplog.text


async def test_update_of_an_unknown_kind_is_passed_over(telegram):
    assert await telegram.update({}) == []


async def test_a_chat_that_is_not_on_the_list_any_more_may_leave_and_look_and_erase(
    telegram, parts, subscribed, sessions
):
    await telegram.say("/subscribe")
    parts.allowed_chats = frozenset()

    (stored,) = await telegram.say("/privacy")
    (off,) = await telegram.say("/unsubscribe@briefing_bot")
    assert await subscribed(PRIVATE) is None
    await telegram.say("/forget")
    await telegram.press("x:forget")

    assert "follows: everything" in stored.text
    assert "Alerts are off" in off.text
    assert await chat_row(sessions, PRIVATE) is None


async def test_a_chat_that_is_not_on_the_list_does_not_come_back_by_unblocking(
    telegram, parts, sessions
):
    await telegram.say("/subscribe")
    await telegram.update(membership(PRIVATE, "member", "kicked"))
    parts.allowed_chats = frozenset()

    await telegram.update(membership(PRIVATE, "kicked", "member"))

    assert not (await chat_row(sessions, PRIVATE)).active
