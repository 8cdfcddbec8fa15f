"""The fake must refuse what Telegram refuses, or tests against it prove nothing."""

import pytest

from tests.fakes.markup import MarkupError, read_html, units


def test_entities_are_counted_in_utf16():
    text, entities = read_html("🇺🇦 <b>Ukraine</b> &amp; <a href='https://a.b/?x=1&amp;y'>link</a>")

    assert text == "🇺🇦 Ukraine & link"
    assert entities == [
        {"type": "bold", "offset": 5, "length": 7},
        {"type": "text_link", "url": "https://a.b/?x=1&y", "offset": 15, "length": 4},
    ]


@pytest.mark.parametrize(
    ("html", "said"),
    [
        ("<br>", 'Unsupported start tag "br" at byte offset 0'),
        ("ä<p>x</p>", 'Unsupported start tag "p" at byte offset 2'),
        ("<b>x", 'Can\'t find end tag corresponding to start tag "b"'),
        ("<b>x</i>", 'expected "</b>", found "</i>"'),
        ("x</b>", "Unexpected end tag at byte offset 1"),
        ("a < b", "Unclosed start tag at byte offset 2"),
        ("<span>x</span>", 'Unsupported start tag "span"'),
    ],
)
def test_bad_markup_is_refused_in_telegrams_words(html, said):
    with pytest.raises(MarkupError, match=said.replace("(", r"\(")):
        read_html(html)


@pytest.mark.parametrize("url", ["javascript:x", "http://localhost/", "data:x", ""])
def test_odd_links_silently_disappear(url):
    assert read_html(f'<a href="{url}">text</a>') == ("text", [])


def test_unknown_named_entities_stay_as_text():
    assert read_html("&nbsp;&#65;&#x42;&lt;") == ("&nbsp;AB<", [])


def test_flags_are_four_units():
    assert units("🇺🇦") == 4
