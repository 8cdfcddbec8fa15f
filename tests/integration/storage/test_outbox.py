import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from bot import errors
from bot.models import Button, Message
from bot.storage import chats, pace, settle
from bot.storage.alerts import owe_alert, owe_notice
from bot.storage.claim import UNCERTAIN_FOR, release
from bot.storage.database import writing
from bot.storage.gauges import gauges
from bot.storage.house import tidy
from bot.storage.outbox import (
    LEASE,
    MOST_LAPSES,
    TAKEN_FOR,
    UNSENT_FOR,
    begin_sending,
    claim_deliveries,
)
from bot.storage.subscriptions import follow_everything
from bot.storage.tables import AlertRow, ChatRow, DeliveryRow, PaceRow
from tests.releases import make_briefing
from tests.shelf import shelve

SECOND = timedelta(seconds=1)
SLOT = timedelta(seconds=1 / 28)
TEXT = Message(html="<b>News</b>", plain="News", buttons=((Button(label="Go", data="g"),),))
LONG = (Message(html="<b>One</b>", plain="One"), Message(html="Two", plain="Two"), TEXT)


@pytest.fixture
def subscribe(sessions, now):
    async def subscribe(*chats, kind="private", thread_id=None):
        async with writing(sessions) as session:
            for chat in chats:
                await follow_everything(session, chat, thread_id, kind=kind, now=now)

    return subscribe


@pytest.fixture
def owe(sessions, now):
    """Owe briefing number *n* to all who subscribed."""

    async def owe(n=1, parts=(TEXT,), at=now):
        await shelve(sessions, make_briefing(id=n))
        async with writing(sessions) as session:
            return await owe_alert(session, n, parts, (), now=at)

    return owe


async def claim(sessions, now, *, limit=16, owner="me", rate=28.0):
    async with writing(sessions) as session:
        return await claim_deliveries(session, now=now, limit=limit, owner=owner, rate=rate)


async def begin(sessions, delivery, now, owner="me"):
    async with writing(sessions) as session:
        return await begin_sending(session, delivery, owner=owner, now=now)


async def settle_sent(sessions, delivery, now, owner="me"):
    async with writing(sessions) as session:
        return await settle.sent(session, delivery, owner=owner, message_id=99, now=now)


async def refuse(sessions, delivery, failure, now, owner="me"):
    async with writing(sessions) as session:
        return await settle.refused(session, delivery, failure, owner=owner, now=now)


async def send(sessions, now, outcome=None):
    """Take one delivery through a try that ends with *outcome*."""
    (delivery,) = await claim(sessions, now, limit=1)
    begun = await begin(sessions, delivery, now)
    if outcome is None:
        await settle_sent(sessions, begun, now)
    else:
        await refuse(sessions, begun, outcome, now)
    return begun


async def rows(sessions):
    async with sessions() as session:
        return list(await session.scalars(select(DeliveryRow).order_by(DeliveryRow.id)))


async def row(sessions):
    (one,) = await rows(sessions)
    return one


async def chat(sessions, chat_id=7):
    async with sessions() as session:
        return await session.get(ChatRow, chat_id)


async def test_a_delivery_goes_from_due_over_claimed_and_sending_to_sent(
    sessions, now, subscribe, owe
):
    await subscribe(7)
    await owe()
    states = [(await row(sessions)).state]

    (delivery,) = await claim(sessions, now)
    states.append((await row(sessions)).state)
    begun = await begin(sessions, delivery, now)
    states.append((await row(sessions)).state)
    assert await settle_sent(sessions, begun, now)

    sent = await row(sessions)
    assert [*states, sent.state] == ["due", "claimed", "sending", "sent"]
    assert (sent.due_at, sent.message_id, sent.sent_at) == (None, 99, now)
    assert begun.parts == (TEXT,)
    assert (begun.chat_id, begun.thread_id, begun.attempts) == (7, None, 1)
    assert await claim(sessions, now + LEASE) == []


async def test_slots_are_granted_evenly_in_the_order_of_owing(sessions, now, subscribe, owe):
    await subscribe(9, 8, 7)
    await owe()

    claimed = await claim(sessions, now)

    assert [delivery.send_at for delivery in claimed] == [now, now + SLOT, now + 2 * SLOT]
    assert [d.id for d in claimed] == sorted(d.id for d in claimed)


async def test_no_more_is_claimed_than_can_be_sent_soon(sessions, now, subscribe, owe):
    await subscribe(*range(1, 41))
    await owe()

    first, second, third = [await claim(sessions, now, limit=16) for _ in range(3)]

    assert (len(first), len(second), len(third)) == (16, 0, 0)
    later = now + timedelta(milliseconds=200)
    assert len(await claim(sessions, later, limit=16)) == 16


async def test_a_chat_reads_its_alerts_in_order_one_a_second(sessions, now, subscribe, owe):
    await subscribe(7)
    await owe(1)
    await owe(2)

    first = await send(sessions, now)
    assert await claim(sessions, now) == []

    second = await send(sessions, now + SECOND)
    assert first.alert_id < second.alert_id


@pytest.mark.parametrize(("kind", "seconds"), [("private", 1), ("supergroup", 3), ("channel", 3)])
async def test_groups_and_channels_are_written_to_every_three_seconds(
    sessions, now, subscribe, owe, kind, seconds
):
    await subscribe(-7, kind=kind)
    await owe(1)
    await owe(2)
    await send(sessions, now)

    assert await claim(sessions, now + seconds * SECOND - SLOT) == []
    assert len(await claim(sessions, now + seconds * SECOND)) == 1


async def test_later_deliveries_of_a_chat_wait_for_one_that_is_retried(
    sessions, now, subscribe, owe
):
    await subscribe(7)
    await owe(1)
    await owe(2)
    first = await send(sessions, now, errors.DeliveryDelayed())

    assert await claim(sessions, now + 2 * SECOND) == []
    (again,) = await claim(sessions, now + timedelta(minutes=1))
    assert again.id == first.id


async def test_a_long_alert_is_sent_part_by_part(sessions, now, subscribe, owe):
    await subscribe(7, 8)
    await owe(parts=LONG)
    sent = []
    for second in (0, 2, 4):
        for delivery in await claim(sessions, now + second * SECOND):
            sent.append((delivery.chat_id, delivery.next_part))
            await settle_sent(sessions, delivery, now + second * SECOND)

    assert sent == [(7, 0), (8, 0), (7, 1), (8, 1), (7, 2), (8, 2)]
    assert {one.state for one in await rows(sessions)} == {"sent"}


async def test_a_crash_between_two_parts_repeats_none_that_arrived(sessions, now, subscribe, owe):
    await subscribe(7)
    await owe(parts=LONG)
    await send(sessions, now)
    await claim(sessions, now + SECOND)

    (again,) = await claim(sessions, now + SECOND + LEASE)

    assert again.next_part == 1


async def test_an_inactive_chat_is_not_written_to(sessions, now, subscribe, owe):
    await subscribe(7)
    await owe()
    async with writing(sessions) as session:
        await session.execute(update(ChatRow).values(active=False))

    assert await claim(sessions, now) == []


async def test_a_claim_that_was_lost_before_sending_costs_nothing(sessions, now, subscribe, owe):
    await subscribe(7)
    await owe()
    await claim(sessions, now)

    assert await claim(sessions, now + TAKEN_FOR, owner="other") == []
    (again,) = await claim(sessions, now + TAKEN_FOR + SECOND, owner="other")

    found = await row(sessions)
    assert (again.attempts, found.uncertain, found.owner) == (2, 0, "other")


async def test_a_send_that_broke_off_is_uncertain_and_sent_again(sessions, now, subscribe, owe):
    await subscribe(7)
    await owe()
    (delivery,) = await claim(sessions, now)
    await begin(sessions, delivery, now)

    assert await claim(sessions, now + LEASE - SECOND, owner="other") == []
    (again,) = await claim(sessions, now + LEASE, owner="other")

    assert again.id == delivery.id
    assert (await row(sessions)).uncertain == 1


async def test_nobody_but_the_owner_of_the_lease_writes(sessions, now, subscribe, owe):
    await subscribe(7)
    await owe()
    (mine,) = await claim(sessions, now)
    (theirs,) = await claim(sessions, now + LEASE, owner="other")

    assert await begin(sessions, mine, now + LEASE) is None
    assert not await settle_sent(sessions, mine, now + LEASE)
    for failure in (
        errors.DeliveryDelayed(),
        errors.MarkupRefused("no"),
        errors.ChatClosed("no"),
        errors.ChatNotFound("no"),
        errors.Undeliverable("no"),
    ):
        assert not await refuse(sessions, mine, failure, now + LEASE)
    assert (await row(sessions)).state == "claimed"
    assert await begin(sessions, theirs, now + LEASE, owner="other")


async def test_a_delivery_that_ends_every_process_is_given_up(sessions, now, subscribe, owe):
    await subscribe(7)
    await owe()
    for crash in range(MOST_LAPSES + 1):
        (delivery,) = await claim(sessions, now + crash * LEASE)
        await begin(sessions, delivery, now + crash * LEASE)

    assert await claim(sessions, now + (MOST_LAPSES + 1) * LEASE) == []
    found = await row(sessions)
    assert (found.state, found.error) == ("failed", "every try broke off")


async def test_what_a_dead_process_held_can_be_released(sessions, now, subscribe, owe):
    await subscribe(7)
    await owe()
    await claim(sessions, now)
    async with writing(sessions) as session:
        await release(session, now=now)

    assert len(await claim(sessions, now + SECOND, owner="next")) == 1
    assert (await row(sessions)).uncertain == 0


async def test_processes_that_die_one_after_the_other_do_not_all_send_the_same(
    sessions, now, subscribe, owe
):
    await subscribe(7)
    await owe()
    (delivery,) = await claim(sessions, now)
    await begin(sessions, delivery, now)
    for start in range(3):
        later = now + start * SECOND
        async with writing(sessions) as session:
            await release(session, now=later)
        assert await claim(sessions, later + SECOND, owner="next") == []

    assert len(await claim(sessions, now + UNCERTAIN_FOR, owner="last")) == 1
    assert (await row(sessions)).uncertain == 1


async def test_a_429_holds_every_sender_and_costs_no_attempt(sessions, now, subscribe, owe):
    await subscribe(7, 8)
    await owe()
    first, second = await claim(sessions, now)
    begun = await begin(sessions, first, now)
    wait = timedelta(seconds=5)
    await refuse(sessions, begun, errors.DeliveryDelayed(wait, throttled=True), now)

    assert await begin(sessions, second, now + SECOND) is None, "claimed before, sent during"
    assert await claim(sessions, now + wait - SECOND) == []
    again = await claim(sessions, now + wait)
    assert [(one.chat_id, one.attempts) for one in again] == [(7, 1), (8, 1)]
    assert [one.failing_since for one in await rows(sessions)] == [None, None]


async def test_network_trouble_waits_longer_each_time_and_is_given_up_after_a_day(
    sessions, now, subscribe, owe
):
    await subscribe(7)
    await owe()
    waits, time = [], now
    for _ in range(9):
        await send(sessions, time, errors.DeliveryDelayed(uncertain=True))
        found = await row(sessions)
        waits.append((found.due_at - time).total_seconds())
        time = found.due_at

    assert 3 <= waits[0] <= 5
    assert waits[0] < waits[2] < waits[4]
    assert max(waits) <= 375, "the end of an outage is noticed within minutes"
    assert (found.state, found.uncertain) == ("due", 9)
    await send(sessions, now + timedelta(hours=24), errors.DeliveryDelayed(uncertain=True))
    found = await row(sessions)
    assert (found.state, found.due_at, found.uncertain) == ("failed", None, 10)


async def test_telegrams_own_wait_is_kept_to(sessions, now, subscribe, owe):
    await subscribe(7)
    await owe()

    await send(sessions, now, errors.DeliveryDelayed(timedelta(seconds=42)))

    assert (await row(sessions)).due_at == now + timedelta(seconds=42)


async def test_success_ends_the_trouble(sessions, now, subscribe, owe):
    await subscribe(7)
    await owe(parts=LONG)
    await send(sessions, now, errors.DeliveryDelayed(SECOND))
    await send(sessions, now + SECOND)

    found = await row(sessions)
    assert (found.failing_since, found.attempts, found.error) == (None, 0, "")


async def test_a_chat_that_blocked_the_bot_is_left_alone_with_all_that_was_owed(
    sessions, now, subscribe, owe
):
    await subscribe(7)
    await owe(1)
    await owe(2)

    await send(sessions, now, errors.ChatGone("bot was blocked by the user"))

    gone = await chat(sessions)
    assert (gone.active, gone.gone) == (False, "bot was blocked by the user")
    assert {one.state for one in await rows(sessions)} == {"failed"}
    assert await claim(sessions, now + timedelta(days=1)) == []
    assert await owe(3) == 0


async def test_a_chat_is_gone_even_if_the_lease_was_lost_meanwhile(sessions, now, subscribe, owe):
    await subscribe(7)
    await owe()
    (mine,) = await claim(sessions, now)
    await claim(sessions, now + LEASE, owner="other")

    await refuse(sessions, mine, errors.ChatGone("kicked"), now + LEASE)

    assert not (await chat(sessions)).active


async def test_a_chat_that_is_not_found_is_believed_the_second_time(sessions, now, subscribe, owe):
    await subscribe(7)
    await owe()

    await send(sessions, now, errors.ChatNotFound("chat not found"))
    assert (await chat(sessions)).active
    assert (await row(sessions)).due_at == now + timedelta(minutes=5)

    await send(sessions, now + timedelta(minutes=5), errors.ChatNotFound("chat not found"))
    assert not (await chat(sessions)).active
    assert (await row(sessions)).state == "failed"


async def test_a_chat_that_is_found_again_is_not_doubted_any_more(sessions, now, subscribe, owe):
    await subscribe(7)
    await owe()
    await send(sessions, now, errors.ChatNotFound("chat not found"))

    await send(sessions, now + timedelta(minutes=5))

    assert (await chat(sessions)).not_found == 0


async def test_a_group_that_moved_is_written_to_at_its_new_address(sessions, now, subscribe, owe):
    await subscribe(-7, kind="group")
    await owe()

    await send(sessions, now, errors.ChatMoved(-1007))

    (again,) = await claim(sessions, now)
    assert (again.chat_id, again.attempts) == (-1007, 1)
    assert await chat(sessions, -7) is None
    assert (await chat(sessions, -1007)).active


async def test_a_group_that_moved_where_the_alert_is_owed_already_gets_it_once(
    sessions, now, subscribe, owe
):
    await subscribe(-7, kind="group")
    await subscribe(-1007, kind="supergroup")
    await owe()
    claimed = {one.chat_id: one for one in await claim(sessions, now)}
    begun = await begin(sessions, claimed[-7], now)

    await refuse(sessions, begun, errors.ChatMoved(-1007), now)

    assert [one.chat_id for one in await rows(sessions)] == [-1007]


async def test_refused_markup_is_sent_plain_to_everybody_at_once(sessions, now, subscribe, owe):
    await subscribe(7, 8)
    await owe()
    first, second = await claim(sessions, now)
    begun = await begin(sessions, first, now)
    await refuse(sessions, begun, errors.MarkupRefused("can't parse entities"), now)

    assert (await begin(sessions, second, now)).plain_only, "claimed before, begun after"
    (again,) = await claim(sessions, now + SECOND)
    assert (again.plain_only, again.attempts) == (True, 1)


async def test_plain_text_that_is_refused_too_is_given_up(sessions, now, subscribe, owe):
    await subscribe(7)
    await owe()
    await send(sessions, now, errors.MarkupRefused("no"))

    await send(sessions, now + SECOND, errors.MarkupRefused("still no"))

    found = await row(sessions)
    assert (found.state, found.error) == ("failed", "still no")


async def test_a_message_that_the_chat_will_never_take_is_given_up(sessions, now, subscribe, owe):
    await subscribe(7)
    await owe()

    await send(sessions, now, errors.Undeliverable("message is too long"))

    assert (await row(sessions)).state == "failed"
    assert (await chat(sessions)).active


async def test_a_closed_topic_is_tried_once_in_general_then_the_chat_rests_for_a_day(
    sessions, now, subscribe, owe
):
    await subscribe(-7, kind="supergroup", thread_id=5)
    await owe(1)
    await owe(2)
    closed = errors.ChatClosed("topic_closed")

    first = await send(sessions, now, closed)
    second = await send(sessions, now + 3 * SECOND, closed)

    assert (first.thread_id, second.thread_id) == (5, None)
    time = now + 3 * SECOND
    assert await claim(sessions, time + timedelta(hours=23)) == []
    await send(sessions, time + timedelta(days=1), closed)
    assert [one.state for one in await rows(sessions)] == ["failed", "due"]


async def test_a_closed_topic_of_a_chat_that_has_the_alert_in_general_is_given_up(
    sessions, now, subscribe, owe
):
    await subscribe(-7, kind="supergroup")
    await subscribe(-7, kind="supergroup", thread_id=5)
    await owe()
    await send(sessions, now)

    await send(sessions, now + 3 * SECOND, errors.ChatClosed("topic_closed"))

    assert [one.state for one in await rows(sessions)] == ["sent", "failed"]


async def test_three_processes_send_each_delivery_once(sessions, now, subscribe, owe):
    await subscribe(*range(1, 61))
    await owe()
    sent = []

    async def work(owner):
        time = now
        while len(sent) < 60:
            time += timedelta(seconds=0.5)
            for delivery in await claim(sessions, time, owner=owner, limit=5):
                begun = await begin(sessions, delivery, time, owner)
                sent.append(begun.chat_id)
                assert await settle_sent(sessions, begun, time, owner)

    await asyncio.gather(*(work(owner) for owner in "abc"))

    assert sorted(sent) == list(range(1, 61))


async def test_what_waits_can_be_told(sessions, now, subscribe, owe):
    await subscribe(7, 8, 9)
    await owe()
    first, second, third = await claim(sessions, now)
    await settle_sent(sessions, first, now)
    await refuse(sessions, second, errors.Undeliverable("no"), now)
    await begin(sessions, third, now)
    await refuse(sessions, third, errors.DeliveryDelayed(SECOND), now)

    async with sessions() as session:
        queue = (await gauges(session, now=now + 5 * SECOND)).queues["deliver"]
    assert (queue.waiting, queue.oldest) == (1, 4 * SECOND)


async def test_a_notice_goes_to_every_operator_once(sessions, now):
    async with writing(sessions) as session:
        for _ in range(2):
            await owe_notice(session, "notice:1", TEXT, {7, -8}, now=now)
        assert await owe_notice(session, "notice:2", TEXT, set(), now=now) == 0

    claimed = await claim(sessions, now)
    assert [(one.chat_id, one.kind) for one in claimed] == [(-8, "notice"), (7, "notice")]
    assert ((await chat(sessions, -8)).kind, (await chat(sessions, 7)).kind) == ("group", "private")


async def test_old_deliveries_are_given_up_and_then_forgotten(sessions, now, subscribe, owe):
    await subscribe(7)
    await owe(1)
    await send(sessions, now)
    await owe(2)

    async with writing(sessions) as session:
        await tidy(session, now=now + UNSENT_FOR + SECOND)
    assert [one.state for one in await rows(sessions)] == ["sent", "failed"]

    async with writing(sessions) as session:
        await tidy(session, now=now + timedelta(days=31))
    assert await rows(sessions) == []


async def test_the_next_slot_is_taken_by_answers_in_between(sessions, now, subscribe, owe):
    await subscribe(7)
    await owe()
    async with writing(sessions) as session:
        await pace.take_slots(session, 1, now=now, rate=28)

    (delivery,) = await claim(sessions, now)

    assert delivery.send_at == now + SLOT


async def test_the_alert_row_is_one_for_all_chats(sessions, now, subscribe, owe):
    await subscribe(7, 8)
    await owe()
    await owe_again(sessions, now)

    async with sessions() as session:
        assert len(list(await session.scalars(select(AlertRow)))) == 1
    assert len(await rows(sessions)) == 2


async def owe_again(sessions, now):
    async with writing(sessions) as session:
        assert await owe_alert(session, 1, [TEXT], (), now=now) == 0


async def test_looking_in_vain_writes_nothing(sessions, now):
    await claim(sessions, now)
    await claim(sessions, now + timedelta(hours=1))

    async with sessions() as session:
        assert (await session.get(PaceRow, 1)).next_slot_at == now


async def test_a_refused_button_is_left_out_for_everybody(sessions, now, subscribe, owe):
    await subscribe(7, 8)
    await owe()

    await send(sessions, now, errors.ButtonsRefused("Button_url_invalid"))
    await send(sessions, now + SECOND)
    sent = await send(sessions, now + 2 * SECOND)

    assert sent.parts == (Message(html="<b>News</b>", plain="News"),)
    assert [one.state for one in await rows(sessions)] == ["sent", "sent"]


async def test_chats_that_leave_and_deliveries_that_are_taken_lock_in_one_order(
    sessions, now, subscribe, owe
):
    people = range(1, 13)
    await subscribe(*people)
    for number in range(1, 4):
        await owe(number)

    async def leave(chat):
        async with writing(sessions) as session:
            await chats.gone(session, chat, "blocked")
        async with writing(sessions) as session:
            await chats.back(session, chat)

    for _ in range(8):
        async with writing(sessions) as session:
            await session.execute(
                update(DeliveryRow).values(state="due", due_at=now, owner="", lapses=0)
            )
            await session.execute(update(ChatRow).values(next_at=None))
            await session.execute(update(PaceRow).values(next_slot_at=now))
        await asyncio.gather(*(leave(chat) for chat in people), claim(sessions, now, rate=10_000.0))


async def test_a_clock_put_forward_makes_nobody_take_what_is_in_hand(sessions, now, subscribe, owe):
    await subscribe(1, 2)
    await owe()
    (mine,) = await claim(sessions, now, limit=1)
    await begin(sessions, mine, now)

    async with writing(sessions) as session:
        taken = await claim_deliveries(
            session, now=now + 10 * LEASE, limit=9, owner="me", rate=28.0, in_hand=[mine.id]
        )

    assert [delivery.chat_id for delivery in taken] == [2]
