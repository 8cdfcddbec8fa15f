"""What was turned off does not come, be it owed already."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select, update

from bot.models import Facts, Message, Reading
from bot.storage import chats, subscriptions
from bot.storage.alerts import owe_news
from bot.storage.database import writing
from bot.storage.house import tidy
from bot.storage.outbox import begin_sending, claim_deliveries
from bot.storage.tables import AlertRow, DeliveryRow
from tests.fakes.world import World
from tests.newsroom import make_article, make_entry, make_feed
from tests.releases import make_stop, make_visit

LINK, TITLE = "https://ministry.example/news/1", "Minister travels, part 1"


@pytest.fixture
async def world(database, now):
    world = World(database, [make_feed()], now)
    await world.start()
    world.publish(make_entry("old"))
    await world.work(1)
    world.later(minutes=20)
    world.readings[TITLE] = Reading(facts=Facts(visits=(make_visit(),)), topics=("norway",))
    return world


async def follow(world, *criteria, chat=1, thread=None):
    async with writing(world.sessions) as session:
        where, now = (session, chat, thread), world.clock()
        if criteria:
            await subscriptions.follow(*where, criteria, kind="private", now=now)
        else:
            await subscriptions.follow_everything(*where, kind="private", now=now)


async def change(world, act, *args):
    async with writing(world.sessions) as session:
        await act(session, 1, None, *args)


async def owe(world):
    """Let a release be read, and its alert wait."""
    world.publish(make_entry("1"), make_entry("old"))
    await world.poll()
    await world.brief()


@pytest.mark.parametrize(
    ("follows", "act", "args"),
    [
        ((), subscriptions.end, ()),
        ((), subscriptions.mute, (["norway"],)),
        ((), subscriptions.unfollow, (["norway"],)),
        (("norway",), subscriptions.unfollow, (["norway"],)),
        (("norway", "trade"), subscriptions.unfollow, (["norway"],)),
    ],
)
async def test_an_alert_that_waits_is_dropped_when_it_is_turned_off(world, follows, act, args):
    await follow(world, *follows)
    await owe(world)

    await change(world, act, *args)
    await world.deliver()

    assert world.sent == []


async def test_what_is_still_followed_comes(world):
    await follow(world, "norway", "trade")
    await owe(world)

    await change(world, subscriptions.unfollow, ["trade"])
    await world.deliver()

    assert len(world.sent) == 1


async def test_after_unsubscribing_no_correction_comes(world):
    await follow(world)
    await follow(world, chat=2)
    await owe(world)
    await world.deliver()
    await change(world, subscriptions.end)
    later = make_visit(stops=(make_stop(start=date(2026, 3, 21)),))
    world.readings[TITLE] = Reading(facts=Facts(visits=(later,)), topics=("norway",))
    world.articles[LINK] = make_article(title=TITLE, text="On the 21st, after all.")

    world.later(hours=2)
    await world.work(3)

    assert [chat for chat, _, _ in world.sent] == [1, 2, 2]


async def test_an_operator_who_unsubscribes_still_gets_notices(world):
    await follow(world, chat=9)
    world.operators = (9,)
    world.answers["se-mfa"] = ZeroDivisionError()
    for _ in range(3):
        world.later(hours=6)
        await world.poll()
    async with writing(world.sessions) as session:
        await subscriptions.end(session, 9, None)

    await world.deliver()

    assert "reading it broke (ZeroDivisionError)" in world.sent[0][2]


async def sending(world):
    """Leave a delivery as a process leaves it that dies while it sends."""
    async with writing(world.sessions) as session:
        (taken,) = await claim_deliveries(
            session, now=world.clock(), limit=1, owner="dead", rate=28
        )
    async with writing(world.sessions) as session:
        return await begin_sending(session, taken, owner="dead", now=world.clock())


async def test_what_a_dead_process_was_sending_to_a_chat_that_left_never_comes_again(world):
    await follow(world)
    await owe(world)
    await sending(world)

    async with writing(world.sessions) as session:
        await chats.gone(session, 1, "blocked")
        await chats.back(session, 1)
    world.later(minutes=5)
    await world.deliver()

    assert world.sent == []


async def test_an_alert_that_was_being_sent_is_old_after_days_whatever_became_of_its_process(world):
    await follow(world)
    await owe(world)
    await sending(world)
    world.later(days=4)

    async with writing(world.sessions) as session:
        await tidy(session, now=world.clock())
    await world.deliver()

    assert world.sent == []
    async with world.sessions() as session:
        row = (await session.scalars(select(DeliveryRow))).one()
    assert (row.state, row.error) == ("failed", "too old to be news")


async def test_old_news_is_not_sent_even_before_the_house_is_tidied(world):
    await follow(world)
    await owe(world)
    world.later(days=4)

    await world.deliver()

    assert world.sent == []


PARTS = [{"html": "One", "plain": "One"}, {"html": "Two", "plain": "Two"}]


async def test_an_alert_of_several_parts_keeps_its_text_once_one_is_out(world):
    await follow(world)
    await owe(world)
    async with writing(world.sessions) as session:
        await session.execute(update(AlertRow).values(parts=PARTS))
    world.refusals = [None]
    await world.deliver()
    assert [text for _, _, text in world.sent] == ["One"]

    async with writing(world.sessions) as session:
        alert = (await session.scalars(select(AlertRow))).one()
        short = [Message(html="Short", plain="Short")]
        await owe_news(session, alert.briefing_id, short, [], [], now=world.clock())
    world.later(seconds=5)
    await world.deliver()

    assert [text for _, _, text in world.sent] == ["One", "Two"]


async def test_a_delivery_whose_text_became_shorter_than_what_is_out_is_done(world):
    await follow(world)
    await owe(world)
    async with writing(world.sessions) as session:
        await session.execute(update(DeliveryRow).values(next_part=1))

    await world.deliver()

    async with world.sessions() as session:
        row = (await session.scalars(select(DeliveryRow))).one()
    assert (row.state, row.due_at, world.sent) == ("sent", None, [])


async def test_a_chat_that_is_not_on_the_list_any_more_hears_nothing_until_it_is_back(world):
    await follow(world)
    await owe(world)

    async with writing(world.sessions) as session:
        await chats.serve_only(session, frozenset({5}))
    await world.deliver()
    assert world.sent == []
    async with writing(world.sessions) as session:
        await chats.serve_only(session, None)
    world.later(minutes=20)
    world.publish(make_entry("2"), make_entry("1"))
    await world.work(2)

    assert len(world.sent) == 1


async def test_a_chat_that_blocked_the_bot_is_not_brought_back_by_the_list(world):
    await follow(world)
    async with writing(world.sessions) as session:
        await chats.gone(session, 1, "blocked by the user")
        await chats.serve_only(session, None)

    await owe(world)
    world.later(seconds=timedelta(minutes=1).seconds)
    await world.deliver()

    assert world.sent == []
