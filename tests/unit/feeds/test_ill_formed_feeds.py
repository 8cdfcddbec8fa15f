"""Feeds that break the rules of XML or of their format: news is kept, or it is said why not."""

import pytest

from bot.errors import ParseError
from bot.feeds.classify import of_body
from bot.feeds.parse import parse_feed
from bot.models import PollClass
from tests.fakes.feed_host import atom, item, make_feed, rss

ONE, TWO = item(1), item(2)
BOTH = ["mfa-1", "mfa-2"]
ATOM_ENTRY = (
    "<entry><id>mfa-1</id><title>A</title><link href='https://mfa.example/news/1'/></entry>"
)
DUBLIN = b"<dc:creator>A</dc:creator>"


def keys(body, content_type=""):
    assert of_body(body) is None, "worth parsing"
    parsed = parse_feed(body, make_feed(), "https://mfa.example/feed.xml", content_type)
    return [entry.key for entry in parsed.entries]


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(rss(ONE, TWO).replace(b"&amp;", b"&"), id="ampersands as they are"),
        pytest.param(rss(ONE, TWO).replace(b"town 1 ", b"town&nbsp;1 "), id="unknown entity"),
        pytest.param(rss(ONE) + rss(TWO, head=""), id="two roots"),
        pytest.param(
            rss(ONE, TWO)
            .replace(b'xmlns:dc="http://purl.org/dc/elements/1.1/"', b"")
            .replace(b"<pubDate>", DUBLIN + b"<pubDate>"),
            id="namespace that nobody declared",
        ),
        pytest.param(rss(ATOM_ENTRY, TWO), id="atom entry in rss"),
        pytest.param(atom(ONE, ATOM_ENTRY.replace("mfa-1", "mfa-2")), id="rss item in atom"),
        pytest.param(
            rss(ONE.replace("<title>", "<title>First</title><title>"), TWO), id="two titles"
        ),
        pytest.param(rss(ONE, TWO).replace(b'"2.0"', b'"0.91"'), id="old version"),
        pytest.param(rss(ONE, TWO).replace(b'"2.0"', b'"7.5"'), id="version that never was"),
        pytest.param(rss(ONE, TWO).replace(b' version="2.0"', b""), id="no version"),
        pytest.param(b"\xef\xbb\xbf \n\n" + rss(ONE, TWO), id="mark and blank lines before"),
        pytest.param(rss(ONE, TWO) + b"<script>count()</script> thanks", id="text after the end"),
        pytest.param(rss(ONE, TWO, head=""), id="no declaration"),
        pytest.param(
            rss(ONE, TWO).replace(b"<rss", b"<RSS").replace(b"</rss>", b"</RSS>"), id="capitals"
        ),
        pytest.param(rss(ONE, TWO).replace(b"town 1 ", b"town\x00\x0b\x1f 1 "), id="controls"),
        pytest.param(
            rss(ONE, TWO).replace(b"</pubDate>", b"</pubDate><b><i>x</b></i>"), id="wrong nesting"
        ),
    ],
)
def test_every_release_of_an_ill_formed_feed_is_kept(body):
    assert sorted(keys(body)) == BOTH


def test_an_element_whose_tags_do_not_match_costs_no_other():
    assert "mfa-2" in keys(rss(ONE.replace("</title>", "</titel>"), TWO))


def test_a_document_that_breaks_off_keeps_what_is_whole():
    assert keys(rss(ONE, TWO)[:-40]) == ["mfa-1"]


def test_the_first_of_several_titles_counts():
    body = rss(ONE.replace("<title>", "<title>First</title><title>"))
    (only,) = parse_feed(body, make_feed(), "https://mfa.example/feed.xml").entries

    assert only.title == "First"


@pytest.mark.parametrize(
    "body",
    [
        b'<feed version="0.3" xmlns="http://purl.org/atom/ns#">' + ATOM_ENTRY.encode() + b"</feed>",
        b"<feed>" + ATOM_ENTRY.encode() + b"</feed>",
    ],
    ids=["atom 0.3", "no namespace"],
)
def test_atom_of_long_ago_is_read(body):
    assert keys(body) == ["mfa-1"]


@pytest.mark.parametrize(
    ("encoding", "declared"),
    [
        ("utf-8", "UTF-8"),
        ("utf-16", "UTF-16"),
        ("utf-16-le", "UTF-16"),
        ("koi8-r", "KOI8-R"),
        ("windows-1251", "windows-1251"),
        ("shift-jis", "Shift_JIS"),
        ("iso-8859-5", "ISO-8859-5"),
        ("utf-8", ""),
    ],
)
def test_a_feed_is_read_in_the_encoding_that_it_names(encoding, declared):
    title = "外務大臣の訪問" if encoding == "shift-jis" else "Визит министра"
    head = f'<?xml version="1.0" encoding="{declared}"?>' if declared else ""
    body = rss(item(title=title), head=head).decode().encode(encoding)

    (only,) = parse_feed(body, make_feed(), "https://mfa.example/feed.xml").entries

    assert only.title == title


@pytest.mark.parametrize("declared", ["utf-7", "punycode", "UTF-16", "EBCDIC-CP-US", "x-user"])
def test_an_encoding_that_is_not_the_documents_own_costs_no_release(declared):
    assert keys(rss(ONE, TWO, head=f'<?xml version="1.0" encoding="{declared}"?>')) == BOTH


@pytest.mark.parametrize("charset", ["utf-16", "utf-7", "nonsense", "koi8-r", ""])
def test_a_servers_word_on_the_encoding_counts_less_than_the_documents(charset):
    assert keys(rss(ONE, TWO), f"image/png; charset={charset}") == BOTH


@pytest.mark.parametrize(
    "stamp",
    ["Thu, 01 Jan 1970 00:00:00 GMT", "2100-02-29", "Fri, 31 Dec 2100 23:59:60 GMT", "0", "soon"],
)
def test_no_date_costs_a_release(stamp):
    assert keys(rss(item(1, pubDate=stamp))) == ["mfa-1"]


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"<html><body><p>News</p></body></html>", PollClass.NOT_A_FEED),
        (b"", PollClass.EMPTY),
        (b" \r\n\t", PollClass.EMPTY),
        (b"\xef\xbb\xbf", PollClass.EMPTY),
    ],
)
def test_what_is_no_feed_is_told_without_parsing(body, kind):
    verdict = of_body(body)

    assert verdict
    assert verdict.kind is kind


@pytest.mark.parametrize(
    "body",
    [b"<channel>" + ONE.encode() + b"</channel>", b'{"weather": 1', b'{"a": [', b"[" * 90_000],
    ids=["no root", "half an object", "half a list", "deep list"],
)
def test_what_cannot_be_read_as_a_feed_says_so(body):
    with pytest.raises(ParseError):
        parse_feed(body, make_feed(), "https://mfa.example/feed.xml")
