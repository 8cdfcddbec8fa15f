"""Telegram, played in this process: PTB's transport without a network.

Requests of the bot are carried out on the screen; what is typed becomes updates.
"""

import asyncio
import itertools
import json
from collections.abc import Callable
from datetime import datetime
from typing import Any

from telegram._utils.types import ODVInput
from telegram.request import BaseRequest, RequestData

from bot.console.screen import Choice, Screen

TOKEN = "1:console"  # noqa: S105  # names the pretended bot; opens nothing

#: The one chat and person of the console.
YOU = 1
_BOT = {"id": 1, "is_bot": True, "first_name": "Briefing bot", "username": "briefing_bot"}
_PERSON = {"id": YOU, "is_bot": False, "first_name": "You"}
_CHAT = {"id": YOU, "type": "private", "first_name": "You"}

#: Numbers of buttons begin anew after this many.
_MOST_NUMBERS = 99

Parameters = dict[str, Any]


class PretendedTelegram:
    """One bot, one chat, one person; `type_in` and `press` are that person's hands."""

    def __init__(self, screen: Screen, clock: Callable[[], datetime]) -> None:
        self._screen, self._clock = screen, clock
        # Updates are stored by number, so that numbers must not come again in a later session.
        self._update_ids = itertools.count(int(clock().timestamp() * 1000))
        self._message_ids = itertools.count(1)
        self._numbers = itertools.cycle(range(1, _MOST_NUMBERS + 1))
        self._pressable: dict[int, tuple[int, str]] = {}  #: number: message and its data
        self._messages: dict[int, dict[str, Any]] = {}
        self._updates: list[dict[str, Any]] = []
        self._changed = asyncio.Condition()

    async def type_in(self, line: str) -> bool:
        """Take a line: the number of a button, or a message; false when nothing comes of it."""
        if line.isdecimal() and int(line) in self._pressable:
            message_id, data = self._pressable[int(line)]
            await self._queue(
                "callback_query",
                {
                    "id": str(next(self._message_ids)),
                    "from": _PERSON,
                    "message": self._messages[message_id],
                    "chat_instance": "1",
                    "data": data,
                },
            )
            return True
        if not line.strip():
            return False
        if line.isdecimal() and int(line) <= _MOST_NUMBERS:
            self._screen.notice(f"There is no button {line} to press.")
            return False
        message = self._message(line, _PERSON)
        if line.startswith("/"):
            length = len(line.split(maxsplit=1)[0].encode("utf-16-le")) // 2
            message["entities"] = [{"type": "bot_command", "offset": 0, "length": length}]
        await self._queue("message", message)
        return True

    async def confirmed(self) -> None:
        """Wait until the bot has stored all that was typed."""
        async with self._changed:
            await self._changed.wait_for(lambda: not self._updates)

    async def request(self, method: str, parameters: Parameters) -> object:
        """Carry out one request of the bot and give its result."""
        match method:
            case "getUpdates":
                return await self._get_updates(parameters)
            case "getMe":
                return _BOT
            case "sendMessage":
                return self._show(self._message(parameters["text"], _BOT), parameters)
            case "editMessageText" | "editMessageReplyMarkup":
                return self._edit(parameters)
            case "answerCallbackQuery":
                if parameters.get("text"):
                    self._screen.notice(parameters["text"])
            case "getChatMember":
                return {"user": _PERSON, "status": "creator", "is_anonymous": False}
        return True

    async def _queue(self, kind: str, content: dict[str, Any]) -> None:
        async with self._changed:
            self._updates.append({"update_id": next(self._update_ids), kind: content})
            self._changed.notify_all()

    async def _get_updates(self, parameters: Parameters) -> list[dict[str, Any]]:
        offset = int(parameters.get("offset", 0))
        async with self._changed:
            self._updates = [update for update in self._updates if update["update_id"] >= offset]
            self._changed.notify_all()
            try:
                async with asyncio.timeout(int(parameters.get("timeout", 0))):
                    await self._changed.wait_for(lambda: self._updates)
            except TimeoutError:
                return []
            return list(self._updates)

    def _message(self, text: str, sender: dict[str, Any]) -> dict[str, Any]:
        return {
            "message_id": next(self._message_ids),
            "date": int(self._clock().timestamp()),
            "chat": _CHAT,
            "from": sender,
            "text": text,
        }

    def _edit(self, parameters: Parameters) -> object:
        message = self._messages.get(int(parameters.get("message_id", 0)))
        if message is None:
            return True
        if "text" in parameters:
            message["text"] = parameters["text"]
        return self._show(message, parameters, edited=True)

    def _show(
        self, message: dict[str, Any], parameters: Parameters, *, edited: bool = False
    ) -> dict[str, Any]:
        message_id = message["message_id"]
        self._messages[message_id] = message
        self._pressable = {
            number: pressable
            for number, pressable in self._pressable.items()
            if pressable[0] != message_id
        }
        markup = parameters.get("reply_markup") or {}
        rows = [
            [self._choice(message_id, button) for button in row]
            for row in markup.get("inline_keyboard", [])
        ]
        html = parameters.get("text", message["text"])
        if parameters.get("parse_mode") != "HTML":
            html = html.replace("&", "&amp;").replace("<", "&lt;")
        self._screen.message(html, rows, edited=edited)
        return message

    def _choice(self, message_id: int, button: dict[str, str]) -> Choice:
        if "callback_data" not in button:
            return Choice(button["text"], url=button.get("url", ""))
        number = next(self._numbers)
        self._pressable[number] = (message_id, button["callback_data"])
        return Choice(button["text"], number)


class ConsoleRequest(BaseRequest):
    """PTB's transport into the pretended Telegram."""

    __slots__ = ("_telegram",)

    def __init__(self, telegram: PretendedTelegram) -> None:
        self._telegram = telegram

    @property
    def read_timeout(self) -> float | None:
        """There is nothing to wait for."""
        return None

    async def initialize(self) -> None:
        """There is nothing to open."""

    async def shutdown(self) -> None:
        """There is nothing to close."""

    async def do_request(  # noqa: PLR0917  # PTB's signature
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
        write_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
        connect_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
        pool_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """Carry out one request; it never fails."""
        parameters = request_data.parameters if request_data else {}
        result = await self._telegram.request(url.rpartition("/")[2], parameters)
        return 200, json.dumps({"ok": True, "result": result}).encode()
