from datetime import timedelta

import pytest

from bot.storage import briefings
from tests.releases import NOON, make_briefing, make_pledge, make_reading, make_stop, make_visit
from tests.shelf import shelve

HOUR = timedelta(hours=1)


@pytest.fixture
async def shelf(sessions):
    """Four briefings, the oldest first."""
    stop = make_stop(meets=("Ola Nord",))
    await shelve(
        sessions,
        make_briefing(
            id=1,
            reading=make_reading([make_visit(stops=(stop,))], topics=("visits", "norway")),
            published_at=NOON - 9 * HOUR,
        ),
        make_briefing(
            id=2,
            reading=make_reading([], [make_pledge()], topics=("pledges", "kenya", "climate")),
            published_at=NOON - 3 * HOUR,
        ),
    )
    await shelve(
        sessions,
        make_briefing(
            id=3,
            reading=make_reading(topics=("norway",)),
            published_at=None,
            first_seen_at=NOON - 2 * HOUR,
        ),
        make_briefing(
            id=4,
            reading=make_reading([make_visit("Ida Nord-Vik")], topics=("visits",)),
            published_at=NOON - HOUR,
        ),
        text="The Black Sea grain deal, said Pia Holm.",
    )
    return sessions


async def ids(sessions, **wishes):
    async with sessions() as session:
        return [briefing.id for briefing in await briefings.latest(session, **wishes)]


async def test_newest_release_comes_first_by_its_own_date(shelf):
    assert await ids(shelf) == [4, 3, 2, 1]


@pytest.mark.parametrize(
    ("wishes", "expected"),
    [
        ({"has_visits": True}, [4, 1]),
        ({"has_pledges": True}, [2]),
        ({"topics": ["norway"]}, [3, 1]),
        ({"topics": ["norway", "climate"]}, [3, 2, 1]),
        ({"topics": ["norway"], "has_visits": True}, [1]),
        ({"topics": ["person:nord"]}, [4, 1]),
        ({"topics": ["person:alma bergholt"]}, [1]),
        ({"topics": ["person:ida vik"]}, [4]),
        ({"topics": ["person:pia holm"]}, [4, 3]),
        ({"topics": ["words:grain sea"]}, [4, 3]),
        ({"topics": ["words:grain wheat"]}, []),
        ({"topics": ["ukraine"]}, []),
        ({"limit": 2}, [4, 3]),
        ({"limit": 2, "offset": 2}, [2, 1]),
    ],
    ids=str,
)
async def test_briefings_are_found_by(shelf, wishes, expected):
    assert await ids(shelf, **wishes) == expected


async def test_briefing_comes_back_as_it_was_stored(sessions):
    briefing = make_briefing([make_visit()], [make_pledge("2.3E+9")], withdrawn_at=NOON)
    await shelve(sessions, briefing)

    async with sessions() as session:
        assert await briefings.by_id(session, 1) == briefing
        assert await briefings.by_id(session, 2) is None


async def test_words_are_searched_in_title_and_text(shelf):
    async with shelf() as session:
        found = await briefings.search(session, "grain minister", limit=1)

    assert [briefing.id for briefing in found] == [4]


@pytest.mark.parametrize(
    ("criterion", "expected"),
    [
        ("words:deals", [4, 3]),
        ("words:seas", [4, 3]),
        ("visits+words:grain", [4]),
        ("norway+words:grain", [3]),
        ("norway+visits", [1]),
        ("norway+person:ida nord", []),
    ],
)
async def test_words_are_found_in_either_number_and_with_a_topic(shelf, criterion, expected):
    assert await ids(shelf, topics=[criterion]) == expected


async def test_topics_are_counted_since_a_time_and_without_people(shelf):
    async with shelf() as session:
        counts = await briefings.topic_counts(session, since=NOON - 4 * HOUR)

    assert counts == {"visits": 1, "norway": 1, "pledges": 1, "kenya": 1, "climate": 1}


async def test_briefings_are_counted_by_when_they_were_published(shelf):
    async with shelf() as session:
        assert await briefings.count(session, since=NOON - HOUR) == 1
        assert await briefings.count(session, since=NOON - 3 * HOUR, topics=["norway"]) == 1
        assert await briefings.count(session, since=NOON - 9 * HOUR, topics=["norway"]) == 2


async def test_people_are_found_by_any_part_of_their_name(shelf):
    async with shelf() as session:
        assert sorted(await briefings.people(session, "nord")) == ["ida nord vik", "ola nord"]
        assert await briefings.people(session, "bergholt alma") == ["alma bergholt"]
        assert await briefings.people(session, "berg") == []
        assert len(await briefings.people(session, "nord", limit=1)) == 1
