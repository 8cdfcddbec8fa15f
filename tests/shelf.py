"""Puts briefings into a database as if they had been recorded."""

from bot.matching import indexed, searchable
from bot.storage.briefings import dated
from bot.storage.database import writing
from bot.storage.readings import to_json
from bot.storage.tables import BriefingRow, BriefingTopicRow, EntryRow


async def shelve(sessions, *briefings, text=""):
    """Store briefings with their own ids; *text* is what else can be found in them."""
    async with writing(sessions) as session:
        for briefing in briefings:
            await _shelve(session, briefing, text)


async def _shelve(session, briefing, text):
    session.add(
        EntryRow(
            id=briefing.id,
            feed_id=briefing.feed_id,
            key=str(briefing.id),
            link=briefing.link,
            canonical_link=briefing.link,
            title=briefing.title,
            first_seen_at=briefing.first_seen_at,
            fingerprint="",
            alert=True,
            state="briefed",
        )
    )
    await session.flush()
    facts = briefing.reading.facts
    session.add(
        BriefingRow(
            id=briefing.id,
            entry_id=briefing.id,
            feed_id=briefing.feed_id,
            publisher=briefing.publisher,
            country=briefing.country,
            title=briefing.title,
            link=briefing.link,
            published_at=briefing.published_at,
            published_on=briefing.published_on.isoformat() if briefing.published_on else None,
            first_seen_at=briefing.first_seen_at,
            dated_at=dated(briefing),
            text_status=briefing.text_status,
            text_fingerprint="",
            has_visits=bool(facts.visits),
            has_pledges=bool(facts.pledges),
            reading=to_json(briefing.reading),
            words=searchable(briefing.title, text),
            withdrawn_at=briefing.withdrawn_at,
        )
    )
    await session.flush()
    session.add_all(
        BriefingTopicRow(briefing_id=briefing.id, topic=topic) for topic in indexed(briefing)
    )
