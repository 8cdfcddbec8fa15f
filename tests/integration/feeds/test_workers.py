"""Processes with limits: what breaks one does not break the next call."""

import asyncio
import importlib
import os
import resource
import signal
import subprocess
import sys
import threading
import time
from datetime import timedelta
from multiprocessing import Pipe
from pathlib import Path

import psutil
import pytest

from bot import serving
from bot.errors import WorkerFailed
from bot.serving import Outcome, serve
from bot.workers import Worker
from tests.fakes.work import (
    break_setup,
    die,
    double,
    environment,
    hog,
    pid,
    raise_stubborn,
    raise_value_error,
    recall,
    remember,
    sleep_for,
    spin,
    spin_for,
    starve,
    unsendable,
)
from tests.shared import ROOT

MIB = 2**20


@pytest.fixture
async def worker():
    made = Worker(cpu_seconds=1, timeout=timedelta(seconds=30), memory_bytes=200 * MIB)
    yield made
    await made.close()


async def test_call_returns_what_the_function_returns(worker):
    assert await worker.run(double, 21) == 42


async def test_calls_share_one_process_that_is_not_ours(worker):
    first, second = await worker.run(pid), await worker.run(pid)

    assert first == second != os.getpid()


async def test_calls_at_the_same_time_wait_for_each_other(worker):
    assert await asyncio.gather(*(worker.run(double, n) for n in range(5))) == [0, 2, 4, 6, 8]


async def test_setup_runs_once_before_the_first_call():
    worker = Worker(remember, cpu_seconds=1, timeout=timedelta(seconds=30))

    assert await worker.run(recall)

    await worker.close()


async def test_failing_setup_is_the_callers_to_see():
    worker = Worker(break_setup, cpu_seconds=1, timeout=timedelta(seconds=30))

    for _ in range(2):
        with pytest.raises(LookupError, match="no model here"):
            await worker.run(double, 1)

    await worker.close()


async def test_exceptions_of_the_function_pass(worker):
    with pytest.raises(ValueError, match="no good"):
        await worker.run(raise_value_error)

    assert await worker.run(double, 1) == 2


async def test_exception_that_cannot_travel_arrives_as_a_likeness(worker):
    with pytest.raises(RuntimeError, match="Stubborn: 1 and 2"):
        await worker.run(raise_stubborn)


async def test_result_that_cannot_travel_is_an_exception(worker):
    with pytest.raises(TypeError, match="pickle"):
        await worker.run(unsendable)

    assert await worker.run(double, 1) == 2


async def test_function_that_cannot_travel_is_an_exception(worker):
    with pytest.raises(AttributeError, match="pickle"):
        await worker.run(lambda: 1)

    assert await worker.run(double, 1) == 2


@pytest.mark.parametrize(
    ("function", "arguments", "cause"),
    [
        (spin, (), "more than 1 seconds of processor time"),
        (hog, (2000 * MIB,), "too much memory"),
        (die, (), r"died \(exit code 3\)"),
    ],
    ids=["cpu", "memory", "death"],
)
async def test_broken_limit_is_a_failure_and_the_next_call_works(
    worker, function, arguments, cause
):
    with pytest.raises(WorkerFailed, match=cause):
        await worker.run(function, *arguments)

    assert await worker.run(double, 1) == 2


async def test_processor_time_is_counted_anew_for_each_call():
    worker = Worker(cpu_seconds=2, timeout=timedelta(seconds=60))

    # Kernels count in ticks, so the margin is wide.
    for _ in range(4):
        await worker.run(spin_for, 0.7)

    await worker.close()


async def test_call_that_takes_too_long_is_ended():
    worker = Worker(cpu_seconds=1, timeout=timedelta(seconds=2))

    with pytest.raises(WorkerFailed, match="more than 2 seconds"):
        await worker.run(sleep_for, 60)

    assert await worker.run(double, 1) == 2
    await worker.close()


async def test_cancelled_call_ends_its_process(worker):
    process = psutil.Process(await worker.run(pid))
    call = asyncio.create_task(worker.run(sleep_for, 60))
    await asyncio.sleep(0.05)

    call.cancel()
    with pytest.raises(asyncio.CancelledError):
        await call

    assert await worker.run(double, 1) == 2
    assert not process.is_running()


async def test_cancelling_while_the_process_starts_ends_it_too():
    worker = Worker(cpu_seconds=1, timeout=timedelta(seconds=30))
    call = asyncio.create_task(worker.run(sleep_for, 60))
    await asyncio.sleep(0)

    call.cancel()
    with pytest.raises(asyncio.CancelledError):
        await call

    assert await worker.run(double, 1) == 2
    await worker.close()


async def test_process_that_was_killed_while_idle_is_replaced(worker):
    process = psutil.Process(await worker.run(pid))

    process.kill()
    await asyncio.to_thread(_wait_for_death, process)

    assert await worker.run(double, 1) == 2


def _wait_for_death(process):
    """Wait without reaping it, which is the worker's business."""
    until = time.monotonic() + 10
    while process.status() != psutil.STATUS_ZOMBIE and time.monotonic() < until:
        time.sleep(0.01)


async def test_process_ignores_signals_to_the_whole_group(worker):
    process = psutil.Process(await worker.run(pid))

    process.send_signal(signal.SIGTERM)
    process.send_signal(signal.SIGINT)

    assert await worker.run(pid) == process.pid


async def test_closing_ends_a_running_call_and_the_process(worker):
    process = psutil.Process(await worker.run(pid))
    call = asyncio.create_task(worker.run(sleep_for, 60))
    await asyncio.sleep(0)

    await worker.close()

    with pytest.raises(WorkerFailed):
        await call
    assert not process.is_running()


async def test_closing_what_never_started_is_fine():
    await Worker(cpu_seconds=1, timeout=timedelta(seconds=1)).close()


SECRETS = {
    "BRIEFING_TELEGRAM_TOKEN": "one-secret",
    "BRIEFING_DATABASE_URL": "two-secret",
    "BRIEFING_WEBHOOK_SECRET": "three-secret",
    "PGPASSWORD": "four-secret",
    "DATABASE_URL": "five-secret",
    "MAIL": "postgresql://me:six-secret@db/briefings",
    "MY_BOT": "7654321:seven-secret" + "x" * 30,
}


async def test_process_never_has_a_secret_of_the_environment(worker, monkeypatch):
    for name, value in (SECRETS | {"MAILBOX": "harmless"}).items():
        monkeypatch.setenv(name, value)

    seen_inside = await worker.run(environment)
    seen_outside = await worker.run(pid)

    for seen in (seen_inside, Path(f"/proc/{seen_outside}/environ").read_text()):
        assert "MAILBOX=harmless" in seen
        assert "-secret" not in seen
        assert not [name for name in SECRETS if f"{name}=" in seen]


async def test_process_finds_what_its_parent_can_import(worker, monkeypatch, tmp_path):
    (tmp_path / "elsewhere.py").write_text("def answer():\n    return 42\n")
    monkeypatch.syspath_prepend(str(tmp_path))

    assert await worker.run(importlib.import_module("elsewhere").answer) == 42


FORGETFUL = """
import asyncio, os, signal, sys
from datetime import timedelta
from bot.workers import Worker
from tests.fakes.work import pid

async def main():
    worker = Worker(cpu_seconds=5, timeout=timedelta(seconds=30))
    print(await worker.run(pid), flush=True)
    if sys.argv[1] == "killed":
        os.kill(os.getpid(), signal.SIGKILL)

if __name__ == "__main__":
    asyncio.run(main())
"""


@pytest.mark.parametrize("end", ["killed", "at its end"])
async def test_process_does_not_outlive_its_parent(end):
    command = [sys.executable, "-c", FORGETFUL, end]
    parent = await asyncio.create_subprocess_exec(*command, stdout=subprocess.PIPE, cwd=ROOT)
    async with asyncio.timeout(30):
        printed, _ = await parent.communicate()

    orphan = psutil.Process(int(printed)) if psutil.pid_exists(int(printed)) else None

    assert orphan is None or not psutil.wait_procs([orphan], timeout=10)[1]


async def test_other_tasks_run_while_a_call_burns_processor_time(worker):
    call = asyncio.create_task(worker.run(spin))
    loop = asyncio.get_running_loop()
    lags = []
    while not call.done():
        began = loop.time()
        await asyncio.sleep(0.01)
        lags.append(loop.time() - began)

    with pytest.raises(WorkerFailed):
        await call
    assert max(lags) < 0.25


@pytest.fixture
def limits(monkeypatch):
    """What a process asked of the kernel, which here is the test's own process."""
    asked = {}
    monkeypatch.setattr(resource, "setrlimit", asked.__setitem__)
    monkeypatch.setattr(signal, "setitimer", asked.__setitem__)
    monkeypatch.setattr(signal, "signal", lambda *_: None)
    return asked


def _served(*calls, setup=None):
    """Let `serve` answer *calls* in a thread of this process."""
    ours, theirs = Pipe()
    thread = threading.Thread(target=serve, args=(theirs, setup, 2, 100 * MIB))
    thread.start()
    answers = [ours.recv()]
    for call in calls:
        ours.send_bytes(call) if isinstance(call, bytes) else ours.send(call)
        answers.append(ours.recv())
    ours.close()
    thread.join(10)
    assert not thread.is_alive()
    return answers


def test_serving_answers_until_the_other_end_closes(limits):
    answers = _served((double, (2,)), (raise_stubborn, ()), b"junk", (unsendable, ()))

    assert answers[:2] == [(Outcome.DONE, None), (Outcome.DONE, 4)]
    assert [outcome for outcome, _ in answers[2:]] == [Outcome.RAISED] * 3


def test_serving_sets_its_limits(limits):
    _served((double, (2,)))

    assert limits[resource.RLIMIT_CORE] == (0, 0)
    assert limits[signal.ITIMER_PROF] == 2
    assert limits[resource.RLIMIT_AS][0] > 100 * MIB


def test_serving_ends_after_it_ran_out_of_memory(limits):
    assert _served(setup=starve) == [(Outcome.OUT_OF_MEMORY, None)]


def test_result_too_large_to_send_is_out_of_memory():
    sent = []

    class Full:
        def send(self, message):
            sent.append(message)
            if len(sent) == 1:
                raise MemoryError

    serving._send(Full(), (Outcome.DONE, "much"))

    assert sent[-1] == (Outcome.OUT_OF_MEMORY, None)
