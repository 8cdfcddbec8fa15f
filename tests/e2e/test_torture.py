"""The short form of ``make torture``: the promises hold while everything goes wrong at once."""

import pytest

from tests.torture.campaign import torture
from tests.torture.options import Options

pytestmark = pytest.mark.e2e

#: What two processes have in hand at a time, at most.
_IN_HAND = 32


@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
async def test_an_alert_owed_is_an_alert_sent_whatever_is_killed(database):
    said = []
    processes = 2 if database == "postgresql" else 1

    verdict = await torture(
        Options(kills=5, alerts=100, database=database, seed=7, processes=processes, speed=0.5),
        said.append,
    )

    report = "\n".join([*said, verdict.table()])
    broken = (verdict.lost, verdict.wrong, verdict.complaints, verdict.leaks)
    assert broken == (0, 0, 0, 0), report
    # Besides kills, a cut database may repeat what a process has in hand; `make torture` is strict.
    assert verdict.repeated <= verdict.allowed + _IN_HAND, report
    assert verdict.kills >= 5
    assert verdict.received > 30
