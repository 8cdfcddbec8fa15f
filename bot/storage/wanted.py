"""Whether what was owed to a place is still wanted there when its turn comes."""

from sqlalchemy.ext.asyncio import AsyncSession

from bot import matching
from bot.models import DeliveryKind, Subscription
from bot.storage import subscriptions
from bot.storage.briefings import briefing_of
from bot.storage.tables import AlertRow, BriefingRow, DeliveryRow


async def still_wanted(session: AsyncSession, row: DeliveryRow, alert: AlertRow) -> bool:
    """Tell whether the place has not turned this off since it was owed."""
    if alert.kind == DeliveryKind.NOTICE.value:
        return True
    subscription = await subscriptions.get(session, row.chat_id, row.thread_id)
    if subscription is None:
        return False
    if subscription.everything and not subscription.muted:
        return True
    briefing = await session.get(BriefingRow, alert.briefing_id)
    return briefing is None or _wanted(subscription, briefing, alert)


def _wanted(subscription: Subscription, briefing: BriefingRow, alert: AlertRow) -> bool:
    asked = subscription.follows | subscription.muted
    met = matching.met(briefing_of(briefing), briefing.words, asked)
    if alert.kind == DeliveryKind.CORRECTION.value:  # it may well correct what was followed
        return not subscription.muted & met
    return matching.wanted(subscription, met)
