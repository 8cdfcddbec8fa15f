"""The figures reached on the shared development set, below which nothing may fall."""

import json
import subprocess
import sys

import pytest

from bot.nlp.output import articles, json_line
from bot.nlp.stream import readings
from tests.shared import shared

pytestmark = pytest.mark.model

#: What was measured, less one or two points; raise them with every gain.
FLOORS = {
    "visit_stops f1": 0.91,
    "visit_stops precision": 0.95,
    "pledges f1": 0.90,
    "meets f1": 0.79,
    "fields visit.office accuracy": 0.98,
    "fields visit.origin accuracy": 0.98,
    "fields visit.status accuracy": 0.91,
    "fields visit.start accuracy": 0.91,
    "fields visit.city accuracy": 0.93,
    "fields pledge.kind accuracy": 0.91,
    "fields pledge.beneficiary accuracy": 0.92,
    "fields pledge.status accuracy": 0.84,
    "quiet_documents accuracy": 0.96,
    "grounding share": 1.0,
}


@pytest.fixture(scope="module")
def figures(topics_file, tmp_path_factory) -> dict:
    documents, gold = shared("extraction/dev.docs.jsonl"), shared("extraction/dev.gold.jsonl")
    score = shared("extraction/score.py")
    found = tmp_path_factory.mktemp("dev") / "found.jsonl"
    with documents.open(encoding="utf-8") as stream, found.open("w", encoding="utf-8") as out:
        read = readings(articles(stream, documents.name), topics_file=topics_file, processes=2)
        out.writelines(json_line(article, reading) + "\n" for article, reading in read)
    command = [
        sys.executable,
        score,
        "--gold",
        gold,
        "--pred",
        found,
        "--docs",
        documents,
        "--json",
    ]
    answer = subprocess.run(command, capture_output=True, check=True, text=True, timeout=60)
    return json.loads(answer.stdout)


@pytest.mark.parametrize("name", FLOORS)
def test_accuracy_on_the_development_set_does_not_fall(figures, name):
    reached = figures
    for key in name.split():
        reached = reached[key]

    assert reached >= FLOORS[name]
