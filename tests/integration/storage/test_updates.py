from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select

from bot.storage.database import writing
from bot.storage.tables import UpdateRow
from bot.storage.updates import (
    ANSWERED_WITHIN,
    KEPT_FOR,
    LEASE,
    MOST_ATTEMPTS,
    chat_of,
    claim_updates,
    postpone_update,
    prune_updates,
    settle_update,
    store_updates,
)


def message(update_id, chat_id=7, text="/latest"):
    return {"update_id": update_id, "message": {"chat": {"id": chat_id}, "text": text}}


async def store(sessions, now, *bodies):
    async with writing(sessions) as session:
        await store_updates(session, bodies, now=now)


async def claim(sessions, now, limit=10):
    async with writing(sessions) as session:
        return await claim_updates(session, now=now, limit=limit)


async def settle(sessions, now, *update_ids):
    async with writing(sessions) as session:
        for update_id in update_ids:
            await settle_update(session, update_id, now=now)


def numbers(claimed):
    return [update.update_id for update in claimed]


async def test_an_update_is_kept_as_telegram_sent_it(sessions, now):
    body = message(11, text="/topic Türkiye 🇹🇷")
    await store(sessions, now, body)

    (update,) = await claim(sessions, now)

    assert (update.update_id, update.body) == (11, body)


async def test_an_update_that_is_told_again_is_handled_once(sessions, now):
    await store(sessions, now, message(11))
    await claim(sessions, now)
    await settle(sessions, now, 11)

    await store(sessions, now, message(11), message(12))

    assert numbers(await claim(sessions, now)) == [12]


async def test_a_chats_next_update_waits_until_its_last_is_settled(sessions, now):
    await store(sessions, now, message(11, 7), message(12, 8), message(13, 7), message(14, 9))

    assert numbers(await claim(sessions, now)) == [11, 12, 14]
    assert numbers(await claim(sessions, now)) == []
    await settle(sessions, now, 11)
    assert numbers(await claim(sessions, now)) == [13]


async def test_updates_are_taken_in_their_order(sessions, now):
    await store(sessions, now, *(message(number, number) for number in (14, 12, 13, 11)))

    assert numbers(await claim(sessions, now, limit=3)) == [11, 12, 13]


async def test_an_update_whose_handling_broke_off_is_handled_again(sessions, now):
    await store(sessions, now, message(11), message(12))
    await claim(sessions, now)

    (again,) = await claim(sessions, now + LEASE)

    assert (again.update_id, again.attempts) == (11, 2)


async def test_an_update_that_breaks_every_handling_is_set_aside(sessions, now):
    await store(sessions, now, message(11), message(12))
    for attempt in range(MOST_ATTEMPTS):
        assert numbers(await claim(sessions, now + attempt * LEASE)) == [11]

    assert numbers(await claim(sessions, now + MOST_ATTEMPTS * LEASE)) == [12]


async def test_handled_updates_are_forgotten_after_two_days(sessions, now):
    await store(sessions, now, message(11), message(12, 8))
    await claim(sessions, now)
    await settle(sessions, now, 11)

    async with writing(sessions) as session:
        await prune_updates(session, now=now + KEPT_FOR)
        assert await session.scalar(select(func.count(UpdateRow.update_id))) == 2
        await prune_updates(session, now=now + KEPT_FOR + timedelta(seconds=1))

    async with sessions() as session:
        assert list(await session.scalars(select(UpdateRow.update_id))) == [12]


async def test_a_batch_larger_than_a_statement_is_stored(sessions, now):
    await store(sessions, now, *(message(number, number) for number in range(1, 1202)))

    async with sessions() as session:
        assert await session.scalar(select(func.count(UpdateRow.update_id))) == 1201


@pytest.mark.parametrize(
    ("body", "chat"),
    [
        ({"update_id": 1, "message": {"chat": {"id": -5}, "from": {"id": 3}}}, -5),
        ({"update_id": 1, "callback_query": {"message": {"chat": {"id": -5}}, "id": "9"}}, -5),
        ({"update_id": 1, "callback_query": {"from": {"id": 3}, "id": "9"}}, 3),
        ({"update_id": 1, "my_chat_member": {"chat": {"id": -5}, "from": {"id": 3}}}, -5),
        ({"update_id": 1, "inline_query": {"from": {"id": 3}, "query": ""}}, 3),
        ({"update_id": 1, "poll": {"id": "77"}}, 0),
        ({"update_id": 1}, 0),
    ],
)
def test_the_chat_of_an_update_is_found_wherever_it_stands(body, chat):
    assert chat_of(body) == chat


async def test_an_update_whose_answer_finds_no_way_is_not_used_up_by_that(sessions, now):
    await store(sessions, now, message(11))
    for attempt in range(3 * MOST_ATTEMPTS):
        time = now + attempt * timedelta(minutes=1)
        assert numbers(await claim(sessions, time)) == [11]
        async with writing(sessions) as session:
            await postpone_update(session, 11, now=time, wait=timedelta(seconds=15))

    later = now + ANSWERED_WITHIN
    assert numbers(await claim(sessions, later)) == [11]
    async with writing(sessions) as session:
        await postpone_update(session, 11, now=later, wait=timedelta(seconds=15))
    assert numbers(await claim(sessions, later + LEASE)) == []


@pytest.mark.parametrize("number", [2**70, -(2**64), True, None, "5"])
async def test_an_update_without_a_usable_number_keeps_no_other_from_being_stored(
    sessions, now, number
):
    await store(sessions, now, message(number), message(8))

    assert [update.update_id for update in await claim(sessions, now)] == [8]


@pytest.mark.parametrize("chat", [2**70, -(2**64), True, None, "7", [7], {}])
async def test_an_update_of_a_chat_without_a_usable_number_is_stored_under_its_sender(
    sessions, now, chat
):
    body = {"update_id": 1, "message": {"chat": {"id": chat}, "from": {"id": 9}, "text": "/help"}}
    await store(sessions, now, body)

    assert [update.body for update in await claim(sessions, now)] == [body]
    assert chat_of(body) == 9


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["message", "chat", "from", "id", "callback_query", "x"]),
            inner,
            max_size=4,
        )
    ),
)


@given(st.dictionaries(st.sampled_from(["message", "callback_query", "update_id"]), _JSON))
def test_whatever_an_update_says_its_chat_fits_into_the_database(body):
    assert -(2**63) <= chat_of(body) < 2**63
