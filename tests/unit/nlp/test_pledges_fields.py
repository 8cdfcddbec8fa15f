"""Fields of a pledge that are read off the words alone: period, purpose, phrase."""

from datetime import date

import pytest

from bot.models import PledgeKind
from bot.nlp.pledges.kind import kind_of, matches_aid, release_kinds
from bot.nlp.pledges.lexicon import alternatives, expanded, goods, kinds, phrases, verb_classes
from bot.nlp.pledges.period import period
from bot.nlp.pledges.what import what_of


def span_of(sentence: str, part: str) -> tuple[int, int]:
    start = sentence.index(part)
    return start, start + len(part)


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("It gives $5 million over the next five years to Fiji.", "next five years"),
        ("It gives $5 million between 2009 and 2013.", "between 2009 and 2013"),
        ("It gives $5 million in 2018-19.", "2018-19"),
        ("Since 2011, it has given $5 million to Fiji.", "Since 2011"),
        ("It gave $5 million in fiscal year 2021.", "fiscal year 2021"),
        ("It gives $5 million by the end of 2026.", "by the end of 2026"),
        (
            "It has given $5 million since the start of the pandemic.",
            "since the start of the pandemic",
        ),
        (
            "It has given $5 million since the war broke out on February 24.",
            "since February 24, 2026",
        ),
        ("It will send $5 million by the end of June.", "by the end of June 2026"),
        ("It will send $5 million by January.", "by January 2027"),
        ("It gives $5 million to Fiji through to 30 June 2027.", "to 30 June 2027"),
        ("It has given $5 million since the floods in May 2023.", "since May 2023"),
        ("It pledged $5 million to Fiji in the past two years.", "past two years"),
        ("It gives $5 million to a market destroyed by fire in 2016.", None),
        ("Its $5 million annual contribution to Fiji goes on.", "annual"),
        ("A five-year programme of $5 million.", "five-year"),
        ("It gives $5 million a year.", "a year"),
        ("It gives $5 million annually to Fiji in 2027.", "2027"),
        ("It gives $5 million, as was announced in 2025.", None),
        ("It has the $5 million already committed by Norway in 2022.", None),
        ("It gives $5 million, as agreed at last year's summit.", None),
        ("Seven years after the coup it gives $5 million.", None),
        ("It gives $5 million over the three-year period 2025-2027.", "2025-2027"),
        ("It has given $5 million since the full-scale invasion.", "since the full-scale invasion"),
        ("It has given $5 million for nearly two decades.", "nearly two decades"),
        ("It gives $5 million.", None),
    ],
)
def test_the_period_is_read_near_the_sum(sentence, expected):
    found = period(sentence, span_of(sentence, "$5 million"), date(2026, 4, 2))

    assert found == expected


def test_each_sum_has_its_own_period():
    sentence = "It gives $5 million in 2024 and $7 million over three years."

    assert period(sentence, span_of(sentence, "$5 million")) == "2024"
    assert period(sentence, span_of(sentence, "$7 million")) == "three years"


def test_a_listed_sum_takes_the_period_of_its_opening_line():
    sentence = "$5 million to UNICEF"

    assert period(sentence, (0, 10), None, "Since 2011 it has given:") == "Since 2011"


@pytest.mark.parametrize(
    ("sentence", "kind"),
    [
        ("It gives $5 million in humanitarian assistance.", PledgeKind.HUMANITARIAN),
        ("It gives $5 million in security assistance.", PledgeKind.MILITARY),
        ("It gives $5 million in development and security assistance.", PledgeKind.DEVELOPMENT),
        ("It gives $5 million in health and humanitarian assistance.", PledgeKind.HEALTH),
        ("It gives $5 million in non-humanitarian development aid.", PledgeKind.DEVELOPMENT),
        ("It gives $5 million in direct budget support.", PledgeKind.FINANCIAL),
        ("It extends a $5 million loan for roads.", PledgeKind.FINANCIAL),
        ("It gives $5 million for vaccines.", PledgeKind.HEALTH),
        ("It gives $5 million to cut emissions from forests.", PledgeKind.CLIMATE),
        ("It gives $5 million for scholarships.", PledgeKind.PEOPLE),
        ("It gives $5 million through the Asian Development Bank for vaccines.", PledgeKind.HEALTH),
        ("It gives $5 million.", PledgeKind.DEVELOPMENT),
    ],
)
def test_the_purpose_is_read_off_the_nearest_words(sentence, kind):
    assert kind_of(sentence, span_of(sentence, "$5 million"), "") is kind


def test_a_part_without_words_of_its_own_shares_the_purpose_of_the_whole():
    sentence = "This includes $5 million from USAID."

    found = kind_of(sentence, span_of(sentence, "$5 million"), "", parent=PledgeKind.HUMANITARIAN)

    assert found is PledgeKind.HUMANITARIAN


def test_the_release_decides_when_its_sentence_does_not():
    release = release_kinds("Floods and an earthquake left people in need of shelter and tents.")

    found = kind_of("It gives $5 million.", (9, 19), "", release=release)

    assert found is PledgeKind.HUMANITARIAN


@pytest.mark.parametrize(
    ("thing", "goods_kind", "context", "kind"),
    [
        (
            "two helicopters",
            PledgeKind.MILITARY,
            "for the earthquake relief",
            PledgeKind.HUMANITARIAN,
        ),
        ("two helicopters", PledgeKind.MILITARY, "for the navy", PledgeKind.MILITARY),
        ("40 soldiers", PledgeKind.TRAINING, "will be trained", PledgeKind.MILITARY),
        ("30 tonnes of medical supplies", PledgeKind.HUMANITARIAN, "", PledgeKind.HEALTH),
        ("30 tonnes of food and medicine", PledgeKind.HUMANITARIAN, "", PledgeKind.HUMANITARIAN),
        ("five vehicles", PledgeKind.DEVELOPMENT, "for the police", PledgeKind.OTHER),
        ("five vehicles", PledgeKind.DEVELOPMENT, "for the army", PledgeKind.MILITARY),
    ],
)
def test_things_are_judged_by_their_use(thing, goods_kind, context, kind):
    sentence = f"{thing} {context}"

    assert kind_of(sentence, (0, len(thing)), "", goods=goods_kind) is kind


def test_matching_aid_is_told_from_things():
    assert matches_aid("match or exceed funding")
    assert not matches_aid("two matches")


@pytest.mark.parametrize(
    ("sentence", "part", "money", "expected"),
    [
        (
            "It gives $5 million in emergency aid for Fiji, bringing the total to $9 million.",
            "$5 million",
            True,
            "emergency aid for Fiji",
        ),
        ("It gives 24 ambulances to Fiji.", "24 ambulances", False, "24 ambulances to Fiji"),
        ("A medical team ($1m), and more.", "$1m", True, "A medical team"),
    ],
)
def test_the_phrase_is_copied_from_the_text(sentence, part, money, expected):
    assert what_of(sentence, span_of(sentence, part), money=money) == expected


def test_a_long_phrase_ends_at_a_word():
    sentence = "It gives $5 million for " + "schools and " * 30 + "roads"

    found = what_of(sentence, span_of(sentence, "$5 million"), money=True)

    assert len(found) <= 90
    assert found in sentence


def test_the_lexicon_loads_whole():
    assert verb_classes()["hand-over"] == "give"
    assert kinds()[0].kind is PledgeKind.MILITARY
    assert {entry.kind for entry in goods()} <= set(PledgeKind)
    assert phrases("status.today").search("announced today")
    assert alternatives("a|b\n|c d") == ["a", "b", "c d"]


def test_named_parts_of_a_pattern_are_put_in():
    words = {"DAY": r"<MONTH>\s\d", "MONTH": "may"}

    assert expanded("on (?P<x><DAY>)", words) == r"on (?P<x>may\s\d)"
