"""The table of countries: complete, without double claims, and understood as people write."""

import re

import pycountry
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import countries


def test_every_iso_country_and_kosovo_is_in_the_table():
    official = {country.alpha_2 for country in pycountry.countries}

    assert official | {"XK"} <= countries.table().keys()


def test_slugs_are_unique_and_made_of_lower_case_letters_and_hyphens():
    slugs = [country.slug for country in countries.table().values()]

    assert len(slugs) == len(set(slugs))
    assert all(re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", slug) for slug in slugs)


def test_no_two_countries_claim_the_same_name():
    claims: dict[str, set[str]] = {}
    for country in countries.table().values():
        for name in (*country.names, *country.demonyms):
            claims.setdefault(countries.folded(name), set()).add(country.code)

    assert {name: codes for name, codes in claims.items() if len(codes) > 1} == {}


@pytest.mark.parametrize("code", [c for c in countries.table() if len(c) == 2])
def test_every_country_is_found_by_all_its_names_and_by_its_slug(code):
    country = countries.table()[code]

    for name in (*country.names, *country.demonyms, country.slug):
        assert countries.code_of(name) == code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Britain", "GB"),
        ("the uk", "GB"),
        ("U.S.", "US"),
        ("america", "US"),
        ("ROK", "KR"),
        ("dprk", "KP"),
        ("Turkey", "TR"),
        ("Türkiye", "TR"),
        ("turkiye", "TR"),
        ("Czech Republic", "CZ"),
        ("Côte d’Ivoire", "CI"),
        ("ivory coast", "CI"),
        ("Congo", "CD"),
        ("Congo-Brazzaville", "CG"),
        ("the Vatican", "VA"),
        ("Palestinian Territories", "PS"),
        ("Burma", "MM"),
        ("swaziland", "SZ"),
        ("Macau", "MO"),
        ("st. lucia", "LC"),
        ("Bosnia & Herzegovina", "BA"),
        ("new zealanders", "NZ"),
        ("NATO", "org:NATO"),
        ("european union", "EU"),
        ("WHO", "org:WHO"),
        ("IN", "IN"),
        ("ua", "UA"),
    ],
)
def test_common_names_are_understood(text, code):
    assert countries.code_of(text) == code


@pytest.mark.parametrize("text", ["in", "no", "who", "car", "", "nowhere", "zz", "the"])
def test_ordinary_words_are_no_countries(text):
    assert countries.code_of(text) is None


def test_names_flags_and_slugs_of_codes():
    assert countries.name("GB") == "United Kingdom"
    assert countries.short("GB") == "UK"
    assert countries.short("UA") == "Ukraine"
    assert countries.flag("UA") == "🇺🇦"
    assert countries.flag("EU") == "🇪🇺"
    assert countries.slug("US") == "united-states"
    assert countries.slug("org:NATO") == "nato"


def test_organisations_have_no_flag_and_are_known_with_and_without_prefix():
    assert countries.flag("org:NATO") == ""
    assert countries.name("NATO") == countries.name("org:NATO") == "NATO"
    assert countries.table()["org:NATO"].organisation
    assert not countries.table()["FR"].organisation


def test_a_code_that_is_not_in_the_table_speaks_for_itself():
    assert countries.name("area:Pacific") == "Pacific"
    assert countries.short("group:Rohingya refugees") == "Rohingya refugees"
    assert countries.slug("area:Horn of Africa") == "horn-of-africa"
    assert countries.flag("area:Pacific") == ""


def test_a_sentence_puts_the_article_where_english_does():
    assert countries.spoken("US") == "the US"
    assert countries.spoken("UA") == "Ukraine"
    assert countries.spoken("org:NATO") == "NATO"
    assert countries.spoken("area:World") == "the world"


@given(st.text(max_size=40))
def test_any_text_is_answered_with_a_known_code_or_nothing(text):
    code = countries.code_of(text)

    assert code is None or code in countries.table()
