"""The real process, as an operator runs it, and what can be done to a process from outside."""

import asyncio
import os
import resource
import signal
import sys
import time
from contextlib import suppress
from pathlib import Path

from tests.shared import ROOT

#: A supervisor does not start a program that ended by itself in a tight loop.
_PAUSE = 0.3
#: Would make a start slow: nothing of a killed process is measured anyway.
_UNWANTED = ("BRIEFING_", "COVERAGE_", "PYTHONDONTWRITEBYTECODE", "PYTHONPATH")


class Victim:
    """``briefing-bot run`` under a supervisor that starts it again whenever it ends."""

    def __init__(self, name: str, folder: Path, settings: dict[str, str]) -> None:
        self.name, self.log = name, folder / f"{name}.log"
        self._clock = folder / f"{name}.clock"
        self._environment = _environment(settings) | {
            "PYTHONPATH": str(Path(__file__).parent / "clock"),
            "PYTHONPYCACHEPREFIX": str(folder / "bytecode"),
            "TORTURE_CLOCK": str(self._clock),
        }
        self._process: asyncio.subprocess.Process | None = None
        self._supervisor: asyncio.Task[None] | None = None
        self._expected = False
        self.started_at = 0.0
        self.ended_by_itself = 0
        self.set_clock(0)

    async def begin(self) -> None:
        """Start the process, and again whenever it ends."""
        await self._start()
        self._supervisor = asyncio.create_task(self._supervise())

    async def end(self) -> int | None:
        """Stop it cleanly and for good; gives its exit code."""
        if self._supervisor:
            self._supervisor.cancel()
            await asyncio.gather(self._supervisor, return_exceptions=True)
        if self._process is None:
            return None
        self.go_on()
        with suppress(ProcessLookupError):
            self._process.terminate()
        try:
            async with asyncio.timeout(20):
                return await self._process.wait()
        except TimeoutError:
            self.kill(whole_group=True)
            return await self._process.wait()

    @property
    def age(self) -> float:
        """Tell for how many seconds it has been running."""
        return time.monotonic() - self.started_at

    def kill(self, *, whole_group: bool) -> None:
        """End it at once, with or without the processes it has started."""
        self._expected = True
        pid = self._pid
        with suppress(ProcessLookupError):
            if whole_group:
                os.killpg(pid, signal.SIGKILL)
            else:
                os.kill(pid, signal.SIGKILL)

    def stop(self) -> None:
        """Let it stand still."""
        self._signal(signal.SIGSTOP)

    def go_on(self) -> None:
        self._signal(signal.SIGCONT)

    def set_clock(self, seconds: float) -> None:
        """Let its clock be wrong by so much."""
        self._clock.write_text(f"{seconds:.3f}")

    def limit_files(self, size: int) -> None:
        """Let no file that it writes grow beyond *size* bytes; negative: as they like."""
        limit = resource.RLIM_INFINITY if size < 0 else size
        with suppress(ProcessLookupError):
            resource.prlimit(self._pid, resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY))

    @property
    def _pid(self) -> int:
        assert self._process
        return self._process.pid

    def _signal(self, number: int) -> None:
        if self._process and self._process.returncode is None:
            with suppress(ProcessLookupError):
                self._process.send_signal(number)

    async def _start(self) -> None:
        with self.log.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "bot", "run"),
                cwd=ROOT,
                env=self._environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self.started_at = time.monotonic()

    async def _supervise(self) -> None:
        while True:
            assert self._process
            await self._process.wait()
            if not self._expected:
                self.ended_by_itself += 1
                await asyncio.sleep(_PAUSE)
            self._expected = False
            await self._start()


def _environment(settings: dict[str, str]) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(_UNWANTED)}
    return kept | {f"BRIEFING_{name}": value for name, value in settings.items()}
