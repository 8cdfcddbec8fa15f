"""Four times as much text takes a pattern about four times as long, whatever the text.

Every pattern of the product is tried, found by itself; a new one needs no line here. They are
tried in a process of the kind that reads feeds: the kernel ends it when a pattern runs away.
"""

import asyncio
import re
from datetime import timedelta

import pytest

from bot.errors import WorkerFailed
from bot.workers import Worker
from tests.unit.hostile.found_patterns import all_patterns
from tests.unit.hostile.tried import slow_on

#: What is linear needs a small part of it, with all its baits.
CPU_SECONDS = 6.0


@pytest.fixture(scope="module")
def trial(request):
    cpu_seconds = getattr(request, "param", CPU_SECONDS)
    worker = Worker(cpu_seconds=cpu_seconds, timeout=timedelta(minutes=2))
    with asyncio.Runner() as runner:

        def tried(pattern, flags=0, method="finditer"):
            try:
                return runner.run(worker.run(slow_on, pattern, flags, method))
            except WorkerFailed as exc:
                return str(exc)

        yield tried
        runner.run(worker.close())


@pytest.mark.parametrize("found", [pytest.param(one, id=one.where) for one in all_patterns()])
def test_a_pattern_takes_no_more_than_its_share_of_time(found, trial):
    slow = trial(found.pattern, found.flags, found.method)

    assert slow is None, f"{found.pattern!r} is slow: {slow}"


@pytest.mark.parametrize("bad", [r"\s+$", r"(?:\w+,? ?)*\.", r"[a-z]+@", r"x.*y.*z", rb"<b[^>]*/>"])
def test_a_pattern_that_backtracks_is_found(bad, trial):
    assert trial(bad) is not None


@pytest.mark.parametrize("trial", [0.5], indirect=True)
def test_a_pattern_that_never_ends_is_ended(trial):
    assert trial(r"(a+)+$") == "it used more than 0.5 seconds of processor time"


@pytest.mark.parametrize(
    "good", [r"\s\s", r"[a-z]{1,20}@", r"\bby [A-Z]\w{1,30}", r"(?<!\s)\s++$", r"\bx[^y]{0,60}y"]
)
def test_a_pattern_that_looks_no_farther_than_it_needs_passes(good, trial):
    assert trial(good) is None


def test_the_patterns_of_the_product_are_found():
    found = all_patterns()

    assert {"bot.matching._WORD", "bot.feeds.boilerplate.LABEL", "handlers.latest._COUNT"} <= {
        one.where for one in found
    }
    assert any(one.where.startswith("bot.nlp.visits.cues.cue(") for one in found)
    assert any(re.fullmatch(r"bot\.nlp\.amounts:\d+", one.where) for one in found)
