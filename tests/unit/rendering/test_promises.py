"""What is promised, without repetition; and which sums are parts of another."""

from dataclasses import replace

import pytest

from bot.models import PledgeStatus
from bot.rendering.promises import bare, lines, packages, promise
from bot.rendering.shares import shares
from tests.releases import make_evidence, make_pledge


@pytest.mark.parametrize(
    ("what", "beneficiary", "period", "left"),
    [
        ("budget support to Moldova this year", ("MD",), "2026", "budget support"),
        ("grants to Moldova to connect its grid", ("MD",), None, "grants to connect its grid"),
        ("repair power stations in Ukraine", ("UA",), None, "repair power stations"),
        (
            "medicines through UNICEF and the United Kingdom",
            ("org:UNICEF", "GB"),
            None,
            "medicines",
        ),
        ("40 armoured vehicles for the Netherlands", ("NL",), None, "40 armoured vehicles"),
        ("loans over four years to Kenya", ("KE",), "four years", "loans"),
        ("loans in 2027", ("KE",), None, "loans in 2027"),
        ("tents for families from Mali", ("KE",), None, "tents for families from Mali"),
        ("support to Kenya's police", ("KE",), None, "support to Kenya's police"),
        ("to Kenya", ("KE",), None, ""),
    ],
)
def test_recipient_and_time_that_stand_beside_a_promise_are_not_said_again(
    what, beneficiary, period, left
):
    assert bare(make_pledge(what=what, beneficiary=beneficiary, period=period)) == left


def test_promise_of_which_only_its_recipient_is_known_goes_by_its_kind():
    assert promise(make_pledge(what="to Kenya")) == "⛑ €50m · humanitarian aid · new"


def divided(
    second,
    *,
    amounts=(25, 15, 10),
    beneficiaries=(("PK",), ("org:WFP", "PK"), ("org:UNICEF", "PK")),
):
    first = make_evidence("Canada gives 25 million dollars.")
    then = make_evidence(second, start=40)
    return [
        make_pledge(amount * 10**6, beneficiary=beneficiary, evidence=then if at else first)
        for at, (amount, beneficiary) in enumerate(zip(amounts, beneficiaries, strict=False))
    ]


def test_parts_of_a_total_stand_below_it_and_name_who_else_gets_them():
    (package,) = packages(divided("Of this amount, 15 million goes to one and 10 to the other."))

    assert lines(package) == [
        "⛑ €25m · clean water for two towns · new",
        "↳ of which €15m · for WFP",
        "↳ of which €10m · for UNICEF",
    ]


def test_a_single_part_is_one_where_the_words_say_so():
    pledges = divided("This includes 15 million for one body.", amounts=(25, 15))

    assert shares(pledges) == {1: 0}


def test_sums_that_follow_a_total_and_make_it_up_are_its_parts():
    assert shares(divided("One gets 15 million, another 10 million.")) == {1: 0, 2: 0}


@pytest.mark.parametrize(
    "pledges",
    [
        pytest.param(divided("One gets 15 million, another 9.", amounts=(25, 15, 9)), id="no sum"),
        pytest.param(
            divided("Of this amount, 20 million and 10 million.", amounts=(25, 20, 10)),
            id="more than the total",
        ),
        pytest.param(divided("A further 15 million follows.", amounts=(25, 15)), id="further"),
        pytest.param(
            divided("Of this, 15 million.", amounts=(25, 15), beneficiaries=(("PK",), ("KE",))),
            id="for somebody else",
        ),
        pytest.param(
            [
                make_pledge(25_000_000),
                make_pledge(15_000_000, status=PledgeStatus.DELIVERED),
                make_pledge(10_000_000, status=PledgeStatus.DELIVERED),
            ],
            id="already provided",
        ),
    ],
)
def test_sums_of_their_own_stay_so(pledges):
    assert shares(pledges) == {}


def test_a_pledge_that_names_its_total_is_a_part_whoever_gets_it():
    total = make_pledge(592_000_000, beneficiary=("area:Africa",), what="aid")
    part = make_pledge(82_000_000, beneficiary=("UG",), what="food (part of €592 million)")

    (package,) = packages([total, part])

    assert lines(package)[1] == "↳ of which €82m · food · for Uganda"


def test_a_part_of_a_sum_that_is_not_told_says_so_itself():
    part = make_pledge(82_000_000, what="food (part of €592 million)")

    (package,) = packages([make_pledge(90_000_000), part])

    assert "⛑ €82m · food (part of €592 million) · new" in lines(package)


def test_a_sum_within_one_sentence_is_a_part_only_behind_the_word_that_divides():
    parts = make_evidence("Sweden gives 25 million euros, including 15 million for food.")
    apart = make_evidence("Including seeds, Sweden gives 25 million and 15 million euros.")

    assert shares([make_pledge(n * 10**6, evidence=parts) for n in (25, 15)]) == {1: 0}
    assert shares([make_pledge(n * 10**6, evidence=apart) for n in (25, 15)]) == {}


def test_time_of_a_part_is_said_where_it_is_another_than_that_of_the_total():
    total, part = divided("This includes 15 million for one body.", amounts=(25, 15))
    (package,) = packages([total, replace(part, period="2027")])

    assert lines(package)[1] == "↳ of which €15m · for WFP · for 2027"
