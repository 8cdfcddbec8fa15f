from datetime import date, timedelta

import pytest

from bot.models import Subscription, VisitStatus
from bot.rendering import Show, buttons, listing
from bot.rendering.split import LONGEST, units
from tests.releases import (
    NOON,
    TODAY,
    TOPICS,
    make_briefing,
    make_evidence,
    make_pledge,
    make_visit,
)


def test_visits_are_listed_with_their_publisher_and_a_link():
    html, shown = listing("Latest", [make_briefing([make_visit()])], Show.VISITS, today=TODAY)

    assert shown == 1
    assert html == (
        "<b>Latest</b>\n\n"
        '<a href="https://ministry.example/news/1">🇸🇪 Alma Bergholt → 🇳🇴 Oslo</a>\n'
        "Foreign Minister · planned for 20 Mar\n"
        "<i>🇸🇪 Swedish Ministry · 17 Mar</i>"
    )


def test_pledges_are_listed_by_who_gives_to_whom():
    briefing = make_briefing([make_visit()], [make_pledge()])

    html, _ = listing("Latest", [briefing], Show.PLEDGES, today=TODAY)

    assert html == (
        "<b>Latest</b>\n\n"
        '<a href="https://ministry.example/news/1">🇸🇪 Sweden → 🇰🇪 Kenya</a>\n'
        "⛑ €50m · clean water for two towns · new\n"
        "<i>🇸🇪 Swedish Ministry · 17 Mar</i>"
    )


def test_releases_are_listed_by_title_with_their_facts_below():
    briefing = make_briefing([make_visit()], [make_pledge()], title="Plans & hopes")

    html, _ = listing("Latest", [briefing], Show.RELEASES, today=TODAY)

    assert html == (
        "<b>Latest</b>\n\n"
        '<a href="https://ministry.example/news/1">Plans &amp; hopes</a>\n'
        "✈️ 🇸🇪 Alma Bergholt → 🇳🇴 Oslo\n"
        "🇸🇪 Sweden → 🇰🇪 Kenya: ⛑ €50m · clean water for two towns · new\n"
        "<i>🇸🇪 Swedish Ministry · 17 Mar</i>"
    )


@pytest.mark.parametrize(
    ("show", "noun"),
    [(Show.VISITS, "visits"), (Show.PLEDGES, "pledges"), (Show.RELEASES, "facts")],
)
def test_of_many_facts_three_are_shown_and_the_rest_counted(show, noun):
    briefing = make_briefing(
        [
            make_visit(f"Person {n}", stops=(), origin=code)
            for n, code in enumerate(("SE", "FI", "DK", "NO", "IS"))
        ],
        [make_pledge(n * 10**6) for n in range(1, 6)],
    )

    html, _ = listing("Latest", [briefing], show, today=TODAY)

    assert f"\nand {7 if show is Show.RELEASES else 2} more {noun}\n" in html


def test_pledges_of_one_release_to_many_stop_after_three():
    pledges = [make_pledge(beneficiary=(code,)) for code in ("KE", "UG", "TZ", "RW")]

    html, _ = listing("Latest", [make_briefing([], pledges)], Show.PLEDGES, today=TODAY)

    assert "Rwanda" not in html
    assert "and 1 more pledge\n" in html


def test_visit_that_was_called_off_is_not_listed_as_a_journey():
    briefing = make_briefing([make_visit(status=VisitStatus.CANCELLED)])

    html, _ = listing("Latest", [briefing], Show.RELEASES, today=TODAY)

    assert "🇳🇴 Oslo · called off\n" in html


def test_sample_and_withdrawn_releases_are_marked():
    briefing = make_briefing(feed_id="sample-se", withdrawn_at=NOON + timedelta(days=1))

    html, _ = listing("Latest", [briefing], Show.RELEASES, today=TODAY)

    assert html.endswith("· 17 Mar · 🚫 withdrawn by the publisher · sample, invented</i>")


def test_list_stops_where_the_message_is_full():
    briefings = [make_briefing(title="word " * 30)] * 30

    html, shown = listing("Latest", briefings, Show.RELEASES, today=date(2027, 1, 1))

    assert 1 < shown < 30
    assert units(html) <= LONGEST
    assert html.count("<i>") == shown


@pytest.mark.parametrize(
    ("criterion", "expected"),
    [
        ("ukraine", "🇺🇦 Ukraine"),
        ("sanctions", "Sanctions"),
        ("visits", "Visits"),
        ("person:ola nord", "Ola Nord"),
        ("words:black sea", "“black sea”"),
    ],
)
def test_criterion_is_named_for_people(criterion, expected):
    assert buttons.label(criterion, TOPICS) == expected


@pytest.mark.parametrize(
    ("subscription", "data"),
    [
        (None, "f:trade"),
        (Subscription(chat_id=1), "f:trade"),
        (Subscription(chat_id=1, follows=frozenset({"trade"})), "u:trade"),
        (Subscription(chat_id=1, everything=True), "m:trade"),
        (Subscription(chat_id=1, everything=True, muted=frozenset({"trade"})), "n:trade"),
    ],
    ids=["no subscription", "not followed", "followed", "everything", "muted"],
)
def test_button_offers_what_is_not_so_yet(subscription, data):
    (button,) = buttons.standing("trade", subscription, TOPICS)

    assert button.data == data


def test_criterion_too_long_for_a_button_has_none():
    assert buttons.wish(buttons.FOLLOW, "words:" + "x" * 60, TOPICS) == ()


def test_buttons_stand_two_in_a_row():
    made = [buttons.pressing(str(number), str(number))[0] for number in range(3)]

    assert [len(row) for row in buttons.paired(made)] == [2, 1]


@pytest.mark.parametrize(
    "sentence",
    [
        "The visit planned for Friday has been postponed.",
        "She has deferred her journey to Oslo.",
        "The journey will be rescheduled.",
        "The visit will take place at a later date.",
    ],
)
def test_visit_that_was_put_off_is_not_told_as_called_off(sentence):
    off = make_visit(status=VisitStatus.CANCELLED, evidence=make_evidence(sentence))

    for show in (Show.RELEASES, Show.VISITS):
        html, _ = listing("Latest", [make_briefing([off])], show, today=TODAY)

        assert "postponed" in html
        assert "called off" not in html
