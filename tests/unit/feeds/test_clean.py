import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.feeds.clean import clean_title, cut, normalised, plain_text

SOURCE = (
    "<p> </p> <br> <li> <ul> <div> </div> <b> <script> </script> <!-- --> <td> &amp; "
    "&amp;amp; &nbsp; &lt;p&gt; &#8211; &#xD800; &#0; \u200b \u202e \u00a0 \x00 \ud800 "
    "https://x.safelinks.protection.outlook.com/?url=http%3A%2F%2Fa.b%0A%E2%80%8B \n • £5m"
)
PIECES = SOURCE.split(" ")
MARKUP = st.lists(
    st.one_of(
        st.sampled_from(PIECES),
        st.text(max_size=12),
    ),
    max_size=30,
).map("".join)


@pytest.mark.parametrize(
    ("html", "text"),
    [
        pytest.param("<p>One</p><p>Two</p>", "One\n\nTwo", id="paragraphs are set apart"),
        pytest.param("<p>One<br>two</p>", "One\ntwo", id="br is one line break"),
        pytest.param("<ul><li>a</li><li><p>b</p></li></ul>", "- a\n\n- b", id="list items"),
        pytest.param(
            "<table><tr><td>A</td><td>B</td></tr></table>", "A | B", id="cells stay apart"
        ),
        pytest.param("<blockquote>“We go.”</blockquote>", "“We go.”", id="quotes stay"),
        pytest.param("a<script>x()</script>b<style>p{}</style>", "ab", id="scripts go"),
        pytest.param("a <!-- secret --> b", "a b", id="comments go"),
        pytest.param("<p hidden>x</p><p style='display:none'>y</p><p>z</p>", "z", id="hidden"),
        pytest.param("Support for <mark>Ukraine</mark>", "Support for Ukraine", id="mark"),
        pytest.param("Aid &amp;amp; trade", "Aid & trade", id="double escape"),
        pytest.param("&lt;p&gt;One&lt;/p&gt;&lt;p&gt;Two&lt;/p&gt;", "One\n\nTwo", id="escaped"),
        pytest.param("£5\u00a0million\u202fnow\u200b", "£5 million now", id="odd spaces"),
        pytest.param("pay\u202elru\u2066", "paylru", id="bidi marks go"),
        pytest.param("line one\nline two\n\n\n\nthree", "line one\nline two\n\nthree", id="plain"),
        pytest.param("<b>line</b> one\nline two", "line one\nline two", id="bold in plain text"),
        pytest.param("5 < 6 and x <y and z> w", "5 < 6 and x <y and z> w", id="no markup at all"),
        pytest.param("• first\n\uf0b7\u00a0second", "- first\n- second", id="typed bullets"),
        pytest.param(
            "£5 million<sup><a href='#fn1'>1</a></sup>", "£5 million", id="footnote marks go"
        ),
        pytest.param("<p>17<sup>th</sup> May</p>", "17th May", id="ordinals stay"),
        pytest.param("Jos\u0065\u0301", "José", id="accents are composed"),
        pytest.param("a?x=1&copy=2", "a?x=1&copy=2", id="parameters are no entities"),
        pytest.param("", "", id="nothing"),
        pytest.param("<html><frameset><frame></frameset>", "", id="no body"),
    ],
)
def test_requirement_12_markup_becomes_readable_text(html, text):
    assert plain_text(html) == text


def test_requirement_12_safelinks_are_unwrapped():
    wrapped = (
        "See https://nam10.safelinks.protection.outlook.com/?url=https%3A%2F%2Fwww.example.gov"
        "%2Faid%3Fid%3D1&data=04%7C01&reserved=0 for more"
    )

    assert plain_text(wrapped) == "See https://www.example.gov/aid?id=1 for more"


def test_a_safelink_to_something_else_than_the_web_stays_as_it_was():
    wrapped = "https://x.safelinks.protection.outlook.com/?url=javascript%3Aalert(1"

    assert "safelinks" in normalised(wrapped)


def test_depth_chosen_by_the_sender_does_no_harm():
    assert plain_text("<div>" * 20_000 + "deep" + "</div>" * 20_000) == "deep"


@given(MARKUP)
def test_text_never_holds_what_cannot_be_seen(html):
    text = plain_text(html)

    assert not set(text) & set("\x00\u200b\u202e\u00a0\u2028\ufeff\r\t\ud800")
    assert text == text.strip()
    assert "\n\n\n" not in text
    text.encode()


@given(MARKUP)
def test_normalised_text_is_stable(html):
    text = plain_text(html.replace("safelinks", "links"))

    assert normalised(text) == text


@given(st.text(alphabet=st.characters(codec="ascii", exclude_characters="<>&•"), max_size=200))
def test_plain_words_are_never_lost(text):
    words = "".join(letter if letter.isprintable() else " " for letter in text).split()
    kept = plain_text("".join(c if c.isprintable() or c in " \n" else " " for c in text))

    assert kept.split() == words


@pytest.mark.parametrize(
    ("title", "cleaned"),
    [
        ("  Minister\n visits\u00a0Kenya ", "Minister visits Kenya"),
        ("<b>Minister</b> &#8211; talks", "Minister – talks"),
        ("<script>alert(1)</script>Talks", "Talks"),
        ("", ""),
    ],
)
def test_titles_are_one_plain_line(title, cleaned):
    assert clean_title(title) == cleaned


def test_requirement_31_long_titles_are_cut_at_a_word():
    cleaned = clean_title("word " * 200)

    assert len(cleaned) <= 300
    assert cleaned.endswith("word…")


@given(MARKUP)
def test_titles_stay_short_and_on_one_line(title):
    cleaned = clean_title(title * 20)

    assert len(cleaned) <= 300
    assert "\n" not in cleaned


def test_text_within_the_limit_is_not_cut():
    assert cut("Short.", 10) == "Short."


def test_long_text_ends_with_a_paragraph():
    assert cut("a" * 90 + "\n\n" + "b" * 50, 100) == "a" * 90


def test_long_text_ends_with_a_sentence_when_no_paragraph_ends_near_the_limit():
    text = "One here.\n\nTwo goes there. “Three is quoted.” Four never ends " + "x" * 100

    assert cut(text, 80) == "One here.\n\nTwo goes there. “Three is quoted.”"


def test_long_text_without_sentences_ends_with_a_word():
    assert cut("word " * 30, 52) == ("word " * 10).strip()


def test_one_endless_word_is_cut_hard():
    assert cut("x" * 100, 10) == "x" * 10


@given(st.text(max_size=400), st.integers(1, 200))
def test_cut_text_is_the_beginning_of_the_text(text, limit):
    shorter = cut(text, limit)

    assert text.startswith(shorter)
    assert len(shorter) <= limit
