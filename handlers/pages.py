"""One page of a list of briefings: which one, and what is on it."""

from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy.ext.asyncio import AsyncSession

from bot.models import Briefing, Button, Message, Subscription
from bot.rendering import Show, listing, plain
from bot.rendering import buttons as keys
from bot.storage import briefings
from bot.topics import Topics

MOST = 10
USUAL = 5

_NAMES = {Show.VISITS: "visits", Show.PLEDGES: "pledges", Show.RELEASES: "releases"}
_SIGNS = {Show.VISITS: "✈️", Show.PLEDGES: "🎁", Show.RELEASES: "📰"}
_FIELDS = 4
_ANY = ","  #: between criteria, none of which holds one


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """*size* briefings from *offset* on, of any of *criteria*, or of all where there are none."""

    show: Show
    size: int = USUAL
    offset: int = 0
    criteria: tuple[str, ...] = ()

    @property
    def data(self) -> str:
        """Give what a button that leads here tells us."""
        return f"{keys.PAGE}{self.show}:{self.size}:{self.offset}:{_ANY.join(self.criteria)}"

    @classmethod
    def pressed(cls, data: str) -> "Page":
        """Read what `data` wrote; ValueError if it was written by nobody we know."""
        show, size, offset, criteria = data.removeprefix(keys.PAGE).split(":", _FIELDS - 1)
        return cls(
            show=Show(show),
            size=min(max(int(size), 1), MOST),
            offset=max(int(offset), 0),
            criteria=tuple(filter(None, criteria.split(_ANY))),
        )


async def fetch(session: AsyncSession, page: Page) -> list[Briefing]:
    """Give the briefings of *page*, and one more if there is one, to know that it exists."""
    return await briefings.latest(
        session,
        topics=page.criteria,
        has_visits=page.show is Show.VISITS,
        has_pledges=page.show is Show.PLEDGES,
        limit=page.size + 1,
        offset=page.offset,
    )


def build(
    page: Page,
    found: list[Briefing],
    subscription: Subscription | None,
    *,
    topics: Topics,
    today: date,
) -> Message:
    """Make the message: the list, and buttons to turn pages, change lists and follow its topic."""
    title = f"{_SIGNS[page.show]} Latest {_NAMES[page.show]}"
    if page.criteria:
        title += f" · {', '.join(keys.label(criterion, topics) for criterion in page.criteria)}"
    html, shown = listing(title, found[: page.size], page.show, today=today)
    if not found:
        html += f"\n\nNo {_NAMES[page.show]} on record{' before these' if page.offset else ' yet'}."
    more = len(found) > shown
    wishes = [
        button
        for criterion in page.criteria
        for button in keys.standing(criterion, subscription, topics)
    ]
    return Message(
        html=html,
        plain=plain(html),
        buttons=keys.rows(_turns(page, shown, more=more), _others(page), *keys.paired(wishes)),
    )


def _turns(page: Page, shown: int, *, more: bool) -> tuple[Button, ...]:
    newer = replace(page, offset=max(page.offset - page.size, 0))
    older = replace(page, offset=page.offset + shown)
    return (
        *(keys.pressing("◀ Newer", newer.data) if page.offset else ()),
        *(keys.pressing("Older ▶", older.data) if more else ()),
    )


def _others(page: Page) -> tuple[Button, ...]:
    return tuple(
        button
        for show in Show
        if show is not page.show
        for button in keys.pressing(
            f"{_SIGNS[show]} {_NAMES[show].capitalize()}", replace(page, show=show, offset=0).data
        )
    )
