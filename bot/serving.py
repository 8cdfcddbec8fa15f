"""What a worker process does: it answers calls, within the limits that the kernel enforces."""

import pickle
import resource
import signal
from collections.abc import Callable
from contextlib import suppress
from enum import StrEnum
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

STATM = Path("/proc/self/statm")  #: memory of a process in pages, on Linux


class Outcome(StrEnum):
    """What a worker process says about one call."""

    DONE = "done"
    RAISED = "raised"
    OUT_OF_MEMORY = "out of memory"


def begin(end: int) -> None:
    """Be a process that `Worker` started, with its pipe as file *end*."""
    connection = Connection(end)
    with suppress(EOFError, OSError):
        serve(connection, *connection.recv())


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
