"""Sentences as ministries of many countries write them, about journeys and those met on them."""

from datetime import date

import pytest

from bot.nlp.visits.component import read_visits

DAY = date(2025, 3, 12)  # a Wednesday
WHO = "Minister of Foreign Affairs Ada Lunde"


def visits(text, publisher="Ministry of Foreign Affairs, Norway"):
    return read_visits("", text, published=DAY, country="NO", publisher=publisher).visits


def told(text, **about):
    return [(v.visitor, v.status.value, v.stops[0].country) for v in visits(text, **about)]


def met(text):
    return [name for visit in visits(text) for stop in visit.stops for name in stop.meets]


@pytest.mark.parametrize(
    ("text", "status"),
    [
        (f'"Norway will remain a friend," {WHO} said today in Nairobi.', "ongoing"),
        (f"{WHO} announced today in Nairobi that Norway will pay for schools.", "completed"),
        (f"{WHO} is expected in Nairobi next week for talks.", "planned"),
        (f"{WHO} is due in Nairobi on Monday.", "planned"),
        (
            f"{WHO} made the announcement in Nairobi, where she is on a two-day visit. Ms Lunde "
            "travels onwards to Kampala tomorrow.",
            "ongoing",
        ),
    ],
)
def test_what_is_said_at_a_place_does_not_tell_when_the_journey_is(text, status):
    assert told(text) == [("Ada Lunde", status, "KE")]


def test_a_bare_weekday_of_a_guest_who_is_expected_lies_ahead():
    (visit,) = visits(f"{WHO} is due in Nairobi on Monday.")

    assert visit.stops[0].start == date(2025, 3, 17)


def test_who_is_travelling_on_a_weekday_to_come_has_not_left():
    text = f"{WHO} is travelling to Berlin on Friday. On Saturday she goes on to Hamburg."
    (visit,) = visits(text)

    assert visit.status.value == "planned"
    assert [stop.start for stop in visit.stops] == [date(2025, 3, 14), date(2025, 3, 15)]


@pytest.mark.parametrize(
    ("text", "status"),
    [
        (f"{WHO} was visiting Berlin on Monday when the news came.", "completed"),
        (f"{WHO}, visiting Berlin on Monday, said that Norway would help.", "ongoing"),
        (f"{WHO} is currently visiting Berlin, where she arrived on Monday.", "ongoing"),
    ],
)
def test_who_was_or_is_already_there_left_before(text, status):
    (visit,) = visits(text)

    assert visit.status.value == status
    assert visit.stops[0].start == date(2025, 3, 10)


def test_who_comes_to_us_on_an_invitation_is_a_guest_whose_country_the_title_tells():
    found = read_visits(
        "Visit by the Vice President of the United States",
        "Vice President Jo Doe will pay a visit to Oslo at the invitation of Prime Minister Bakke.",
        published=DAY,
        country="NO",
        publisher="Ministry of Foreign Affairs",
    ).visits

    assert [(v.visitor, v.origin, v.stops[0].country) for v in found] == [("Jo Doe", "US", "NO")]


@pytest.mark.parametrize(
    "text",
    [
        f"{WHO} expressed the hope of travelling to Nairobi in the spring.",
        f"{WHO} told parliament in Oslo that many would travel.",
    ],
)
def test_a_hope_is_no_journey(text):
    assert visits(text) == []


def test_a_country_that_is_also_a_name_is_a_country_before_a_month():
    assert told(f"{WHO} will travel to Israel March 22-25.") == [("Ada Lunde", "planned", "IL")]


def test_talks_abroad_are_a_journey_although_nobody_is_named_there():
    assert told(f"{WHO} spoke. The minister is to hold talks in Nairobi in May.") == [
        ("Ada Lunde", "planned", "KE")
    ]


def test_who_also_took_part_was_at_the_place_told_just_before():
    text = (
        "At a conference in Nairobi, Minister of Foreign Affairs Ada Lunde today announced a plan. "
        "Kenyan President Jomo Otieno and Ghanaian Foreign Minister Efua Mensah also attended."
    )

    assert told(text) == [("Ada Lunde", "completed", "KE"), ("Efua Mensah", "completed", "KE")]


@pytest.mark.parametrize(
    "text",
    [
        f"{WHO} visited Berlin on Monday. State Secretary Per Holm also took part in the debate in "
        "parliament on Tuesday.",
        f"{WHO} visited Berlin on Monday.",
    ],
)
def test_who_also_took_part_in_something_else_did_not_travel(text):
    assert told(text) == [("Ada Lunde", "completed", "DE")]


def test_an_invitation_within_the_country_makes_nobody_a_guest():
    text = f"{WHO} will pay a visit to Bergen at the invitation of the German Chamber of Commerce."

    assert visits(text) == []


def test_who_holds_an_event_with_the_host_is_a_guest():
    text = f"{WHO} hosted the Arctic group in Oslo alongside her Danish counterpart Per Holm."

    assert told(text) == [("Per Holm", "completed", "NO")]


def test_the_host_of_a_guest_who_is_met_is_met():
    text = f"{WHO} met with Foreign Minister of Ghana Efua Mensah, who is visiting Norway."

    assert met(text) == ["Ada Lunde"]


def test_where_a_dateline_stands_both_who_meet_have_travelled():
    text = (
        "KUALA LUMPUR, 12 March 2025 – Foreign Affairs Secretary Ma. Luz Santos met with Kenya's "
        "Minister of Foreign Affairs Jomo Otieno on the sidelines of the ASEAN meeting here today."
    )
    found = read_visits("", text, published=DAY, country="PH", publisher="Department").visits

    assert [(v.visitor, v.stops[0].country, v.stops[0].city) for v in found] == [
        ("Ma. Luz Santos", "MY", "Kuala Lumpur"),
        ("Jomo Otieno", "MY", "Kuala Lumpur"),
    ]


def test_a_country_that_is_a_city_is_a_place_to_meet():
    text = f"{WHO} met in Luxembourg with her Armenian counterpart, Aram Petrosyan."

    assert {v.stops[0].country for v in visits(text)} == {"LU"}


def test_the_state_with_whom_a_meeting_is_chaired_is_no_place():
    text = f"{WHO} co-chairs a meeting of fifty nations in Brussels with Germany."

    assert [s.country for v in visits(text) for s in v.stops] == ["BE"]


def test_the_weekday_of_a_visit_put_off_lies_ahead():
    (visit,) = visits(f"{WHO}'s visit to Berlin, planned for Thursday, has been postponed.")

    assert visit.stops[0].start == date(2025, 3, 13)


def test_two_people_met_in_one_sentence_are_both_told():
    text = (
        f"{WHO} will visit Manila. In Manila, Minister Lunde will call on H.E. Mr. Jose P. Reyes, "
        "Jr., President of the Republic of the Philippines, and hold a meeting with H.E. Ms. Luz "
        "Santos, Secretary of Foreign Affairs."
    )

    assert met(text) == ["Jose P. Reyes", "Luz Santos"]


def test_the_vice_minister_is_the_one_who_travels():
    text = (
        "Vice-Minister of Foreign Affairs Ole Bakke is paying a visit to Baku. In Baku the "
        "vice-minister will meet with Deputy Foreign Minister Farid Aliyev."
    )

    assert met(text) == ["Farid Aliyev"]


def test_another_minister_of_a_joint_release_is_not_the_one_who_says_i():
    text = (
        "Joint release with:\nThe Hon Pia Strand MP, Minister for Fisheries\n\nI travelled to "
        "Nairobi today with the Prime Minister, the Hon Ole Bakke MP."
    )

    assert told(text, publisher="Norwegian Minister for Foreign Affairs") == [
        (None, "completed", "KE"),
        ("Ole Bakke", "completed", "KE"),
    ]
