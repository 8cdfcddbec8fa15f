"""Merging what is told twice; evidence points exactly at its sentence."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.models import (
    Evidence,
    Pledge,
    PledgeKind,
    PledgeStatus,
    Relation,
    Stop,
    Visit,
    VisitStatus,
)
from bot.nlp.extraction import merged_pledges, merged_stops, merged_visits, trimmed

DAY = date(2026, 3, 17)


def visit(visitor, *stops, at=0, status=VisitStatus.PLANNED, origin="GB"):
    seen = Evidence(sentence="s", start=at, end=at + 1)
    return Visit(
        visitor=visitor, office="Minister", origin=origin, status=status, stops=stops, evidence=seen
    )


def pledge(amount=None, *, to=("UA",), what="thing", at=0, pledger="GB", kind=PledgeKind.MILITARY):
    return Pledge(
        pledger=pledger,
        kind=kind,
        amount=None if amount is None else Decimal(amount),
        currency="GBP" if amount else None,
        relation=Relation.EXACTLY if amount else None,
        beneficiary=to,
        period=None,
        status=PledgeStatus.NEW,
        what=what,
        evidence=Evidence(sentence="s", start=at, end=at + 1),
    )


def test_two_tellings_of_one_journey_become_one_visit_with_all_stops():
    first = visit("Ana Lopez", Stop(country="US"), at=5)
    second = visit("ana lopez", Stop(country="CA"), at=90, status=VisitStatus.ONGOING)

    (merged,) = merged_visits([second, first])

    assert [stop.country for stop in merged.stops] == ["US", "CA"]
    assert merged.status is VisitStatus.PLANNED
    assert merged.evidence.start == 5


def test_namesakes_of_other_countries_stay_apart():
    visits = [visit("Kim", Stop(country="US")), visit("Kim", Stop(country="US"), origin="KR")]

    assert len(merged_visits(visits)) == 2


def test_a_visit_without_a_stop_is_none():
    assert merged_visits([visit("Ana Lopez")]) == []


def test_stops_that_fill_each_other_in_become_one():
    stops = merged_stops(
        [
            Stop(country="US", city="Washington", meets=("A",)),
            Stop(country="US", start=DAY, meets=("A", "B")),
        ]
    )

    assert stops == (Stop(country="US", city="Washington", start=DAY, meets=("A", "B")),)


def test_stops_in_other_cities_or_on_other_days_stay_apart():
    stops = [
        Stop(country="US", city="Washington"),
        Stop(country="US", city="Boston"),
        Stop(country="CA", start=DAY),
        Stop(country="CA", start=DAY.replace(day=18)),
    ]

    assert len(merged_stops(stops)) == 4


@pytest.mark.parametrize(
    ("second", "count"),
    [
        (pledge("50", at=9), 1),
        (pledge("50", to=(), at=9), 1),
        (pledge("60", at=9), 2),
        (pledge("50", to=("MD",), at=9), 2),
        (pledge("50", pledger="FR", at=9), 2),
        (pledge(at=9), 2),
    ],
)
def test_a_sum_told_twice_is_one_pledge(second, count):
    assert len(merged_pledges([pledge("50"), second])) == count


def test_equal_sums_of_two_items_of_a_list_stay_apart():
    items = [
        replace(pledge("50", at=at), evidence=Evidence(sentence=text, start=at, end=at + len(text)))
        for at, text in ((0, "- 50 to WFP in May"), (20, "- 50 to WFP in June"))
    ]

    assert len(merged_pledges(items)) == 2


def test_equal_sums_of_one_sentence_for_others_stay_apart():
    first, second = pledge("50", to=("org:WFP", "YE")), pledge("50", to=("org:UNICEF", "YE"))

    assert len(merged_pledges([first, second])) == 2


def test_the_same_thing_for_the_same_is_one_pledge():
    twice = [pledge(what="24 ambulances"), pledge(what="24  Ambulances", at=9)]

    assert len(merged_pledges(twice)) == 1
    assert len(merged_pledges([*twice, pledge(what="two boats", at=12)])) == 2


def test_facts_stand_in_the_order_of_the_text():
    pledges = merged_pledges([pledge("2", at=50), pledge("1", at=10)])

    assert [item.amount for item in pledges] == [1, 2]


@given(st.text(max_size=60), st.integers(0, 60), st.integers(0, 60))
def test_evidence_is_exactly_what_stands_at_its_offsets(text, start, length):
    start = min(start, len(text))
    end = min(start + length, len(text))

    evidence = trimmed(text, start, end, "rule")

    assert text[evidence.start : evidence.end] == evidence.sentence == text[start:end].strip()
