"""Our own invented releases, with answers by the guideline: accuracy may rise, not fall."""

import io
import json
from pathlib import Path

import pytest

from bot.nlp.output import articles, record
from tests.scoring import pledge_f1, stop_f1

pytestmark = pytest.mark.model

RELEASES = Path(__file__).parents[2] / "data" / "releases"
#: File, what it has answers for, and the F1 that was reached (less two points).
FLOORS = [
    ("pledges.jsonl", pledge_f1, 0.90),
    ("visits.jsonl", stop_f1, 0.97),
    ("blind_a.jsonl", stop_f1, 0.90),
    ("blind_b.jsonl", stop_f1, 0.97),
    # Nobody who wrote rules has read these, and nobody should: it is what strangers will see.
    ("held_out.jsonl", stop_f1, 0.84),
    ("held_out.jsonl", pledge_f1, 0.91),
]


def answers(file: str) -> tuple[str, list[dict]]:
    text = (RELEASES / file).read_text(encoding="utf-8")
    return text, [json.loads(line)["gold"] for line in text.splitlines() if line.strip()]


@pytest.mark.parametrize(("file", "score", "floor"), FLOORS)
def test_accuracy_on_our_own_releases_does_not_fall(reader, file, score, floor):
    text, gold = answers(file)
    documents = list(articles(io.StringIO(text), file))

    found = [
        record(article, reading)
        for article, reading in zip(documents, reader.read_all(documents), strict=True)
    ]

    assert score(gold, found) >= floor


@pytest.mark.parametrize("file", sorted({file for file, _, _ in FLOORS}))
def test_nothing_is_invented(reader, file):
    text, _ = answers(file)

    for article in articles(io.StringIO(text), file):
        reading = reader.read(article)
        for fact in (*reading.facts.visits, *reading.facts.pledges):
            assert article.text[fact.evidence.start : fact.evidence.end] == fact.evidence.sentence
        body = f"{article.title} {article.text}".casefold()  # some names stand there in capitals
        for name in names(reading):
            assert all(word in body for word in name.casefold().split())
        for sentence in reading.summary:
            assert sentence in article.text


def names(reading) -> list[str]:
    visits = reading.facts.visits
    stops = [stop for visit in visits for stop in visit.stops]
    return [
        *(visit.visitor for visit in visits if visit.visitor),
        *(stop.city for stop in stops if stop.city),
        *(name for stop in stops for name in stop.meets),
    ]
