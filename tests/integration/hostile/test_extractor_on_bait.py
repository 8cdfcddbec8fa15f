"""The whole extractor, as the bot runs it, on texts that are made to keep it busy.

It reads in a process of its own with the product's limits. An article is cut to the longest that is
read; up to there four times as much text costs about four times as much time. It tells nothing, and
the next article is read as usual.
"""

import asyncio
from datetime import date
from functools import partial
from pathlib import Path

import pytest

from bot.app import READER_CPU_SECONDS, READER_MEMORY, READER_TIMEOUT
from bot.models import Article
from bot.nlp import worker as language
from bot.nlp.pipeline import LONGEST, clipped, of_words
from bot.workers import Worker
from tests.integration.hostile.costs import compared, read

pytestmark = pytest.mark.model

TOPICS = Path(__file__).parents[3] / "config" / "topics.toml"
SHORT, LONG = 1_250, 5_000
#: Linear time quadruples, quadratic time is 16 times as long.
MOST_TIMES = 10.0
#: So that the text is taken for English, and for more than a list.
LEAD = "The ministry said in a statement what the talks were about and what they did not reach.\n"
BAITS = {
    "words": "word ",
    "words and commas": "a, ",
    "words and brackets": "(a [b",
    "lines of one letter": "a\n",
    "figures": "1 ",
    "figures in groups": "1 111 111 ",
    "initials": "A. ",
    "names": "Ada Berg ",
    "names and commas": "Ada Berg, ",
    "offices": "Minister of ",
    "states": "Government and people of the ",
    "countries": "Kenya, ",
    "days": "3 March ",
    "sums": "$5 million ",
    "quotes": "'s \"",
    "journeys": "visit to ",
    "hosts": "hosted their ",
    "gifts": "more than over ",
    "unknown script": "\U0001e900\U0001e901 ",
    "private use": "\ue000\uf000 ",
    "dashes": "– ",
    "no full stop": "the ministry of the ",
}
#: What spaCy or a pattern would look at as one piece, and how many there are of it.
RUNS = {
    "one word": "a" * 200_000,
    "digits": "1" * 200_000,
    "commas": "," * 200_000,
    "brackets": "(" * 200_000,
    "signs of money": "$" * 19_000,
    "quotes": "“" * 19_000,
    "capitals": "A" * 19_000,
    "initials": "A." * 9_500,
    "dots": "." * 19_000,
    "line breaks": "\n" * 20_000,
    "spaces behind a day": "Monday, 3 March" + " " * 19_000,
    "one line": "the ministry of the " * 5_000,
}
ORDINARY = (
    "Foreign Minister Ada Berg will travel to Nairobi, Kenya, on 3 March to meet President Amos "
    "Otieno. Norway will provide NOK 20 million to Kenya this year."
)


def article(text):
    return Article(
        title="News of the ministry",
        text=text,
        publisher="Norway",
        country="NO",
        published_on=date(2026, 3, 1),
    )


@pytest.fixture(scope="module")
def run():
    worker = Worker(
        partial(language.setup, TOPICS),
        cpu_seconds=READER_CPU_SECONDS,
        memory_bytes=READER_MEMORY,
        timeout=READER_TIMEOUT,
    )
    with asyncio.Runner() as runner:
        yield lambda function, *articles: runner.run(worker.run(function, *articles))
        runner.run(worker.close())


@pytest.mark.parametrize("name", BAITS)
def test_four_times_as_much_bait_costs_four_times_as_much_and_tells_nothing(name, run):
    piece = BAITS[name]
    short, long = (article(LEAD + piece * (size // len(piece))) for size in (SHORT, LONG))

    times, reading = run(compared, short, long, MOST_TIMES)

    assert times < MOST_TIMES
    assert not reading.facts.visits
    assert not reading.facts.pledges


@pytest.mark.parametrize("name", RUNS)
def test_endless_bait_is_read_within_the_limits_and_tells_nothing(name, run):
    reading = run(read, article(LEAD + RUNS[name]))

    assert not reading.facts.visits
    assert not reading.facts.pledges


def test_after_bait_an_ordinary_article_is_read_as_usual(run):
    run(read, article(LEAD + RUNS["one line"]))
    facts = run(read, article(ORDINARY)).facts

    assert [visit.visitor for visit in facts.visits] == ["Ada Berg"]
    assert [pledge.currency for pledge in facts.pledges] == ["NOK"]


def test_a_sentence_with_an_endless_link_is_quoted_as_it_was_written(run):
    text = f"Norway will provide NOK 20 million to Kenya, see https://mfa.example/{'a' * 1000} now."

    (pledge,) = run(read, article(f"{LEAD}{text}")).facts.pledges

    assert pledge.evidence.sentence == text


@pytest.mark.parametrize("name", RUNS)
def test_what_is_read_of_bait_is_not_longer_than_the_longest_article(name):
    assert len(clipped(LEAD + RUNS[name])) <= LONGEST


def test_what_is_no_word_is_blanked_out_and_everything_keeps_its_place():
    link = "https://mfa.example/" + "a" * 900
    text = f"See {link} and {'x' * 1000} now"

    assert of_words(text) == f"See {link} and {' ' * 1000} now"
