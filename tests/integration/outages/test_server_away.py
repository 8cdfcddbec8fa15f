import pytest

from bot.storage.clock import SharedClock
from bot.storage.database import connect
from bot.storage.migrate import upgrade
from tests.fakes import postgres
from tests.integration.outages.conftest import CHATS


@pytest.fixture
def server():
    place = postgres.binaries()
    if place is None:
        pytest.skip("PostgreSQL is not installed")
    # An abrupt end loses what was committed without waiting for its log.
    with postgres.restartable(place, ("fsync=off", "max_connections=60")) as made:
        yield made


@pytest.fixture
async def database(server):
    database = connect(postgres.url(str(server.home), "postgres"))
    await upgrade(database.engine)
    yield database
    await database.close()


async def test_rounds_go_on_by_themselves_after_a_restart(server, database, outage):
    away = outage(database)
    await away.begin()
    server.stop()
    for _ in range(3):
        await away.tick()
    assert away.troubles > 0
    assert away.told == []

    server.start()
    await away.recover()

    assert away.told == list(CHATS)


@pytest.mark.parametrize("after", [1, 7])
async def test_a_server_that_goes_while_messages_are_sent_costs_no_message(
    server, database, outage, after
):
    """What was sent is noted when the server is back, and not sent again."""
    away = outage(database)
    await away.begin()
    await away.world.poll()
    await away.world.brief()
    send, sleep, steps = away.world._send, away.world.clock.sleep, ["stop", "start"]

    async def send_and_stop(*message):
        number = await send(*message)
        if len(away.told) == after and steps[:1] == ["stop"]:
            steps.pop(0)
            server.stop()
        return number

    async def sleep_and_start(seconds):
        if seconds >= 4 and steps == ["start"]:
            steps.pop(0)
            server.start()
        await sleep(seconds)

    away.world._send, away.world.clock.sleep = send_and_stop, sleep_and_start
    await away.recover()

    assert steps == []
    assert away.told == list(CHATS)


async def test_the_clock_can_be_adjusted_again_after_a_restart(server, database, now):
    clock = SharedClock(database, lambda: now)
    await clock.adjust()
    server.stop()
    server.start()

    await clock.adjust()

    assert clock() != now
