"""Telegram: whether it knows the token, and whether updates come in the way that is set."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import urlsplit

from telegram import WebhookInfo
from telegram.error import InvalidToken, TelegramError

from bot.doctor.findings import Finding, fault, note, ok
from bot.storage.alone import file_of
from bot.telegram.client import TelegramBot
from bot.telegram.transport import AiohttpRequest
from config.settings import Settings

#: Shorter secrets can be guessed.
_SECRET_LENGTH = 16


async def token(settings: Settings) -> Finding:
    """Ask Telegram whose token it is."""
    if not settings.token:
        text = "none: `briefing-bot chat` works, `briefing-bot run` needs one from @BotFather"
        return note("token", text)
    async with _bot(settings) as bot:
        try:
            await bot.initialize()
        except InvalidToken:
            return fault("token", "Telegram does not accept it: ask @BotFather for a new one")
        except TelegramError as exc:
            return fault("token", f"Telegram cannot be reached: {exc.message}")
        return ok("token", f"belongs to @{bot.username}")


async def updates(settings: Settings) -> Finding:
    """Compare the settings with what Telegram was last told about where to bring updates."""
    if finding := _contradiction(settings):
        return finding
    wanted = settings.webhook_url
    how = f"a webhook at {urlsplit(wanted).hostname}" if wanted else "asked for by long polling"
    if not settings.token:
        return ok("updates", how)
    async with _bot(settings) as bot:
        try:
            await bot.initialize()
            told = await bot.get_webhook_info()
        except TelegramError:  # `token` says why
            return note("updates", f"{how}; Telegram cannot be asked what it knows")
    return _compared(settings, told, how)


def _contradiction(settings: Settings) -> Finding | None:
    secret = settings.webhook_secret.get_secret_value() if settings.webhook_secret else ""
    if not settings.webhook_url:
        lonely = "BRIEFING_WEBHOOK_SECRET is set without BRIEFING_WEBHOOK_URL: nobody uses it"
        return note("updates", lonely) if secret else None
    if settings.webhook_port == settings.metrics_port:
        text = "BRIEFING_WEBHOOK_PORT and BRIEFING_METRICS_PORT are the same: choose another"
        return fault("updates", text)
    if not secret and file_of(settings.database) is None:
        text = "set BRIEFING_WEBHOOK_SECRET: each process would make up one of its own"
        return fault("updates", text)
    if secret and len(secret) < _SECRET_LENGTH:
        text = f"BRIEFING_WEBHOOK_SECRET is short: take {_SECRET_LENGTH} characters or more"
        return note("updates", text)
    return None


def _compared(settings: Settings, told: WebhookInfo, how: str) -> Finding:
    there = urlsplit(told.url).hostname
    if told.url and not settings.webhook_url:
        text = (
            f"Telegram brings updates to {there}, set by this or another program; `run` takes that "
            "away, so make sure that nothing else uses this token"
        )
        return note("updates", text)
    if settings.webhook_url and told.url != settings.webhook_url:
        now = f"brings updates to {there}" if told.url else "knows of no webhook"
        return note("updates", f"{how}; Telegram {now} until `run` tells it")
    if told.last_error_message:
        text = f"{how}; Telegram's last try failed: {told.last_error_message}"
        return note("updates", text)
    return ok("updates", how)


@asynccontextmanager
async def _bot(settings: Settings) -> AsyncIterator[TelegramBot]:
    request, poll_request = AiohttpRequest(connections=1), AiohttpRequest(connections=1)
    bot = TelegramBot(
        settings.token, settings.telegram_api_url, request=request, poll_request=poll_request
    )
    try:
        yield bot
    finally:
        await bot.shutdown()
