from datetime import timedelta

import pytest
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from bot import errors
from bot.models import Button
from bot.telegram.sender import keyboard, meaning
from bot.telegram.transport import NotSent


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Can't parse entities: unsupported start tag at byte offset 3", errors.MarkupRefused),
        ("Chat not found", errors.ChatNotFound),
        ("Private chat not found", errors.ChatNotFound),
        ("Group chat was deactivated", errors.ChatGone),
        ("Not enough rights to send text messages to the chat", errors.ChatClosed),
        ("Chat_restricted", errors.ChatClosed),
        ("Topic_closed", errors.ChatClosed),
        ("Message thread not found", errors.ChatClosed),
        ("Message is too long", errors.Undeliverable),
        ("Message text is empty", errors.Undeliverable),
        ("Button_data_invalid", errors.ButtonsRefused),
        ("Button_url_invalid", errors.ButtonsRefused),
        ("Wrong HTTP URL", errors.ButtonsRefused),
        ("Need administrator rights in the channel chat", errors.ChatClosed),
    ],
)
def test_refusal_has_a_meaning_in_any_case(text, kind):
    assert type(meaning(BadRequest(text))) is kind
    assert type(meaning(BadRequest(text.upper()))) is kind


def test_reason_of_a_blocked_chat_is_kept():
    meant = meaning(Forbidden("Forbidden: bot was blocked by the user"))

    assert isinstance(meant, errors.ChatGone)
    assert "blocked by the user" in str(meant)


def test_throttle_says_how_long():
    meant = meaning(RetryAfter(timedelta(seconds=30)))

    assert meant.retry_in == timedelta(seconds=30)
    assert meant.throttled
    assert not meant.uncertain


def test_migrated_group_has_a_new_address():
    assert meaning(ChatMigrated(-100123)).chat_id == -100123


@pytest.mark.parametrize("exc", [NotSent("refused"), InvalidToken("401")], ids=["down", "token"])
def test_what_was_surely_not_sent_is_not_uncertain(exc):
    meant = meaning(exc)

    assert isinstance(meant, errors.DeliveryDelayed)
    assert not meant.uncertain


@pytest.mark.parametrize(
    "exc",
    [NetworkError("Bad Gateway"), TimedOut(), TelegramError("Invalid server response")],
    ids=["gateway", "time-out", "garbage"],
)
def test_lost_answer_is_uncertain(exc):
    meant = meaning(exc)

    assert isinstance(meant, errors.DeliveryDelayed)
    assert meant.uncertain


def test_buttons_become_telegrams():
    made = keyboard(
        ((Button(label="Follow", data="f:ukraine"), Button(label="Go", url="https://a.b")),)
    )

    (row,) = made.inline_keyboard
    assert [button.text for button in row] == ["Follow", "Go"]
    assert row[0].callback_data == "f:ukraine"
    assert row[1].url == "https://a.b"


def test_no_buttons_are_no_keyboard():
    assert keyboard(()) is None
