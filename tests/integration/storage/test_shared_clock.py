"""Clocks that run ahead, are put right, or differ from machine to machine."""

from datetime import UTC, datetime, timedelta

from bot.storage import pace
from bot.storage.clock import SharedClock
from bot.storage.database import writing

SECOND = timedelta(seconds=1)


async def take(sessions, now, n=1):
    async with writing(sessions) as session:
        return await pace.take_slots(session, n, now=now, rate=28)


async def test_a_clock_that_ran_ahead_and_was_put_right_stops_no_sending(sessions, now):
    await take(sessions, now + timedelta(hours=6))

    assert await take(sessions, now) == now


async def test_slots_that_are_truly_taken_stay_taken(sessions, now):
    await take(sessions, now, n=28 * 20)

    assert await take(sessions, now) >= now + 19 * SECOND


async def test_a_hold_of_telegram_is_kept_but_not_one_of_a_wrong_clock(sessions, now):
    async with writing(sessions) as session:
        await pace.hold(session, now + timedelta(minutes=30))
    assert await take(sessions, now) == now + timedelta(minutes=30)

    async with writing(sessions) as session:
        await pace.hold(session, now + timedelta(hours=9))
    assert await take(sessions, now) == now


async def test_machines_whose_clocks_differ_agree_once_they_asked_the_database(database):
    def slow():
        return datetime.now(UTC) - timedelta(minutes=10)

    def fast():
        return datetime.now(UTC) + timedelta(minutes=10)

    clocks = [SharedClock(database, slow), SharedClock(database, fast)]
    for clock in clocks:
        await clock.adjust()

    apart = abs(clocks[0]() - clocks[1]())
    shared = database.engine.dialect.name == "postgresql"  # SQLite is for one machine
    assert (apart < SECOND) is shared


async def test_a_clock_that_is_turned_does_not_turn_the_shared_one(database):
    turned = timedelta(0)
    clock = SharedClock(database, lambda: datetime.now(UTC) + turned)
    await clock.adjust()
    before = clock()

    turned = timedelta(hours=1)

    shared = database.engine.dialect.name == "postgresql"
    assert (clock() - before < SECOND * 30) is shared
