"""Lists, vetoes, weights and the fit, each on hand-made input."""

import pytest
import spacy

from bot.models import Article
from bot.nlp import attributes
from bot.nlp.amounts import amounts
from bot.nlp.pledges import weights
from bot.nlp.pledges.candidates import Candidate, candidates, sentences_of
from bot.nlp.pledges.lists import list_intros
from bot.nlp.pledges.training import fit, is_gold, read_rows
from bot.nlp.pledges.vetoes import veto

attributes.register()


def read(text: str, country: str = "US"):
    doc = spacy.blank("en")(text)
    doc._.article = Article(title="", text=text, country=country)
    return amounts(doc)


def test_lines_after_a_colon_belong_to_the_line_that_opens_them():
    doc = read("The package includes:\n- $9 million to UNICEF\n- $4 million to WFP\nThe end.")

    intros = list_intros(doc, sentences_of(doc))

    assert list(intros.values()) == ["The package includes:"] * 2


def test_plain_sentences_are_no_list():
    doc = read("Canada gives $5 million. It also sends tents.")

    assert list_intros(doc, sentences_of(doc)) == {}


def test_a_sentence_does_not_end_within_a_sum():
    doc = read("India gives Rs. 600 million for houses. Thanks.", "IN")

    assert sentences_of(doc)[0].text == "India gives Rs. 600 million for houses."


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("It sends 24 ambulances.", ["24 ambulances"]),
        ("It sends an 80-member search and rescue team.", ["an 80-member search and rescue team"]),
        ("It will resettle 12,000 refugees.", ["resettle 12,000 refugees"]),
        ("It will train 300 police officers.", ["train 300 police officers"]),
        ("It will cut emissions by 50% by 2030.", ["cut emissions by 50%"]),
        ("A plane with 13 tonnes of food left.", ["13 tonnes"]),
        ("It gives 5 million US dollars for 24 ambulances.", ["5 million US dollars"]),
        ("It sends four labs and NOK 5 million (USD 500,000).", ["four labs", "NOK 5 million"]),
        ("It spoke of 24 countries in 2023.", []),
    ],
)
def test_candidates_are_sums_and_things(text, found):
    assert [c.text for c in candidates(read(text)) if c.is_money or c.counted] == found


_HELD = "money that is held, or private investment"


def first(text: str) -> Candidate:
    return candidates(read(text))[0]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("At home, it spends $5 million on roads.", "spent at home"),
        ("Oil costs $3 per barrel.", "a price"),
        ("The oil is sold at $3 a barrel.", "a price"),
        ("Repairs will cost $5 million.", "a cost, or how much more than before"),
        ("A reward of up to $5 million is offered.", "a reward or a fine"),
        ("It called for $5 million.", "asked for, needed or under discussion"),
        ("It froze $5 million in bank assets.", _HELD),
        ("Emigrants sent home $5 million.", _HELD),
        ("It put aside $5 million for the first instalment.", _HELD),
        (
            "Aid to Fiji rises from $5 million to $7 million.",
            "a cost, or how much more than before",
        ),
        ("The winner's prize is $5 million.", "a reward or a fine"),
        ("The goal must be at least $5 billion.", "asked for, needed or under discussion"),
        ("Donors pledged $5 million at the event.", "from many, none of them named"),
        ("It shipped 9 tonnes of wheat to buyers in Fiji.", "a figure of the economy"),
        ("It granted 900 student visas.", "a figure of the economy"),
        ("The dam will supply power to 900 homes.", "a figure of the economy"),
        (
            "It paid $5 million for places in universities of Paris for its own students.",
            "for its own people or offices",
        ),
    ],
)
def test_what_can_be_no_pledge_is_refused_with_a_reason(text, reason):
    assert veto(first(text), frozenset()) == reason


def test_the_new_level_of_aid_is_not_refused():
    level = candidates(read("Aid to Fiji rises from $5 million to $7 million."))[1]

    assert level.text == "$7 million"
    assert veto(level, frozenset({"gain:sentence"})) == ""


def test_what_goes_to_villages_of_no_country_named_is_spent_at_home():
    candidate = first("It handed 340 tents to villages in the north.")

    assert veto(candidate, frozenset({"gain:release", "verb:force"})) == "spent at home"


def test_a_plain_sum_is_not_refused():
    assert veto(first("It gives $5 million to Fiji."), frozenset({"gain:after"})) == ""


def test_old_news_of_others_is_refused():
    answers = frozenset({"pledger:other", "sense:historical"})

    assert veto(first("It gave $5 million."), answers) == "another's promise of years ago"


def test_a_thing_that_nobody_gives_is_refused():
    candidate = first("They discussed the medical equipment.")

    assert veto(candidate, frozenset({"gain:after"})) == "nobody gives it"


def test_probability_is_the_logistic_of_the_weights():
    assert weights.probability([], {}) == pytest.approx(0.5)
    assert weights.probability(["a", "b"], {"a": 2.0}) == pytest.approx(0.8808, abs=1e-4)


def test_shipped_weights_have_both_tables_and_thresholds():
    tables = weights.weights()

    assert {"money", "things", "named"} == set(tables["thresholds"])
    assert tables["money"]["bias"] < 0


def test_the_fit_finds_what_separates_and_repeats_itself():
    yes, no = (frozenset({"bias", "gives"}), True), (frozenset({"bias", "trades"}), False)

    weights = fit([yes, no] * 10)

    assert weights["gives"] > 0 > weights["trades"]
    assert weights == fit([yes, no] * 10)


def test_gold_is_matched_by_sum_or_by_thing_and_sentence():
    text = "It gives $5 million and 24 ambulances to Fiji."
    money, thing = candidates(read(text))
    gold = {"amount": 5_000_000, "currency": "USD", "what": "aid", "evidence": text}
    things = {"amount": None, "currency": None, "what": "24 ambulances", "evidence": text}

    assert is_gold(money, [gold])
    assert not is_gold(money, [{**gold, "currency": "AUD"}, things])
    assert is_gold(thing, [things])
    assert not is_gold(thing, [{**things, "what": "tents"}, gold])


def test_rows_of_several_files_are_joined_by_id(tmp_path):
    documents, answers = tmp_path / "docs.jsonl", tmp_path / "gold.jsonl"
    documents.write_text('{"id": "1", "text": "a"}\n\n{"id": "2", "gold": {"pledges": [3]}}\n')
    answers.write_text('{"id": "1", "pledges": []}\n')

    joined = read_rows([documents, answers])

    assert joined["1"] == {"id": "1", "text": "a", "pledges": []}
    assert joined["2"]["pledges"] == [3]
