"""What runs inside a worker process; spaCy is imported there and nowhere else."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from bot.models import Article, Reading

if TYPE_CHECKING:
    from bot.nlp.reader import Reader

_ready: list["Reader"] = []


def setup(topics_file: Path | None = None) -> None:
    """Load model and topics; once per process."""
    _ready[:] = [make_reader(topics_file)]


def read(article: Article) -> Reading:
    """Read one article with what `setup` has loaded."""
    return _reader().read(article)


def read_all(articles: Sequence[Article]) -> list[Reading]:
    """Read a batch of articles, in their order."""
    return list(_reader().read_all(articles))


def make_reader(topics_file: Path | None = None) -> "Reader":
    """Load model and topics for use in this very process."""
    # spaCy takes a second and 90 MB, which the process that only hands out work does not pay.
    from bot.nlp.pipeline import load  # noqa: PLC0415
    from bot.nlp.reader import NO_TOPICS, Reader  # noqa: PLC0415
    from bot.topics import load_topics  # noqa: PLC0415

    return Reader(load(), load_topics(topics_file) if topics_file else NO_TOPICS)


def _reader() -> "Reader":
    if not _ready:
        setup()
    return _ready[0]
