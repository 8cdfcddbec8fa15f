"""The components of places, people, dates and visits inside the loaded pipeline."""

from datetime import date

import pytest

from bot.models import Article
from bot.nlp import pipeline

pytestmark = pytest.mark.model

TEXT = (
    "Foreign Secretary Helen Ashworth will visit Oslo, Norway, on 14 March. "
    "She visited Lima in 2019."
)


@pytest.fixture(scope="module")
def doc():
    nlp = pipeline.load()
    article = Article(
        title="Foreign Secretary to visit Norway",
        text=TEXT,
        country="GB",
        published_on=date(2025, 3, 12),
    )
    return nlp(pipeline.make_doc(nlp, article))


def test_each_component_marks_its_spans(doc):
    assert [(s.text, s.label_, s.kb_id_) for s in doc.spans["places"]] == [
        ("Oslo", "CITY", "NO"),
        ("Norway", "COUNTRY", "NO"),
        ("Lima", "CITY", "PE"),
    ]
    assert doc.spans["people"][0]._.person.name == "Helen Ashworth"
    assert doc.spans["dates"][0]._.dates == (date(2025, 3, 14), None)


def test_a_visit_stands_on_its_sentence(doc):
    (span,) = doc.spans["visits"]
    (visit,) = span._.visits

    assert span.text == TEXT[: TEXT.index(" She")]
    assert (visit.visitor, visit.stops[0].city) == ("Helen Ashworth", "Oslo")


def test_a_refused_sentence_is_kept_with_its_reason(doc):
    assert [s._.reason for s in doc.spans["rejected"] if s.label_ == "VISIT"] == ["history"]
