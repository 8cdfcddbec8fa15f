"""Names, titles and parties in the traditions of many ministries."""

import pytest

from bot.nlp.people import find_people
from bot.nlp.places import find_places


def people(text, home="NO", title=""):
    found = find_people(text, find_places(text, home), title, home)
    return [(m.person.name, m.person.office, m.person.country) for m in found]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Foreign Secretary Md. Rahim Talukder spoke.", "Rahim Talukder"),
        ("Prime Minister the Most Hon. Everton Lindo spoke.", "Everton Lindo"),
        ("Minister of Foreign Affairs Park Jae-won spoke.", "Park Jae-won"),
        ("Ambassador Lúcia Montenegro, Secretary for Africa, spoke.", "Lúcia Montenegro"),
        ("Foreign Minister of Ghana Nana Kofi Owusu-Ansah spoke.", "Nana Kofi Owusu-Ansah"),
        ("High Commissioner Anders Turk, of Vienna, spoke.", "Anders Turk"),
        ("Dato' Seri Hisham Omar, Minister of Trade, spoke.", "Hisham Omar"),
        ("In Oslo, on 3 May, Bernard Okon-Lind will speak.", "Bernard Okon-Lind"),
    ],
)
def test_names_lose_titles_and_keep_their_parts(text, name):
    assert people(text)[0][0] == name


@pytest.mark.parametrize(
    "text",
    [
        "Earlier, the Foreign Secretary spoke.",
        "Meanwhile, the Minister of Trade spoke.",
        "At 3 PM the doors open.",
    ],
)
def test_adverbs_and_hours_are_nobodys_name(text):
    assert [name for name, *_ in people(text) if name] == []


@pytest.mark.parametrize(
    ("text", "person"),
    [
        (
            "The Speaker of the Seimas, Rasa Dauk, spoke.",
            ("Rasa Dauk", "Speaker of the Seimas", ""),
        ),
        (
            "Minister-President of Flanders, Griet Putte, spoke.",
            ("Griet Putte", "Minister-President of Flanders", ""),
        ),
        (
            "Director General (East Asia) of the Foreign Ministry Shani Rupa spoke.",
            ("Shani Rupa", "Director General (East Asia) of the Foreign Ministry", ""),
        ),
        (
            "The Minister in charge of Emergency Management, Mr Aloys Ruzi, spoke.",
            ("Aloys Ruzi", "Minister in charge of Emergency Management", ""),
        ),
        (
            "The Minister responsible for Trade, Mr Aloys Ruzi, spoke.",
            ("Aloys Ruzi", "Minister responsible for Trade", ""),
        ),
        (
            "Ambassador Extraordinary and Plenipotentiary of Japan Ren Ota spoke.",
            ("Ren Ota", "Ambassador Extraordinary and Plenipotentiary of Japan", "JP"),
        ),
        (
            "The European Commissioner for Trade, Greta Sand, spoke.",
            ("Greta Sand", "European Commissioner for Trade", "EU"),
        ),
        (
            "The High Commissioner for Refugees, Stefano Bell, spoke.",
            ("Stefano Bell", "High Commissioner for Refugees", "org:UNHCR"),
        ),
        (
            "He met his Namibian counterpart, the Minister of Trade Jenny Mata.",
            ("Jenny Mata", "Minister of Trade", "NA"),
        ),
        ("PM Ana Cruz spoke.", ("Ana Cruz", "Prime Minister", "")),
    ],
)
def test_offices_of_many_kinds(text, person):
    assert person in people(text)


def test_the_line_below_a_name_is_its_office():
    text = "Senator the Hon Ada Garrard\nMinister for Foreign Affairs\n\nI will travel."

    assert people(text, "AU") == [("Ada Garrard", "Minister for Foreign Affairs", "")]


def test_a_name_below_no_office_is_left_alone():
    assert people("Mr Ada Garrard\nWe will travel to Trade fairs.", "AU") == [
        ("Ada Garrard", None, "")
    ]


def test_like_offices_are_read_country_by_country():
    text = "She met the Foreign Ministers of Czechia, Pavel Holub, and Slovenia (Tadej Zupan)."

    assert people(text) == [
        ("Pavel Holub", "Foreign Minister", "CZ"),
        ("Tadej Zupan", "Foreign Minister", "SI"),
    ]


@pytest.mark.parametrize(
    "text",
    ["Ministers of Chad met.", "The Ministers of Chad, a country, met.", "Ministers met."],
)
def test_ministers_without_names_are_nobody(text):
    assert people(text) == []


@pytest.mark.parametrize(
    ("text", "party"),
    [
        (
            "A delegation of the Polish Parliament is here.",
            (None, "delegation of the Polish Parliament", "PL"),
        ),
        (
            "They welcomed a six-member delegation from the Sejm of Poland today.",
            (None, "delegation from the Sejm of Poland", "PL"),
        ),
    ],
)
def test_a_delegation_sent_by_a_body_is_a_party(text, party):
    assert party in people(text)


@pytest.mark.parametrize(
    "text",
    [
        "A delegation of companies from Poland is here.",
        "The delegation of the Polish Parliament is here.",
        "A delegation of the Polish Parliament, led by Mr Jan Kos, is here.",
        "A delegation arrived.",
        "They spoke of a delegation from the Sejm of Poland.",
    ],
)
def test_other_delegations_are_no_party(text):
    assert [office for name, office, _ in people(text) if name is None] == []


def test_the_foreign_minister_is_the_minister_of_foreign_affairs():
    text = "The Minister of Foreign Affairs of Peru, Luz Paz, arrived. The Foreign Minister spoke."

    assert {name for name, *_ in people(text)} == {"Luz Paz"}


def test_a_style_stays_with_its_bearer():
    text = "Special Envoy John Kerr arrived. Secretary Kerr spoke."

    assert {name for name, *_ in people(text)} == {"John Kerr"}


def test_a_title_goes_on_with_the_name_of_the_next_sentence():
    text = "The Secretary-General leaves tomorrow. In Lima, Bernard Lind will speak."

    assert people(text, "UN") == [
        ("Bernard Lind", "Secretary-General", ""),
        ("Bernard Lind", "Secretary-General", ""),
    ]


def test_a_bare_title_in_one_sentence_with_its_namesake_is_our_own():
    text = "The Prime Minister travels to Warsaw for talks with Prime Minister Donald Tarn."

    assert people(text, "GB") == [
        (None, "Prime Minister", "GB"),
        ("Donald Tarn", "Prime Minister", ""),
    ]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Foreign Minister Taher al-Khouri spoke.", "Taher al-Khouri"),
        ("Prime Minister Hassan Shia' Al Jabri spoke.", "Hassan Shia' Al Jabri"),
        (
            "Prime Minister Sheikh Salem bin Nasser bin Jaber Al Harbi spoke.",
            "Salem bin Nasser bin Jaber Al Harbi",
        ),
        ("The Foreign Minister of Afghanistan, Amir Khan Zadran, spoke.", "Amir Khan Zadran"),
        ("Minister of Energy German Petrenko spoke.", "German Petrenko"),
        ("Prime Minister 'Aisake Valu spoke.", "Aisake Valu"),
    ],
)
def test_names_keep_articles_given_names_and_all_their_fathers(text, name):
    assert [found for found, *_ in people(text)] == [name]


def test_an_amir_is_one_where_his_country_follows():
    text = "The Amir of the State of Qatar Sheikh Hamad Al Harbi spoke."

    assert people(text) == [("Hamad Al Harbi", "Amir of the State of Qatar", "QA")]
