import asyncio
import io
import json
import socket

import aiohttp
import pytest

from bot.errors import ConfigError
from bot.telegram import webhook as webhook_module
from bot.telegram.webhook import SECRET_HEADER, Webhook
from tests.fakes import answers

SECRET = "a_secret-of-ours"
UPDATE = {"update_id": 5, "message": {"text": "/start"}}


@pytest.fixture
def port():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


class Store:
    def __init__(self):
        self.batches, self.failure = [], None

    async def __call__(self, batch):
        if self.failure:
            raise self.failure
        self.batches.append(batch)


@pytest.fixture
def store():
    return Store()


@pytest.fixture
async def hook(api, bot, port, store, monkeypatch):
    """A webhook that Telegram knows of; gives the address where it listens."""
    monkeypatch.setattr(webhook_module, "_FIRST_PAUSE", 0.01)
    api.failures["setWebhook"].append(answers.RESTART)
    made = Webhook(bot, store, url="https://bot.example.org/updates", port=port, secret=SECRET)
    stop = asyncio.Event()
    running = asyncio.create_task(made.run(stop))
    await api.wait_for(lambda: len(api.called("setWebhook")) == 2)
    yield f"http://127.0.0.1:{port}/updates"
    stop.set()
    await running


async def post(url, body, secret=SECRET, kind="application/json"):
    headers = {"Content-Type": kind} | ({SECRET_HEADER: secret} if secret else {})
    async with (
        aiohttp.ClientSession() as session,
        session.post(url, data=body, headers=headers) as answer,
    ):
        return answer.status


async def test_telegram_is_told_where_and_with_which_secret(api, hook):
    told = api.called("setWebhook")[-1]

    assert told["url"] == "https://bot.example.org/updates"
    assert told["secret_token"] == SECRET
    assert "callback_query" in told["allowed_updates"]


async def test_update_is_stored_before_it_is_confirmed(hook, store):
    assert await post(hook, json.dumps(UPDATE)) == 200

    assert store.batches == [[UPDATE]]


@pytest.mark.parametrize("secret", ["", "wrong", "a_secret-of-our"])
async def test_strangers_are_refused(hook, store, secret):
    assert await post(hook, json.dumps(UPDATE), secret) == 403

    assert store.batches == []


@pytest.mark.parametrize(
    "body",
    [
        "",
        "{",
        "[]",
        "null",
        '{"update_id": "5"}',
        '{"update_id": true}',
        '{"update_id": 99999999999999999999}',
        "[" * 100_000,
        "\x00",
    ],
)
async def test_what_is_no_update_is_refused(hook, store, body):
    assert await post(hook, body) == 400

    assert store.batches == []


async def test_other_kinds_of_content_are_refused(hook, store):
    assert await post(hook, json.dumps(UPDATE), kind="text/plain") == 415


async def test_update_that_cannot_be_stored_is_not_confirmed(hook, store):
    store.failure = OSError("disk full")

    assert await post(hook, json.dumps(UPDATE)) == 500


async def test_huge_body_is_refused(hook, store):
    assert await post(hook, io.BytesIO(b" " * (2**20 + 1))) == 413

    assert store.batches == []


async def test_a_secret_of_other_bytes_than_text_is_refused(hook, store, port):
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    head = f"POST /updates HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n{SECRET_HEADER}: "
    writer.write(head.encode() + b"\xff\xc3\xa9\r\nContent-Type: application/json\r\n\r\n{}")
    await writer.drain()

    assert (await reader.readline()).split()[1] == b"403"

    writer.close()
    assert store.batches == []


async def test_a_port_that_is_taken_is_said_in_a_sentence(hook, bot, port, store):
    second = Webhook(bot, store, url="https://bot.example.org", port=port)

    with pytest.raises(ConfigError, match=r"BRIEFING_WEBHOOK_PORT: port \d+ of 127\.0\.0\.1"):
        await second.run(asyncio.Event())


async def test_an_address_of_another_machine_is_said_in_a_sentence(bot, port, store):
    elsewhere = Webhook(bot, store, url="https://bot.example.org", host="192.0.2.1", port=port)

    with pytest.raises(ConfigError, match="nobody can listen on 192"):
        await elsewhere.run(asyncio.Event())


async def test_without_a_secret_one_is_made_up(api, bot, port, store):
    stop = asyncio.Event()
    made = Webhook(bot, store, url="https://bot.example.org", port=port)
    running = asyncio.create_task(made.run(stop))
    await api.wait_for(lambda: api.called("setWebhook"))

    assert len(api.called("setWebhook")[0]["secret_token"]) > 30
    assert await post(f"http://127.0.0.1:{port}/", json.dumps(UPDATE), "") == 403

    stop.set()
    await running
