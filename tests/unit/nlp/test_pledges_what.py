"""What is shown of a pledge: a short noun phrase, whole, without the sum and the receiver alone."""

import pytest

from bot.nlp.pledges.what import what_of

MONEY = "£2.3bn"

SUMS = [
    (
        "with £2.3bn in military support already provided in the past year to help turn the tide",
        [],
        "military support",
    ),
    ("It gives £2.3bn a year in military aid to Ukraine.", ["Ukraine"], "military aid"),
    ("It gives £2.3bn in aid to Fiji for as long as it takes.", ["Fiji"], "aid"),
    ("It gives £2.3bn to Fiji this year for clean water.", ["Fiji"], "clean water"),
    ("It gives £2.3bn for relief in Chad through the Red Cross.", ["Chad"], "relief in Chad"),
    ("It gives £2.3bn to Ukraine.", ["Ukraine"], ""),
    ("It gives £2.3bn to the people of Fiji.", ["Fiji"], ""),
    ("It gives £2.3bn to Fiji and UNICEF for clean water.", ["Fiji", "UNICEF"], "clean water"),
    ("It gives £2.3bn over five years for schools in Fiji.", ["Fiji"], "schools in Fiji"),
    ("It gives £2.3bn to help Fiji recover.", ["Fiji"], ""),
    ("It signed a soft loan of £2.3bn.", [], "soft loan"),
    ("It sent medical equipment worth £2.3bn to Fiji.", ["Fiji"], "medical equipment"),
    ("It will give £2.3bn.", [], ""),
    ("A medical team (£2.3bn) will leave.", [], "A medical team"),
    ("It gives £2.3bn for roads and has given tents.", [], "roads"),
    ("It gives £2.3bn from the Aid Budget for roads.", [], "roads"),
]


@pytest.mark.parametrize(("sentence", "gainers", "expected"), SUMS)
def test_what_a_sum_is_for_stops_where_another_clause_begins(sentence, gainers, expected):
    start = sentence.index(MONEY)

    found = what_of(sentence, (start, start + len(MONEY)), money=True, gainers=gainers)

    assert found == expected


@pytest.mark.parametrize(
    ("sentence", "thing", "expected"),
    [
        ("A plane with 30 tons of food arrived today.", "30 tons", "30 tons of food"),
        ("So that a team of 20 medics will go.", "that a team of 20 medics", "a team of 20 medics"),
        ("It sends two tanks and will train crews.", "two tanks", "two tanks"),
        (
            "It sent 30 tons of rice, tents and water filters to Fiji.",
            "30 tons",
            "30 tons of rice, tents and water filters to Fiji",
        ),
        ("It sent 30 tons, and ministers, aides and guests came.", "30 tons", "30 tons"),
        ("It trains 40 pilots and offer 9 tanks.", "40 pilots", "40 pilots"),
        ("It gives 5 tents to those displaced.", "5 tents", "5 tents"),
    ],
)
def test_a_thing_is_named_without_what_befell_it(sentence, thing, expected):
    start = sentence.index(thing)

    assert what_of(sentence, (start, start + len(thing)), money=False) == expected


def test_a_long_phrase_is_cut_between_its_parts():
    sentence = (
        "It gives £2.3bn for the restoration of irrigation canals in the northern valleys"
        " and the retraining of their keepers"
    )
    start = sentence.index(MONEY)

    found = what_of(sentence, (start, start + len(MONEY)), money=True)

    assert found == "restoration of irrigation canals in the northern valleys"
