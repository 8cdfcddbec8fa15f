import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.rendering.split import LONGEST, plain, split, units

TAG = re.compile(r"<(/?)(\w+)[^<>]*>")

words = st.text(alphabet=st.sampled_from("abc é🇳🇴\n &<>\"'.😀"), min_size=1, max_size=60).map(
    lambda text: text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
)


def wrapped(children):
    return st.tuples(
        st.sampled_from(["b", "i", "blockquote", 'a href="https://x.example/?a=1&amp;b=2"']),
        st.lists(children, min_size=1, max_size=5).map("".join),
    ).map(lambda pair: f"<{pair[0]}>{pair[1]}</{pair[0].split()[0]}>")


markup = st.lists(st.recursive(words, wrapped, max_leaves=12), min_size=1, max_size=20).map("".join)


def bare(html):
    return "".join(TAG.sub("", html).split())


def is_balanced(html):
    opened = []
    for closing, name in TAG.findall(html):
        if not closing:
            opened.append(name)
        elif not opened or opened.pop() != name:
            return False
    return not opened


@given(markup, st.integers(min_value=220, max_value=400))
@settings(max_examples=150)
def test_parts_fit_are_valid_alone_and_lose_nothing(html, longest):
    parts = split(html, longest)

    assert all(units(part) <= longest for part in parts)
    assert all(is_balanced(part) for part in parts)
    assert all(plain(part) for part in parts)
    assert "".join(map(bare, parts)) == bare(html)


@given(markup)
def test_a_part_never_ends_or_begins_within_an_entity(html):
    for part in split(html, 250):
        assert not re.search(r"&(?!(?:amp|lt|gt);)", part)


def test_short_text_stays_whole():
    assert split("<b>Hello</b>") == ["<b>Hello</b>"]


@pytest.mark.parametrize("html", [" \n ", "<b> </b>"])
def test_nothing_gives_no_message(html):
    assert split(html) == []


def test_limit_counts_surrogate_pairs_as_two_units():
    text = "😀" * (LONGEST // 2)

    assert units(text) == LONGEST
    assert split(text) == [text]
    assert len(split(text + "x")) == 2


def test_cut_prefers_paragraphs_to_lines_and_lines_to_words():
    paragraphs = "\n\n".join(f"Line one {number}\nline two of it" for number in range(200))

    assert all(part.startswith("Line one") for part in split(paragraphs))
    assert all(part.startswith("word") for part in split("word " * 2000))
    assert all(part.startswith("a line") for part in split("a line of words\n" * 600))


def test_open_tags_are_closed_before_a_cut_and_opened_again_after():
    html = '<b>Facts</b> <a href="https://x.example/">' + "word " * 1500 + "</a>"

    first, *others = split(html)

    assert first.startswith("<b>Facts</b>")
    assert all(part.startswith('<a href="https://x.example/">word') for part in others)
    assert all(part.endswith("</a>") for part in (first, *others))


def test_word_longer_than_a_message_is_cut_between_characters():
    assert [len(part) for part in split("x" * 5000)] == [4096, 904]


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<b>A &amp; B</b>", "A & B"),
        ('<a href="https://x.example/?a=1&amp;b=2">here</a>', "here (https://x.example/?a=1&b=2)"),
        ('<a href="https://x.example/">https://x.example/</a>', "https://x.example/"),
        ("&lt;b&gt;", "<b>"),
    ],
    ids=["entities", "link with its address", "address once", "escaped tag stays"],
)
def test_plain_text_keeps_what_was_said(html, expected):
    assert plain(html) == expected
