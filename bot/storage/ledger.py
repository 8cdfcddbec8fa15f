"""What chats were told, in order, and of which entries; for looking back."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.models import DeliveryKind, DeliveryState
from bot.storage.tables import AlertRow, BriefingRow, DeliveryRow, EntryRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One text that was owed for an entry, as its feed names the entry now."""

    alert_id: int
    kind: DeliveryKind
    guid: str
    link: str
    title: str
    owed: int  #: places that it was owed to
    sent: int  #: places that it was sent to
    created_at: datetime


async def told_since(session: AsyncSession, alert_id: int) -> list[Told]:
    """Give what was owed for entries after alert number *alert_id*, the earliest first."""
    sent = func.count().filter(DeliveryRow.state == DeliveryState.SENT)
    query = (
        select(
            AlertRow.id,
            AlertRow.kind,
            EntryRow.guid,
            EntryRow.link,
            EntryRow.title,
            func.count(),
            sent,
            AlertRow.created_at,
        )
        .join(BriefingRow, BriefingRow.id == AlertRow.briefing_id)
        .join(EntryRow, EntryRow.id == BriefingRow.entry_id)
        .join(DeliveryRow, DeliveryRow.alert_id == AlertRow.id)
        .where(AlertRow.id > alert_id)
        .group_by(
            AlertRow.id,
            AlertRow.kind,
            EntryRow.guid,
            EntryRow.link,
            EntryRow.title,
            AlertRow.created_at,
        )
        .order_by(AlertRow.id)
    )
    return [
        Told(
            alert_id=number,
            kind=DeliveryKind(kind),
            guid=guid,
            link=link,
            title=title,
            owed=owed,
            sent=done,
            created_at=created_at,
        )
        for number, kind, guid, link, title, owed, done, created_at in await session.execute(query)
    ]
