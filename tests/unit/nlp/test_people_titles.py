"""Offices and names in all traditions, and who is meant by a title or surname alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.nlp.people import find_people
from bot.nlp.places import find_places


def people(
    text: str, title: str = "", home: str = "GB"
) -> list[tuple[str | None, str | None, str]]:
    found = find_people(text, find_places(text, home), title, home)
    return [(m.person.name, m.person.office, m.person.country) for m in found]


@pytest.mark.parametrize(
    ("text", "name", "office", "country"),
    [
        ("Foreign Secretary James Okoro", "James Okoro", "Foreign Secretary", ""),
        ("US Secretary of State Ann B. Cole", "Ann B. Cole", "Secretary of State", "US"),
        (
            "Canadian Minister of Foreign Affairs Léa Roy",
            "Léa Roy",
            "Minister of Foreign Affairs",
            "CA",
        ),
        ("External Affairs Minister Dr. R. Nair", "R. Nair", "External Affairs Minister", ""),
        ("Prime Minister Ana Cruz of Portugal", "Ana Cruz", "Prime Minister", "PT"),
        ("the Hon Jo Lee MP, Minister for Trade", "Jo Lee", "Minister for Trade", ""),
        ("H.E. Mr. Ali Noor, President of Maldives", "Ali Noor", "President of Maldives", "MV"),
        ("the Minister for Defence, the Hon Jo Lee AO MP,", "Jo Lee", "Minister for Defence", ""),
        ("UN Special Envoy for Yemen Kai Berg", "Kai Berg", "Special Envoy for Yemen", "UN"),
        ("NATO Secretary General Lars Dekker", "Lars Dekker", "Secretary General", "org:NATO"),
        ("Crown Prince Faris bin Talal", "Faris bin Talal", "Crown Prince", ""),
        ("Ukraine’s First Lady, Olha Hnat, spoke", "Olha Hnat", "First Lady", "UA"),
        (
            "Special Representative for Afghanistan Tom East",
            "Tom East",
            "Special Representative for Afghanistan",
            "",
        ),
        (
            "Assistant Secretary of State for African Affairs Moll Fee",
            "Moll Fee",
            "Assistant Secretary of State for African Affairs",
            "",
        ),
        (
            "Deputy Prime Minister and Minister of Foreign Affairs Ayman Khoury",
            "Ayman Khoury",
            "Deputy Prime Minister and Minister of Foreign Affairs",
            "",
        ),
        (
            "Mr. MORITA Kazuo, Minister for Foreign Affairs",
            "MORITA Kazuo",
            "Minister for Foreign Affairs",
            "",
        ),
        ("Senator Dato’ Razali Ismail, Premier of Sarawak", "Razali Ismail", "Premier", ""),
    ],
)
def test_an_office_and_its_holder_are_read(text, name, office, country):
    assert people(text)[0] == (name, office, country)


def test_a_surname_and_a_title_alone_mean_the_one_named():
    text = "Foreign Secretary James Okoro met Ms Li. Okoro spoke. The Foreign Secretary left."

    assert [name for name, _, _ in people(text)].count("James Okoro") == 3


def test_a_secretary_of_defense_is_no_secretary_of_state():
    text = "Secretary of State Ann Cole left. The Secretary of Defense stayed."

    assert [name for name, _, _ in people(text, home="US")] == ["Ann Cole", None]


def test_the_publishers_minister_is_not_his_guest():
    text = "The Prime Minister welcomed the Prime Minister of Denmark, Mette Holm, today."

    assert people(text)[0][0] is None
    assert people(text)[1] == ("Mette Holm", "Prime Minister of Denmark", "DK")


def test_the_advisor_of_a_minister_is_not_the_minister():
    text = "It was the Prime Minister’s National Security Advisor."

    assert [office for _, office, _ in people(text)] == ["National Security Advisor"]


def test_two_people_share_the_country_said_once():
    text = "Foreign Minister Ana Sol and Chief of Cabinet Luis Mar of Argentina"

    assert {country for _, _, country in people(text)} == {"AR"}


def test_a_counterpart_is_known_by_name():
    assert people("met his Namibian counterpart, Ms Selma Uusiku.")[0] == (
        "Selma Uusiku",
        None,
        "NA",
    )


def test_a_house_that_bears_a_name_is_nobody():
    assert people("at the Sir John Lark Centre") == []


def test_the_headline_gives_no_verb_as_a_name():
    text = "Special Envoy Tim Lark returned."

    assert people(text, title="Special Envoy Lark Returns Home")[0][0] == "Tim Lark"


@given(st.text(max_size=200))
def test_any_text_is_read_without_trouble(text):
    found = find_people(text, find_places(text, "GB"), text, "GB")

    assert all(m.person.name or m.person.office for m in found)
