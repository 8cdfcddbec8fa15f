"""Telegram as it is on a bad day: floods refused, chats gone, answers lost on the way back."""

import asyncio
import random
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from itertools import count
from typing import Any

from aiohttp import web

from tests.fakes import spec
from tests.fakes.answers import (
    GATEWAY,
    NOT_FOUND,
    RESET_AFTER,
    RESET_BEFORE,
    RESTART,
    UNAUTHORIZED,
    Failure,
    Refusal,
    Sent,
    fail,
    migrated,
    too_many,
)
from tests.fakes.bot_api import FakeBotApi
from tests.torture.floods import Floods

#: What becomes of a message's request, and how often: first what comes before it is taken…
_BEFORE = {"reset": 0.006, "hang": 0.0005, "500": 0.003, "502": 0.003, "flood": 0.001}
#: …then what happens to the answer of one that stands in its chat already.
_AFTER = {"reset": 0.004, "hang": 0.0005, "500": 0.002, "502": 0.002, "cut": 0.002, "junk": 0.002}
_POLLS = {"reset": 0.01, "500": 0.01, "502": 0.01, "unauthorized": 0.003, "conflict": 0.003}
_FAILURES = {
    "500": RESTART,
    "502": GATEWAY,
    "reset": RESET_BEFORE,
    "unauthorized": UNAUTHORIZED,
    "conflict": Failure(409, "Conflict: terminated by other getUpdates request"),
}
#: What Telegram says besides of a chat that has put the bot out.
_UNTIL = {"kicked": {"until_date": 0}}
#: Longer than the bot waits for an answer.
_HANG = 30.0
#: Seconds on the way there and back, at Telegram's own speed; faster when that is.
_THERE, _BACK = 0.018, 0.012


class StormyTelegram(FakeBotApi):
    """The fake Bot API with Telegram's limits, and with faults while it is not *calm*."""

    def __init__(self, chance: random.Random, speed: float) -> None:
        super().__init__()
        self._chance, self._speed = chance, speed
        self.floods = Floods(speed)
        self.calm = True
        self.hears: Callable[[Sent], None] = _deaf
        self.faults: Counter[str] = Counter()
        self.lost_answers = 0  #: messages that were taken and whose answer never came
        self.gone: dict[int, Failure] = {}  #: chats that refuse every message
        self.slips: Counter[int] = Counter()  #: chats that are not found so many times more
        self.moved: dict[int, int] = {}
        self._numbers = count()
        self._under_way: set[int] = set()  #: requests for a message

    @property
    def under_way(self) -> int:
        """How many messages are being sent."""
        return len(self._under_way)

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        if method != "sendMessage":
            fault = self._drawn(_POLLS) if method in {"getUpdates", "getMe"} else None
            return fail(request, _FAILURES[fault]) if fault else await super()._answer(request)
        parameters = {name: str(value) for name, value in (await request.post()).items()}
        self.complaints += spec.complaints(method, parameters)
        number = next(self._numbers)
        self._under_way.add(number)
        await self._notify()
        try:
            return await self._sending(request, parameters)
        finally:
            self._under_way.discard(number)
            await self._notify()

    async def _sending(
        self, request: web.Request, parameters: dict[str, str]
    ) -> web.StreamResponse:
        await self._travel(_THERE)
        if failure := await self._refused(int(parameters["chat_id"])):
            return fail(request, failure)
        try:
            result = await self._do("sendMessage", parameters)
        except Refusal as refusal:
            return fail(request, refusal.failure)
        self.hears(self.sent[-1])
        await self._notify()
        await self._travel(_BACK)
        answer = web.json_response({"ok": True, "result": result})
        fault = self._drawn(_AFTER)
        if fault is None:
            return answer
        self.faults[f"{fault} after"] += 1
        self.lost_answers += 1
        return await self._spoilt(request, fault, answer)

    async def _refused(self, chat: int) -> Failure | None:
        """Say why a message is not taken, in the order in which Telegram looks."""
        fault = self._drawn(_BEFORE)
        if fault:
            self.faults[f"{fault} before"] += 1
        if fault == "hang":
            await asyncio.sleep(_HANG)
            return RESET_BEFORE
        if fault and fault != "flood":
            return _FAILURES[fault]
        if failure := self._closed(chat):
            return failure
        wait = self.floods.halt(self._chance.randint(1, 2)) if fault else self.floods.wait(chat)
        return too_many(wait) if wait else None

    def _closed(self, chat: int) -> Failure | None:
        if chat in self.moved:
            self.faults["migrated"] += 1
            return migrated(self.moved[chat])
        if self.slips[chat] > 0:
            self.slips[chat] -= 1
            self.faults["chat not found"] += 1
            return NOT_FOUND
        if chat in self.gone:
            self.faults["gone"] += 1
        return self.gone.get(chat)

    async def _spoilt(
        self, request: web.Request, fault: str, answer: web.Response
    ) -> web.StreamResponse:
        """Lose the answer to a message that was taken."""
        match fault:
            case "hang":
                await asyncio.sleep(_HANG)
            case "500" | "502":
                return fail(request, _FAILURES[fault])
            case "junk":
                return web.Response(body=b"\x00\xff<junk>", content_type="application/json")
            case "cut":
                await cut_short(request, bytes(answer.body))
        return fail(request, RESET_AFTER)

    async def _travel(self, usual: float) -> None:
        await asyncio.sleep(usual * self._chance.uniform(0.3, 1.7) / self._speed)

    def _drawn(self, shares: dict[str, float]) -> str | None:
        if self.calm:
            return None
        drawn = self._chance.random()
        for fault, share in shares.items():
            if (drawn := drawn - share) < 0:
                return fault
        return None

    async def rival(self) -> None:
        """Ask for updates as another instance with the same token would, once."""
        try:
            await self._get_updates({"offset": "0", "timeout": "0"})
        except Refusal:
            return

    async def member(self, chat: int, *, inside: bool) -> None:
        """Tell the bot that it was let in, or blocked or thrown out."""
        before, after = ("kicked", "member") if inside else ("member", "kicked")
        await self.update("my_chat_member", self._change(chat, before, after))

    async def migrate(self, old: int, new: int) -> None:
        """Turn a group into a supergroup; both tell the bot."""
        self.moved[old] = new
        self.kinds[new] = "supergroup"
        ends = ((old, {"migrate_to_chat_id": new}), (new, {"migrate_from_chat_id": old}))
        for chat, news in ends:
            message = {"message_id": next(self._message_ids), "date": 1773748800, **news}
            await self.update("message", message | {"chat": self._chat(chat)})

    def _change(self, chat: int, before: str, after: str) -> dict[str, Any]:
        user = {"id": 7654321, "is_bot": True, "first_name": "Briefing"}
        states = {
            name: {"status": status, "user": user, **_UNTIL.get(status, {})}
            for name, status in (("old_chat_member", before), ("new_chat_member", after))
        }
        person = {"id": abs(chat), "is_bot": False, "first_name": "Ada"}
        return {"chat": self._chat(chat), "from": person, "date": 1773748800, **states}


async def cut_short(request: web.Request, body: bytes) -> None:
    """Send the first half of an answer."""
    cut = web.StreamResponse(headers={"Content-Type": "application/json"})
    cut.content_length = len(body)
    with suppress(ConnectionError):  # whoever asked may be dead
        await cut.prepare(request)
        await cut.write(body[: len(body) // 2])


def _deaf(sent: Sent) -> None:
    """Hear nothing, until somebody listens."""
