"""Any number of articles read in order with flat memory, in this process or in several."""

import multiprocessing
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from itertools import islice
from pathlib import Path

from bot.models import Article, Reading
from bot.nlp import worker
from bot.nlp.explain import Explanation

CHUNK = 16  #: articles handed to a process at a time
AHEAD = 3  #: chunks waiting per process: enough to keep it busy, few enough to stay small


def readings(
    articles: Iterable[Article], *, topics_file: Path | None = None, processes: int = 1
) -> Iterator[tuple[Article, Reading]]:
    """Read *articles* as they come and yield each with its reading, in their order."""
    if processes > 1:
        yield from _in_processes(articles, topics_file, processes)
    else:
        yield from _here(articles, topics_file)


def explanations(
    articles: Iterable[Article], *, topics_file: Path | None = None
) -> Iterator[Explanation]:
    """Explain *articles* one by one, in this process."""
    reader = worker.make_reader(topics_file)
    yield from (reader.explain(article) for article in articles)


def _here(
    articles: Iterable[Article], topics_file: Path | None
) -> Iterator[tuple[Article, Reading]]:
    reader = worker.make_reader(topics_file)
    for chunk in _chunks(articles):
        yield from zip(chunk, reader.read_all(chunk), strict=True)


def _in_processes(
    articles: Iterable[Article], topics_file: Path | None, processes: int
) -> Iterator[tuple[Article, Reading]]:
    # Spawned, not forked: a fork would copy whatever threads and locks the caller holds.
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(
        processes, mp_context=context, initializer=worker.setup, initargs=(topics_file,)
    ) as pool:
        waiting: deque[tuple[list[Article], Future[list[Reading]]]] = deque()
        for chunk in _chunks(articles):
            waiting.append((chunk, pool.submit(worker.read_all, chunk)))
            if len(waiting) >= AHEAD * processes:
                yield from _finished(waiting.popleft())
        while waiting:
            yield from _finished(waiting.popleft())


def _finished(
    job: tuple[list[Article], Future[list[Reading]]],
) -> Iterator[tuple[Article, Reading]]:
    chunk, future = job
    yield from zip(chunk, future.result(), strict=True)


def _chunks(articles: Iterable[Article]) -> Iterator[list[Article]]:
    waiting = iter(articles)
    while chunk := list(islice(waiting, CHUNK)):
        yield chunk
