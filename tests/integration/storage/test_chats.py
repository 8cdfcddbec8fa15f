from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.models import DeliveryState
from bot.storage import chats, subscriptions
from bot.storage.database import writing
from bot.storage.tables import AlertRow, ChatRow, DeliveryRow, UpdateRow

OLD, NEW, OTHER = -123, -1_001_234_567_890, 5


@pytest.fixture
def follow(sessions, now):
    async def follow(chat_id, *criteria):
        async with writing(sessions) as session:
            await subscriptions.follow(
                session, chat_id, None, criteria, kind="group", now=now - timedelta(days=9)
            )

    return follow


@pytest.fixture
def owe(sessions, now):
    """Owe alerts to a chat, one in each of some states."""

    async def owe(chat_id, *states, thread_id=0):
        async with writing(sessions) as session:
            for state in states:
                alert = AlertRow(key=f"{chat_id}:{state}", kind="alert", parts=[], created_at=now)
                session.add(alert)
                await session.flush()
                session.add(
                    DeliveryRow(
                        alert_id=alert.id,
                        chat_id=chat_id,
                        thread_id=thread_id,
                        state=state,
                        due_at=now,
                    )
                )

    return owe


async def run(sessions, function, *args, **options):
    async with writing(sessions) as session:
        await function(session, *args, **options)


async def rows(sessions, table):
    async with sessions() as session:
        return list(await session.scalars(select(table)))


async def owed(sessions):
    return {
        (row.chat_id, row.state): (row.due_at is not None, row.error)
        for row in await rows(sessions, DeliveryRow)
    }


async def test_gone_chat_is_written_to_no_more_but_its_wishes_are_kept(sessions, follow, owe):
    await follow(OLD, "ukraine")
    await owe(OLD, DeliveryState.DUE, DeliveryState.SENDING, DeliveryState.SENT)

    await run(sessions, chats.gone, OLD, "blocked by the user")

    (chat,) = await rows(sessions, ChatRow)
    assert (chat.active, chat.gone) == (False, "blocked by the user")
    assert await owed(sessions) == {
        (OLD, "failed"): (False, "blocked by the user"),
        (OLD, "sent"): (True, ""),
    }
    async with sessions() as session:
        assert await subscriptions.get(session, OLD)


async def test_chat_that_is_back_is_active_again(sessions, follow):
    await follow(OLD, "ukraine")
    await run(sessions, chats.gone, OLD, "removed")

    await run(sessions, chats.back, OLD)
    await run(sessions, chats.back, OTHER)

    (chat,) = await rows(sessions, ChatRow)
    assert (chat.chat_id, chat.active, chat.gone) == (OLD, True, "")


async def test_only_one_thread_gives_up_what_is_owed(sessions, owe):
    await owe(OLD, DeliveryState.DUE, thread_id=7)
    await owe(OTHER, DeliveryState.DUE)

    await run(sessions, chats.drop_owed, OLD, thread_id=0, reason="unsubscribed")
    assert (OLD, "due") in await owed(sessions)

    await run(sessions, chats.drop_owed, OLD, thread_id=7, reason="unsubscribed")
    assert (OLD, "failed") in await owed(sessions)
    assert (OTHER, "due") in await owed(sessions)


async def test_moved_group_takes_everything_along(sessions, follow, owe, now):
    await follow(OLD, "ukraine")
    await owe(OLD, DeliveryState.DUE)

    await run(sessions, chats.moved, OLD, NEW)
    await run(sessions, chats.moved, OLD, NEW)  # both groups tell of the move

    (chat,) = await rows(sessions, ChatRow)
    assert (chat.chat_id, chat.kind, chat.created_at) == (
        NEW,
        "supergroup",
        now - timedelta(days=9),
    )
    async with sessions() as session:
        assert (await subscriptions.get(session, NEW)).follows == {"ukraine"}
    assert list(await owed(sessions)) == [(NEW, "due")]


async def test_moved_group_that_is_known_already_is_joined(sessions, follow):
    await follow(OLD, "ukraine", "japan")
    await follow(NEW, "japan", "trade")

    await run(sessions, chats.moved, OLD, NEW)

    assert [chat.chat_id for chat in await rows(sessions, ChatRow)] == [NEW]
    async with sessions() as session:
        assert (await subscriptions.get(session, NEW)).follows == {"ukraine", "japan", "trade"}


async def test_unknown_group_moves_nothing(sessions):
    await run(sessions, chats.moved, OLD, NEW)

    assert await rows(sessions, ChatRow) == []


async def test_forgetting_leaves_nothing_of_the_chat_and_all_of_the_others(
    sessions, follow, owe, now
):
    for chat_id in (NEW, OTHER):
        await follow(chat_id, "ukraine")
        await owe(chat_id, DeliveryState.SENT)
    async with writing(sessions) as session:
        for update_id, chat_id in enumerate((NEW, OTHER, NEW, NEW)):
            body = {"update_id": update_id, "message": {"text": "/forget"}}
            session.add(UpdateRow(update_id=update_id, chat_id=chat_id, body=body, received_at=now))

    await run(sessions, chats.forget, NEW, update_id=2)

    assert [chat.chat_id for chat in await rows(sessions, ChatRow)] == [OTHER]
    assert list(await owed(sessions)) == [(OTHER, "sent")]
    async with sessions() as session:
        assert await chats.export(session, NEW) == {
            "chat": NEW,
            "known_since": None,
            "kind": None,
            "alerts": 0,
            "subscriptions": [],
        }
    left = {
        row.update_id: (row.chat_id, "message" in row.body)
        for row in await rows(sessions, UpdateRow)
    }
    assert left == {
        0: (0, False),
        1: (OTHER, True),
        2: (0, False),
        3: (NEW, True),  # came later and is still to be answered
    }


async def test_export_says_all_that_is_stored(sessions, follow, owe):
    await follow(OTHER, "ukraine", "japan")
    await owe(OTHER, DeliveryState.SENT)
    await run(sessions, subscriptions.mute, OTHER, None, ["trade"])

    async with sessions() as session:
        stored = await chats.export(session, OTHER)

    assert stored == {
        "chat": OTHER,
        "known_since": "2026-03-08T12:00:00+00:00",
        "kind": "group",
        "alerts": 1,
        "subscriptions": [
            {
                "thread": None,
                "everything": False,
                "follows": ["japan", "ukraine"],
                "muted": ["trade"],
            }
        ],
    }


async def test_threads_of_a_moved_group_keep_what_each_of_them_follows(sessions, follow, owe, now):
    async with writing(sessions) as session:
        for chat, thread, topic in ((OLD, 7, "japan"), (NEW, 8, "japan"), (NEW, 7, "trade")):
            where = (session, chat, thread, [topic])
            await subscriptions.follow(*where, kind="supergroup", now=now)

    await run(sessions, chats.moved, OLD, NEW)

    async with sessions() as session:
        assert (await subscriptions.get(session, NEW, 7)).follows == {"japan", "trade"}
        assert (await subscriptions.get(session, NEW, 8)).follows == {"japan"}
