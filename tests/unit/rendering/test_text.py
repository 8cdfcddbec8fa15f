import html
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rendering.text import clean, clip, counted, escape, linked, listed, web_address

HOSTILE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")


@given(st.text())
def test_cleaned_text_has_no_hidden_character_and_can_be_sent(text):
    cleaned = clean(text)

    assert not HOSTILE.search(cleaned)
    assert cleaned == cleaned.strip()
    cleaned.encode()


@given(st.text())
def test_escaped_text_has_no_markup_and_reads_as_it_was(text):
    escaped = escape(text)

    assert not re.search(r"[<>\"]", escaped)
    assert html.unescape(escaped) == clean(text)


@pytest.mark.parametrize(
    ("hostile", "seen"),
    [
        ("Invoice \u202egnp.exe", "Invoice gnp.exe"),
        ("\u2066left\u2069 right", "left right"),
        ("zero\u200bwidth\ufeff", "zerowidth"),
        ("tab\tand\x00null\x9b", "tab andnull"),
        ("two\nlines\u2028more", "two lines more"),
        ("half \ud83d pair", "half pair"),
    ],
    ids=["bidi override", "isolates", "zero width", "controls", "line breaks", "lone surrogate"],
)
def test_tricks_are_stripped(hostile, seen):
    assert clean(hostile) == seen


@pytest.mark.parametrize(
    "link",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "tg://user?id=1",
        "file:///etc/passwd",
        "http://localhost/news",
        "https://./",
        "https://gov.uk@evil.example/",
        "https://x.example/\u202eabc",
        "https://x.example/a b",
        "https://x.example:port/",
        "https://[::1",
        "https://x.example/" + "a" * 2000,
        "",
    ],
)
def test_address_that_telegram_would_drop_or_that_deceives_is_no_link(link):
    assert web_address(link) is None


def test_public_address_is_a_link_with_its_quotes_escaped():
    assert linked("A & B", 'https://x.example/?q="1"&r=2') == (
        '<a href="https://x.example/?q=&quot;1&quot;&amp;r=2">A &amp; B</a>'
    )


def test_address_of_a_local_server_is_shown_as_text():
    assert linked("Title", "http://localhost:8000/a?b&c") == (
        "Title (http://localhost:8000/a?b&amp;c)"
    )


def test_other_addresses_are_not_shown():
    assert linked("Title", "file:///tmp/x") == "Title"


def test_long_text_is_cut_at_a_word():
    assert clip("one two three four", 12) == "one two…"
    assert clip("short", 12) == "short"
    assert clip("x" * 20, 10) == "x" * 9 + "…"


def test_long_list_says_how_many_more_there_are():
    assert listed(["a", "b", "c", "d"], 2) == "a, b and 2 more"
    assert listed(["a", "b"], 2) == "a, b"


def test_counting_is_grammatical():
    assert [counted(number, "visit") for number in (0, 1, 2, 1200)] == [
        "0 visits",
        "1 visit",
        "2 visits",
        "1,200 visits",
    ]
