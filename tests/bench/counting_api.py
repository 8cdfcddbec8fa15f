"""A Bot API that takes every message and remembers when: ``python -m tests.bench.counting_api``.

In a process of its own, so that it neither slows the senders nor is slowed by them. Prints its
address; ``GET /seen`` tells what came, once it is over; ``/so_far`` takes no time.
"""

import asyncio
import time
from collections import Counter
from collections.abc import Iterable, Sequence

from aiohttp import web

from tests.fakes.bot_api import BOT

SECOND = 1.0


class CountingApi:
    def __init__(self) -> None:
        self._arrivals: list[tuple[float, int]] = []
        self._greeted = 0

    async def serve(self) -> None:
        app = web.Application()
        app.router.add_route("*", "/bot{token}/sendMessage", self._send)
        app.router.add_route("*", "/bot{token}/getMe", self._greet)
        app.router.add_route("*", "/bot{token}/{method}", self._agree)
        app.router.add_get("/so_far", self._so_far)
        app.router.add_get("/seen", self._seen)
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        host, port = runner.addresses[0][:2]
        print(f"http://{host}:{port}", flush=True)
        await asyncio.Event().wait()

    async def _send(self, request: web.Request) -> web.Response:
        arrived = time.monotonic()
        form = await request.post()
        chat = int(str(form["chat_id"]))
        self._arrivals.append((arrived, chat))
        person = {"id": chat, "type": "private", "first_name": "Ada"}
        number = len(self._arrivals)
        message = {"message_id": number, "date": 1773748800, "chat": person, "text": "x"}
        return web.json_response({"ok": True, "result": message})

    async def _greet(self, request: web.Request) -> web.Response:
        self._greeted += 1
        return web.json_response({"ok": True, "result": BOT})

    async def _agree(self, request: web.Request) -> web.Response:
        return web.json_response({"ok": True, "result": True})

    async def _so_far(self, request: web.Request) -> web.Response:
        return web.json_response({"greeted": self._greeted, "messages": len(self._arrivals)})

    async def _seen(self, request: web.Request) -> web.Response:
        times = sorted(time for time, _ in self._arrivals)
        chats = Counter(chat for _, chat in self._arrivals)
        return web.json_response(
            {
                "messages": len(times),
                "chats": len(chats),
                "most": most_in_a_second(times),
                "steady": steady(times),
            }
        )


def most_in_a_second(times: Sequence[float]) -> int:
    """Give the greatest number within any second, wherever it begins."""
    most, first = 0, 0
    for last, time_ in enumerate(times):
        while times[first] <= time_ - SECOND:
            first += 1
        most = max(most, last - first + 1)
    return most


def steady(times: Iterable[float]) -> float:
    """Give how many came a second, start and end left out: the middle eight tenths."""
    ordered = list(times)
    tenth = len(ordered) // 10
    middle = ordered[tenth : len(ordered) - tenth]
    spent = middle[-1] - middle[0] if len(middle) > 1 else 0.0
    return (len(middle) - 1) / spent if spent else 0.0


if __name__ == "__main__":
    asyncio.run(CountingApi().serve())
