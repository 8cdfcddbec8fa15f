import asyncio
from types import SimpleNamespace

from bot import jobs


class Job:
    """A scheduled job that notes when it was told to run."""

    def __init__(self):
        self.job, self.woken = self, asyncio.Event()

    def modify(self, *, next_run_time):
        self.woken.set()


async def minded(monkeypatch, *walls):
    """Let the wall clock say *walls* one after the other while no time passes; gives the job."""
    monkeypatch.setattr(jobs, "_LOOK_AT_CLOCK", 0.0)
    said, exhausted, job = list(walls), asyncio.Event(), Job()

    def wall():
        if len(said) == 1:
            exhausted.set()
        return said.pop(0) if len(said) > 1 else said[0]

    queue = SimpleNamespace(jobs=lambda: [job])
    application = SimpleNamespace(job_queue=queue)
    minding = asyncio.create_task(jobs.mind_the_clock(application, wall=wall, steady=lambda: 0.0))
    await exhausted.wait()
    await asyncio.sleep(0)
    minding.cancel()
    return job


async def test_jobs_run_at_once_when_the_clock_was_put_back(monkeypatch):
    assert (await minded(monkeypatch, 1000.0, 400.0, 400.0)).woken.is_set()


async def test_jobs_keep_their_times_when_the_clock_was_put_forward(monkeypatch):
    assert not (await minded(monkeypatch, 1000.0, 4000.0, 4000.0)).woken.is_set()
