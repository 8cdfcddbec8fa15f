"""A Telegram that refuses what is more than its limits with 429, and takes 40 ms for a request."""

import asyncio
import random
import time
from collections import Counter

from aiohttp import web

from tests.bench.counting_api import most_in_a_second
from tests.fakes.answers import RESET_BEFORE, Failure, Sent, fail
from tests.torture.telegram import StormyTelegram, cut_short

LATENCY = 0.04
TOO_MANY = 429
#: No answer at all, until that is over; or half of one.
SILENCE, CUT = Failure(reset="silence"), Failure(reset="cut")
#: Chats that say something are none of those that get alerts.
ASKERS = 10_000_000
#: Seconds until something that does not come is an error.
PATIENCE = 300


class StrictTelegram(StormyTelegram):
    """Telegram on a good day; remembers when what came."""

    def __init__(self, speed: float = 1.0) -> None:
        super().__init__(random.Random(1), speed)  # noqa: S311  # no secret
        self.came: list[tuple[float, int]] = []
        self._copies: Counter[int] = Counter()
        self.tried: Counter[int] = Counter()
        self.refusals: list[float] = []  #: when it asked for a pause
        self.away: Failure | None = None  #: what becomes of every request
        self._back = asyncio.Event()
        self.hears = self._note

    async def ask(self, said: str, chat: int) -> float:
        """Say something in *chat*; gives the seconds until the answer came."""
        before, began = self.copies(chat), time.perf_counter()
        await self.say(said, chat=chat, user=chat)
        await self.wait_for(lambda: self.copies(chat) > before, timeout=PATIENCE)
        return time.perf_counter() - began

    async def be_away(self, way: Failure, seconds: float) -> None:
        """Answer every request in this way for so long."""
        self._back.clear()
        self.away = way
        await asyncio.sleep(seconds)
        self.away = None
        self._back.set()

    def copies(self, chat: int) -> int:
        """How many messages are in *chat*."""
        return self._copies[chat]

    @property
    def alerts(self) -> Counter[int]:
        """How many messages came to each of the chats that say nothing themselves."""
        return Counter({chat: number for chat, number in self._copies.items() if chat < ASKERS})

    @property
    def pace(self) -> str:
        """The figures of the limit."""
        most = most_in_a_second([at for at, _ in self.came])
        return f"{self.floods.refused} answers 429, most in a second {most}"

    def _note(self, sent: Sent) -> None:
        self.came.append((time.monotonic(), sent.chat))
        self._copies[sent.chat] += 1

    async def _refused(self, chat: int) -> Failure | None:
        self.tried[chat] += 1
        failure = await super()._refused(chat)
        if failure and failure.status == TOO_MANY:
            self.refusals.append(time.monotonic())
        return failure

    async def _travel(self, usual: float) -> None:
        await asyncio.sleep(LATENCY / 2)

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        self.calls.clear()  # nobody looks at them, and there would be many
        if self.away is None:
            answer = await super()._answer(request)
            if self.away is None:
                return answer
        if self.away is SILENCE:
            await self._back.wait()
        if self.away is CUT:
            await cut_short(request, b'{"ok": true, "result": []}')
        return fail(request, self.away or RESET_BEFORE)
