"""For how long a bot's event loop answered nobody: its web port is asked over and over."""

import http.client
import threading
import time
from types import TracebackType
from typing import Self

EVERY = 0.02


class Lag:
    """``with Lag(port) as lag``: the seconds that each answer took, for a page that is not there.

    Whatever keeps the loop busy keeps the answer waiting; so does a machine that is busy with
    something else, so that this is an upper bound.
    """

    def __init__(self, port: int) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port)
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._ask, daemon=True)
        self.spent: list[float] = []

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self._over.set()
        self._thread.join()
        self._connection.close()

    def __str__(self) -> str:
        ordered = sorted(self.spent)
        typical = ordered[int(0.99 * len(ordered))]
        return f"loop lag p99 {typical * 1000:.0f} ms, longest {ordered[-1] * 1000:.0f} ms"

    def _ask(self) -> None:
        while not self._over.wait(EVERY):
            began = time.perf_counter()
            self._connection.request("GET", "/nothing")
            self._connection.getresponse().read()
            self.spent.append(time.perf_counter() - began)
