"""Fit the judge's weights: ``python -m bot.nlp.pledges.training FILE.jsonl ...``.

A row with a "text" is a document, a row with "pledges" (or a "gold" that holds them) answers for
the document of its "id". Logistic regression with an L2 penalty, solved by Newton's method from
zero: no chance is involved, so the same files give the same weights. Needs numpy, which spaCy
brings.
"""

import json
import re
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from spacy.tokens import Doc

from bot.models import Article
from bot.nlp import pipeline
from bot.nlp.pledges.candidates import Candidate, candidates
from bot.nlp.pledges.features import features
from bot.nlp.pledges.judge import weighed
from bot.nlp.pledges.scene import scene_of
from bot.nlp.pledges.vetoes import veto
from bot.nlp.pledges.weights import WEIGHTS

PENALTY = 3.0
ROUNDS = 30
_RARE = 3
_CLOSE = 0.005
_SAME_SENTENCE = 0.5
_STEM = 4  #: shorter words tie nothing to nothing
THRESHOLDS = {"money": 0.52, "things": 0.54, "named": 0.65}

Example = tuple[frozenset[str], bool]


def _words(text: str) -> set[str]:
    return set(re.findall(r"[a-z0-9]+", text.lower()))


def _stems(text: str) -> set[str]:
    return {word.rstrip("s") for word in _words(text) if len(word) >= _STEM or word.isdigit()}


def is_gold(candidate: Candidate, pledges: Iterable[Mapping[str, Any]]) -> bool:
    """Tell whether the gold answers of a release hold this candidate."""
    for pledge in pledges:
        if candidate.amount is not None:
            if pledge["amount"] is None or pledge["currency"] != candidate.currency:
                continue
            if abs(float(candidate.amount) - pledge["amount"]) <= _CLOSE * pledge["amount"]:
                return True
        elif pledge["amount"] is None:
            mine, theirs = _words(candidate.sentence.text), _words(pledge["evidence"])
            close = len(mine & theirs) / max(len(mine | theirs), 1) >= _SAME_SENTENCE
            if close and _stems(candidate.text) & _stems(pledge["what"]):
                return True
    return False


def fit(examples: Sequence[Example], penalty: float = PENALTY) -> dict[str, float]:
    """Fit one table of weights."""
    counts: dict[str, int] = {}
    for names, _ in examples:
        for name in names:
            counts[name] = counts.get(name, 0) + 1
    columns = {name: i for i, name in enumerate(sorted(n for n, c in counts.items() if c >= _RARE))}
    rows: NDArray[np.float64] = np.zeros((len(examples), len(columns)))
    labels: NDArray[np.float64] = np.array([float(label) for _, label in examples])
    for row, (names, _) in enumerate(examples):
        for name in names & columns.keys():
            rows[row, columns[name]] = 1
    ridge = np.full(len(columns), penalty)
    ridge[columns["bias"]] = 1e-3
    weights: NDArray[np.float64] = np.zeros(len(columns))
    for _ in range(ROUNDS):
        chance = 1 / (1 + np.exp(-rows @ weights))
        slope = rows.T @ (chance - labels) + ridge * weights
        curve = (rows.T * (chance * (1 - chance))) @ rows + np.diag(ridge)
        weights -= np.linalg.solve(curve, slope)
    return {name: round(float(weights[i]), 3) for name, i in columns.items()}


def examples(doc: Doc, pledges: Sequence[Mapping[str, Any]]) -> Iterator[tuple[str, Example]]:
    """Label the candidates of a read document: table and example."""
    scene = scene_of(doc)
    followed = False
    for candidate in candidates(doc):
        label = is_gold(candidate, pledges)
        _, pledgers = weighed(scene, candidate)
        answers = features(scene, candidate, pledgers[0], followed=followed)
        if not veto(candidate, answers):  # the weights are only asked about the rest
            yield ("money" if candidate.is_money else "things"), (answers, label)
        followed = label if candidate.is_money else followed


def read_rows(paths: Iterable[Path]) -> dict[str, dict[str, Any]]:
    """Join the rows of all files by their id."""
    joined: dict[str, dict[str, Any]] = {}
    for path in paths:
        for line in filter(str.strip, path.read_text(encoding="utf-8").split("\n")):
            row = json.loads(line)
            joined.setdefault(row["id"], {}).update({**row, **row.get("gold", {})})
    return joined


def read_documents(rows: Iterable[Mapping[str, Any]]) -> Iterator[tuple[Doc, list[Any]]]:
    """Run the pipeline up to the pledges over each row."""
    nlp = pipeline.load()
    for row in rows:
        article = Article(
            title=row["title"],
            text=row["text"],
            country=row["country"],
            published_on=date.fromisoformat(row["date"]),
        )
        doc = pipeline.make_doc(nlp, article)
        for name, component in nlp.pipeline:
            if name not in {"visits", "pledges"}:
                doc = component(doc)
        yield doc, row["pledges"]


def main(paths: Sequence[str]) -> None:
    """Fit both tables and write them."""
    tables: dict[str, list[Example]] = {"money": [], "things": []}
    rows = read_rows(map(Path, paths))
    for doc, pledges in read_documents(rows.values()):
        for table, example in examples(doc, pledges):
            tables[table].append(example)
    fitted = {name: fit(found) for name, found in tables.items()}
    text = json.dumps({**fitted, "thresholds": THRESHOLDS}, indent=0, sort_keys=True)
    WEIGHTS.write_text(text + "\n", encoding="utf-8")
    sizes = ", ".join(f"{len(found)} {name}" for name, found in tables.items())
    sys.stdout.write(f"fitted on {len(rows)} documents: {sizes}\n")


if __name__ == "__main__":
    main(sys.argv[1:])
