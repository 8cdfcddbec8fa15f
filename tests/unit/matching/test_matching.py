import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.matching import fold, indexed, met, names, searchable, wanted
from bot.models import Subscription
from tests.releases import make_briefing, make_reading, make_stop, make_visit

WORDS = searchable("Talks in Oslo", "The Black Sea grain deal, Ms Nord said, holds.")


def make_met(criteria, words=WORDS):
    visit = make_visit("Antony J. Blinken", stops=(make_stop(meets=("Mélanie Joly",)),))
    reading = make_reading([visit], topics=("visits", "norway", "trade"))
    return met(make_briefing(reading=reading), words, criteria)


@pytest.mark.parametrize(
    "criterion",
    [
        "norway",
        "visits",
        "person:antony blinken",
        "person:blinken",
        "person:melanie joly",
        "person:nord",
        "words:black sea grain",
        "words:grain sea",
        "words:deals",
        "words:hold",
        "norway+words:grain",
        "trade+person:nord",
    ],
)
def test_criterion_is_met(criterion):
    assert make_met([criterion]) == {criterion}


@pytest.mark.parametrize(
    "criterion",
    [
        "ukraine",
        "pledges",
        "person:antony joly",
        "person:blink",
        "person:sea black",
        "person:",
        "words:black sea wheat",
        "words:rain",
        "words:",
        "grain",
        "norway+words:wheat",
        "norway+ukraine",
    ],
)
def test_criterion_is_not_met(criterion):
    assert make_met([criterion]) == frozenset()


def test_only_the_criteria_asked_for_are_given():
    assert make_met(["trade", "ukraine"]) == {"trade"}


@pytest.mark.parametrize(
    ("everything", "follows", "muted", "expected"),
    [
        (False, {"trade"}, set(), True),
        (False, {"ukraine"}, set(), False),
        (True, set(), set(), True),
        (True, set(), {"norway"}, False),
        (False, {"trade"}, {"norway"}, False),
        (False, set(), set(), False),
    ],
    ids=["followed", "another", "everything", "muted", "mute wins over follow", "nothing followed"],
)
def test_briefing_is_wanted_if_followed_and_not_muted(everything, follows, muted, expected):
    subscription = Subscription(
        chat_id=1, everything=everything, follows=frozenset(follows), muted=frozenset(muted)
    )

    assert wanted(subscription, {"trade", "norway"}) is expected


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Türkiye’s F-16s", "turkiye s f 16s"),
        ("İSTANBUL  Ørsted Straße", "istanbul orsted strasse"),
        ("  ", ""),
        ("snake_case", "snake case"),
    ],
)
def test_words_are_folded(text, folded):
    assert fold(text) == folded


@given(st.text())
def test_folding_twice_changes_nothing(text):
    assert fold(fold(text)) == fold(text)


@given(st.text(), st.text())
def test_every_word_of_a_text_is_found_in_it(text, other):
    words = searchable(other, text)

    assert all(f" {word} " in words for word in fold(text).split())


def test_briefing_is_found_by_topics_and_by_everybody_named():
    visits = [
        make_visit("Élodie Marchand", stops=(make_stop(meets=("Ola Nord", "…")),)),
        make_visit(None, stops=()),
    ]
    briefing = make_briefing(reading=make_reading(visits, topics=("norway",)))

    assert names(briefing) == ("Élodie Marchand", "Ola Nord", "…")
    assert indexed(briefing) == {"norway", "person:elodie marchand", "person:ola nord"}
