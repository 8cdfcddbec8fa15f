"""Which names in a text are places, and which of several namesakes."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.nlp.places import find_places


def seen(text: str, home: str = "GB") -> list[tuple[str, str, str]]:
    return [(f.place.label, f.place.code, text[f.start : f.end]) for f in find_places(text, home)]


@pytest.mark.parametrize(
    ("text", "label", "code"),
    [
        ("visited the UK", "COUNTRY", "GB"),
        ("talks with the U.S.", "COUNTRY", "US"),
        ("the DPRK", "COUNTRY", "KP"),
        ("the Republic of Korea", "COUNTRY", "KR"),
        ("Türkiye and others", "COUNTRY", "TR"),
        ("the Holy See", "COUNTRY", "VA"),
        ("Kosovo", "COUNTRY", "XK"),
        ("the State of Palestine", "COUNTRY", "PS"),
        ("Papua New Guinea", "COUNTRY", "PG"),
        ("the Democratic Republic of the Congo", "COUNTRY", "CD"),
        ("Nigerien officials", "DEMONYM", "NE"),
        ("Nigerian officials", "DEMONYM", "NG"),
        ("in Port Vila", "CITY", "VU"),
        ("in Davos", "CITY", "CH"),
        ("the Sahel", "REGION", "area:Sahel"),
        ("at the White House", "VENUE", "US"),
        ("at the Quai d’Orsay", "VENUE", "FR"),
        ("at Hyderabad House", "VENUE", "IN"),
        ("NATO allies", "ORG", "org:NATO"),
        ("the World Bank", "ORG", "org:World Bank"),
    ],
)
def test_a_name_in_its_usual_spelling_is_found(text, label, code):
    assert [(kind, iso) for kind, iso, _ in seen(text)] == [(label, code)]


@pytest.mark.parametrize(
    "text",
    [
        "the Paris Agreement",
        "Victoria Nuland spoke",
        "Secretary Michael Jordan Smith",
        "tell us who came",
        "turkey for dinner",
        "Reading was fun",
        "the Prince of Wales",
        "fifty US dollars",
        "a loan of US$ 400 million",
        "the states agreed",
    ],
)
def test_what_only_looks_like_a_place_is_none(text):
    assert seen(text) == []


def test_a_city_that_names_a_meeting_is_an_event():
    assert seen("at the Munich Security Conference") == [("EVENT", "DE", "Munich")]


def test_a_city_takes_the_country_that_follows_it():
    assert seen("in Newcastle, Australia")[0] == ("CITY", "AU", "Newcastle")
    assert seen("in Cambridge, Massachusetts")[0][1] == "US"


def test_a_capital_wins_over_its_namesakes():
    assert seen("in Georgetown")[0][1] == "GY"
    assert seen("in London", home="CA")[0][1] == "GB"


def test_georgia_is_the_state_after_an_american_city():
    assert seen("in Atlanta, Georgia", home="US")[-1][:2] == ("STATE", "US")
    assert seen("the President of Georgia")[-1][:2] == ("COUNTRY", "GE")


def test_a_dateline_is_a_place():
    assert seen("Lyon, 5 May")[0] == ("CITY", "FR", "Lyon")


@given(st.text(max_size=200))
def test_places_lie_in_the_text_in_order_and_apart(text):
    found = find_places(text, "GB")

    assert all(0 <= f.start < f.end <= len(text) for f in found)
    assert all(a.end <= b.start for a, b in pairwise(found))


def test_a_city_behind_an_ordinal_is_that_of_the_event():
    found = find_places("at the 60th Munich Security Conference")

    assert [(f.place.label, f.place.code) for f in found] == [("EVENT", "DE")]


def test_names_of_countries_come_from_the_shared_table():
    known = {f.place.code for f in find_places("Åland, Chagos and the United Mexican States")}

    assert known == {"AX", "IO", "MX"}


def test_given_names_are_no_peoples():
    assert find_places("Dane Smith wrote to Paul Pole") == []
