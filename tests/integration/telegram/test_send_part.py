import pytest

from bot import errors
from bot.models import Button, Message
from bot.telegram.sender import send_part
from tests.fakes import answers

ALERT = Message(
    html="<b>Visit</b> &amp; pledge",
    plain="Visit & pledge",
    buttons=((Button(label="Follow", data="f:ukraine"),),),
)


async def test_alert_is_sent_as_html_with_buttons_and_without_preview(api, bot):
    message_id = await send_part(bot, 7, None, ALERT)

    (sent,) = api.to(7)
    assert sent.message_id == message_id
    assert sent.text == "Visit & pledge"
    assert [button["text"] for button in sent.buttons] == ["Follow"]
    assert sent.parameters["link_preview_options"] == '{"is_disabled": true}'
    assert "message_thread_id" not in sent.parameters


async def test_alert_goes_to_its_forum_thread(api, bot):
    await send_part(bot, -100, 31, ALERT)

    assert api.to(-100)[0].parameters["message_thread_id"] == "31"


async def test_plain_alert_has_no_markup(api, bot):
    await send_part(bot, 7, None, ALERT, plain=True)

    assert api.to(7)[0].html == "Visit & pledge"
    assert "parse_mode" not in api.to(7)[0].parameters


async def test_broken_markup_is_told_apart(api, bot):
    with pytest.raises(errors.MarkupRefused):
        await send_part(bot, 7, None, Message(html="<b>open", plain="open"))


async def test_too_long_text_is_undeliverable(api, bot):
    with pytest.raises(errors.Undeliverable):
        await send_part(bot, 7, None, Message(html="x" * 4097, plain="x"))


async def test_migrated_group_is_told_apart(api, bot):
    api.failures["sendMessage"].append(answers.migrated(-100777))

    with pytest.raises(errors.ChatMoved) as caught:
        await send_part(bot, -7, None, ALERT)

    assert caught.value.chat_id == -100777


async def test_lost_answer_is_uncertain(api, bot):
    api.failures["sendMessage"].append(answers.RESET_AFTER)

    with pytest.raises(errors.DeliveryDelayed) as caught:
        await send_part(bot, 7, None, ALERT)

    assert caught.value.uncertain
