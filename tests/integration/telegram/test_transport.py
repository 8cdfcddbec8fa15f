import asyncio
import socket

import pytest
from telegram.error import BadRequest, Forbidden, InvalidToken, NetworkError, RetryAfter, TimedOut

from bot.telegram.transport import AiohttpRequest, NotSent
from tests.fakes import answers
from tests.fakes.answers import Failure
from tests.fakes.bot_api import TOKEN


async def test_message_arrives_with_its_markup_and_buttons(api, bot):
    sent = await bot.send_message(7, "<b>Hello</b> & welcome".replace("&", "&amp;"), "HTML")

    assert sent.text == "Hello & welcome"
    assert api.to(7)[0].entities == [{"type": "bold", "offset": 0, "length": 5}]


async def test_long_text_of_any_alphabet_arrives_unchanged(api, bot):
    text = "Überall — 東京 🇺🇦 + % & = " * 150

    await bot.send_message(7, text)

    assert api.to(7)[0].text == text.strip()


async def test_file_is_uploaded(api, bot):
    await bot.send_document(7, b"all about this chat", filename="export.json")

    (parameters,) = api.called("sendDocument")
    assert parameters["chat_id"] == "7"
    assert "document" in parameters


@pytest.mark.parametrize(
    ("failure", "kind"),
    [
        (answers.BLOCKED, Forbidden),
        (answers.NOT_FOUND, BadRequest),
        (answers.UNAUTHORIZED, InvalidToken),
        (Failure(404, "Not Found"), InvalidToken),
        (answers.RESTART, NetworkError),
        (answers.GATEWAY, NetworkError),
        (Failure(200, body="<html>Please sign in</html>"), NetworkError),
        (Failure(200, body="[1, 2]"), NetworkError),
        (Failure(200, body='{"ok": true}'), NetworkError),
        (answers.RESET_BEFORE, NetworkError),
    ],
    ids=lambda value: (
        value.description or value.body or "reset" if isinstance(value, Failure) else ""
    ),
)
async def test_failure_is_the_error_that_ptb_promises(api, bot, failure, kind):
    api.failures["sendMessage"].append(failure)

    with pytest.raises(kind) as caught:
        await bot.send_message(7, "x")

    assert TOKEN not in f"{caught.value} {caught.value.__cause__!r}"
    assert not isinstance(caught.value, NotSent)
    assert api.sent == []


async def test_flood_says_how_long_to_wait(api, bot):
    api.failures["sendMessage"].append(answers.too_many(5))

    with pytest.raises(RetryAfter) as caught:
        await bot.send_message(7, "x")

    assert caught.value.retry_after.total_seconds() == 5


async def test_lost_answer_is_an_error_although_the_message_arrived(api, bot):
    api.failures["sendMessage"].append(answers.RESET_AFTER)

    with pytest.raises(NetworkError):
        await bot.send_message(7, "x")

    assert len(api.sent) == 1


async def test_refused_connection_is_surely_not_sent(bot, connect):
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]

    with pytest.raises(NotSent) as caught:
        await connect(f"http://127.0.0.1:{port}")

    assert caught.value.__cause__ is None
    assert TOKEN not in str(caught.value)


async def test_silent_server_is_a_time_out(connect):
    async def never_answer(reader, writer):
        await reader.read()
        writer.close()

    server = await asyncio.start_server(never_answer, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]

    with pytest.raises(TimedOut):
        await connect(f"http://127.0.0.1:{port}", timeout=0.2)

    server.close()


async def test_proxies_of_the_environment_are_not_used(api, connect, monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:1")

    bot = await connect(api.url)

    assert bot.username == "briefing_test_bot"


async def test_endless_answer_is_cut_off(monkeypatch, api, bot):
    monkeypatch.setattr("bot.telegram.transport.LONGEST_ANSWER", 1000)
    api.failures["sendMessage"].append(Failure(200, body="x" * 5000))

    with pytest.raises(NetworkError, match="more than 1000 bytes"):
        await bot.send_message(7, "x")


async def test_closed_transport_says_so():
    with pytest.raises(NotSent):
        await AiohttpRequest().do_request("http://127.0.0.1/", "POST")


async def test_wrong_token_is_not_spelt_out(api, connect):
    with pytest.raises(InvalidToken) as caught:
        await connect(api.url, "7654321:AAanotherTokenThatIsNotKnown-xxxxxxx")

    assert "AAanother" not in str(caught.value)
    assert caught.value.__cause__ is None


async def test_bot_does_not_show_its_token(bot):
    assert TOKEN not in f"{bot!r} {bot}"


async def test_raw_updates_come_as_telegram_sent_them(api, bot):
    number = await api.update("message", {"surprise": 1})

    assert await bot.poll(offset=0, timeout=1) == [
        {"update_id": number, "message": {"surprise": 1}}
    ]
    assert await bot.poll(offset=number + 1, timeout=0) == []
    assert api.pending == 0


async def test_answer_to_a_poll_that_is_no_list_is_refused(api, bot):
    api.failures["getUpdates"].append(Failure(200, body='{"ok": true, "result": true}'))

    with pytest.raises(NetworkError):
        await bot.poll(offset=0, timeout=0)
