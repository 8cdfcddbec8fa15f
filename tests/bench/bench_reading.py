"""How fast releases are read, against the same model bare; and that a reader does not grow."""

import json
import time
from collections.abc import Iterator
from datetime import date
from itertools import count, islice

import psutil
import spacy

from bot.models import Article
from bot.nlp import model, pipeline, stream
from bot.nlp.reader import BATCH, Reader
from config.settings import Settings
from tests.bench.figures import Figure, measured
from tests.shared import ROOT, SHARED

#: Articles that one worker reads while its memory is watched.
MANY = 20_000
_EVERY = 4_000
_TURNS = 40  #: articles that either side reads before the other has its turn


async def run() -> list[Figure]:
    articles = _articles()
    return [*_against_bare(articles), _processes(articles, 1), _processes(articles, 2), _memory()]


def _against_bare(articles: list[Article]) -> list[Figure]:
    """Let both read in turns, so that a machine that slows down does so for both."""
    nlp, bare = pipeline.load(), _bare()
    reader = Reader(nlp)
    ours = theirs = 0.0
    for start in range(0, len(articles), _TURNS):
        part = articles[start : start + _TURNS]
        with measured() as watch, bare.memory_zone():
            for _ in bare.pipe((pipeline.clipped(one.text) for one in part), batch_size=BATCH):
                pass
        theirs += watch.seconds
        with measured() as watch:
            for _ in reader.read_all(part):
                pass
        ours += watch.seconds
    share = f"{theirs / ours:.2f} of the bare model's speed"
    return [
        Figure("articles through the bare model", len(articles), theirs),
        Figure("articles read, one process", len(articles), ours, share),
    ]


def _bare():
    return spacy.load(model.installed())


def _processes(articles: list[Article], processes: int) -> Figure:
    """Time from the first reading on: a process takes seconds to start, once."""
    readings = stream.readings(iter(articles), processes=processes)
    next(readings)
    with measured() as watch:
        read = sum(1 for _ in readings)
    return Figure(f"articles read with {processes} process(es)", read, watch.seconds)


def _memory() -> Figure:
    """Read many short articles, each with a word that was never seen before."""
    reader = stream.worker.make_reader(Settings.load().topics_file)
    process, sizes, began = psutil.Process(), [], time.perf_counter()
    for number, _ in enumerate(reader.read_all(islice(_endless(), MANY)), start=1):
        if number % _EVERY == 0:
            sizes.append(f"{process.memory_info().rss / 2**20:,.0f}")
    note = f"MiB after each {_EVERY:,}: {', '.join(sizes)}"
    return Figure("short articles, memory watched", MANY, time.perf_counter() - began, note)


def _endless() -> Iterator[Article]:
    for number in count():
        yield Article(
            title=f"Minister Qorv{number}a in Nairobi",
            text=f"Foreign Minister Ada Qorv{number}a travels to Nairobi today. "
            f"Norway will provide NOK {number + 1} million to Kenya for the Zelt{number} fund.",
            publisher="Norway",
            country="NO",
            published_on=date(2026, 11, 25),
        )


def _articles() -> list[Article]:
    """Take the real releases where they are at hand, else the invented ones of the tests."""
    path = SHARED / "extraction" / "dev.docs.jsonl"
    paths = [path] if path.exists() else sorted((ROOT / "tests/data/releases").glob("*.jsonl"))
    rows = [json.loads(line) for path in paths for line in path.open(encoding="utf-8")]
    return [
        Article(
            title=row["title"],
            text=row["text"],
            publisher=row["publisher"],
            country=row["country"],
            published_on=date.fromisoformat(row["date"]),
        )
        for row in rows
    ]
