"""Plain sentences of releases that name several places, both sides of a meeting, or a guest."""

from datetime import date

import pytest

from bot.models import VisitStatus
from bot.nlp.people import find_people
from bot.nlp.places import find_places
from bot.nlp.visits.component import read_visits

DAY = date(2025, 3, 12)  # a Wednesday
WHO = "Minister of Foreign Affairs Ada Lunde"


def visits(text, publisher="Ministry of Foreign Affairs, Norway"):
    return read_visits("", text, published=DAY, country="NO", publisher=publisher).visits


def goers(text, **about):
    return {(v.visitor, s.country) for v in visits(text, **about) for s in v.stops}


@pytest.mark.parametrize(
    "text",
    [
        f"{WHO} leaves tonight on a trip that will see her meet ministers and senior officials "
        "in Kenya, Uganda and Rwanda.",
        f"{WHO} will hold talks with business leaders and officials in Kenya, Uganda, and Rwanda.",
        f"{WHO} leaves on Friday for meetings in Nairobi, Kampala and Kigali.",
        f"{WHO} returned today from a successful trade mission to Kenya, Uganda and Rwanda.",
        f"{WHO} will travel to Kenya on Friday and on to Kampala. Kigali is the last stop.",
    ],
)
def test_each_of_several_places_is_a_stop(text):
    assert goers(text) == {("Ada Lunde", code) for code in ("KE", "UG", "RW")}


def test_a_town_unknown_to_the_gazetteer_does_not_hide_the_rest_of_the_list():
    text = f"{WHO} will travel to Bellingara, Nairobi and Kampala."
    assert goers(text) == {("Ada Lunde", "KE"), ("Ada Lunde", "UG")}


def test_the_second_of_two_events_has_a_place_of_its_own():
    text = f"{WHO} will attend the Arctic Summit in Helsinki and a trade conference in Estonia."
    assert goers(text) == {("Ada Lunde", "FI"), ("Ada Lunde", "EE")}


def test_what_a_traveller_will_do_in_a_country_makes_it_a_stop():
    text = f"{WHO} will travel to Africa on Friday. In Uganda Ms Lunde will open an embassy."
    assert goers(text) == {("Ada Lunde", "UG")}


@pytest.mark.parametrize(
    "text",
    [
        f"At a meeting between {WHO} and Polish Foreign Minister Jan Kos on the margins of the "
        "OSCE council in Valletta, both agreed on patrols.",
        f"{WHO} welcomed the result. It was confirmed during a meeting with Polish Foreign "
        "Minister Jan Kos in Malta today.",
        f"The treaty was signed in Valletta by {WHO} and her Polish counterpart Jan Kos.",
    ],
)
def test_both_who_meet_in_a_third_country_travel_there(text):
    assert goers(text) == {("Ada Lunde", "MT"), ("Jan Kos", "MT")}


@pytest.mark.parametrize(
    "text",
    [
        "The signing is part of a week-long visit from Polish Foreign Minister Jan Kos.",
        f"{WHO} will today meet Polish Foreign Minister Jan Kos. "
        "“This visit brings us closer,” Ms Lunde said.",
        f"{WHO} will today meet her counterpart from Poland, Jan Kos. "
        "“This visit brings us closer,” Ms Lunde said.",
    ],
)
def test_a_visit_without_a_place_is_one_to_the_publisher(text):
    assert goers(text) == {("Jan Kos", "NO")}


def test_a_guest_met_today_is_already_there():
    text = f"{WHO} will today meet Polish Foreign Minister Jan Kos. This visit brings us closer."
    assert [v.status for v in visits(text)] == [VisitStatus.ONGOING]


@pytest.mark.parametrize(
    "text",
    [
        "The ban will prevent Polish Foreign Minister Jan Kos from travelling to Norway.",
        "An official visit by Polish Foreign Minister Jan Kos could follow next year.",
        "The visit builds on Polish Foreign Minister Jan Kos's visit to Norway in April last year.",
        f"{WHO} today met the Polish Ambassador, Jan Kos. This visit was one of many.",
        f"{WHO} praised the road, which links Oslo to Gothenburg and onward to Denmark.",
        f"Talks between {WHO} and Polish Foreign Minister Jan Kos dealt with fishing in Iceland.",
    ],
)
def test_what_only_sounds_like_a_visit_is_left_out(text):
    assert goers(text) == set()


def test_a_month_of_this_year_can_be_too_long_ago():
    text = (
        "The deal came up on Polish Foreign Minister Jan Kos's visit to Norway in March this year."
    )
    read = read_visits(
        "",
        text,
        published=date(2025, 11, 5),
        country="NO",
        publisher="Ministry of Foreign Affairs, Norway",
    )
    assert read.visits == []


@pytest.mark.parametrize(
    "head",
    [
        "MEDIA RELEASE MINISTER FOR FOREIGN AFFAIRS ADA LUNDE",
        "MEDIA RELEASE\nMINISTER FOR FOREIGN AFFAIRS\nADA LUNDE",
    ],
)
def test_a_line_in_capitals_names_who_writes(head):
    text = f"{head}\n\nI will visit Kenya on Friday."
    assert goers(text, publisher="Minister for Foreign Affairs") == {("Ada Lunde", "KE")}


def test_a_counterpart_comes_from_the_country_behind_the_word():
    text = "He met his counterpart from the Republic of Poland, Jan Kos, and spoke of Day."
    people = [m.person for m in find_people(text, find_places(text))]
    assert [(p.name, p.country) for p in people if p.name] == [("Jan Kos", "PL")]
