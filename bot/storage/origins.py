"""Where alerts come from: the release behind each, and when it was published and found."""

from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from bot.storage.database import DatabaseTrouble, Sessions
from bot.storage.tables import AlertRow, BriefingRow

#: Alerts go out one after the other; more than these are never under way at once.
_REMEMBERED = 500


@dataclass(frozen=True, slots=True)
class Origin:
    """The release that an alert tells of; nothing known for notices."""

    briefing_id: int | None = None
    published_at: datetime | None = None
    found_at: datetime | None = None


class Origins:
    """Asks the database once for each alert, however many chats it goes to."""

    def __init__(self, sessions: Sessions) -> None:
        self._sessions = sessions
        self._known: OrderedDict[int, Origin] = OrderedDict()

    async def of(self, alert_id: int) -> Origin:
        """Give the origin of an alert; an empty one when the database is in trouble."""
        if (known := self._known.get(alert_id)) is not None:
            return known
        query = (
            select(BriefingRow.id, BriefingRow.published_at, BriefingRow.first_seen_at)
            .join(AlertRow, AlertRow.briefing_id == BriefingRow.id)
            .where(AlertRow.id == alert_id)
        )
        try:
            async with self._sessions() as session:
                row = (await session.execute(query)).one_or_none()
        except DatabaseTrouble:  # the message is out; a figure less is no reason to fail
            return Origin()
        origin = self._known[alert_id] = Origin(*row) if row else Origin()
        while len(self._known) > _REMEMBERED:
            self._known.popitem(last=False)
        return origin
