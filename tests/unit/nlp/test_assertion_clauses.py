"""How a clause is meant: denied, conditional, asked of others, told again, of old."""

from datetime import date

import pytest
import spacy

from bot.nlp import assertion


@pytest.mark.parametrize(
    "clause",
    [
        "the Government did not pledge $5 million",
        "it has suspended its support of $5 million",
        "they won’t provide funds",
    ],
)
def test_a_denied_act_is_negated(clause):
    assert assertion.negated(clause)


@pytest.mark.parametrize(
    "clause",
    [
        "stands ready to provide two field hospitals",
        "further help would be needed",
        "discussed the possibility of a loan",
        "support will follow if requested",
    ],
)
def test_an_open_act_is_hypothetical(clause):
    assert assertion.hypothetical(clause)


@pytest.mark.parametrize(
    "clause",
    [
        "called on donors to give $5 million",
        "the appeal has a funding gap",
        "urged partners to pay",
    ],
)
def test_what_others_shall_do_is_asked(clause):
    assert assertion.asked_of_others(clause)


@pytest.mark.parametrize(
    "clause",
    [
        "has already committed £2 million",
        "the previously announced package",
        "announced in April a fund",
        "recently pledged 5,000 tents",
    ],
)
def test_what_was_promised_before_is_restated(clause):
    assert assertion.restated(clause)


def test_a_plain_promise_is_none_of_these():
    clause = "Ireland will provide €20 million to UNRWA"

    tests = (
        assertion.negated,
        assertion.hypothetical,
        assertion.asked_of_others,
        assertion.restated,
    )
    assert not any(test(clause) for test in tests)


@pytest.mark.parametrize(
    ("clause", "old"),
    [
        ("In 2015 Sweden gave SEK 5 million", True),
        ("Since 2015 and until 2024 it gave", False),
        ("Sweden gives SEK 5 million", False),
    ],
)
def test_only_years_long_past_make_history(clause, old):
    assert assertion.historical(clause, date(2024, 5, 1)) is old


def test_without_a_date_nothing_is_history():
    assert not assertion.historical("In 1999", None)


def test_a_span_is_read_like_its_text():
    doc = spacy.blank("en")("The fund was cancelled.")

    assert assertion.negated(doc[:])
