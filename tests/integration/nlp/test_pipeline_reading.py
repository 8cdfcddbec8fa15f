"""Readers: other languages, empty and huge texts, batches, processes, explanations."""

import json
import subprocess
import sys
from dataclasses import replace
from datetime import date

import pytest

from bot.models import Article, Facts
from bot.nlp import worker
from bot.nlp.extraction import rejected_of
from bot.nlp.pipeline import COMPONENTS, LONGEST, clipped, make_doc
from bot.nlp.reader import BATCH, extract
from bot.nlp.stream import explanations, readings

pytestmark = pytest.mark.model

RELEASE = Article(
    id="r",
    title="Foreign Minister to visit Kenya",
    text=(
        "Foreign Minister Aoife Brennan will travel to Nairobi on 20 March to meet Kenyan President"
        " Peter Otieno. Ireland will provide €5 million in humanitarian aid to Somalia, the"
        " Minister announced today."
    ),
    country="IE",
    publisher="Department of Foreign Affairs",
    published_on=date(2026, 3, 18),
)
GERMAN = Article(
    id="g",
    title="Außenministerin Müller reist nach Kenia",
    text="Die Ministerin reist am Montag nach Kenia und sagt fünf Millionen Euro für Kenia zu.",
    country="DE",
    language="de",
    published_on=date(2026, 3, 18),
)


def test_a_release_is_read_with_facts_topics_headline_and_summary(reader):
    reading = reader.read(RELEASE)

    assert [visit.visitor for visit in reading.facts.visits] == ["Aoife Brennan"]
    assert [pledge.currency for pledge in reading.facts.pledges] == ["EUR"]
    assert {"kenya", "somalia", "humanitarian", "visits", "pledges"} <= set(reading.topics)
    assert reading.headline == "Aoife Brennan (Ireland) to visit Kenya"
    assert all(sentence in RELEASE.text for sentence in reading.summary)
    assert reading.language == "en"


def test_another_language_gives_names_and_never_facts(reader):
    reading = reader.read(GERMAN)

    assert reading.facts == Facts()
    assert reading.topics == ("kenya",)
    assert reading.countries == ("KE",)
    assert (reading.language, reading.headline) == ("de", GERMAN.title)


def test_a_batch_of_several_languages_keeps_its_order(reader):
    batch = [RELEASE, GERMAN] * BATCH

    languages = [reading.language for reading in reader.read_all(batch)]

    assert languages == ["en", "de"] * BATCH


@pytest.mark.parametrize("text", ["", " ", "\n\n", "?", "No verb here", "\u200b", "a\x00b"])
def test_almost_nothing_is_read_as_nothing(reader, text):
    reading = reader.read(Article(title="", text=text))

    assert reading.facts == Facts()
    assert reading.summary == ()


def test_a_text_beyond_the_limit_is_cut_at_a_line_or_word():
    assert clipped("a b " * LONGEST).endswith("b")
    assert clipped("a" * (LONGEST + 1)) == "a" * LONGEST
    lines = ("x" * 99 + "\n") * (LONGEST // 50)
    assert clipped(lines).endswith("x")
    assert clipped("short") == "short"


def test_offsets_are_those_of_the_articles_own_text(reader):
    article = replace(RELEASE, text=f"\n\n  Heading\n\n{RELEASE.text}")

    reading = reader.read(article)

    for fact in (*reading.facts.visits, *reading.facts.pledges):
        assert article.text[fact.evidence.start : fact.evidence.end] == fact.evidence.sentence


def test_sentences_end_where_lines_end(reader):
    article = Article(title="", text="A heading without a stop\nAna Lopez spoke\n\n- one bullet")

    doc = reader._nlp(make_doc(reader._nlp, article))

    assert [sentence.text.strip() for sentence in doc.sents] == [
        "A heading without a stop",
        "Ana Lopez spoke",
        "- one bullet",
    ]


def test_the_components_run_in_their_order_behind_the_model(reader):
    names = reader._nlp.pipe_names

    assert names.index("lines") < names.index("parser")
    assert tuple(names[-len(COMPONENTS) :]) == tuple(COMPONENTS)


def test_extract_reads_with_a_given_pipeline(reader):
    assert extract(reader._nlp, RELEASE).facts == reader.read(RELEASE).facts


def test_an_explanation_has_the_marks_behind_the_facts(reader):
    explanation = reader.explain(RELEASE)

    assert explanation.reading == reader.read(RELEASE)
    labels = {mark.label for mark in explanation.marks}
    assert {"CITY", "DATE", "MONEY", "PERSON"} <= labels
    assert reader.explain(GERMAN).marks == ()


def test_what_was_refused_is_explained_with_its_reason(reader):
    article = replace(
        RELEASE,
        text="Minister Brennan hopes to visit Uganda. Prime Minister Odd Lie saw Kenya in 2015.",
    )
    explanation = reader.explain(article)

    assert explanation.reading.facts == Facts()
    assert explanation.rejected
    assert all(refused.reason and refused.evidence.sentence for refused in explanation.rejected)


def test_a_component_can_refuse_more_than_one_candidate(reader):
    from bot.nlp.attributes import reject  # noqa: PLC0415 - needs spaCy, like the fixture

    doc = reader._nlp.make_doc("One two three. Four five.")
    doc[4].is_sent_start = True
    for token in (1, 2, 3, 5, 6):
        doc[token].is_sent_start = False
    reject(doc, 5, 6, label="PLEDGE", rule="late", reason="second")
    reject(doc, 0, 2, label="VISIT", rule="early", reason="first")

    first, second = rejected_of(doc)

    assert (first.label, first.text, first.evidence.rule) == ("VISIT", "One two", "early")
    assert second.evidence.sentence == "Four five."


def test_streams_yield_articles_with_their_readings_in_order(topics_file):
    articles = [replace(RELEASE, id=str(number)) for number in range(40)]

    alone = list(readings(articles, topics_file=topics_file))
    shared_out = list(readings(articles, topics_file=topics_file, processes=2))

    assert [article.id for article, _ in shared_out] == [str(number) for number in range(40)]
    assert alone == shared_out


def test_explanations_stream_one_by_one(topics_file):
    found = explanations(iter([RELEASE, GERMAN]), topics_file=topics_file)

    assert [item.reading.language for item in found] == ["en", "de"]


def test_a_worker_reads_after_its_setup_and_sets_itself_up_otherwise(topics_file, reader):
    worker._ready.clear()
    assert worker.read(RELEASE).facts == reader.read(RELEASE).facts

    worker.setup(topics_file)
    assert worker.read_all([RELEASE]) == [reader.read(RELEASE)]


def test_whoever_hands_out_work_never_imports_spacy():
    program = (
        "import sys, json; from bot.nlp import worker, stream, output, explain_text, model;"
        "print(json.dumps(sorted({'spacy', 'thinc', 'py3langid'} & sys.modules.keys())))"
    )

    answer = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )

    assert json.loads(answer.stdout) == []
