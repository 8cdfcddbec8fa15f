"""The whole pipeline, loaded once for all tests that need it."""

from pathlib import Path

import pytest

from bot.nlp.reader import Reader
from bot.nlp.worker import make_reader

TOPICS = Path(__file__).parents[3] / "config" / "topics.toml"


@pytest.fixture(scope="session")
def topics_file() -> Path:
    return TOPICS


@pytest.fixture(scope="session")
def reader(topics_file) -> Reader:
    return make_reader(topics_file)
