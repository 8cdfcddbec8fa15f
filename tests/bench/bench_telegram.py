"""How fast messages leave and updates are taken in; Telegram's limit is 30 messages a second."""

import asyncio
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from telegram import Update
from telegram.ext import ApplicationBuilder, ContextTypes, TypeHandler

from bot.context import Context
from bot.models import Message
from bot.storage.database import connect
from bot.storage.migrate import upgrade
from bot.telegram.client import TelegramBot
from bot.telegram.inbox import Inbox
from bot.telegram.sender import send_part
from bot.telegram.transport import AiohttpRequest
from tests.bench.figures import Figure, measured
from tests.fakes.bot_api import FakeBotApi

MESSAGES, WIDTH, UPDATES = 1000, 16, 500


async def run() -> list[Figure]:
    async with FakeBotApi() as api:
        bot = TelegramBot(
            api.token, api.url, request=AiohttpRequest(), poll_request=AiohttpRequest()
        )
        await bot.initialize()
        try:
            return [await _sending(bot), await _taking_in(bot)]
        finally:
            await bot.shutdown()


async def _sending(bot: TelegramBot) -> Figure:
    message, places = Message(html="<b>Visit</b>", plain="Visit"), asyncio.Semaphore(WIDTH)

    async def send(chat: int) -> None:
        async with places:
            await send_part(bot, chat, None, message)

    with measured() as watch:
        await asyncio.gather(*(send(chat) for chat in range(1, MESSAGES + 1)))
    return Figure(f"messages sent over HTTP, {WIDTH} at a time", MESSAGES, watch.seconds)


async def _taking_in(bot: TelegramBot) -> Figure:
    types = ContextTypes(context=Context)
    application = ApplicationBuilder().bot(bot).updater(None).context_types(types).build()

    async def handle(update: Update, context: Context) -> None:
        return None

    application.add_handler(TypeHandler(Update, handle))
    await application.initialize()
    with tempfile.TemporaryDirectory() as folder:
        database = connect(f"sqlite+aiosqlite:///{Path(folder) / 'bench.sqlite'}")
        await upgrade(database.engine)
        inbox, stop = (
            Inbox(application, database.sessions, lambda: datetime.now(UTC)),
            asyncio.Event(),
        )
        updates = [{"update_id": n, "message": _message(n)} for n in range(1, UPDATES + 1)]
        handling = asyncio.create_task(inbox.run(stop))
        with measured() as watch:
            await inbox.store(updates)
            await inbox.settled()
        stop.set()
        await handling
        await database.close()
    return Figure("updates stored, handled and settled (SQLite)", UPDATES, watch.seconds)


def _message(number: int) -> dict:
    person = {"id": number, "is_bot": False, "first_name": "Ada", "type": "private"}
    return {"message_id": 1, "date": 1773748800, "chat": person, "from": person, "text": "/help"}
