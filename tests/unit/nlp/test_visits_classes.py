"""Classes of wordings in which ministries tell of journeys, one release for each."""

from datetime import date

import pytest

from bot.models import VisitStatus
from bot.nlp.visits.component import read_visits

DAY = date(2025, 3, 12)  # a Wednesday
WHO = "Minister of Foreign Affairs Ada Lunde"
KOS = "Polish Foreign Minister Jan Kos"


def visits(text, title="", country="NO", publisher="Ministry of Foreign Affairs, Norway"):
    read = read_visits(title, text, published=DAY, country=country, publisher=publisher)
    return read.visits


def stops(text, **about):
    return [
        (v.visitor or v.office, s.country, s.city) for v in visits(text, **about) for s in v.stops
    ]


def goers(text, **about):
    return {(name, code) for name, code, _ in stops(text, **about)}


def met(text, **about):
    return {name for v in visits(text, **about) for s in v.stops for name in s.meets}


@pytest.mark.parametrize(
    "text",
    [
        f"{WHO} reached Riga this morning.",
        f"{WHO} left the country today for a two-day working visit to Riga.",
        f"{WHO} is leaving this afternoon on a trip that will take her to Riga.",
        f"{WHO} set out the funding in Riga, where she is attending a conference.",
        f"{WHO} returned at the weekend from Riga.",
        f"{WHO} was in transit to Riga this morning.",
        f"Speaking at a press conference with Latvian Foreign Minister Ivo Ozols in Riga today, "
        f"{WHO} announced a fund.",
        f"{WHO} will on 14 March co-chair the commission with Latvian Foreign Minister Ivo Ozols "
        "in Riga.",
        "The consultations were held in Riga yesterday. The Norwegian side was led by State "
        "Secretary Per Vik.",
        f"{WHO} will attend the summit. The summit will be held in Riga on 20 March.",
        f"The summit opens in Riga on 20 March. {WHO} will take part in the summit.",
        "The agreement was signed in Riga by Minister of Trade Eli Moe and Latvian Minister of "
        "Economics Juris Zile.",
        "The trip to Riga that the Minister of Foreign Affairs, Ada Lunde, is to make on 20 March "
        "is her first.",
    ],
)
def test_more_ways_to_tell_a_journey(text):
    assert {code for _, code in goers(text)} == {"LV"}


def test_a_town_no_table_has_is_known_by_its_country():
    assert stops(f"{WHO} is in Ventspils, Latvia, today.") == [("Ada Lunde", "LV", "Ventspils")]


def test_a_capital_can_be_told_by_its_people():
    assert goers(f"{WHO} held consultations in the Latvian capital with Ivo Ozols.") == set()
    text = f"{WHO} will travel to the Latvian capital tomorrow."
    assert goers(text) == {("Ada Lunde", "LV")}


@pytest.mark.parametrize(
    "text",
    [
        f"{KOS}, who was invited as a guest of honour, landed yesterday evening.",
        f"{KOS} arrived this morning and was welcomed by {WHO}.",
        f"{WHO} met {KOS}, who is visiting the country.",
        f"{WHO} received {KOS}, who is on a two-day visit to the Kingdom.",
        f"{WHO} will host her Polish counterpart, the Foreign Minister Jan Kos, on 14 March.",
        f"{WHO} welcomed {KOS} at Akers Palace on Tuesday.",
        f"{KOS} will be in our country on a state visit on 14 March.",
    ],
)
def test_who_comes_to_the_publishers_country_is_its_guest(text):
    assert goers(text) == {("Jan Kos", "NO")}


def test_the_dateline_tells_where_guests_are_received():
    assert stops(f"OSLO, March 12 - {WHO} received {KOS} on his visit today.") == [
        ("Jan Kos", "NO", "OSLO")
    ]


@pytest.mark.parametrize(
    "text",
    [
        f"Asked whether {WHO} will attend the conference in Riga, the spokesperson said no more.",
        f"{WHO} recalled her visit to Riga.",
        f"It may lay the ground for a visit to Riga by {WHO}, who has been invited by Latvia.",
        f"{WHO} noted that a plane with 30 tonnes of food had arrived in Riga on Sunday.",
        f"They spoke of the partnership that {WHO} launched in Riga.",
        "In Riga, Ambassador Tom East will host a concert at his residence.",
        "The embassy in Riga is headed by Mr Tom East, who met the mayor in Riga on Monday.",
        "Earlier, the Foreign Secretary paid a courtesy call on the Vice President.",
        f"{WHO} met students at the memorial of King Harald V in Bergen today.",
    ],
)
def test_more_of_what_is_no_visit(text):
    assert goers(text) == set()


def test_nobody_travels_to_the_own_country():
    text = (
        f"{WHO} will make working visits to Rwanda and Kenya. In Kigali, Ms Lunde will call on "
        "President Emmanuel Gasana. A training project runs at the academy in Bergen."
    )
    assert goers(text) == {("Ada Lunde", "RW"), ("Ada Lunde", "KE")}
    assert met(text) == {"Emmanuel Gasana"}


def test_hosts_on_an_itinerary_stay_at_home():
    text = (
        f"{WHO} will be in Majuro on 14 March to hold talks with President Jemi Riklon of the "
        "Marshall Islands, and in Funafuti on 15 March to meet Prime Minister Teslai Panapa of "
        "Tuvalu."
    )
    assert goers(text) == {("Ada Lunde", "MH"), ("Ada Lunde", "TV")}


@pytest.mark.parametrize(
    "text",
    [
        "State Secretary Per Vik will accompany Ms Lunde throughout the trip.",
        "She will be joined in Riga by State Secretary Per Vik.",
        "State Secretary Per Vik was associated with Ms Lunde at the talks.",
        "Accompanying her will be State Secretary Per Vik.",
        "State Secretary Per Vik is among the members of the delegation.",
        "The Norwegian delegation will be led by State Secretary Per Vik.",
        "The State Secretary, Per Vik, is accompanying Ms Lunde.",
    ],
)
def test_companions_in_many_wordings(text):
    assert goers(f"{WHO} will visit Riga on 14 March. {text}") == {
        ("Ada Lunde", "LV"),
        ("Per Vik", "LV"),
    }


def test_who_joins_at_one_stop_only_goes_there():
    text = (
        f"{WHO} will visit Riga on 14 March and Tallinn on 15 March. State Secretary Per Vik will "
        "join Ms Lunde in Tallinn."
    )
    assert ("Per Vik", "EE") in goers(text)
    assert ("Per Vik", "LV") not in goers(text)


def test_who_was_along_saw_only_the_places_visited_so_far():
    text = (
        f"{WHO} visited Riga yesterday. She was accompanied by State Secretary Per Vik. Ms Lunde "
        "will travel on to Geneva tomorrow."
    )
    assert goers(text) == {("Ada Lunde", "LV"), ("Per Vik", "LV"), ("Ada Lunde", "CH")}


def test_a_joint_visit_is_that_of_all_countries():
    text = (
        f"{WHO} is on a joint visit to Yerevan today with Latvian Foreign Minister Ivo Ozols and "
        "Estonian Foreign Minister Kadri Tamm."
    )
    assert {name for name, _ in goers(text)} == {"Ada Lunde", "Ivo Ozols", "Kadri Tamm"}


def test_colleagues_listed_by_country_travel_together():
    text = (
        f"{WHO} travels to Sarajevo today together with the Foreign Ministers of Czechia, Pavel "
        "Holub, and Slovenia, Tadej Zupan."
    )
    assert goers(text) == {("Ada Lunde", "BA"), ("Pavel Holub", "BA"), ("Tadej Zupan", "BA")}


def test_hosts_beside_a_guest_are_no_companions():
    text = (
        f"{KOS} is on a visit to Oslo today. He toured the port together with Minister of Trade "
        "Eli Moe."
    )
    assert goers(text) == {("Jan Kos", "NO")}


def test_third_countries_are_met_at_the_place_where_the_telling_is():
    text = (
        f"{WHO} will visit Rwanda and Kenya. In Nairobi, Ms Lunde will address the summit. On its "
        "margins she will sit down with Foreign Minister Kerrie Sealy of Barbados."
    )
    assert ("Kerrie Sealy", "KE") in goers(text)
    assert ("Kerrie Sealy", "RW") not in goers(text)


def test_meetings_listed_line_by_line_belong_to_the_journey():
    text = (
        f"{WHO} is taking part in the 60th Munich Security Conference today.\n"
        "• With the Minister of Foreign Affairs of Iran, Arvind Rao, with whom she discussed it."
    )
    assert goers(text) == {("Ada Lunde", "DE"), ("Arvind Rao", "DE")}


def test_who_was_only_phoned_was_not_met():
    text = (
        f"{WHO} will leave tomorrow for Cairo. Ms Lunde spoke by phone with Foreign Minister "
        "Mikkel Holm of Denmark. With Mr Holm, she discussed trade."
    )
    assert goers(text) == {("Ada Lunde", "EG")}


def test_fellow_travellers_do_not_meet_each_other():
    text = f"{WHO} and State Secretary Per Vik met Latvian Premier Ivo Ozols in Riga today."
    assert met(text) == {"Ivo Ozols"}


def test_a_column_is_told_by_whoever_signs_it():
    text = (
        "Senator the Hon Philippa Garrard\nMinister for Foreign Affairs\n\n"
        "Tomorrow I will travel to Suva. The Minister for the Pacific, the Hon Damien Kerr MP, "
        "will join me in Fiji."
    )
    about = {"country": "AU", "publisher": "Minister for Foreign Affairs, Australia"}
    assert goers(text, **about) == {("Philippa Garrard", "FJ"), ("Damien Kerr", "FJ")}


def test_we_are_those_who_travel():
    text = (
        f"Before departing for Niamey, {WHO} said: Together with State Secretary Per Vik, I am "
        "setting off today for Niger. We will be in Niamey until tomorrow evening."
    )
    assert {(s.city, s.end) for v in visits(text) for s in v.stops} == {
        ("Niamey", date(2025, 3, 13))
    }


@pytest.mark.parametrize(
    ("text", "office"),
    [
        (
            "A delegation of the Polish Parliament is in Oslo today.",
            "delegation of the Polish Parliament",
        ),
        (
            f"{WHO} welcomed a six-member delegation from the Sejm of the Republic of Poland, "
            "which arrived in Oslo today.",
            "delegation from the Sejm of the Republic of Poland",
        ),
    ],
)
def test_a_party_without_a_name_is_one_visit(text, office):
    assert goers(text) == {(office, "NO")}


def test_a_second_city_reached_later_is_a_stop_of_its_own():
    text = f"{WHO} will visit Japan from 14 to 18 March. On 16 March she will travel to Hiroshima."
    (visit,) = visits(text)
    assert [(s.city, s.start, s.end) for s in visit.stops] == [
        (None, date(2025, 3, 14), None),
        ("Hiroshima", date(2025, 3, 16), date(2025, 3, 18)),
    ]


def test_a_province_yields_to_its_city():
    text = (
        f"{WHO} will transit through Hawaii. She will transit through Honolulu, Hawaii, from 14 to "
        "15 March."
    )
    assert stops(text) == [("Ada Lunde", "US", "Honolulu")]


@pytest.mark.parametrize(
    ("text", "end"),
    [
        ("She is expected back in Oslo on Friday.", date(2025, 3, 14)),
        ("She will fly home on 15 March.", date(2025, 3, 15)),
        ("On 13 March she will see Riga before returning to Oslo that evening.", None),
    ],
)
def test_the_way_home_ends_the_journey(text, end):
    (visit,) = visits(f"{WHO} will visit Riga on 13 March. {text}")
    assert visit.stops[-1].end == (end or date(2025, 3, 13))


def test_a_stop_called_off_stands_apart():
    text = (
        f"{WHO} visited Riga today. She had been due to visit Tallinn on the same trip, but that "
        "leg has been called off."
    )
    assert {(v.status, s.country) for v in visits(text) for s in v.stops} == {
        (VisitStatus.COMPLETED, "LV"),
        (VisitStatus.CANCELLED, "EE"),
    }


def test_a_guests_visit_put_off_is_cancelled():
    text = (
        "The visit of the Foreign Minister of the Republic of Türkiye, earlier fixed for 20 March, "
        "has been put off."
    )
    assert [(v.status, s.country) for v in visits(text) for s in v.stops] == [
        (VisitStatus.CANCELLED, "NO")
    ]


def test_an_invitation_taken_up_is_planned_whoever_invites():
    text = f"{WHO} invited {KOS} to Oslo, and he accepted the invitation to come in May."
    assert [(v.visitor, v.status) for v in visits(text)] == [("Jan Kos", VisitStatus.PLANNED)]


def test_own_and_foreign_holders_of_one_office_are_told_apart():
    text = (
        "The Prime Minister will travel to Warsaw tomorrow for talks with Prime Minister Donald "
        "Tarn."
    )
    assert goers(text) == {("Prime Minister", "PL")}


def test_the_latter_is_the_last_one_named():
    text = (
        f"{WHO} met the Prime Minister of Tuvalu, Teslai Panapa, in Oslo today while the latter "
        "was in transit to London, where he will attend the coronation of King Charles III."
    )
    assert goers(text) == {("Teslai Panapa", "NO"), ("Teslai Panapa", "GB")}


def test_a_body_receives_at_its_seat():
    text = (
        "NATO Secretary General Adriaan Holt welcomed the Prime Minister of Montenegro, Vuk Radic, "
        "to NATO Headquarters in Brussels today. On 20 March, the Secretary General will travel to "
        "Riga, where he will meet President Andris Vanags."
    )
    assert goers(text, country="org:NATO", publisher="NATO") == {
        ("Vuk Radic", "BE"),
        ("Adriaan Holt", "LV"),
    }


@pytest.mark.parametrize(
    "text",
    [
        f"{WHO} called on Riga to act. Ms Lunde received Prime Minister Jan Kos's letter.",
        f"{WHO} took part virtually in talks in Riga led by Latvian Foreign Minister Ivo Ozols.",
        f"{WHO} will attend the summit online.",
        f"{WHO} signed a message by video in Riga with Latvian Foreign Minister Ivo Ozols.",
        "The Norwegian side was led by State Secretary Per Vik.",
        "Landed this morning.",
        f"{WHO} sent a delegation and met the envoy in Riga.",
        f"Following {WHO}'s visit to Riga, trade grew.",
        "Travellers should avoid any visit to Riga by Minister of Trade Eli Moe.",
        f"Norwegian students travelled with {WHO}'s letter to Riga.",
    ],
)
def test_a_release_full_of_names_may_tell_no_journey(text):
    assert goers(text) == set()


@pytest.mark.parametrize(
    ("when", "told"),
    [
        ("in November 2021", False),
        ("in November", False),
        ("in February", True),
        ("in early 2025", True),
    ],
)
def test_months_tell_whether_a_journey_is_news(when, told):
    assert bool(goers(f"{WHO} visited Riga {when}.")) is told


def test_a_delegation_led_away_is_no_journey_of_who_sends_it():
    text = (
        "President Joe Hill today announced that he is sending a delegation to Peru for the "
        "ceremony in Lima. The delegation will be led by the Secretary of State Ann Cole."
    )
    assert goers(text, country="US", publisher="White House") == {("Ann Cole", "PE")}


def test_a_delegation_within_the_country_is_no_news():
    text = "President Joe Hill announced a delegation to Boston to attend the ceremony in Boston."
    assert goers(text, country="US", publisher="White House") == set()


def test_a_row_of_companions_is_read_to_its_front():
    text = (
        f"{WHO} visited Riga yesterday. Minister of Trade Eli Moe from Bergen, Minister of Defence "
        "Bo Aas from Tromsø, and State Secretary Per Vik accompanied Ms Lunde."
    )
    assert {name for name, _ in goers(text)} == {"Ada Lunde", "Eli Moe", "Bo Aas", "Per Vik"}


def test_whom_others_meet_is_not_met_by_the_traveller():
    text = (
        f"{WHO} visited Riga yesterday. Mr Per Vik's meeting with Latvian Premier Ivo Ozols was "
        "put off. Latvian Minister of Trade Juris Zile met Estonian Minister of Trade Kadri Tamm. "
        "Ms Lunde and Latvian Minister of Defence Andris Kalns met for talks."
    )
    assert met(text) == {"Andris Kalns"}


def test_a_list_of_people_ends_at_a_possessive():
    text = f"{WHO} visited Riga yesterday. She met Premier Ivo Ozols's adviser and Juris Zile."
    assert "Juris Zile" not in met(text)
