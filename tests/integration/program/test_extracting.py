import io
import sys
from types import SimpleNamespace

import pytest
from rich.console import Console

from bot import extracting
from bot.errors import InputError
from bot.models import Article, Reading
from bot.nlp.explain import Explanation
from bot.nlp.output import Defaults


@pytest.fixture(autouse=True)
def model(monkeypatch):
    """Let nothing be read by the model; documents pass through."""

    def readings(articles, *, topics_file, processes):
        return ((article, Reading(headline=article.title)) for article in articles)

    def explanations(articles, *, topics_file):
        return (Explanation(article=article, reading=Reading()) for article in articles)

    monkeypatch.setattr("bot.nlp.stream.readings", readings)
    monkeypatch.setattr("bot.nlp.stream.explanations", explanations)


@pytest.fixture
def request_for(tmp_path):
    def make(*files, **known):
        return extracting.Request(
            files=files, known=Defaults(**known), topics_file=tmp_path / "topics.toml"
        )

    return make


@pytest.fixture
def release(tmp_path):
    path = tmp_path / "release.txt"
    path.write_text("Harbour opened\n\nThe harbour was opened today.", encoding="utf-8")
    return path


def test_several_files_are_read_in_their_order(request_for, release, tmp_path):
    other = tmp_path / "other.txt"
    other.write_text("Bridge opened\n\nThe bridge was opened today.")

    articles = list(extracting.documents(request_for(other, release)))

    assert [article.title for article in articles] == ["Bridge opened", "Harbour opened"]


def test_what_is_known_completes_the_document(request_for, release):
    (article,) = extracting.documents(request_for(release, publisher="P", country="Norway"))

    assert isinstance(article, Article)
    assert (article.publisher, article.country) == ("P", "NO")


def test_terminal_without_files_is_told_what_to_do(request_for, monkeypatch):
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(isatty=lambda: True))

    with pytest.raises(InputError, match="name files to read"):
        next(extracting.documents(request_for()))


def test_results_flow_while_more_is_read(request_for, tmp_path):
    path = tmp_path / "docs.jsonl"
    path.write_text('{"id": "1", "text": "a"}\n{"id": "2", "text": "b"}\nbroken\n')
    out = io.StringIO()

    with pytest.raises(InputError, match="line 3"):
        extracting.extract(request_for(path), out)

    assert out.getvalue().count("\n") == 2


def test_progress_is_shown_to_who_watches(request_for, release, monkeypatch):
    watching = Console(file=io.StringIO(), force_terminal=True)
    monkeypatch.setattr(extracting, "Console", lambda **_: watching)

    extracting.extract(request_for(release), io.StringIO())

    assert "documents read in" in watching.file.getvalue()


def test_explanation_is_printed(request_for, release):
    console = Console(file=io.StringIO(), width=100)

    extracting.explain(request_for(release), console)

    assert "Harbour opened" in console.file.getvalue()


def test_explanation_is_written_as_a_page(request_for, release, tmp_path):
    page = tmp_path / "page.html"

    extracting.explain_on_page(request_for(release), page)

    assert "<h2>Harbour opened</h2>" in page.read_text(encoding="utf-8")


def test_page_that_cannot_be_written_is_named(request_for, release, tmp_path):
    with pytest.raises(InputError, match="cannot be written"):
        extracting.explain_on_page(request_for(release), tmp_path / "no" / "page.html")
