"""A small Telegram over real HTTP: it refuses what Telegram refuses, and fails when told to."""

import asyncio
import itertools
import json
from collections import defaultdict, deque
from collections.abc import Callable
from typing import Any, Self

from aiohttp import web

from tests.fakes import spec
from tests.fakes.answers import (
    UNAUTHORIZED,
    Failure,
    Refusal,
    Sent,
    check_buttons,
    fail,
    parse,
)
from tests.fakes.markup import units

TOKEN = "7654321:AAFakeTokenForTestsOnly-xxxxxxxxxxx"
BOT = {"id": 7654321, "is_bot": True, "first_name": "Briefing", "username": "briefing_test_bot"}
USER = 42

_DATE = 1773748800


class FakeBotApi:
    """``async with FakeBotApi() as api``: the bot's base address is ``api.url``."""

    def __init__(self, token: str = TOKEN) -> None:
        self.token = token
        self.url = ""
        self.sent: list[Sent] = []
        self.calls: list[tuple[str, dict[str, str]]] = []
        self.complaints: list[str] = []  #: what the description of the Bot API forbids
        self.failures: dict[str, deque[Failure]] = defaultdict(deque)
        self.lasting: dict[tuple[str, int], Failure] = {}  #: by method and chat, until removed
        self.kinds: dict[int, str] = {}
        self.admins: set[int] = {USER}
        self.webhook = ""  #: where updates are brought to, if somebody has said so
        self.webhook_trouble: dict[str, Any] = {}
        self._updates: list[dict[str, Any]] = []
        self._update_ids = itertools.count(1001)
        self._message_ids = itertools.count(1)
        self._changed = asyncio.Condition()
        self._poll = 0
        self._runner: web.AppRunner | None = None

    async def __aenter__(self) -> Self:
        app = web.Application()
        app.router.add_route("*", "/bot{token}/{method}", self._answer)
        self._runner = web.AppRunner(app, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        host, port = self._runner.addresses[0][:2]
        self.url = f"http://{host}:{port}"
        return self

    async def __aexit__(self, *exc_info: object) -> None:
        async with self._changed:
            self._poll += 1  # lets long polls end
            self._changed.notify_all()
        assert self._runner
        await self._runner.cleanup()

    # What a person does

    async def say(self, text: str, *, chat: int = USER, user: int = USER, thread: int = 0) -> int:
        """Write *text* in a chat; negative ids are supergroups."""
        message: dict[str, Any] = {
            "message_id": next(self._message_ids),
            "date": _DATE,
            "chat": self._chat(chat),
            "from": {"id": user, "is_bot": False, "first_name": "Ada"},
            "text": text,
        }
        if thread:
            message |= {"message_thread_id": thread, "is_topic_message": True}
        if text.startswith("/"):
            length = units(text.split(maxsplit=1)[0])
            message["entities"] = [{"type": "bot_command", "offset": 0, "length": length}]
        return await self.update("message", message)

    async def press(self, label: str, *, chat: int = USER, user: int = USER) -> int:
        """Press the newest button in a chat whose label contains *label*."""
        for sent in reversed(self.to(chat)):
            for button in sent.buttons:
                if label in button["text"] and "callback_data" in button:
                    return await self._press(sent, button["callback_data"], user)
        raise AssertionError(f"no button {label!r} in {[s.buttons for s in self.to(chat)]}")

    async def update(self, kind: str, content: dict[str, Any]) -> int:
        """Queue any update; gives its number."""
        number = next(self._update_ids)
        async with self._changed:
            self._updates.append({"update_id": number, kind: content})
            self._changed.notify_all()
        return number

    def take_update(self) -> dict[str, Any]:
        """Take the oldest update out of the queue, to be brought to a webhook."""
        return self._updates.pop(0)

    # What a test sees

    def to(self, chat: int) -> list[Sent]:
        """All messages in one chat, oldest first."""
        return [sent for sent in self.sent if sent.chat == chat]

    def called(self, method: str) -> list[dict[str, str]]:
        """The parameters of every request for *method*."""
        return [parameters for name, parameters in self.calls if name == method]

    @property
    def pending(self) -> int:
        """Updates that the bot has not confirmed."""
        return len(self._updates)

    async def wait_for(self, condition: Callable[[], Any], *, timeout: float = 20) -> None:
        """Wait until *condition* holds, which is looked at after every request."""
        async with asyncio.timeout(timeout), self._changed:
            await self._changed.wait_for(condition)

    # The server

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        parameters = {**request.query, **{k: str(v) for k, v in (await request.post()).items()}}
        self.calls.append((method, parameters))
        self.complaints += spec.complaints(method, parameters)
        failure = self._failure(method, parameters)
        if request.match_info["token"] != self.token:
            failure = UNAUTHORIZED
        if failure and failure.reset != "after":
            await self._notify()
            return fail(request, failure)
        try:
            result = await self._do(method, parameters)
        except Refusal as refusal:
            failure, result = refusal.failure, None
        await self._notify()
        return (
            fail(request, failure) if failure else web.json_response({"ok": True, "result": result})
        )

    def _failure(self, method: str, parameters: dict[str, str]) -> Failure | None:
        if self.failures[method]:
            return self.failures[method].popleft()
        chat = parameters.get("chat_id", "0")
        return self.lasting.get((method, int(chat))) if chat.lstrip("-").isdigit() else None

    async def _do(self, method: str, parameters: dict[str, str]) -> Any:
        deeds = {
            "getUpdates": self._get_updates,
            "getMe": self._get_me,
            "sendMessage": self._send,
            "editMessageText": self._edit,
            "getChat": self._get_chat,
            "getChatMember": self._get_member,
            "getWebhookInfo": self._get_webhook,
        }
        return await deeds[method](parameters) if method in deeds else True

    async def _get_me(self, parameters: dict[str, str]) -> dict[str, Any]:
        return BOT | {"can_join_groups": True, "can_read_all_group_messages": False}

    async def _get_webhook(self, parameters: dict[str, str]) -> dict[str, Any]:
        told = {"has_custom_certificate": False, "pending_update_count": 0}
        return {"url": self.webhook} | told | self.webhook_trouble

    async def _get_chat(self, parameters: dict[str, str]) -> dict[str, Any]:
        gifts = ("unlimited_gifts", "limited_gifts", "unique_gifts")
        gifts += ("premium_subscription", "gifts_from_channels")
        more = {"accent_color_id": 0, "max_reaction_count": 11}
        more["accepted_gift_types"] = dict.fromkeys(gifts, True)
        return self._chat(int(parameters["chat_id"])) | more

    async def _get_member(self, parameters: dict[str, str]) -> dict[str, Any]:
        user = int(parameters["user_id"])
        member = {"user": {"id": user, "is_bot": False, "first_name": "Ada"}}
        if user in self.admins:
            return member | {"status": "creator", "is_anonymous": False}
        return member | {"status": "member"}

    async def _get_updates(self, parameters: dict[str, str]) -> list[dict[str, Any]]:
        offset, limit = int(parameters.get("offset", 0)), int(parameters.get("limit", 100))
        self._updates = [update for update in self._updates if update["update_id"] >= offset]
        self._poll += 1
        mine = self._poll
        async with self._changed:
            self._changed.notify_all()
            try:
                async with asyncio.timeout(float(parameters.get("timeout", 0))):
                    await self._changed.wait_for(lambda: self._updates or self._poll != mine)
            except TimeoutError:
                return []
        if self._poll != mine:
            raise Refusal(
                "Conflict: terminated by other getUpdates request; "
                "make sure that only one bot instance is running",
                409,
            )
        return self._updates[:limit]

    async def _send(self, parameters: dict[str, str]) -> dict[str, Any]:
        text, entities = parse(parameters)
        sent = Sent(
            int(parameters["chat_id"]),
            next(self._message_ids),
            text,
            parameters["text"],
            entities,
            parameters,
        )
        check_buttons(sent)
        self.sent.append(sent)
        return self._message(sent)

    async def _edit(self, parameters: dict[str, str]) -> dict[str, Any]:
        where = int(parameters["chat_id"]), int(parameters["message_id"])
        found = [sent for sent in self.sent if (sent.chat, sent.message_id) == where]
        if not found:
            raise Refusal("Bad Request: message to edit not found")
        text, entities = parse(parameters)
        sent, before = found[0], (found[0].text, found[0].buttons)
        sent.text, sent.html, sent.entities = text, parameters["text"], entities
        sent.parameters = parameters
        if (text, sent.buttons) == before:
            raise Refusal(
                "Bad Request: message is not modified: specified new message content and reply "
                "markup are exactly the same as a current content and reply markup of the message"
            )
        check_buttons(sent)
        sent.edits += 1
        return self._message(sent)

    def _message(self, sent: Sent) -> dict[str, Any]:
        message = {
            "message_id": sent.message_id,
            "date": _DATE,
            "chat": self._chat(sent.chat),
            "from": BOT,
            "text": sent.text,
            "entities": sent.entities,
        }
        if "message_thread_id" in sent.parameters:
            thread = int(sent.parameters["message_thread_id"])
            message |= {"message_thread_id": thread, "is_topic_message": True}
        if "reply_markup" in sent.parameters:
            message["reply_markup"] = json.loads(sent.parameters["reply_markup"])
        return message

    def _chat(self, chat: int) -> dict[str, Any]:
        kind = self.kinds.get(chat, "private" if chat > 0 else "supergroup")
        name = {"first_name": "Ada"} if kind == "private" else {"title": "Desk"}
        return {"id": chat, "type": kind, **name}

    async def _press(self, sent: Sent, data: str, user: int) -> int:
        query = {
            "id": str(next(self._message_ids)),
            "from": {"id": user, "is_bot": False, "first_name": "Ada"},
            "message": self._message(sent),
            "chat_instance": "1",
            "data": data,
        }
        return await self.update("callback_query", query)

    async def _notify(self) -> None:
        async with self._changed:
            self._changed.notify_all()
