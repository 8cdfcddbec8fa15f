"""Which sentences stand alone, and which lines are news."""

import pytest

from bot.nlp.prose import is_boilerplate, news_lines, without_bodies
from bot.nlp.summary import stands_alone


@pytest.mark.parametrize(
    "sentence",
    [
        "Foreign Minister Ana Lopez will travel to Nairobi on Monday for talks on trade.",
        "The government of Norway will provide 24 ambulances to hospitals in Kharkiv.",
        "“We will stand by our neighbours for as long as it takes,” said Ana Lopez.".replace(
            "“We", "Ana Lopez said: “We"
        ).replace(",” said Ana Lopez.", ".”"),
    ],
)
def test_a_complete_statement_stands_alone(sentence):
    assert stands_alone(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "She will also meet business leaders and students during the day.",
        "The visit follows an invitation that was made in the spring of last year.",
        "These measures come after months of talks between the two governments.",
        "Minister Lopez also welcomed the new agreement on fisheries and research.",
        "“We stand united with our partners in the region and beyond it,” she said.",
        "and the two ministers signed an agreement on fisheries and on research.",
        "Too short.",
        "The minister will travel to Nairobi on Monday for talks on",
        "Ana Lopez said: “We will stand by our neighbours for as long as it takes.",
        "Photo: Ana Lopez greets the delegation at the airport on Monday morning.",
        "However, the two sides could not agree on the terms of the treaty.",
    ],
)
def test_what_hangs_on_another_sentence_does_not_stand_alone(sentence):
    assert not stands_alone(sentence)


TEXT = (
    "Office of the Spokesperson\n\n"
    "Foreign Minister Ana Lopez will travel to Nairobi on Monday for talks on trade and fish.\n"
    "Short heading\n"
    "The ministers are expected to sign an agreement about research vessels in the ocean.\n"
    "Notes to editors\n"
    "The ministry employs four hundred people and has its seat in the old harbour house.\n"
)


def test_captions_are_no_news_and_nothing_after_the_notes_is():
    lines = [TEXT[line.start : line.end] for line in news_lines(TEXT)]

    assert [line[:7] for line in lines] == ["Foreign", "Short h", "The min"]


def test_the_opening_is_the_lead_and_short_lines_are_no_prose():
    first, heading, second = news_lines(TEXT)

    assert first.lead
    assert first.prose
    assert not heading.prose
    assert second.prose


def test_a_release_that_begins_with_contacts_is_still_read():
    (line,) = news_lines("For more information\n" + "A" * 80)

    assert line.start == len("For more information\n")


def test_names_of_ministries_are_blanked_and_offsets_stay():
    text = "The Department of Foreign Affairs and Trade spoke on trade."

    blanked = without_bodies(text)

    assert len(blanked) == len(text)
    assert blanked.count("rade") == 1


def test_credits_are_boilerplate():
    assert is_boilerplate("Picture by Someone / Some House")
    assert not is_boilerplate("Pictures of the two ministers went around the world.")
