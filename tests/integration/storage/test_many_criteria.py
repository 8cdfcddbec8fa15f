"""What one chat mutes is nobody else's trouble, however much it is."""

from sqlalchemy import select

from bot.models import Message
from bot.storage.alerts import owe_alert
from bot.storage.database import writing
from bot.storage.subscriptions import follow, follow_everything, mute
from bot.storage.tables import DeliveryRow
from tests.releases import make_briefing
from tests.shelf import shelve

TEXT = (Message(html="News", plain="News"),)


async def test_a_release_that_meets_more_criteria_than_a_statement_has_room_for_is_told(
    sessions, now
):
    await shelve(sessions, make_briefing())
    async with writing(sessions) as session:
        await follow_everything(session, 1, kind="private", now=now)
        await follow(session, 2, None, ["words:a 69999"], kind="private", now=now)
        await follow(session, 3, None, ["words:elsewhere"], kind="private", now=now)
        await follow_everything(session, 4, kind="private", now=now)
        await mute(session, 4, None, ["words:a 7"])

    met = [f"words:a {number}" for number in range(70_000)]
    async with writing(sessions) as session:
        assert await owe_alert(session, 1, TEXT, met, now=now) == 2

    async with sessions() as session:
        assert set(await session.scalars(select(DeliveryRow.chat_id))) == {1, 2}
