"""Visits in short releases: who goes where, when, and what is no visit."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.models import VisitStatus
from bot.nlp.visits.component import read_visits

DAY = date(2025, 3, 12)  # a Wednesday


def visits(text, title="", country="NO", publisher="Ministry of Foreign Affairs, Norway", day=DAY):
    read = read_visits(title, text, published=day, country=country, publisher=publisher)
    return read.visits


def stops(text, **about):
    return [
        (v.visitor or v.office, s.country, s.city) for v in visits(text, **about) for s in v.stops
    ]


WHO = "Minister of Foreign Affairs Ada Lunde"


@pytest.mark.parametrize(
    "text",
    [
        f"{WHO} will travel to Warsaw on 14 March.",
        f"{WHO} visited Warsaw yesterday.",
        f"{WHO} arrived in Warsaw today.",
        f"{WHO} is in Warsaw today.",
        f"{WHO} left for Warsaw this morning.",
        f"{WHO} will pay an official visit to Warsaw next week.",
        f"{WHO} led a delegation to Warsaw on 10 March.",
        f"{WHO} will attend a security conference in Warsaw on 14 March.",
        f"{WHO} met Polish Foreign Minister Jan Kos in Warsaw today.",
        f"During her visit to Warsaw on 10 March, {WHO} met students.",
        f"{WHO} concluded a two-day visit to Warsaw today.",
        f"{WHO} spent 10-11 March in Warsaw.",
        f"Speaking from Warsaw, {WHO} said that Norway stands by Poland.",
    ],
)
def test_a_journey_is_read_in_many_wordings(text):
    assert stops(text) == [("Ada Lunde", "PL", "Warsaw")]


@pytest.mark.parametrize(
    "text",
    [
        f"{WHO} welcomed Polish Foreign Minister Jan Kos to Oslo today.",
        f"{WHO} received Jan Kos, Minister of Foreign Affairs of Poland, in Oslo today.",
        f"{WHO} will host Foreign Minister Jan Kos of Poland in Oslo on 14 March.",
        f"Polish Foreign Minister Jan Kos was received by {WHO} in Oslo today.",
        f"{WHO} met Polish Foreign Minister Jan Kos in Oslo today.",
        f"{WHO} received a courtesy call from Polish Foreign Minister Jan Kos in Oslo today.",
    ],
)
def test_a_guest_is_the_one_who_travels(text):
    assert stops(text) == [("Jan Kos", "NO", "Oslo")]


@pytest.mark.parametrize(
    "text",
    [
        f"{WHO} spoke by phone today with Foreign Minister Jan Kos of Poland.",
        f"{WHO} looks forward to visiting Warsaw in the future.",
        f"Foreign Minister Jan Kos of Poland invited {WHO} to visit Warsaw.",
        f"{WHO} visited Warsaw in 2021.",
        f"{WHO} recently visited Warsaw.",
        f"{WHO} visited Bergen today.",
        f"{WHO} stands ready to travel to Warsaw.",
        f"{WHO} took part virtually in a conference in Warsaw today.",
        f"{WHO} discussed the situation in Gaza today.",
        f"{WHO} announced new support for Ukraine today.",
        "Travellers are advised against travel to Mali.",
    ],
)
def test_what_is_no_visit_is_left_out(text):
    assert stops(text) == []


@pytest.mark.parametrize(
    ("text", "status"),
    [
        (f"{WHO} will travel to Warsaw on 14 March.", VisitStatus.PLANNED),
        (f"{WHO} will travel to Warsaw on 12 to 14 March.", VisitStatus.PLANNED),
        (f"{WHO} is travelling to Warsaw today.", VisitStatus.ONGOING),
        (f"{WHO} is on a two-day visit to Warsaw.", VisitStatus.ONGOING),
        (f"{WHO} will travel to Warsaw from 10 to 14 March.", VisitStatus.ONGOING),
        (f"{WHO} met Polish Foreign Minister Jan Kos in Warsaw today.", VisitStatus.COMPLETED),
        (f"{WHO} visited Warsaw yesterday.", VisitStatus.COMPLETED),
        (f"{WHO} has postponed her visit to Warsaw.", VisitStatus.CANCELLED),
        (f"{WHO} will no longer travel to Warsaw on 14 March.", VisitStatus.CANCELLED),
    ],
)
def test_the_status_follows_tense_and_days(text, status):
    assert [v.status for v in visits(text)] == [status]


def test_each_stop_has_its_own_days():
    (visit,) = visits(f"{WHO} will travel to Riga from 14-15 March and Tallinn from 16-17 March.")

    assert [(s.country, s.start, s.end) for s in visit.stops] == [
        ("LV", date(2025, 3, 14), date(2025, 3, 15)),
        ("EE", date(2025, 3, 16), date(2025, 3, 17)),
    ]


def test_days_of_a_whole_trip_go_to_its_first_and_last_stop():
    (visit,) = visits(f"{WHO} will visit Latvia, Estonia and Finland from 14 to 20 March.")

    assert [(s.country, s.start, s.end) for s in visit.stops] == [
        ("LV", date(2025, 3, 14), None),
        ("EE", None, None),
        ("FI", None, date(2025, 3, 20)),
    ]


def test_the_day_of_the_announcement_is_not_that_of_the_visit():
    (visit,) = visits(f"{WHO} today announced that she will visit Warsaw on 20 March.")

    assert visit.stops[0].start == date(2025, 3, 20)


def test_later_sentences_tell_city_days_and_people():
    text = (
        f"{WHO} will visit Latvia and Estonia from 14 to 17 March. In Riga, Ms Lunde will meet "
        "Prime Minister Evija Ozola. On 16 March she travels on to Tallinn for talks with "
        "Foreign Minister Kadri Tamm of Estonia."
    )
    (visit,) = visits(text)

    assert [(s.city, s.meets) for s in visit.stops] == [
        ("Riga", ("Evija Ozola",)),
        ("Tallinn", ("Kadri Tamm",)),
    ]


def test_named_companions_travel_too():
    text = (
        f"{WHO} will visit Riga on 14 March. She will be accompanied by State Secretary Per Vik "
        "and a business delegation."
    )

    assert stops(text) == [("Ada Lunde", "LV", "Riga"), ("Per Vik", "LV", "Riga")]


def test_a_third_countrys_official_met_abroad_has_travelled():
    text = f"{WHO} met Japanese Foreign Minister Kenji Ito in Geneva today."

    assert stops(text) == [("Ada Lunde", "CH", "Geneva"), ("Kenji Ito", "CH", "Geneva")]


def test_an_ambassador_is_at_home_where_posted():
    assert stops("US Ambassador to Poland Tom East met students in Warsaw today.") == []


def test_an_accepted_invitation_is_a_planned_visit():
    text = "Foreign Minister Jan Kos of Poland invited me to visit Warsaw, which I accepted."

    assert stops(text, publisher="Minister of Foreign Affairs of Norway")[0][1:] == ("PL", "Warsaw")


def test_the_first_person_is_the_office_that_publishes():
    (visit,) = visits("I will travel to Riga tomorrow.", publisher="Prime Minister of Norway")

    assert (visit.visitor, visit.office, visit.origin) == (None, "Prime Minister", "NO")
    assert visit.stops[0].start == date(2025, 3, 13)


def test_everything_said_is_in_the_release():
    text = f"{WHO} met Polish Foreign Minister Jan Kos at the Munich Security Conference today."
    (visit, _) = visits(text)

    assert visit.evidence.sentence == text[visit.evidence.start : visit.evidence.end]
    assert visit.stops[0].city == "Munich"


def test_a_building_gives_a_country_and_no_city():
    text = (
        "President Joe Hill welcomed Prime Minister Ana Cruz of Portugal to the White House today."
    )

    assert stops(text, country="US", publisher="White House") == [("Ana Cruz", "US", None)]


def test_a_delegation_announced_first_is_named_line_by_line():
    text = (
        "President Joe Hill today announced a Presidential Delegation to Peru to attend the "
        "Inauguration of President Luz Paz in Lima on March 20, 2025.\n"
        "The Honorable Ann Cole, Secretary of the Interior, will lead the delegation.\n"
        "Members of the Presidential Delegation:\n"
        "The Honorable Tom East, United States Ambassador to the Republic of Peru\n"
        "The Honorable Sue Lane, Assistant Secretary of State for Consular Affairs\n"
        "Mr. Al Dent"
    )

    assert stops(text, country="US", publisher="White House") == [
        ("Ann Cole", "PE", "Lima"),
        ("Sue Lane", "PE", "Lima"),
    ]


def test_who_accompanies_the_traveller_is_known_in_either_order():
    text = (
        f"{WHO} visited Riga yesterday. State Secretary Per Vik and Minister of Defence Bo Aas "
        "accompanied Ms Lunde. Minister of Trade Eli Moe also took part in the visit."
    )

    assert {name for name, *_ in stops(text)} == {"Ada Lunde", "Per Vik", "Bo Aas", "Eli Moe"}


def test_each_counterpart_is_met_at_the_place_said():
    text = (
        f"{WHO} will hold talks with Latvian Foreign Minister Ivo Ozols in Riga and Estonian "
        "Foreign Minister Kadri Tamm in Tallinn."
    )
    (visit,) = visits(text)

    assert [(s.city, s.meets) for s in visit.stops] == [
        ("Riga", ("Ivo Ozols",)),
        ("Tallinn", ("Kadri Tamm",)),
    ]


@pytest.mark.parametrize(
    "text",
    [
        f"{WHO} visited Warsaw on 3 December.",
        f"{WHO} will not travel to Sweden; she said nothing more of Warsaw.",
        f"The agreement was signed during President Jan Kos’s visit to Norway, said {WHO}.",
        "Norwegian tourists travelled to Warsaw.",
    ],
)
def test_old_denied_and_passing_journeys_are_no_news(text):
    assert [s for s in stops(text) if s[1] in {"PL", "NO"}] == []


def test_the_days_of_return_and_departure_are_read():
    text = f"{WHO} will visit Riga. She departs Oslo on 14 March and returns on 16 March."
    (visit,) = visits(text)

    assert (visit.stops[0].start, visit.stops[0].end) == (date(2025, 3, 14), date(2025, 3, 16))


def test_a_quoted_minister_speaks_for_himself():
    text = "“I will travel to Riga tomorrow,” said Prime Minister Odd Berg."

    assert stops(text) == [("Odd Berg", "LV", "Riga")]


def test_a_journey_begun_and_going_on_is_under_way():
    text = f"{WHO} visited Riga today. She will then travel to Tallinn."
    (visit,) = visits(text)

    assert visit.status is VisitStatus.ONGOING
    assert [s.city for s in visit.stops] == ["Riga", "Tallinn"]


def test_a_region_yields_to_its_countries_and_keeps_the_days():
    text = (
        f"{WHO} will tour the Baltic States from 14 to 16 March. She will visit Riga and Tallinn."
    )
    (visit,) = visits(text)

    assert [(s.country, s.start, s.end) for s in visit.stops] == [
        ("LV", date(2025, 3, 14), None),
        ("EE", None, date(2025, 3, 16)),
    ]


def test_characters_of_private_use_are_harmless():
    assert stops(f"\ue000 {WHO} \ue801 visited Warsaw yesterday. \uf000") != []


def test_nothing_is_read_without_a_visit_in_the_text():
    assert visits("The sea is calm.", title="Minister Ada Lunde visits Warsaw") == []


def test_a_refused_wording_keeps_its_reason():
    read = read_visits(
        "",
        f"{WHO} visited Warsaw in 2021.",
        published=DAY,
        country="NO",
        publisher="Norway",
    )

    assert [why for *_, why in read.refused] == ["history"]


@given(st.text(max_size=300))
def test_any_text_is_read_without_trouble(text):
    for visit in visits(text, title=text[:60]):
        assert visit.stops
        assert text[visit.evidence.start : visit.evidence.end] == visit.evidence.sentence
