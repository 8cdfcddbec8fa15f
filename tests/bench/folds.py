"""``python -m tests.bench.folds``: each publisher's figures on the shared development set.

The weights of the pledges' judge are fitted anew for every publisher on all the others (and on our
own releases), so that no release is judged by weights that have seen its house style. Rules have
no weights: their figures are those of the shipped program, and were written with these texts
at hand.
"""

import runpy
from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any

from rich.console import Console
from rich.table import Table
from spacy.language import Language
from spacy.tokens import Doc

from bot.models import Article, Reading
from bot.nlp import pipeline
from bot.nlp.extraction import facts_of
from bot.nlp.output import record
from bot.nlp.pledges import training, weights
from bot.nlp.pledges.training import Example
from tests.shared import ROOT, shared

Row = dict[str, Any]
Tables = dict[str, list[Example]]

_COLUMNS = (
    *("publisher", "releases", "stops P", "R", "F1", "meets F1", "pledges F1", "held out"),
    "quiet",
)
_OWN = ("pledges", "blind_a", "blind_b")  #: what the shipped weights are fitted on as well


def main() -> None:
    """Print one line for each publisher and one for all."""
    paths = [shared(f"extraction/dev.{kind}.jsonl") for kind in ("docs", "gold")]
    own = [ROOT / f"tests/data/releases/{name}.jsonl" for name in _OWN]
    nlp = pipeline.load()
    dev = list(training.read_rows(paths).values())
    docs = dict(zip((row["id"] for row in dev), _read(nlp, dev), strict=True))
    learnt: dict[str, Tables] = defaultdict(lambda: {"money": [], "things": []})
    for row in dev:
        _learn(learnt[row["publisher"]], docs[row["id"]], row)
    ours = list(training.read_rows(own).values())
    for row, doc in zip(ours, _read(nlp, ours), strict=True):
        _learn(learnt["ours"], doc, row)
    _print(nlp, dev, docs, learnt)


def _print(nlp: Language, dev: list[Row], docs: dict[str, Doc], learnt: dict[str, Tables]) -> None:
    score = runpy.run_path(str(shared("extraction/score.py")))["score"]
    shipped, unseen = _found(nlp, dev, docs), {}
    for publisher in {row["publisher"] for row in dev}:
        _fit(tables for name, tables in learnt.items() if name != publisher)
        unseen |= _found(nlp, _of(dev, publisher), docs)
    table = Table(*_COLUMNS, box=None, header_style="bold")
    for publisher in (*sorted({row["publisher"] for row in dev}), "all"):
        rows = dev if publisher == "all" else _of(dev, publisher)
        gold = {row["id"]: row for row in rows}
        one, other = score(gold, shipped), score(gold, unseen)
        stops, quiet = one["visit_stops"], one["quiet_documents"]
        table.add_row(
            publisher,
            str(len(rows)),
            *(f"{stops[figure]:.3f}" for figure in ("precision", "recall", "f1")),
            f"{one['meets']['f1']:.3f}",
            f"{one['pledges']['f1']:.3f}",
            f"{other['pledges']['f1']:.3f}",
            f"{quiet['accuracy'] or 0:.3f} of {quiet['n']}",
        )
    Console(width=100).print(table)


def _of(rows: Iterable[Row], publisher: str) -> list[Row]:
    return [row for row in rows if row["publisher"] == publisher]


def _read(nlp: Language, rows: Iterable[Row]) -> list[Doc]:
    """Run everything over each row but the pledges."""
    docs = []
    for row in rows:
        doc = pipeline.make_doc(nlp, _article(row))
        for name, component in nlp.pipeline:
            doc = doc if name == "pledges" else component(doc)
        docs.append(doc)
    return docs


def _learn(tables: Tables, doc: Doc, row: Row) -> None:
    for name, example in training.examples(doc, row["pledges"]):
        tables[name].append(example)


def _fit(others: Iterable[Tables]) -> None:
    """Put weights fitted on *others* in the place of the shipped ones."""
    together = list(others)
    fitted = weights.weights()
    for name in ("money", "things"):
        fitted[name] = training.fit([one for tables in together for one in tables[name]])


def _found(nlp: Language, rows: Iterable[Row], docs: dict[str, Doc]) -> dict[str, Row]:
    found = {}
    for row in rows:
        doc = nlp.get_pipe("pledges")(docs[row["id"]])
        found[row["id"]] = record(_article(row), Reading(facts=facts_of(doc)))
    return found


def _article(row: Row) -> Article:
    return Article(
        title=row["title"],
        text=row["text"],
        publisher=row.get("publisher", ""),
        country=row["country"],
        published_on=date.fromisoformat(row["date"]),
    )


if __name__ == "__main__":
    main()
