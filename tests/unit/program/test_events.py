import logging
from datetime import timedelta

import pytest

from bot import errors, events
from bot.events import (
    DeliverySettled,
    EntryFound,
    Outcome,
    ReleasePostponed,
    TextRead,
    heard_by,
    tell,
)
from bot.models import DeliveryKind, EntryState
from bot.outcomes import outcome_of

LINK = "https://ministry.example/1"


def found(state):
    return EntryFound(feed="se-mfa", entry_id=5, link=LINK, state=state, alert=True)


def test_an_event_is_told_with_its_name_and_what_is_known():
    settled = DeliverySettled(
        outcome=Outcome.SENT,
        delivery_id=8,
        alert_id=7,
        chat_id=-42,
        kind=DeliveryKind.ALERT,
        message_id=9,
        since_found=timedelta(seconds=4),
    )

    assert settled.told() == {
        "event": "delivery_settled",
        "outcome": "sent",
        "delivery_id": 8,
        "alert_id": 7,
        "chat_id": -42,
        "kind": "alert",
        "message_id": 9,
        "since_found": 4.0,
    }
    assert settled.line() == "delivery 8 of alert 7 to chat -42: sent as message 9"


def test_every_kind_of_event_has_a_name_of_its_own():
    kinds = [
        kind
        for kind in vars(events).values()
        if isinstance(kind, type) and issubclass(kind, events.Event) and kind is not events.Event
    ]

    assert len({kind.name for kind in kinds} - {""}) == len(kinds) > 6


def test_what_is_not_logged_is_counted_all_the_same(caplog):
    caplog.set_level(logging.ERROR)
    heard = []

    with heard_by(heard.append):
        tell(found(EntryState.DUE))
    tell(found(EntryState.DUE))

    assert heard == [found(EntryState.DUE)]
    assert caplog.records == []


def test_old_entries_of_a_first_poll_are_no_news_for_the_log():
    assert found(EntryState.DUE).level == logging.INFO
    assert found(EntryState.SEEN).level == logging.DEBUG
    assert TextRead(link=LINK, seconds=0.1).level == logging.DEBUG


@pytest.mark.parametrize(
    ("wait", "said"), [(timedelta(minutes=5), "again in 0:05:00"), (None, "giving up reading")]
)
def test_a_release_that_cannot_be_read_says_when_it_is_tried_again(wait, said):
    event = ReleasePostponed(feed="x", entry_id=1, link=LINK, retry_in=wait, reason="no page")

    assert said in event.line()
    assert event.line().endswith("no page")


DELAYED = errors.DeliveryDelayed


@pytest.mark.parametrize(
    ("failure", "outcome", "reason"),
    [
        (None, Outcome.SENT, None),
        (DELAYED(), Outcome.DELAYED, "unreachable"),
        (DELAYED(timedelta(seconds=3), throttled=True), Outcome.THROTTLED, "throttled"),
        (DELAYED(uncertain=True), Outcome.UNCERTAIN, "no answer"),
        (errors.ChatMoved(-5), Outcome.DELAYED, "chat moved"),
        (errors.MarkupRefused("x"), Outcome.DELAYED, "markup refused"),
        (errors.ChatNotFound("x"), Outcome.DELAYED, "chat not found"),
        (errors.BriefingError("x"), Outcome.DELAYED, "other"),
    ],
)
def test_every_answer_of_telegram_has_an_outcome(failure, outcome, reason):
    assert outcome_of(failure, given_up=False) == (outcome, reason)


def test_what_is_given_up_has_failed_for_its_last_reason():
    assert outcome_of(errors.ChatGone("blocked"), given_up=True) == (Outcome.FAILED, "chat gone")
    assert outcome_of(DELAYED(), given_up=True) == (Outcome.FAILED, "unreachable")
