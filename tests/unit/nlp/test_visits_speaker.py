"""Who "I" is in a release, and what transcripts and questions do not tell."""

from datetime import date

import pytest

from bot.models import VisitStatus
from bot.nlp.visits.component import read_visits

DAY = date(2025, 3, 12)  # a Wednesday
MINISTRY = "Government of Norway"


def visits(text, title="", country="NO", publisher=MINISTRY):
    read = read_visits(title, text, published=DAY, country=country, publisher=publisher)
    return read.visits


def goers(text, **about):
    return {(v.visitor or v.office, s.country) for v in visits(text, **about) for s in v.stops}


@pytest.mark.parametrize(
    "text",
    [
        "By Minister of Trade Eli Moe\n\nI will fly to Riga on 20 March.",
        "Statement by the Minister of Trade, Eli Moe\n\nI will fly to Riga on 20 March.",
        "I will fly to Riga on 20 March.\n\nEli Moe, Minister of Trade",
        "Eli Moe\nMinister of Trade\n\nI will fly to Riga on 20 March.",
        "“I will fly to Riga on 20 March,” said Minister of Trade Eli Moe.",
        "Ms. MOE Eli, Minister of Trade: I will fly to Riga on 20 March.",
        "Minister of Trade Eli Moe: Thank you.\n\nReporter: And then?\n\nMinister Moe: On 20 March "
        "I will fly to Riga.",
    ],
)
def test_the_one_who_signs_or_speaks_is_the_traveller(text):
    assert {code for _, code in goers(text)} == {"LV"}
    assert all("Moe" in name.title() for name, _ in goers(text))


def test_the_speaker_of_the_title_is_the_traveller():
    title = "Press conference by Minister of Trade Eli Moe"

    assert goers("I will fly to Riga on 20 March.", title=title) == {("Eli Moe", "LV")}


def test_a_foreigner_named_before_does_not_speak_in_our_release():
    text = "Latvian Foreign Minister Ivo Ozols thanked us. I will fly to Lisbon on 20 March."

    assert not visits(text)


def test_what_a_reporter_says_is_no_news():
    text = (
        "Minister of Trade Eli Moe: Thank you.\n\nReporter: Polish Foreign Minister Jan Kos "
        "travels to Riga today, and I was in Riga last week."
    )

    assert not visits(text)


def test_a_question_tells_no_journey():
    assert not visits("Will Minister of Trade Eli Moe travel to Riga on 20 March?")


@pytest.mark.parametrize(
    "text",
    [
        "The news that Minister of Trade Eli Moe will go to Riga is unfounded.",
        "Eli Moe, who was arrested in Riga on 10 March, is at home.",
        "Minister of Trade Eli Moe, who had postings in Riga and Oslo, takes up her duties.",
        "The Minister of Trade, Eli Moe, has been in close contact with colleagues in Riga.",
        "Minister of Trade Eli Moe sent a cable of condolences on the accident in Riga.",
        "Minister Eli Moe thanked the Ambassador for the visit of the Latvian President to Oslo.",
    ],
)
def test_denials_fates_posts_and_messages_are_no_journeys(text):
    assert not visits(text)


def test_each_stop_has_its_own_days():
    text = (
        "Prime Minister Ada Ro will visit Japan and Korea from 18 to 22 March. She will be in "
        "Tokyo on 18 March and in Osaka on 20 March. On 21 March, she will arrive in Seoul."
    )
    (visit,) = visits(text)

    told = [(s.city, s.start and s.start.day, s.end and s.end.day) for s in visit.stops]
    assert told == [("Tokyo", 18, None), ("Osaka", 20, None), ("Seoul", 21, 22)]


def test_a_companion_does_not_go_on_to_the_second_city():
    text = (
        "Foreign Minister Ada Ro visits Japan from 18 to 20 March, accompanied by Minister of "
        "Trade Eli Moe. On 18 March she will be in Tokyo. On 20 March she will fly to Osaka."
    )
    (companion,) = [v for v in visits(text) if v.visitor == "Eli Moe"]

    assert [(s.country, s.start.day, s.end.day) for s in companion.stops] == [("JP", 18, 20)]


def test_a_trip_put_off_in_the_next_sentence_is_cancelled():
    text = (
        "Minister of Trade Eli Moe was due to travel to Riga on 20 March. The trip has been "
        "postponed."
    )

    assert [v.status for v in visits(text)] == [VisitStatus.CANCELLED]


def test_a_dateline_abroad_is_where_the_first_sentence_happens():
    text = (
        "RIGA, March 12 -- Minister of Trade Eli Moe met with Minister of Economics of Latvia "
        "Juris Zile. They discussed ports."
    )

    assert goers(text) == {("Eli Moe", "LV")}


def test_a_stay_goes_on_until_the_day_told():
    text = "The visit to Oslo, until Friday, of Polish Foreign Minister Jan Kos is his first."
    (visit,) = visits(text)

    assert [(s.start, s.end) for s in visit.stops] == [(None, date(2025, 3, 14))]
