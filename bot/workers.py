"""Run untrusted work in a process of its own, so that nothing it does can stop the bot.

Hostile feeds make parsers burn processor time and memory; a thread cannot be stopped, a process
can. The kernel enforces the limits, the parent the time, and a process that broke one is replaced.
"""

import asyncio
import atexit
import json
import os
import pickle
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, TypeVar, TypeVarTuple

from bot.errors import WorkerFailed
from bot.serving import Outcome

Arguments = TypeVarTuple("Arguments")
Result = TypeVar("Result")

SETUP_TIMEOUT = timedelta(minutes=3)  #: enough to load a language model from a cold disk
#: Variables that a process is started without: all settings of ours, what others name secrets…
_SECRET = re.compile(
    r"^BRIEFING_|^PG|DATABASE|TOKEN|SECRET|PASS|CREDENTIAL|AUTH|PROXY|(_|^)(KEY|URL|URI|DSN)$",
    re.IGNORECASE,
)
#: …and whatever holds an address with a password, or a bot's token.
_HOLDS_SECRET = re.compile(r"://[^/@\s]*@|\d{6}:[\w-]{30}")
#: What the interpreter is told to do; it has the search path of this one before it imports any.
_BEGIN = (
    "import sys, json; sys.path[:] = json.loads(sys.argv[1]); "
    "from bot.serving import begin; begin(int(sys.argv[2]))"
)


class Worker:
    """One spawned process that runs one call at a time; started by the first call.

    *setup* (importable) runs once in each new process, without limits. Then every call may use
    *cpu_seconds* of processor time and *timeout* of real time, and the process may grow by
    *memory_bytes* over its size after setup.
    """

    def __init__(
        self,
        setup: Callable[[], object] | None = None,
        *,
        cpu_seconds: float,
        timeout: timedelta,
        memory_bytes: int | None = None,
    ) -> None:
        self._limits = (setup, cpu_seconds, memory_bytes)
        self._cpu_seconds = cpu_seconds
        self._timeout = timeout
        self._turn = asyncio.Lock()
        # Pipes and processes block, so one thread of our own talks to them.
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="worker")
        self._abandoned = threading.Event()  #: of the running call: nobody waits for it
        self._closed = False
        self.ready = False  #: whether a process was set up, and the last one that was tried
        self._process: subprocess.Popen[bytes] | None = None
        self._connection: Connection | None = None

    async def run(self, function: Callable[[*Arguments], Result], *arguments: *Arguments) -> Result:
        """Return what *function* (importable) returns for *arguments*; its exceptions pass.

        Raises WorkerFailed when it broke a limit or its process died.
        """
        async with self._turn:
            self._abandoned = threading.Event()
            call = self._thread.submit(self._call, self._abandoned, function, arguments)
            try:
                return await asyncio.wrap_future(call)
            except asyncio.CancelledError:
                self._abandon()
                raise

    async def close(self) -> None:
        """End the process at once, whatever it does; the worker cannot be used again."""
        self._abandon()
        if not self._closed:
            self._closed = True
            self._thread.submit(self._discard)
        await asyncio.to_thread(self._thread.shutdown)

    def _abandon(self) -> None:
        """Make the running call end; its thread sees the process die and cleans up."""
        self._abandoned.set()
        process = self._process
        if process is not None:
            process.kill()

    # From here to the end of the class everything runs in the worker's thread.

    def _call(
        self,
        abandoned: threading.Event,
        function: Callable[..., Result],
        arguments: tuple[Any, ...],
    ) -> Result:
        connection = self._connected(abandoned)
        try:
            connection.send((function, arguments))
            outcome, value = self._received(connection, self._timeout)
        except (EOFError, OSError) as exc:
            raise WorkerFailed(self._cause_of_death()) from exc
        if outcome is Outcome.OUT_OF_MEMORY:
            self._discard()
            raise WorkerFailed("it needed too much memory")
        if outcome is Outcome.RAISED:
            raise value
        return value  # type: ignore[no-any-return]  # came through a pipe from the same function

    def _connected(self, abandoned: threading.Event) -> Connection:
        """Return the pipe to a living process that is set up."""
        if self._process is not None and self._process.poll() is not None:
            self._discard()
        return self._connection or self._start(abandoned)

    def _start(self, abandoned: threading.Event) -> Connection:
        self.ready = False
        limits = pickle.dumps(self._limits)
        ours, theirs = Pipe()
        with theirs:
            process = _started(theirs)
        self._process, self._connection = process, ours
        # It ignores SIGTERM, and must not outlive us.
        atexit.register(process.kill)
        if abandoned.is_set():  # while there was no process yet that could be killed
            process.kill()
        try:
            ours.send_bytes(limits)
            outcome, value = self._received(ours, SETUP_TIMEOUT)
        except (EOFError, OSError) as exc:
            raise WorkerFailed(self._cause_of_death()) from exc
        if outcome is not Outcome.DONE:
            self._discard()
            raise value or WorkerFailed("it needed too much memory to begin with")
        self.ready = True
        return ours

    def _received(self, connection: Connection, timeout: timedelta) -> tuple[Outcome, Any]:
        if not connection.poll(timeout.total_seconds()):
            self._discard()
            raise WorkerFailed(f"it took more than {timeout.total_seconds():g} seconds")
        answer: tuple[Outcome, Any] = connection.recv()
        return answer

    def _cause_of_death(self) -> str:
        process = self._process
        code = None
        if process is not None:
            with suppress(subprocess.TimeoutExpired):
                code = process.wait(1)
        self._discard()
        if code == -signal.SIGPROF:
            return f"it used more than {self._cpu_seconds:g} seconds of processor time"
        return f"its process died (exit code {code})"

    def _discard(self) -> None:
        process, self._process = self._process, None
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()
        if process is not None:
            process.kill()
            process.wait()
            atexit.unregister(process.kill)


def _started(connection: Connection) -> subprocess.Popen[bytes]:
    """Start a process that has the other end, and no secret: not even ``/proc`` shows it one.

    Not by `multiprocessing`, whose children get the whole environment.
    """
    known = {
        name: value
        for name, value in os.environ.items()
        if not _SECRET.search(name) and not _HOLDS_SECRET.search(value)
    }
    path = json.dumps([str(Path(folder).absolute()) for folder in sys.path])
    end = connection.fileno()
    command = [sys.executable, "-P", "-c", _BEGIN, path, str(end)]
    return subprocess.Popen(  # noqa: S603  # our own interpreter and words
        command, stdin=subprocess.DEVNULL, env=known, pass_fds=[end]
    )
