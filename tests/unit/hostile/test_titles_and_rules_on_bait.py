"""Patterns that operators write, and rules that sites write, on more text than anybody means."""

import tracemalloc

import pytest

from bot.admission import excluded
from bot.feeds.clean import MAX_TITLE
from bot.feeds.entries import MAX_MARKUP, Raw, entry_of
from bot.feeds.robots import MAX_BYTES, read_rules
from tests.newsroom import make_feed

MEGABYTE = 1 << 20


@pytest.mark.parametrize("piece", ["a", "a ", "&amp;", "<b>a</b> ", " ", "<", "é", "\u202e"])
def test_title_rules_only_see_the_beginning_of_a_megabyte_title(piece):
    # Such rules take quadratic time: on a megabyte hours, on what is left of it no time.
    feed = make_feed(title_exclude=(r"[a\s]+x$",), title_include=(r"\w+z$", "^"))

    entry = entry_of(Raw(guid="1", title=piece * (MEGABYTE // len(piece))), feed, "")

    assert entry is not None
    assert len(entry.title) <= MAX_TITLE
    assert not excluded(feed, entry.title)


@pytest.mark.parametrize("rule", [r"(a+)+$", r"^(a|a)*$", r"(\w+\s?)*:$", r"^((a*)*)*$"])
def test_a_rule_written_without_care_holds_up_no_feed(rule):
    # Each takes the usual engine longer than anybody lives.
    assert not excluded(make_feed(title_exclude=(rule,)), "a" * MAX_TITLE + "!")


def test_a_title_is_cut_before_it_is_cleaned(monkeypatch):
    lengths = []
    monkeypatch.setattr(
        "bot.feeds.entries.clean_title", lambda title: lengths.append(len(title)) or "Title"
    )

    entry_of(Raw(guid="1", title="a" * MEGABYTE), make_feed(), "")

    assert lengths == [MAX_MARKUP]


def test_rules_for_thousands_of_robots_cost_no_more_than_those_for_us():
    # Kept for each robot they would be 500 million.
    names = "".join(f"User-agent: robot{number}\n" for number in range(12_000))
    text = f"{names}User-agent: *\n" + "Disallow: /a\n" * 18_000
    assert len(text) <= MAX_BYTES

    tracemalloc.start()
    rules = read_rules(text)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert len(rules.rules) == 18_000
    assert peak < 16 << 20
