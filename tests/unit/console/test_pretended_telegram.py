import asyncio
import io

import pytest
from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.constants import ParseMode

from bot.console.screen import Screen
from bot.console.server import TOKEN, YOU, ConsoleRequest, PretendedTelegram
from bot.telegram.client import TelegramBot


@pytest.fixture
def out():
    return io.StringIO()


@pytest.fixture
def telegram(out, now):
    return PretendedTelegram(Screen(out, terminal=False), lambda: now)


@pytest.fixture
async def bot(telegram):
    transport = ConsoleRequest(telegram)
    made = TelegramBot(TOKEN, "console:", request=transport, poll_request=transport)
    await made.initialize()
    yield made
    await made.shutdown()


@pytest.fixture
def read(bot):
    """Take what was typed as the bot would, and confirm what came before."""
    offset = 0

    async def take():
        nonlocal offset
        updates = await bot.poll(offset=offset, timeout=0)
        offset = max((update["update_id"] for update in updates), default=offset - 1) + 1
        return [Update.de_json(update, bot) for update in updates]

    return take


def keyboard(*buttons):
    return InlineKeyboardMarkup(
        [[InlineKeyboardButton(label, callback_data=data) for label, data in buttons]]
    )


async def test_typed_command_is_a_command(telegram, read):
    await telegram.type_in("/latest 3")

    (update,) = await read()

    assert update.message.text == "/latest 3"
    assert update.message.entities[0].type == "bot_command"
    assert update.message.entities[0].length == len("/latest")
    assert update.effective_chat.type == "private"


async def test_blank_line_says_nothing(telegram, read):
    assert not await telegram.type_in("  ")
    assert await read() == []


async def test_confirmation_waits_until_the_bot_has_stored_it(telegram, read):
    await telegram.type_in("ukraine")
    confirmed = asyncio.create_task(telegram.confirmed())
    await read()
    assert not confirmed.done()

    await read()

    await asyncio.wait_for(confirmed, 5)


async def test_open_question_is_answered_when_something_is_typed(telegram, bot):
    asking = asyncio.create_task(bot.poll(offset=0, timeout=30))
    await asyncio.sleep(0)

    await telegram.type_in("hello")

    assert len(await asyncio.wait_for(asking, 5)) == 1


async def test_numbers_of_updates_grow_from_session_to_session(now, telegram, read):
    later = PretendedTelegram(Screen(io.StringIO()), lambda: now.replace(hour=13))
    await telegram.type_in("first")
    await later.type_in("second")

    (first,) = await read()
    (second,) = await later.request("getUpdates", {"offset": 0, "timeout": 0})

    assert second["update_id"] > first.update_id + 1000


async def test_button_is_pressed_by_its_number(telegram, bot, read, out):
    sent = await bot.send_message(YOU, "Visit", reply_markup=keyboard(("Follow", "f:ukraine")))
    assert "[1] Follow" in out.getvalue()

    assert await telegram.type_in("1")

    (update,) = await read()
    assert update.callback_query.data == "f:ukraine"
    assert update.callback_query.message.message_id == sent.message_id


async def test_numbers_go_on_so_that_older_buttons_can_be_pressed(telegram, bot, read, out):
    await bot.send_message(YOU, "one", reply_markup=keyboard(("A", "a")))
    await bot.send_message(YOU, "two", reply_markup=keyboard(("B", "b")))

    await telegram.type_in("1")

    (update,) = await read()
    assert update.callback_query.data == "a"
    assert "[2] B" in out.getvalue()


async def test_number_of_no_button_is_said_to_be_none(telegram, read, out):
    assert not await telegram.type_in("17")

    assert "There is no button 17 to press." in out.getvalue()
    assert list(await read()) == []


async def test_number_that_no_button_could_have_is_a_message(telegram, read):
    await telegram.type_in("2025")

    (update,) = await read()
    assert update.message.text == "2025"


async def test_edited_message_takes_its_old_buttons_along(telegram, bot, read, out):
    sent = await bot.send_message(YOU, "page 1", reply_markup=keyboard(("Next", "p:2")))

    await bot.edit_message_text(
        "<b>page 2</b>",
        YOU,
        sent.message_id,
        parse_mode="HTML",
        reply_markup=keyboard(("Next", "p:3")),
    )

    assert "(edited) page 2\n[2] Next" in out.getvalue()
    assert not await telegram.type_in("1")
    assert "There is no button 1 to press." in out.getvalue()


async def test_buttons_alone_can_be_edited(bot, out):
    sent = await bot.send_message(YOU, "page", reply_markup=keyboard(("Next", "p:2")))

    await bot.edit_message_reply_markup(
        YOU, sent.message_id, reply_markup=keyboard(("Back", "p:1"))
    )

    assert "(edited) page\n[2] Back" in out.getvalue()


async def test_edit_of_an_unknown_message_changes_nothing(bot, out):
    await bot.edit_message_text("x", YOU, 99)

    assert out.getvalue() == ""


async def test_answer_to_a_press_is_shown(bot, out):
    await bot.answer_callback_query("1", "Following Ukraine")
    await bot.answer_callback_query("2")

    assert out.getvalue() == "· Following Ukraine\n\n"


async def test_text_without_parse_mode_is_shown_as_it_is(bot, out):
    await bot.send_message(YOU, "a <b> & c")

    assert out.getvalue() == "a <b> & c\n\n"


async def test_html_is_read(bot, out):
    await bot.send_message(YOU, "<b>a</b> &lt;", parse_mode=ParseMode.HTML)

    assert out.getvalue() == "a <\n\n"


async def test_link_button_shows_its_address(bot, out):
    markup = InlineKeyboardMarkup([[InlineKeyboardButton("Read", url="https://a.example/")]])

    await bot.send_message(YOU, "Visit", reply_markup=markup)

    assert "Read: https://a.example/" in out.getvalue()


async def test_person_owns_the_chat(bot):
    member = await bot.get_chat_member(YOU, YOU)

    assert member.status == "creator"


async def test_menu_of_commands_is_accepted(bot):
    assert await bot.set_my_commands([("help", "the commands")])
