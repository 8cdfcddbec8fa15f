"""Briefings as chats ask for them; writing them is `record`'s part."""

from collections.abc import Collection
from datetime import UTC, date, datetime, time

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import defer

from bot.matching import BOTH, PERSON, WORDS, spellings
from bot.models import Briefing, TextStatus
from bot.storage.readings import from_json
from bot.storage.tables import BriefingRow, BriefingTopicRow


async def latest(
    session: AsyncSession,
    *,
    topics: Collection[str] = (),
    has_visits: bool = False,
    has_pledges: bool = False,
    limit: int = 10,
    offset: int = 0,
) -> list[Briefing]:
    """Give briefings that meet any of the criteria *topics* (none: all), newest release first."""
    # The searched words are long, and no reader needs them.
    query = select(BriefingRow).options(defer(BriefingRow.words)).where(*_about(topics))
    if has_visits:
        query = query.where(BriefingRow.has_visits)
    if has_pledges:
        query = query.where(BriefingRow.has_pledges)
    query = (
        query.order_by(BriefingRow.dated_at.desc(), BriefingRow.id.desc())
        .limit(limit)
        .offset(offset)
    )
    return [briefing_of(row) for row in await session.scalars(query)]


async def search(session: AsyncSession, words: str, *, limit: int) -> list[Briefing]:
    """Give the newest briefings whose title and text hold all of the folded *words*."""
    return await latest(session, topics=[WORDS + words], limit=limit)


async def by_id(session: AsyncSession, briefing_id: int) -> Briefing | None:
    """Give one briefing."""
    row = await session.get(BriefingRow, briefing_id)
    return briefing_of(row) if row else None


async def count(session: AsyncSession, *, since: datetime, topics: Collection[str] = ()) -> int:
    """Count the briefings published since then that meet any of the criteria (none: all)."""
    recent = BriefingRow.dated_at >= since
    query = select(func.count(BriefingRow.id)).where(recent, *_about(topics))
    return await session.scalar(query) or 0


async def topic_counts(session: AsyncSession, *, since: datetime) -> dict[str, int]:
    """Count the briefings published since then by topic; people are left out."""
    query = (
        select(BriefingTopicRow.topic, func.count())
        .join(BriefingRow, BriefingRow.id == BriefingTopicRow.briefing_id)
        .where(BriefingRow.dated_at >= since, ~_is_person())
        .group_by(BriefingTopicRow.topic)
    )
    return dict((await session.execute(query)).all())


async def people(session: AsyncSession, name: str, *, limit: int = 5) -> list[str]:
    """Give the folded names of people we have read of, to whom all words of *name* belong."""
    query = select(BriefingTopicRow.topic).distinct().where(_is_named(name)).limit(limit)
    return [topic.removeprefix(PERSON) for topic in await session.scalars(query)]


def dated(briefing: Briefing) -> datetime:
    """Tell where a briefing stands in lists: when it was published, as near as that is known.

    What claims to be published after we saw it was published when we saw it.
    """
    when = briefing.published_at
    if when is None and briefing.published_on:
        when = datetime.combine(briefing.published_on, time(12), UTC)
    return min(when or briefing.first_seen_at, briefing.first_seen_at)


def briefing_of(row: BriefingRow) -> Briefing:
    """Turn a row into the value the rest of the program knows."""
    return Briefing(
        id=row.id,
        feed_id=row.feed_id,
        publisher=row.publisher,
        country=row.country,
        title=row.title,
        link=row.link,
        published_at=row.published_at,
        published_on=date.fromisoformat(row.published_on) if row.published_on else None,
        first_seen_at=row.first_seen_at,
        text_status=TextStatus(row.text_status),
        reading=from_json(row.reading),
        revision=row.revision,
        withdrawn_at=row.withdrawn_at,
    )


def _about(criteria: Collection[str]) -> list[ColumnElement[bool]]:
    return [or_(*map(_meets, criteria))] if criteria else []


def _meets(criterion: str) -> ColumnElement[bool]:
    """Say in SQL what `matching.met` says of a briefing in memory."""
    if BOTH in criterion:
        return and_(*map(_meets, criterion.split(BOTH)))
    if criterion.startswith(WORDS):
        words = criterion.removeprefix(WORDS).split()
        return and_(*(or_(*map(_holds, spellings(word))) for word in words))
    if criterion.startswith(PERSON):
        name = criterion.removeprefix(PERSON)
        return or_(_indexed(_is_named(name)), _holds(name))
    return _indexed(BriefingTopicRow.topic == criterion)


def _indexed(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    return BriefingRow.id.in_(select(BriefingTopicRow.briefing_id).where(condition))


def _holds(phrase: str) -> ColumnElement[bool]:
    # Folded words have no characters that LIKE reads in its own way.
    return BriefingRow.words.like(f"% {phrase} %")


def _is_person() -> ColumnElement[bool]:
    return BriefingTopicRow.topic.startswith(PERSON, autoescape=True)


def _is_named(name: str) -> ColumnElement[bool]:
    spaced = func.replace(BriefingTopicRow.topic, PERSON, " ") + " "
    return and_(_is_person(), *(spaced.like(f"% {word} %") for word in name.split()))
