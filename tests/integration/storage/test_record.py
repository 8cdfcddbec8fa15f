from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from bot import matching
from bot.models import DeliveryState, EntryState, Facts, Message, TextStatus
from bot.storage import briefings
from bot.storage.database import writing
from bot.storage.entries import claim_entries
from bot.storage.feeds import record_poll, sync_feeds
from bot.storage.record import (
    Draft,
    Revision,
    kept_briefing,
    record_briefing,
    revise_briefing,
)
from bot.storage.subscriptions import distinct_criteria, follow, follow_everything, mute
from bot.storage.tables import AlertRow, BriefingTopicRow, ChatRow, DeliveryRow, EntryRow
from tests.newsroom import make_entry, make_feed, polled
from tests.releases import make_briefing, make_pledge, make_reading, make_visit

FEED = make_feed()
TEXT = (Message(html="<b>News</b>", plain="News"),)
SECOND_TEXT = (Message(html="<b>Better news</b>", plain="Better news"),)
CORRECTION = (Message(html="<b>Corrected</b>", plain="Corrected"),)
VISIT = make_reading([make_visit()], topics=("norway", "visits", "trade"))


def make_draft(reading=VISIT, *, fingerprint="one", words="", parts=TEXT, **changes):
    briefing = make_briefing(id=None, reading=reading, **changes)
    text = matching.searchable(briefing.title, words)
    return Draft(briefing=briefing, fingerprint=fingerprint, words=text, parts=parts)


@pytest.fixture
async def due(sessions, now):
    """An entry that alerts, claimed."""
    async with writing(sessions) as session:
        await sync_feeds(session, [FEED], now=now)
        await record_poll(session, FEED, polled(make_entry("old")), now=now)
        await record_poll(session, FEED, polled(make_entry("1"), make_entry("old")), now=now)
        (found,) = await claim_entries(session, now=now, limit=1, feeds=["se-mfa"])
    return found


@pytest.fixture
def subscribe(sessions, now):
    async def subscribe(chat, *follows, mutes=(), thread=None):
        async with writing(sessions) as session:
            if follows:
                await follow(session, chat, thread, follows, kind="private", now=now)
            else:
                await follow_everything(session, chat, thread, kind="private", now=now)
            if mutes:
                await mute(session, chat, thread, mutes)

    return subscribe


async def record(sessions, due, now, draft=None, recheck_at=None):
    draft = draft or make_draft()
    async with writing(sessions) as session:
        met = matching.met(draft.briefing, draft.words, await distinct_criteria(session))
        told = await record_briefing(session, due, draft, met, recheck_at=recheck_at, now=now)
    return told.places


async def revise(sessions, due, now, draft, **changes):
    async with writing(sessions) as session:
        kept = await kept_briefing(session, due.id)
        criteria = await distinct_criteria(session)
        met = matching.met(draft.briefing, draft.words, criteria)
        before = matching.met(kept.briefing, kept.words, criteria)
        revision = Revision(draft=draft, met=met, newly_met=met - before, **changes)
        told = await revise_briefing(session, due, kept, revision, recheck_at=None, now=now)
    return told.places


async def owed(sessions, kind="alert"):
    query = (
        select(DeliveryRow.chat_id, DeliveryRow.thread_id)
        .join(AlertRow, AlertRow.id == DeliveryRow.alert_id)
        .where(AlertRow.kind == kind)
        .order_by(DeliveryRow.chat_id, DeliveryRow.thread_id)
    )
    async with sessions() as session:
        return [
            chat if not thread else (chat, thread) for chat, thread in await session.execute(query)
        ]


async def mark(sessions, state, *chats):
    async with writing(sessions) as session:
        await session.execute(
            update(DeliveryRow).where(DeliveryRow.chat_id.in_(chats)).values(state=state)
        )


async def test_a_briefing_is_stored_as_it_was_read(sessions, now, due):
    later = now + timedelta(hours=1)
    draft = make_draft(words="Trade talks in Oslo")

    await record(sessions, due, now, draft, recheck_at=later)

    async with sessions() as session:
        (found,) = await briefings.latest(session)
        (searched,) = await briefings.search(session, "trade talks", limit=5)
        entry = await session.get(EntryRow, due.id)
        topics = set(await session.scalars(select(BriefingTopicRow.topic)))
    assert found == replace(draft.briefing, id=found.id, first_seen_at=now)
    assert searched == found
    assert (entry.state, entry.due_at, entry.attempts) == (EntryState.BRIEFED, later, 0)
    assert topics == {"norway", "visits", "trade", "person:alma bergholt"}


async def test_a_briefing_that_is_recorded_twice_alerts_once(sessions, now, due, subscribe):
    await subscribe(7)

    assert await record(sessions, due, now) == 1
    assert await record(sessions, due, now) == 0

    assert await owed(sessions) == [7]


async def test_alerts_go_to_those_who_follow_everything_or_something_met(
    sessions, now, due, subscribe
):
    await subscribe(1)
    await subscribe(2, "norway")
    await subscribe(3, "sanctions")
    await subscribe(4, "sanctions", "visits")
    await subscribe(5, "person:bergholt")
    await subscribe(6, "words:oslo trade")
    await subscribe(7, "words:sea grain")

    told = await record(sessions, due, now, make_draft(words="Trade talks in Oslo"))

    assert told == 5
    assert await owed(sessions) == [1, 2, 4, 5, 6]


async def test_what_is_muted_is_kept_from_a_chat_whatever_else_is_met(
    sessions, now, due, subscribe
):
    await subscribe(1, mutes=["norway"])
    await subscribe(2, "visits", mutes=["trade"])
    await subscribe(3, mutes=["sanctions"])

    await record(sessions, due, now)

    assert await owed(sessions) == [3]


async def test_each_thread_has_its_own_wishes(sessions, now, due, subscribe):
    await subscribe(-9, "norway", thread=4)
    await subscribe(-9, "sanctions", thread=5)
    await subscribe(-9)

    await record(sessions, due, now)

    assert await owed(sessions) == [-9, (-9, 4)]


async def test_chats_that_left_are_owed_nothing(sessions, now, due, subscribe):
    await subscribe(1)
    async with writing(sessions) as session:
        await session.execute(update(ChatRow).values(active=False))

    assert await record(sessions, due, now) == 0


async def test_an_entry_of_a_first_poll_alerts_nobody(sessions, now, due, subscribe):
    await subscribe(1)

    assert await record(sessions, replace(due, alert=False), now) == 0

    async with sessions() as session:
        assert len(await briefings.latest(session)) == 1


async def test_a_release_that_was_withdrawn_before_we_read_it_alerts_nobody(
    sessions, now, due, subscribe
):
    await subscribe(1)

    assert await record(sessions, due, now, make_draft(withdrawn_at=now)) == 0


async def test_requirement_24_a_cosmetic_edit_is_stored_silently(sessions, now, due, subscribe):
    await subscribe(1)
    await record(sessions, due, now)

    told = await revise(sessions, due, now, make_draft(fingerprint="two", title="Minister's plans"))

    assert told == 0
    async with sessions() as session:
        (found,) = await briefings.latest(session)
        assert (found.title, found.revision) == ("Minister's plans", 0)
        assert (await kept_briefing(session, due.id)).fingerprint == "two"


async def test_requirement_24_a_changed_fact_is_owed_to_those_who_were_told(
    sessions, now, due, subscribe
):
    for chat in (1, 2, 3):
        await subscribe(chat)
    await record(sessions, due, now)
    await mark(sessions, DeliveryState.SENT, 1)
    await mark(sessions, DeliveryState.SENDING, 2)

    told = await revise(
        sessions, due, now, make_draft(fingerprint="two", parts=SECOND_TEXT), correction=CORRECTION
    )

    assert told == 2
    assert await owed(sessions, "correction") == [1, 2]
    async with sessions() as session:
        alert = await session.scalar(select(AlertRow).where(AlertRow.kind == "alert"))
        (found,) = await briefings.latest(session)
    assert alert.parts == [{"html": "<b>Better news</b>", "plain": "Better news"}]
    assert found.revision == 1


async def test_requirement_24_two_corrections_are_two_messages(sessions, now, due, subscribe):
    await subscribe(1)
    await record(sessions, due, now)
    await mark(sessions, DeliveryState.SENT, 1)
    for fingerprint in ("two", "three"):
        draft = make_draft(fingerprint=fingerprint)
        assert await revise(sessions, due, now, draft, correction=CORRECTION) == 1

    assert await owed(sessions, "correction") == [1, 1]


async def test_chats_that_left_get_no_correction(sessions, now, due, subscribe):
    await subscribe(1)
    await record(sessions, due, now)
    await mark(sessions, DeliveryState.SENT, 1)
    async with writing(sessions) as session:
        await session.execute(update(ChatRow).values(active=False))

    draft = make_draft(fingerprint="two")
    assert await revise(sessions, due, now, draft, correction=CORRECTION) == 0


async def test_a_fact_found_later_is_news_to_those_who_follow_it(sessions, now, due, subscribe):
    await subscribe(1)
    await subscribe(2, "pledges")
    await subscribe(3, "pledges", mutes=["norway"])
    summary = make_draft(make_reading(topics=("norway",)), text_status=TextStatus.SUMMARY)
    await record(sessions, due, now, summary)
    await mark(sessions, DeliveryState.SENT, 1)

    full = make_reading(pledges=[make_pledge()], topics=("norway", "pledges"))
    told = await revise(
        sessions, due, now, make_draft(full, fingerprint="two"), correction=CORRECTION
    )

    assert told == 2
    assert await owed(sessions, "correction") == [1]
    assert await owed(sessions) == [1, 2]


async def test_requirement_25_a_withdrawal_is_told_to_those_who_were_alerted(
    sessions, now, due, subscribe
):
    await subscribe(1)
    await subscribe(2)
    await record(sessions, due, now)
    await mark(sessions, DeliveryState.SENT, 1)

    told = await revise(
        sessions,
        due,
        now,
        make_draft(withdrawn_at=now),
        correction=CORRECTION,
        withdrawn=True,
    )

    assert told == 1
    assert await owed(sessions, "correction") == [1]
    assert await owed(sessions) == [1], "what was not sent yet is not sent any more"
    async with sessions() as session:
        (found,) = await briefings.latest(session)
    assert found.withdrawn_at == now


async def test_a_revision_that_another_process_made_first_is_left_alone(
    sessions, now, due, subscribe
):
    await subscribe(1)
    await record(sessions, due, now)
    await mark(sessions, DeliveryState.SENT, 1)
    async with sessions() as session:
        kept = await kept_briefing(session, due.id)
    revision = Revision(draft=make_draft(fingerprint="two"), correction=CORRECTION)

    async def revise_it():
        async with writing(sessions) as session:
            told = await revise_briefing(session, due, kept, revision, recheck_at=None, now=now)
        return told.places

    assert [await revise_it(), await revise_it()] == [1, 0]


async def test_an_unalerted_release_is_revised_silently(sessions, now, due, subscribe):
    silent = replace(due, alert=False)
    await record(sessions, silent, now)
    await subscribe(1)

    draft = make_draft(fingerprint="two")
    assert await revise(sessions, silent, now, draft, correction=CORRECTION) == 0


async def test_the_topics_of_a_revised_briefing_are_found_and_the_old_ones_not(sessions, now, due):
    await record(sessions, due, now)

    await revise(sessions, due, now, make_draft(make_reading(topics=("finland",))))

    async with sessions() as session:
        assert await session.scalars(select(BriefingTopicRow.topic)) is not None
        assert len(await briefings.latest(session, topics=["finland"])) == 1
        assert await briefings.latest(session, topics=["norway"]) == []


async def test_a_very_long_name_does_not_break_the_index(sessions, now, due):
    reading = make_reading([make_visit("A" + "b" * 400)])

    await record(sessions, due, now, make_draft(reading))

    async with sessions() as session:
        (found,) = await briefings.latest(session)
    assert found.reading.facts == Facts(visits=reading.facts.visits)


async def test_a_language_of_any_length_is_stored(sessions, now, due, subscribe):
    await subscribe(7)
    reading = make_reading(language="en-x-" + "abcdefgh-" * 3 + "z")

    assert await record(sessions, due, now, make_draft(reading)) == 1


async def test_a_briefing_that_alerted_nobody_owes_its_alert_when_its_entry_does(
    sessions, now, due, subscribe
):
    await subscribe(7)
    await record(sessions, replace(due, alert=False), now)
    assert await owed(sessions) == []

    assert await record(sessions, due, now) == 1

    assert await owed(sessions) == [7]
