from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from bot.models import Facts, Relation, VisitStatus
from bot.revisions import changes
from tests.releases import TODAY, make_evidence, make_pledge, make_stop, make_visit


def between(old, new):
    return changes(Facts(visits=tuple(old)), Facts(visits=tuple(new)), today=TODAY)


def between_pledges(old, new):
    return changes(Facts(pledges=tuple(old)), Facts(pledges=tuple(new)), today=TODAY)


def visit_with(**changes_of_stop):
    return make_visit(stops=(make_stop(**{"start": date(2026, 3, 20), **changes_of_stop}),))


def test_equal_facts_changed_nothing():
    facts = Facts(visits=(make_visit(),), pledges=(make_pledge(),))

    assert changes(facts, facts, today=TODAY) == ()


def test_requirement_24_cosmetic_edits_change_no_fact():
    old = make_visit("Alma J. Bergholt", evidence=make_evidence("She'll travel to Oslo"))
    new = make_visit("Alma Bergholt", office="Minister", evidence=make_evidence("Other words."))

    assert between([old], [new]) == ()


@pytest.mark.parametrize(
    ("new", "line"),
    [
        pytest.param(
            visit_with(start=date(2026, 3, 21)),
            "21 Mar, not 20 Mar",
            id="date",
        ),
        pytest.param(
            visit_with(end=date(2026, 3, 22)),
            "20–22 Mar, not 20 Mar",
            id="last day",
        ),
        pytest.param(visit_with(start=None), "No stated day, not 20 Mar", id="no date"),
        pytest.param(visit_with(city="Bergen"), "Bergen, not Oslo", id="city"),
        pytest.param(visit_with(meets=("Kari Nord",)), "Also meets Kari Nord", id="person"),
    ],
)
def test_requirement_24_a_changed_day_place_or_person_of_a_visit_is_news(new, line):
    assert between([visit_with()], [new]) == (line,)


def test_requirement_24_a_meeting_that_is_no_longer_planned_is_news():
    old = visit_with(meets=("Kari Nord", "Ola Vest"))

    assert between([old], [visit_with(meets=("Kari M. Nord",))]) == ("No longer meets Ola Vest",)


def test_requirement_24_another_visitor_is_news():
    assert between([make_visit()], [make_visit("Bo Ek")]) == (
        "The visitor is Bo Ek, not Alma Bergholt",
    )


def test_requirement_24_another_country_is_news():
    there = make_visit(stops=(make_stop("FI", "Helsinki"),))

    assert between([make_visit()], [there]) == ("Finland, not Norway",)


def test_requirement_24_a_visit_called_off_is_news():
    off = make_visit(status=VisitStatus.CANCELLED)

    assert between([make_visit()], [off]) == ("Called off",)
    assert between([off], [make_visit()]) == ("Takes place after all",)


def test_a_visit_that_has_begun_meanwhile_is_no_correction():
    assert between([make_visit()], [make_visit(status=VisitStatus.ONGOING)]) == ()


def test_requirement_24_a_visit_that_came_or_went_is_news():
    assert between([], [make_visit()]) == ("Added: 🇸🇪 Alma Bergholt → 🇳🇴 Oslo",)
    assert between([make_visit()], []) == ("No longer stated: 🇸🇪 Alma Bergholt → 🇳🇴 Oslo",)


def test_visits_of_two_people_to_one_country_are_not_mixed_up():
    alma, bo = make_visit(), make_visit("Bo Ek", office="Trade Minister")

    assert between([alma, bo], [bo, alma]) == ()
    assert between([alma, bo], [bo]) == ("No longer stated: 🇸🇪 Alma Bergholt → 🇳🇴 Oslo",)


def test_two_visits_of_one_person_stay_two():
    spring, autumn = visit_with(), visit_with(start=date(2026, 9, 1))

    assert between([spring, autumn], [autumn, spring]) == ()


def test_a_visitor_known_by_office_only_is_found_again():
    unnamed = make_visit(None)

    assert between([unnamed], [make_visit()]) == ()
    assert between([], [unnamed]) == ("Added: 🇸🇪 Foreign Minister → 🇳🇴 Oslo",)
    assert between([], [make_visit(None, office=None, stops=())]) == ("Added: 🇸🇪 Delegation",)


def test_requirement_24_another_amount_is_news():
    assert between_pledges([make_pledge()], [make_pledge(60_000_000)]) == ("€60m, not €50m",)


def test_requirement_24_an_amount_that_is_only_a_limit_now_is_news():
    (line,) = between_pledges([make_pledge()], [make_pledge(relation=Relation.UP_TO)])

    assert line == "Up to €50m, not €50m"


def test_an_amount_written_with_other_zeros_is_the_same():
    old, new = make_pledge(), make_pledge(amount=Decimal("5.00E+7"))

    assert between_pledges([old], [new]) == ()


def test_requirement_24_another_beneficiary_is_news():
    old, new = make_pledge(beneficiary=("KE",)), make_pledge(beneficiary=("KE", "UG"))

    (line,) = between_pledges([old], [new])

    assert line == "For Kenya and Uganda, not Kenya"


def test_requirement_24_a_pledge_that_came_or_went_is_news():
    bare = make_pledge(None, beneficiary=())

    assert between_pledges([], [bare]) == ("Added: 🇸🇪 Sweden: ⛑ clean water for two towns",)
    assert between_pledges([make_pledge()], [make_pledge(pledger="NO")]) == (
        "No longer stated: 🇸🇪 Sweden → 🇰🇪 Kenya: ⛑ €50m · clean water for two towns",
        "Added: 🇳🇴 Norway → 🇰🇪 Kenya: ⛑ €50m · clean water for two towns",
    )


def test_pledges_to_others_are_other_pledges():
    kenya, chad = make_pledge(beneficiary=("KE",)), make_pledge(beneficiary=("TD",))

    assert len(between_pledges([kenya], [chad])) == 2


def test_two_pledges_of_one_kind_are_told_apart_by_their_amounts():
    small, large = make_pledge(1_000_000), make_pledge(9_000_000)

    assert between_pledges([small, large], [large, small]) == ()


def test_the_text_of_a_pledge_may_change_freely():
    reworded = replace(make_pledge(), what="wells", evidence=make_evidence("Wells for two towns."))

    assert between_pledges([make_pledge()], [reworded]) == ()


@pytest.mark.parametrize("country", ["FI", "NO"])
def test_the_journey_of_somebody_else_elsewhere_is_another_journey(country):
    stops = (make_stop(country, None), make_stop("DK", None))
    other = make_visit("Bo Ek", stops=stops)

    came_and_went = between([make_visit()], [other])

    assert [line.split(":")[0] for line in came_and_went] == ["No longer stated", "Added"]


def test_a_fact_among_several_is_named_as_in_its_alert():
    old, new = visit_with(), visit_with(start=date(2026, 3, 21))
    bo = make_visit("Bo Ek", office="Trade Minister")

    assert between([old, bo], [new, bo]) == ("🇸🇪 Alma Bergholt → 🇳🇴 Oslo: 21 Mar, not 20 Mar",)


def test_of_a_journey_with_several_stops_the_changed_one_is_named():
    there = make_stop("FI", "Helsinki", start=date(2026, 3, 22))
    later = replace(there, start=date(2026, 3, 23))

    (line,) = between(
        [make_visit(stops=(make_stop(), there))], [make_visit(stops=(make_stop(), later))]
    )

    assert line == "Helsinki 23 Mar, not 22 Mar"


def test_a_visit_put_off_is_not_told_as_called_off():
    said = make_evidence("The visit has been postponed.")
    off = make_visit(status=VisitStatus.CANCELLED, evidence=said)

    assert between([make_visit()], [off]) == ("Postponed",)


def test_a_visit_of_which_only_the_end_is_known_is_told_by_it():
    (line,) = between([visit_with()], [visit_with(start=None, end=date(2026, 3, 22))])

    assert line == "Until 22 Mar, not 20 Mar"
