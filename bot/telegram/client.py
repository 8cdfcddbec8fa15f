"""PTB's bot, with what it lacks: raw updates, and silence about its token."""

from typing import Any, cast

from telegram.error import InvalidToken, NetworkError
from telegram.ext import BaseRateLimiter, ExtBot
from telegram.request import BaseRequest

from bot.context import SlotHeld

#: The kinds of update that handlers understand; Telegram keeps the list until it is changed.
ALLOWED_UPDATES = (
    "message",
    "edited_message",
    "channel_post",
    "edited_channel_post",
    "callback_query",
    "my_chat_member",
)

RawUpdate = dict[str, Any]


class TelegramBot(ExtBot[SlotHeld]):
    """The bot as handlers know it, and the raw long poll for the inbox."""

    __slots__ = ()

    def __init__(
        self,
        token: str,
        api_url: str,
        *,
        request: BaseRequest,
        poll_request: BaseRequest,
        pace: BaseRateLimiter[SlotHeld] | None = None,
    ) -> None:
        super().__init__(
            token,
            base_url=f"{api_url}/bot",
            base_file_url=f"{api_url}/file/bot",
            request=request,
            get_updates_request=poll_request,
            rate_limiter=pace,
        )

    def __repr__(self) -> str:
        """PTB would show the token here."""
        return f"{type(self).__name__}[...]"

    async def initialize(self) -> None:
        """Open the transport and ask getMe; PTB's error would spell the token out."""
        try:
            await super().initialize()
        except InvalidToken:
            message = "Telegram does not accept the token"
            raise InvalidToken(message) from None

    async def poll(self, *, offset: int, timeout: int, limit: int = 100) -> list[RawUpdate]:  # noqa: ASYNC109  # Telegram's own parameter, in seconds
        """Ask for updates as they are: one that PTB cannot read must not block the others.

        All below *offset* are confirmed by this, and will not come again.
        """
        answer = await self._post(
            "getUpdates",
            {
                "offset": offset,
                "timeout": timeout,
                "limit": limit,
                "allowed_updates": list(ALLOWED_UPDATES),
            },
            read_timeout=timeout + (self._request[0].read_timeout or 0),
        )
        if not isinstance(answer, list):
            message = "getUpdates gave no list"
            raise NetworkError(message)
        return cast("list[RawUpdate]", answer)
