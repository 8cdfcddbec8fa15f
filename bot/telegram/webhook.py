"""The webhook: Telegram brings updates, and hears 200 only once they are in the database."""

import asyncio
import hmac
import logging
import secrets
from collections.abc import Awaitable, Callable
from http import HTTPStatus
from urllib.parse import urlsplit

from aiohttp import web
from telegram.error import TelegramError

from bot.listening import serving
from bot.storage.updates import is_number
from bot.telegram.client import ALLOWED_UPDATES, RawUpdate, TelegramBot
from bot.telegram.polling import pause

logger = logging.getLogger(__name__)

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105  # a header's name
#: An update is a few kilobytes; PTB's server would read 100 MB before looking at the secret.
LARGEST = 2**20
_BODY_SECONDS = 5.0
_FIRST_PAUSE, _LONGEST_PAUSE = 1.0, 60.0


class Webhook:
    """Listens on *host* and *port* for what Telegram sends to *url*, behind what speaks TLS."""

    def __init__(
        self,
        bot: TelegramBot,
        store: Callable[[list[RawUpdate]], Awaitable[None]],
        *,
        url: str,
        port: int,
        host: str = "127.0.0.1",
        secret: str = "",
    ) -> None:
        self._bot, self._store = bot, store
        self._url, self._host, self._port = url, host, port
        self._secret = secret or secrets.token_urlsafe(32)

    async def run(self, stop: asyncio.Event) -> None:
        """Listen until *stop*; Telegram keeps for a day what it cannot bring.

        Raises:
            ConfigError: nobody can listen there.
        """
        app = web.Application(client_max_size=LARGEST)
        app.router.add_post(urlsplit(self._url).path or "/", self._receive)
        async with serving(app, host=self._host, port=self._port, what="BRIEFING_WEBHOOK"):
            await self._announce(stop)
            await stop.wait()

    async def _announce(self, stop: asyncio.Event) -> None:
        wait = _FIRST_PAUSE
        while not stop.is_set():
            try:
                await self._bot.set_webhook(
                    self._url, secret_token=self._secret, allowed_updates=ALLOWED_UPDATES
                )
            except TelegramError as exc:
                logger.warning("the webhook could not be set (%s); trying again", exc.message)
                await pause(wait, stop)
                wait = min(2 * wait, _LONGEST_PAUSE)
            else:
                return

    async def _receive(self, request: web.Request) -> web.Response:
        # Bytes that are no text come as lone surrogates, which only this way can be compared.
        given = request.headers.get(SECRET_HEADER, "").encode("utf-8", "surrogateescape")
        if not hmac.compare_digest(given, self._secret.encode()):
            return web.Response(status=HTTPStatus.FORBIDDEN)
        if request.content_type != "application/json":
            return web.Response(status=HTTPStatus.UNSUPPORTED_MEDIA_TYPE)
        try:
            async with asyncio.timeout(_BODY_SECONDS):
                update = await request.json()
        except (ValueError, RecursionError, TimeoutError):
            return web.Response(status=HTTPStatus.BAD_REQUEST)
        if not isinstance(update, dict) or not is_number(update.get("update_id")):
            return web.Response(status=HTTPStatus.BAD_REQUEST)
        await self._store([update])  # a failure is a 500, and Telegram comes again
        return web.Response()
