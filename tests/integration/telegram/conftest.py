import pytest

from bot.telegram.client import TelegramBot
from bot.telegram.transport import AiohttpRequest
from tests.fakes.bot_api import FakeBotApi


@pytest.fixture
async def api():
    async with FakeBotApi() as fake:
        yield fake
        assert fake.complaints == []


@pytest.fixture
async def connect():
    """Make bots that talk to an address; closed in the end."""
    made = []

    async def make(url, token=None, *, pace=None, timeout=20.0):
        bot = TelegramBot(
            token or FakeBotApi().token,
            url,
            request=AiohttpRequest(timeout=timeout),
            poll_request=AiohttpRequest(connections=2, timeout=timeout),
            pace=pace,
        )
        made.append(bot)
        await bot.initialize()
        return bot

    yield make
    for bot in made:
        await bot.shutdown()


@pytest.fixture
async def bot(api, connect):
    return await connect(api.url, api.token)
