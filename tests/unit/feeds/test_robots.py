import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.feeds.robots import fits, read_rules

OURS = """
# A comment
User-agent: *
Disallow: /

User-agent: Briefing-Bot
User-agent: otherbot
Disallow: /search   # not for programs
Allow: /search/help
Disallow: /*.pdf$
Disallow:
Sitemap: https://www.example.org/sitemap.xml
"""


@pytest.mark.parametrize(
    ("path", "allowed"),
    [
        ("/news/1", True),
        ("/search?q=1", False),
        ("/search/help", True),
        ("/a/b.pdf", False),
        ("/a/b.pdf?x=1", True),
    ],
)
def test_the_group_that_names_us_decides_and_in_it_the_longest_rule(path, allowed):
    assert read_rules(OURS).allow(path) is allowed


def test_without_a_group_of_our_own_the_rules_for_everybody_hold():
    rules = read_rules("User-agent: *\nDisallow: /private\n\nUser-agent: x\nDisallow: /")

    assert rules.allow("/news")
    assert not rules.allow("/private/1")


def test_between_equally_long_rules_permission_wins():
    assert read_rules("User-agent: *\nDisallow: /a\nAllow: /a").allow("/a")


@pytest.mark.parametrize(
    "text", ["", "Disallow: /", "<html><body>Not found</body></html>", "User-agent: *\nDisallow:"]
)
def test_a_file_without_rules_for_us_forbids_nothing(text):
    assert read_rules(text).allow("/anything")


@pytest.mark.parametrize(
    ("pattern", "path", "fitting"),
    [
        ("/a", "/abc", True),
        ("/a$", "/a", True),
        ("/a$", "/ab", False),
        ("/*x", "/1/x/2", True),
        ("/*x$", "/1/x/2x", True),
        ("/*x*y", "/1y2x", False),
        ("*", "/", True),
        ("/a*a$", "/a", False),
        ("b", "/a", False),
    ],
)
def test_patterns_fit_as_the_standard_says(pattern, path, fitting):
    assert fits(pattern, path) is fitting


@given(st.text(alphabet="/*a$", max_size=40), st.text(alphabet="/a", max_size=200))
def test_no_pattern_is_slow_or_breaks(pattern, path):
    assert fits(pattern, path) in {True, False}


@given(st.text(max_size=300))
def test_no_file_breaks_the_reader(text):
    assert read_rules(text).allow("/") in {True, False}
