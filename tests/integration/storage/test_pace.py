import asyncio
from datetime import timedelta

from bot.storage import pace
from bot.storage.database import writing

TENTH = timedelta(seconds=0.1)


async def take(sessions, n, now, rate=10):
    async with writing(sessions) as session:
        return await pace.take_slots(session, n, now=now, rate=rate)


async def hold(sessions, until):
    async with writing(sessions) as session:
        await pace.hold(session, until)


async def test_slots_are_evenly_spaced(sessions, now):
    assert [await take(sessions, 1, now) for _ in range(3)] == [now, now + TENTH, now + 2 * TENTH]


async def test_several_slots_are_taken_at_once(sessions, now):
    assert await take(sessions, 5, now) == now
    assert await take(sessions, 1, now) == now + 5 * TENTH


async def test_slots_that_nobody_took_are_not_saved_up_for_a_burst(sessions, now):
    await take(sessions, 1, now)
    later = now + timedelta(hours=1)

    assert [await take(sessions, 1, later) for _ in range(2)] == [later, later + TENTH]


async def test_no_slot_is_granted_twice(sessions, now):
    slots = await asyncio.gather(*(take(sessions, 1, now) for _ in range(20)))

    assert sorted(slots) == [now + number * TENTH for number in range(20)]


async def test_a_hold_keeps_everybody_from_sending(sessions, now):
    until = now + timedelta(seconds=5)
    await take(sessions, 1, now)

    await hold(sessions, until)

    assert await take(sessions, 1, now) == until
    async with sessions() as session:
        assert await pace.held_until(session) == until


async def test_a_hold_is_never_shortened(sessions, now):
    until = now + timedelta(seconds=5)
    await hold(sessions, until)
    await hold(sessions, now + timedelta(seconds=1))

    assert await take(sessions, 1, now) == until
    async with sessions() as session:
        assert await pace.held_until(session) == until


async def test_at_first_nothing_is_held_and_the_next_slot_is_now(sessions, now):
    async with sessions() as session:
        assert await pace.held_until(session) is None
    async with writing(sessions) as session:
        assert await pace.free_at(session, now=now) == now
