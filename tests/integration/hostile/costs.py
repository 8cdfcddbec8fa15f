"""What reading costs, measured inside the process that reads."""

import time

from bot.models import Article, Reading
from bot.nlp import worker

ROUNDS = 4


def read(article: Article) -> Reading:
    """Read as the bot does."""
    return worker.read(article)


def compared(short: Article, long: Article, enough: float) -> tuple[float, Reading]:
    """Read both; tell how many times as much *long* costs, at best or once less than *enough*."""
    times = float("inf")
    for _ in range(ROUNDS):
        less, _ = _timed(short)
        more, reading = _timed(long)
        times = min(times, more / less)
        if times < enough:
            break
    return times, reading


def _timed(article: Article) -> tuple[float, Reading]:
    # Not process_time, which only counts whole ticks while a timer of processor time runs.
    begun = time.thread_time()
    reading = read(article)
    return time.thread_time() - begun, reading
