"""Which sentences a summary takes, and which topics a short release gets."""

from dataclasses import replace
from datetime import date

import pytest

from bot.models import Article

pytestmark = pytest.mark.model

LEAD = "Foreign Minister Aoife Brennan opened a school for coastal pilots in Cork on Monday."
NEXT = "The school trains forty pilots a year and was paid for by the Ministry of Marine Affairs."
ARTICLE = Article(
    id="s",
    title="School opened",
    text=f"{LEAD}\n{NEXT}",
    country="IE",
    publisher="Department of Foreign Affairs",
    published_on=date(2026, 3, 18),
)


def summary(reader, text):
    return reader.read(replace(ARTICLE, text=text)).summary


def test_the_lead_comes_first(reader):
    assert summary(reader, ARTICLE.text)[0] == LEAD


@pytest.mark.parametrize(
    "quoted",
    [
        "‘Pilots keep our ports open. Ireland will train more pilots for all of Europe,’ she said.",
        "“Pilots keep our ports open. Ireland will train more pilots for all of Europe.",
        '"Pilots keep our ports open. Ireland will train more pilots for all of Europe," she said.',
    ],
)
def test_no_sentence_begins_inside_a_quotation(reader, quoted):
    assert summary(reader, f"{LEAD}\n{quoted}") == (LEAD,)


def test_words_of_a_speaker_that_stand_below_a_name_are_no_summary(reader):
    said = "Minister Aoife Brennan said:\nIreland will train more pilots for all of Europe."

    assert summary(reader, f"{LEAD}\n{said}") == (LEAD,)


@pytest.mark.parametrize(
    "opening",
    ["However, the harbour", "During the visit, the harbour", "Under this plan, the harbour"],
)
def test_no_summary_begins_with_what_hangs_on_another_sentence(reader, opening):
    text = f"{opening} of Cork was closed to all of the larger ships on Monday.\n{NEXT}"

    assert summary(reader, text) == (NEXT,)


def test_place_and_day_before_the_lead_are_left_out(reader):
    assert summary(reader, f"DUBLIN, 18 March 2026 – {LEAD}")[0] == LEAD


def test_what_stands_below_a_heading_of_contacts_is_neither_summary_nor_topic(reader):
    text = f"{LEAD}\nContacts\nThe press office answers questions on climate change and sanctions."

    reading = reader.read(replace(ARTICLE, text=text))

    assert reading.summary == (LEAD,)
    assert not {"climate", "sanctions"} & set(reading.topics)


@pytest.mark.parametrize(
    ("sentence", "topic"),
    [
        ("Ireland will repair power stations and heating plants in Ukraine.", "energy"),
        ("Ireland will provide €9 million to make schools in Tonga safe from cyclones.", "climate"),
        ("Ireland will give €9 million in emergency aid to Pakistan.", "humanitarian"),
        (
            "Ireland and Fiji discussed fish and security in the Pacific region.",
            "pacific-islands",
        ),
    ],
)
def test_topics_that_an_editor_would_see_are_given(reader, sentence, topic):
    assert topic in reader.read(replace(ARTICLE, title="Help", text=sentence)).topics


def test_a_passing_mention_in_the_last_paragraph_gives_no_topic(reader):
    text = f"{LEAD}\n{NEXT}\nIreland will go on working with the G7 and with all of its partners."

    assert "g7" not in reader.read(replace(ARTICLE, text=text)).topics
