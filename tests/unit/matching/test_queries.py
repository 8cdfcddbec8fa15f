import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.queries import LONGEST, arguments, criteria, criterion, mentioned, name_of, questions
from tests.releases import TOPICS


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ukraine", ("ukraine",)),
        ("ukraine, climate change, south korea", ("ukraine", "climate", "south-korea")),
        ("ukraine climate change south korea", ("ukraine", "climate", "south-korea")),
        ("Ukrainian; UK", ("ukraine", "united-kingdom")),
        ("visits pledges", ("visits", "pledges")),
        ("visit, ukraine, Ukraine", ("visits", "ukraine")),
        ("black sea grain", ("words:black sea grain",)),
        ("black sea ukraine grain deal", ("words:black sea", "ukraine", "words:grain deal")),
        ("ukraine and sanctions", ("ukraine", "sanctions")),
        ("on the Black Sea", ("words:black sea",)),
        ("#sanctions", ("sanctions",)),
        ("Mélanie Joly", ("words:melanie joly",)),
        (" , ;!", ()),
        ("and", ()),
    ],
)
def test_list_is_read_as_topics_and_words(text, expected):
    assert criteria(text, TOPICS) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("South Korea", "south-korea"),
        ("Mr. Nobody", "words:mr nobody"),
        ("pledges", "pledges"),
        ("japan grants", "japan+words:grants"),
        ("grants on Japan", "words:grants+japan"),
        ("ukraine sanctions", "ukraine+sanctions"),
        ("it in Oslo", "words:it in oslo"),
        ("…", None),
        ("", None),
    ],
)
def test_wording_is_one_wish(text, expected):
    assert criterion(text, TOPICS) == expected


def test_questions_stand_between_commas():
    assert questions("ukraine, japan grants;, on", TOPICS) == (
        "ukraine",
        "japan+words:grants",
        "words:on",
    )


@given(st.text(max_size=LONGEST))
def test_whatever_is_typed_fits_where_criteria_are_kept(text):
    assert all(0 < len(found) <= 200 for found in criteria(text, TOPICS))
    assert len(criterion(text, TOPICS) or "") <= 200


def test_topics_are_found_in_a_sentence():
    wording = "what did britain promise to ukraine on trade?"

    assert mentioned(wording, TOPICS) == ("united-kingdom", "ukraine", "trade")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("/topic grain deal", "grain deal"),
        ("/topic@briefing_bot  grain deal ", "grain deal"),
        ("/topic", ""),
        ("grain deal", "grain deal"),
        ("/topic\ngrain", "grain"),
        ("/topic " + "x" * 500, "x" * 200),
    ],
)
def test_arguments_are_what_follows_the_command(text, expected):
    assert arguments(text) == expected


@pytest.mark.parametrize(
    ("found", "name"),
    [("words:ola nord", "ola nord"), ("person:ola nord", "ola nord"), ("trade", None)],
)
def test_only_words_may_be_a_name(found, name):
    assert name_of(found) == name
