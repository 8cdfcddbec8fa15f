"""Run untrusted work in a process of its own, so that nothing it does can stop the bot.

Hostile feeds make parsers burn processor time and memory; a thread cannot be stopped, a process
can. The kernel enforces the limits, the parent the time, and a process that broke one is replaced.
"""

import asyncio
import atexit
import multiprocessing
import pickle
import resource
import signal
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta
from enum import StrEnum
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from pathlib import Path
from typing import Any, TypeVar, TypeVarTuple

from bot.errors import WorkerFailed

Arguments = TypeVarTuple("Arguments")
Result = TypeVar("Result")

SETUP_TIMEOUT = timedelta(minutes=3)  #: enough to load a language model from a cold disk
STATM = Path("/proc/self/statm")  #: memory of a process in pages, on Linux


class Outcome(StrEnum):
    """What a worker process says about one call."""

    DONE = "done"
    RAISED = "raised"
    OUT_OF_MEMORY = "out of memory"


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
        self._process: SpawnProcess | None = None
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
        if self._process is not None and not self._process.is_alive():
            self._discard()
        return self._connection or self._start(abandoned)

    def _start(self, abandoned: threading.Event) -> Connection:
        self.ready = False
        spawn = multiprocessing.get_context("spawn")
        ours, theirs = spawn.Pipe()
        process = spawn.Process(target=serve, args=(theirs, *self._limits), daemon=True)
        process.start()
        theirs.close()
        self._process, self._connection = process, ours
        # It ignores SIGTERM, and must not outlive us.
        atexit.register(process.kill)
        if abandoned.is_set():  # while there was no process yet that could be killed
            process.kill()
        try:
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
            process.join(1)
            code = process.exitcode
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
            process.join()
            atexit.unregister(process.kill)
            with suppress(ValueError):  # somebody else has waited for it, so we do not know
                process.close()


def serve(
    connection: Connection,
    setup: Callable[[], object] | None,
    cpu_seconds: float,
    memory_bytes: int | None,
) -> None:
    """Be the worker process: answer calls until the other end is closed."""
    # Ctrl-C and a service manager's SIGTERM reach all processes; the parent decides for this one.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    signal.signal(signal.SIGPROF, signal.SIG_DFL)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    outcome = _outcome(setup, ()) if setup else (Outcome.DONE, None)
    if memory_bytes is not None:
        _limit_memory(memory_bytes)
    # The result of setup is nobody's business and may not even travel.
    connection.send((Outcome.DONE, None) if outcome[0] is Outcome.DONE else outcome)
    with suppress(EOFError, OSError):
        while outcome[0] is not Outcome.OUT_OF_MEMORY:
            outcome = _answer(connection, cpu_seconds)
            _send(connection, outcome)


def _answer(connection: Connection, cpu_seconds: float) -> tuple[Outcome, Any]:
    packed = connection.recv_bytes()
    _limit_cpu(cpu_seconds)
    try:
        function, arguments = pickle.loads(packed)  # noqa: S301 - from our own parent
    except Exception as exc:  # noqa: BLE001 - whatever an import raises is the caller's to see
        return Outcome.RAISED, _portable(exc)
    return _outcome(function, arguments)


def _outcome(function: Callable[..., Any], arguments: tuple[Any, ...]) -> tuple[Outcome, Any]:
    try:
        return Outcome.DONE, function(*arguments)
    except MemoryError:
        return Outcome.OUT_OF_MEMORY, None
    except Exception as exc:  # noqa: BLE001 - it is handed to the caller, who raises it
        return Outcome.RAISED, _portable(exc)


def _send(connection: Connection, outcome: tuple[Outcome, Any]) -> None:
    try:
        connection.send(outcome)
    except MemoryError:
        connection.send((Outcome.OUT_OF_MEMORY, None))
    except (pickle.PicklingError, TypeError, AttributeError) as exc:
        connection.send((Outcome.RAISED, _portable(exc)))


def _portable(error: Exception) -> Exception:
    """Return *error*, or a likeness of it when it would not survive the journey."""
    try:
        pickle.loads(pickle.dumps(error))  # noqa: S301 - our own, of this moment
    except Exception:  # noqa: BLE001 - any failure means the same
        return RuntimeError(f"{type(error).__name__}: {error}")
    return error


def _limit_cpu(seconds: float) -> None:
    """Let the process use *seconds* more of processor time; then SIGPROF ends it.

    RLIMIT_CPU counts from the birth of the process, by a clock that Python cannot read: in a
    process of some age the allowance of one call would drift.
    """
    signal.setitimer(signal.ITIMER_PROF, seconds)


def _limit_memory(growth: int) -> None:
    """Let the process grow by *growth* bytes; where this cannot be measured, do nothing."""
    with suppress(OSError, ValueError):
        pages = int(STATM.read_text().split()[0])
        limit = pages * resource.getpagesize() + growth
        resource.setrlimit(resource.RLIMIT_AS, (limit, resource.getrlimit(resource.RLIMIT_AS)[1]))
