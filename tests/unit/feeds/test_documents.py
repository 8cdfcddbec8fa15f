"""Publishers' JSON: gov.uk, the Commission, the Swiss; the texts are invented."""

import json
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import ParseError
from bot.feeds import json_bodies, presscorner
from bot.feeds.documents import day, moment
from bot.feeds.govuk import content_address, read_content
from bot.models import TextStatus

LONDON = "Europe/London"
USED = (
    "details body title description locale change_history withdrawn_notice note content document "
    "lang text docuLanguageResource htmlContent schema_name"
)
KEYS = USED.split(" ")
JSON = st.recursive(
    st.none() | st.booleans() | st.floats(allow_nan=False) | st.text(max_size=10),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(KEYS),
            inner,
            max_size=5,
        )
    ),
    max_leaves=20,
)


def content(**changes: object) -> bytes:
    document = {
        "title": "Sample Minister visits Kenya ",
        "description": "The Minister is in Nairobi for talks.",
        "locale": "en",
        "schema_name": "news_article",
        "first_published_at": "2026-06-30T23:30:00.000+00:00",
        "withdrawn_notice": {},
        "details": {
            "body": "<div class='govspeak'><p>She came today.</p><p>“Hello,” she said.</p></div>",
            "delivered_on": "2026-05-02T10:00:00+01:00",
            "change_history": [
                {"note": "First published.", "public_timestamp": "2026-06-30T23:30:00Z"}
            ],
        },
    }
    return json.dumps(document | changes).encode()


def test_requirement_11_the_content_api_gives_the_whole_text():
    found = read_content(content(), LONDON)

    assert found.text == (
        "The Minister is in Nairobi for talks.\n\nShe came today.\n\n“Hello,” she said."
    )
    assert found.status is TextStatus.FULL
    assert found.title == "Sample Minister visits Kenya"
    assert found.language == "en"


def test_requirement_23_the_day_of_publication_is_local_and_not_the_day_of_the_speech():
    assert read_content(content(), LONDON).published_on == date(2026, 7, 1)


@pytest.mark.parametrize("notice", [None, {}, {"explanation": "x", "withdrawn_at": None}])
def test_requirement_25_an_empty_notice_withdraws_nothing(notice):
    assert read_content(content(withdrawn_notice=notice), LONDON).withdrawn_at is None


def test_requirement_25_a_withdrawn_page_is_marked():
    notice = {"explanation": "<p>It was wrong.</p>", "withdrawn_at": "2026-07-02T09:00:00+01:00"}

    found = read_content(content(withdrawn_notice=notice), LONDON)

    assert found.withdrawn_at == datetime(2026, 7, 2, 8, 0, tzinfo=UTC)
    assert found.change_note == "It was wrong."
    assert found.text


def test_requirement_25_the_newest_note_tells_why_a_page_changed():
    notes = [
        {"note": "First published.", "public_timestamp": "2026-06-30T23:30:00Z"},
        {"note": "Corrected the <b>amount</b>.", "public_timestamp": "2026-07-03T10:00:00Z"},
        {"note": "Added a picture.", "public_timestamp": "2026-07-01T10:00:00Z"},
        "nonsense",
    ]
    details = {"body": "<p>Text</p>", "change_history": notes}

    assert read_content(content(details=details), LONDON).change_note == "Corrected the amount."


@pytest.mark.parametrize(
    "history", [None, [], "x", [{"note": "First published.", "public_timestamp": "2026"}]]
)
def test_the_first_publication_is_no_change(history):
    details = {"body": "<p>Text</p>", "change_history": history}

    assert read_content(content(details=details), LONDON).change_note == ""


def test_a_lead_that_the_body_repeats_is_not_told_twice():
    body = "<p>The Minister is in Nairobi for talks.</p><p>More.</p>"

    found = read_content(content(details={"body": body}), LONDON)

    assert found.text == "The Minister is in Nairobi for talks.\n\nMore."


def test_of_a_body_in_several_formats_the_html_is_read():
    body = [
        {"content_type": "text/govspeak", "content": "# raw"},
        {"content_type": "text/html", "content": "<p>Text</p>"},
    ]

    assert read_content(content(details={"body": body}), LONDON).text.endswith("\n\nText")


def test_a_page_that_is_gone_says_so():
    assert read_content(content(schema_name="gone", details={}), LONDON).gone


@pytest.mark.parametrize(
    "body",
    [
        content(details={}),
        content(details={"body": [{"content_type": "text/plain", "content": "x"}]}),
        b"<!DOCTYPE html>",
        b"[]",
        b"\xff",
        b"[" * 100_000,
    ],
    ids=["no body", "no html", "a page", "a list", "no text", "depth"],
)
def test_what_is_no_document_is_refused(body):
    with pytest.raises(ParseError):
        read_content(body, LONDON)


@given(JSON)
def test_no_json_breaks_the_readers(document):
    body = json.dumps(document).encode()
    for read, more in (
        (read_content, (LONDON,)),
        (presscorner.read_document, ()),
        (json_bodies.read_document, ("en",)),
    ):
        try:
            read(body, *more)
        except ParseError:
            continue


@pytest.mark.parametrize(
    ("link", "address"),
    [
        (
            "https://www.gov.uk/government/news/a-visit",
            "https://www.gov.uk/api/content/government/news/a-visit",
        ),
        (
            "http://127.0.0.1:8123/government/news/a-visit?x=1#y",
            "http://127.0.0.1:8123/api/content/government/news/a-visit",
        ),
        ("https://www.gov.uk/api/content/x", "https://www.gov.uk/api/content/x"),
        ("https://www.gov.uk/news/a%C3%A9.ur", "https://www.gov.uk/api/content/news/a%C3%A9.ur"),
        ("https://www.gov.uk", "https://www.gov.uk/api/content/"),
    ],
)
def test_the_content_api_is_where_the_page_is(link, address):
    assert content_address(link) == address


@pytest.mark.parametrize(
    ("link", "address"),
    [
        (
            "https://ec.europa.eu/commission/presscorner/detail/en/ip_26_1799",
            "https://ec.europa.eu/commission/presscorner/api/documents"
            "?reference=IP/26/1799&language=en",
        ),
        (
            "http://127.0.0.1:80/presscorner/detail/FR/Statement_26_5/",
            "http://127.0.0.1/presscorner/api/documents?reference=STATEMENT/26/5&language=fr",
        ),
        ("https://ec.europa.eu/commission/presscorner/detail/en/", ""),
        ("https://commission.europa.eu/news/a-visit_en", ""),
        ("", ""),
    ],
)
def test_the_documents_api_is_asked_by_reference(link, address):
    assert presscorner.document_address(link) == address


def test_requirement_11_the_commissions_document_gives_the_whole_text():
    body = {"docuLanguageResource": {"title": "Aid", "htmlContent": "<p>€5 million.</p><p>B</p>"}}

    found = presscorner.read_document(json.dumps(body).encode())

    assert (found.title, found.text) == ("Aid", "€5 million.\n\nB")
    assert found.status is TextStatus.FULL


def test_a_document_of_the_commission_without_text_leaves_the_summary():
    assert presscorner.read_document(b'{"docuLanguageResource": null}').text == ""


def test_a_swiss_release_is_read_in_the_feeds_language():
    components = [
        {"type": "text", "content": {"text": "<p>She travels to Kenya.</p>"}},
        {"containers": {"main": [{"content": {"title": "Aid", "lead": "CHF 5 million."}}]}},
    ]
    english = {
        "lang": "en",
        "content": {"document": {"metadata": {"description": "A visit."}, "content": components}},
        "text": ["<p>She travels to Kenya.</p>", "<p>The end of it.</p>"],
    }
    body = json.dumps([{"lang": "de", "text": ["Nein"]}, english]).encode()

    found = json_bodies.read_document(body, "en")

    assert found.text == (
        "A visit.\n\nShe travels to Kenya.\n\nAid\n\nCHF 5 million.\n\nThe end of it."
    )
    assert found.language == "en"


def test_a_swiss_release_that_lacks_the_language_is_read_in_its_own():
    found = json_bodies.read_document(b'{"lang": "de", "text": ["Ja"]}', "en")

    assert (found.text, found.language) == ("Ja", "de")


def test_a_swiss_release_without_text_leaves_the_summary():
    assert json_bodies.read_document(b'{"lang": "en"}', "en").text == ""


def test_an_answer_without_any_release_is_refused():
    with pytest.raises(ParseError):
        json_bodies.read_document(b"[1, 2]", "en")


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2026-07-09T14:00:00Z", datetime(2026, 7, 9, 14, 0, tzinfo=UTC)),
        ("2026-07-09T14:00:00+01:00", datetime(2026, 7, 9, 13, 0, tzinfo=UTC)),
        ("2026-07-09T14:00:00", datetime(2026, 7, 9, 13, 0, tzinfo=UTC)),
        ("", None),
        ("soon", None),
        ("0001-01-01T00:00:00+14:00", None),
    ],
)
def test_requirement_21_times_without_offset_are_local(value, expected):
    assert moment(value, LONDON) == expected


def test_a_time_that_is_none_is_no_day():
    assert day("", LONDON) is None
