"""How fresh each feed is, for people to read; `feeds` decides what is due."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.models import PollClass
from bot.storage.tables import FeedRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Freshness:
    """What the polls of one feed have led to so far."""

    feed_id: str
    kind: PollClass | None = None  #: what the last poll was answered; None: none yet
    detail: str = ""  #: one sentence for the operator
    since: datetime | None = None  #: when answers of this kind began
    read_at: datetime | None = None  #: last success
    newest_at: datetime | None = None  #: publication of the newest entry


async def freshness(session: AsyncSession) -> dict[str, Freshness]:
    """Give the state of every feed that was ever due, by id."""
    return {
        row.feed_id: Freshness(
            feed_id=row.feed_id,
            kind=PollClass(row.poll_class) if row.poll_class else None,
            detail=row.detail,
            since=row.class_since,
            read_at=row.succeeded_at,
            newest_at=row.newest_at,
        )
        for row in await session.scalars(select(FeedRow))
    }
