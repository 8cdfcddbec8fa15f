import pytest

from bot.models import Subscription
from bot.storage import subscriptions
from bot.storage.database import writing

CHAT = -100_123_456_789


async def do(sessions, function, *args, **options):
    async with writing(sessions) as session:
        return await function(session, *args, **options)


@pytest.fixture
def follow(sessions, now):
    async def follow(*criteria, thread=None):
        return await do(
            sessions, subscriptions.follow, CHAT, thread, criteria, kind="private", now=now
        )

    return follow


@pytest.fixture
def everything(sessions, now):
    async def everything(thread=None):
        return await do(
            sessions, subscriptions.follow_everything, CHAT, thread, kind="private", now=now
        )

    return everything


async def standing(sessions, thread=None):
    async with sessions() as session:
        return await subscriptions.get(session, CHAT, thread)


def wish(**changes):
    changes = {
        key: frozenset(value) if isinstance(value, set) else value for key, value in changes.items()
    }
    return Subscription(chat_id=CHAT, **changes)


async def test_nobody_is_subscribed_unasked(sessions):
    assert await standing(sessions) is None


async def test_topics_add_up(sessions, follow):
    await follow("ukraine", "trade")
    given = await follow("trade", "japan")

    assert given == await standing(sessions) == wish(follows={"ukraine", "trade", "japan"})


async def test_everything_replaces_single_topics(sessions, follow, everything):
    await follow("ukraine")

    assert await everything() == await standing(sessions) == wish(everything=True)


async def test_topics_narrow_everything(follow, everything):
    await everything()

    assert await follow("ukraine") == wish(follows={"ukraine"})


async def test_following_takes_back_a_mute(sessions, follow):
    await follow("ukraine")
    await do(sessions, subscriptions.mute, CHAT, None, ["japan"])

    assert await follow("japan") == wish(follows={"ukraine", "japan"})


async def test_each_thread_has_wishes_of_its_own(sessions, follow, everything):
    await follow("ukraine", thread=7)
    await everything()

    assert await standing(sessions, 7) == wish(thread_id=7, follows={"ukraine"})
    assert await standing(sessions) == wish(everything=True)
    async with sessions() as session:
        found = await subscriptions.of_chat(session, CHAT)
    assert [subscription.thread_id for subscription in found] == [None, 7]


async def test_unfollowing_leaves_the_rest(sessions, follow):
    await follow("ukraine", "japan")

    left = await do(sessions, subscriptions.unfollow, CHAT, None, ["ukraine", "never"])

    assert left == wish(follows={"japan"})


async def test_unfollowing_the_last_topic_ends_the_subscription(sessions, follow):
    await follow("ukraine")
    await do(sessions, subscriptions.mute, CHAT, None, ["japan"])

    assert await do(sessions, subscriptions.unfollow, CHAT, None, ["ukraine"]) is None
    assert await standing(sessions) is None


async def test_unfollowing_while_following_everything_mutes(sessions, everything):
    await everything()

    left = await do(sessions, subscriptions.unfollow, CHAT, None, ["ukraine"])

    assert left == wish(everything=True, muted={"ukraine"})


async def test_mute_and_unmute(sessions, follow):
    await follow("ukraine", "japan")

    muted = await do(sessions, subscriptions.mute, CHAT, None, ["japan", "trade"])
    assert muted == wish(follows={"ukraine"}, muted={"japan", "trade"})

    unmuted = await do(sessions, subscriptions.unmute, CHAT, None, ["trade", "ukraine"])
    assert unmuted == wish(follows={"ukraine"}, muted={"japan"})


@pytest.mark.parametrize("change", ["unfollow", "mute", "unmute"])
async def test_without_a_subscription_there_is_nothing_to_change(sessions, change):
    assert await do(sessions, getattr(subscriptions, change), CHAT, None, ["japan"]) is None
    assert await standing(sessions) is None


async def test_end_says_whether_there_was_something_to_end(sessions, follow):
    await follow("ukraine", thread=7)

    assert await do(sessions, subscriptions.end, CHAT) is False
    assert await do(sessions, subscriptions.end, CHAT, 7) is True
    assert await do(sessions, subscriptions.end, CHAT, 7) is False
    async with sessions() as session:
        assert await subscriptions.distinct_criteria(session) == frozenset()


async def test_criteria_of_all_chats_are_given_once(sessions, follow, now):
    await follow("ukraine", thread=7)
    await follow("ukraine", "person:ola nord")
    await do(sessions, subscriptions.mute, CHAT, None, ["japan"])

    async with sessions() as session:
        found = await subscriptions.distinct_criteria(session)

    assert found == {"ukraine", "person:ola nord", "japan"}
