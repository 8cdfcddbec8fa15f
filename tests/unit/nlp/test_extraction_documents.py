"""Documents in, JSON out: what ``briefing-bot extract`` reads and writes."""

import io
import json
from datetime import date
from decimal import Decimal

import pytest

from bot.errors import InputError
from bot.models import (
    Article,
    Evidence,
    Facts,
    Pledge,
    PledgeKind,
    PledgeStatus,
    Reading,
    Relation,
    Stop,
    Visit,
    VisitStatus,
)
from bot.nlp.output import Defaults, articles, json_line, record

DAY = date(2026, 3, 17)
SEEN = Evidence(sentence="Ana goes.", start=3, end=12, rule="visits:travel")


def read(text: str, **defaults) -> list[Article]:
    return list(articles(io.StringIO(text), "in.txt", Defaults(**defaults)))


def test_json_lines_become_articles_one_by_one():
    rows = [
        {"id": "a", "title": "T", "text": "One.", "country": "GB", "date": "2026-03-17"},
        {"id": "b", "title": "U", "text": "Two.", "publisher": "P", "url": "https://p.example/2"},
    ]

    first, second = read("\n\n".join(json.dumps(row) for row in rows))

    assert first == Article(id="a", title="T", text="One.", country="GB", published_on=DAY)
    assert (second.publisher, second.url) == ("P", "https://p.example/2")


def test_an_endless_stream_is_read_as_it_comes():
    def endless():
        yield '{"id": "1", "text": "x"}\n'
        yield '{"id": "2", "text": "y"}\n'
        pytest.fail("read too far")

    lines = endless()

    class Stream(io.StringIO):
        def __iter__(self):
            return lines

    found = articles(Stream(), "-")

    assert [next(found).id, next(found).id] == ["1", "2"]


def test_plain_text_with_a_heading_gets_it_as_title():
    (article,) = read("Minister to visit Kenya\n\nAna Lopez will travel.\nThen she returns.\n")

    assert article.title == "Minister to visit Kenya"
    assert article.text == "Ana Lopez will travel.\nThen she returns."
    assert article.id == "in.txt"


def test_plain_text_that_begins_with_a_sentence_has_no_title():
    (article,) = read("Ana Lopez will travel.\nThen she returns.")

    assert article.title == ""
    assert article.text.startswith("Ana Lopez")


def test_what_is_known_of_all_documents_fills_what_they_leave_out():
    known = {"publisher": "FM", "country": "United Kingdom", "published_on": DAY, "title": "T"}

    (plain,) = read("Some text\nmore text", **known)
    (line,) = read('{"text": "x", "title": "Own", "country": "NATO"}', **known)

    assert (plain.publisher, plain.country, plain.published_on, plain.title) == (
        "FM",
        "GB",
        DAY,
        "T",
    )
    assert plain.text == "Some text\nmore text"
    assert (line.publisher, line.country, line.title) == ("FM", "org:NATO", "Own")


@pytest.mark.parametrize("text", ["", "\n \n", "\ufeff\n"])
def test_nothing_in_gives_nothing_out(text):
    assert read(text) == []


def test_a_byte_order_mark_is_no_text():
    assert read('\ufeff{"id": "a", "text": "x"}')[0].id == "a"


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ('{"id": "a", "text": "x"}\n{broken', "line 2 is not valid JSON"),
        ('{"id": "a", "text": "x"}\n[1]', "line 2 is not a JSON object"),
        ('{"text": ["x"]}', "'text' must be text"),
        ('{"text": "x", "date": "17/3/2026"}', "'17/3/2026' is no date"),
    ],
)
def test_a_line_that_cannot_be_read_is_told_with_its_number(text, complaint):
    with pytest.raises(InputError, match=r"^in\.txt, line ") as raised:
        read(text)

    assert complaint in str(raised.value)


def test_half_a_surrogate_pair_does_not_get_through():
    (article,) = read('{"id": "a", "text": "bad \\ud83d here, good \\ud83d\\ude00"}')

    assert article.text == "bad � here, good 😀"


def test_a_reading_becomes_the_json_object_of_the_guideline():
    stop = Stop(country="KE", city="Nairobi", start=DAY, meets=("Bo Lind",))
    visit = Visit(
        visitor="Ana Lopez",
        office="Foreign Minister",
        origin="GB",
        status=VisitStatus.PLANNED,
        stops=(stop,),
        evidence=SEEN,
    )
    pledge = Pledge(
        pledger="GB",
        kind=PledgeKind.HEALTH,
        amount=Decimal(2_300_000_000),
        currency="GBP",
        relation=Relation.AT_LEAST,
        beneficiary=("KE",),
        period="2026",
        status=PledgeStatus.NEW,
        what="clinics",
        evidence=SEEN,
    )
    reading = Reading(
        facts=Facts(visits=(visit,), pledges=(pledge,)), topics=("kenya",), summary=("Ana goes.",)
    )

    made = record(Article(id="a", title="", text=""), reading)

    assert made["id"] == "a"
    assert made["visits"] == [
        {
            "visitor": "Ana Lopez",
            "office": "Foreign Minister",
            "origin": "GB",
            "status": "planned",
            "stops": [
                {
                    "country": "KE",
                    "city": "Nairobi",
                    "start": "2026-03-17",
                    "end": None,
                    "meets": ["Bo Lind"],
                }
            ],
            "evidence": "Ana goes.",
            "start": 3,
            "end": 12,
            "rule": "visits:travel",
        }
    ]
    assert made["pledges"][0]["amount"] == 2300000000
    assert made["pledges"][0]["relation"] == "at_least"
    assert made["topics"] == ["kenya"]
    assert made["summary"] == ["Ana goes."]


def test_a_line_of_output_is_json_on_one_line_in_plain_letters():
    line = json_line(Article(id="é", title="", text=""), Reading(headline="A\nb"))

    assert "\n" not in line
    assert json.loads(line)["headline"] == "A\nb"
    assert "é" in line


def test_a_fraction_of_a_unit_stays_a_fraction():
    pledge = Pledge(
        pledger="GB",
        kind=PledgeKind.OTHER,
        amount=Decimal("2.5"),
        currency="GBP",
        relation=Relation.EXACTLY,
        beneficiary=(),
        period=None,
        status=PledgeStatus.NEW,
        what="",
        evidence=SEEN,
    )

    made = record(Article(title="", text=""), Reading(facts=Facts(pledges=(pledge,))))

    assert made["pledges"][0]["amount"] == 2.5
