"""What a feed's body says."""

import json
from contextlib import suppress
from datetime import UTC, date, datetime

import feedparser
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.errors import ParseError
from bot.feeds.entries import MAX_KEY
from bot.feeds.parse import MAX_ENTRIES, parse_feed
from bot.models import Identity, TextStatus, TextStrategy
from tests.fakes.feed_host import atom, item, make_feed, rss

URL = "https://mfa.example/feed.xml"
LONG = "The government announced a programme of assistance for the region. " * 10


def parse(body: bytes, url: str = URL, content_type: str = "", **overrides):
    return parse_feed(body, make_feed(**overrides), url, content_type)


def entry(body: bytes, **overrides):
    (only,) = parse(body, **overrides).entries
    return only


def test_entry_says_what_the_element_said():
    found = entry(rss(item(7)))

    assert found.feed_id == "ruritania"
    assert found.key == found.guid == "mfa-7"
    assert found.link == found.canonical_link == "https://mfa.example/news/7"
    assert found.title == "Minister visits town 7"
    assert found.summary == "The minister went to town 7 & met the mayor."
    assert found.content == ""
    assert found.content_status is TextStatus.SUMMARY
    assert found.published_at == datetime(2026, 7, 9, 14, tzinfo=UTC)
    assert found.published_on == date(2026, 7, 9)
    assert found.updated_at is None


@pytest.mark.parametrize(
    "body",
    [
        b"not a feed at all",
        b"<?xml version='1.0'?><opml><body/></opml>",
        b"<!DOCTYPE html><html><body>Technical Difficulties</body></html>",
        b"{]",
        b'{"weather": []}',
        b"[" * 100_000,
        b'{"feed": {"entry": "none"}}',
    ],
    ids=["text", "opml", "page", "broken-json", "other-json", "deep-json", "no-list"],
)
def test_requirement_09_what_has_no_known_root_is_no_feed(body):
    with pytest.raises(ParseError):
        parse(body)


def test_requirement_09_feed_without_elements_has_no_entries():
    assert parse(rss()).entries == ()


def test_requirement_09_elements_without_link_and_id_are_counted():
    parsed = parse(rss(item(1), item(2, link="", guid="")))

    assert [found.key for found in parsed.entries] == ["mfa-1"]
    assert parsed.dropped == 1


@pytest.mark.parametrize(
    "body",
    [
        b"\n\n" + rss(item()),
        rss(item()).replace(b"&amp;", b"&nbsp;&amp;"),
        rss(item()).replace(b"<title>News", b"<title>N & ws"),
        rss(item(), head='<?xml version="1.0" encoding="EUC-KR"?>'),
        rss(item(), head='<?xml version="1.0" encoding="punycode"?>'),
        rss(item(), head='<?xml version="1.0" encoding="nonsense-8"?>'),
        rss(item()).replace(b"town 1 ", b"town&#xD800;&#0;&#x1F;&#xFFFFFFFF; 1 "),
        rss(item()).replace(b"</guid>", b"</guid><script>x()</script><div/>"),
        rss(item()).replace(b"</channel></rss>", b"</channel></rss> <!-- cached -->\n"),
        b"<!DOCTYPE rss [<!ENTITY a 'x'>]>" + rss(item(), head=""),
    ],
    ids=[
        "blank-lines",
        "nbsp",
        "ampersand",
        "wrong-encoding",
        "absurd-encoding",
        "unknown-encoding",
        "impossible-characters",
        "stray-elements",
        "trailing-comment",
        "doctype",
    ],
)
def test_requirement_10_sick_feed_is_read_all_the_same(body):
    parsed = parse(body)

    assert [found.key for found in parsed.entries] == ["mfa-1"]
    assert parsed.entries[0].title == "Minister visits town 1"
    assert not parsed.cut_short


@pytest.mark.parametrize("where", [b"<guid>mfa-2", b"<description>The minister went to town 2"])
def test_requirement_10_half_element_of_a_broken_document_is_left_out(where):
    whole = rss(item(1), item(2))

    parsed = parse(whole[: whole.index(where) + len(where)])

    assert [found.key for found in parsed.entries] == ["mfa-1"]
    assert parsed.cut_short


def test_requirement_10_half_a_page_of_nothing_is_no_feed():
    with pytest.raises(ParseError):
        parse(b"<?xml version='1.0'?><r")


def test_requirement_10_feed_that_breaks_the_parser_both_ways_is_no_feed(monkeypatch):
    def explode(*_, **__):
        raise RuntimeError

    monkeypatch.setattr(feedparser, "parse", explode)

    with pytest.raises(ParseError, match="too broken"):
        parse(rss(item()))


def test_declared_encoding_goes_before_the_servers():
    body = rss(item(title="Visite à Genève")).decode().replace("UTF-8", "ISO-8859-1")

    found = entry(body.encode("latin-1"), content_type="text/xml; charset=utf-8")

    assert found.title == "Visite à Genève"


@pytest.mark.parametrize("charset", ["windows-1252", "punycode", "nonsense"])
def test_server_says_the_encoding_where_the_document_does_not(charset):
    body = rss(item(title="Visite – Genève"), head="").decode()
    encoded = body.encode("cp1252" if charset == "windows-1252" else "utf-8")

    assert entry(encoded, content_type=f"text/xml; charset={charset}").title == "Visite – Genève"


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig", "euc-kr", "big5"])
def test_feeds_in_other_encodings_are_read(encoding):
    title = {"euc-kr": "외교부 장관 방문", "big5": "外交部長訪問"}.get(encoding, "Визит")
    head = f'<?xml version="1.0" encoding="{encoding.removesuffix("-sig")}"?>'

    assert entry(rss(item(title=title), head=head).decode().encode(encoding)).title == title


def test_requirement_14_relative_links_are_resolved_against_the_final_address():
    body = rss(item(link="/news/1"))

    assert (
        entry(body, url="https://www.mfa.example/en/rss").link == "https://www.mfa.example/news/1"
    )


def test_requirement_14_relative_links_of_canada_belong_to_its_site():
    body = atom('<entry><id>x</id><title>T</title><link href="/en/news/1.html"/></entry>')

    found = entry(body, url="https://api.io.canada.ca/io-server/gc/news/en/v2?format=atom")

    assert found.link == "https://www.canada.ca/en/news/1.html"


def test_requirement_15_feeds_are_identified_as_they_ask_to_be():
    body = rss(item(1))

    assert entry(body, identity=Identity.GUID).key == "mfa-1"
    assert entry(body, identity=Identity.LINK).key == "https://mfa.example/news/1"


def test_requirement_15_identity_falls_back_on_what_there_is():
    assert entry(rss(item(1, guid=""))).key == "https://mfa.example/news/1"
    assert entry(rss(item(1, link="")), identity=Identity.LINK).key == "mfa-1"


def test_requirement_15_republished_page_of_gov_uk_keeps_its_key():
    once, again = (
        atom(
            f"<entry><id>https://www.gov.uk/government/news/a#{stamp}</id><title>A</title>"
            f'<updated>{stamp}</updated><link href="https://www.gov.uk/government/news/a"/></entry>'
        )
        for stamp in ("2026-07-09T14:00:00Z", "2026-07-10T09:00:00+01:00")
    )

    before, after = entry(once, identity=Identity.LINK), entry(again, identity=Identity.LINK)

    assert before.key == after.key == "https://www.gov.uk/government/news/a"
    assert before.guid != after.guid
    assert before.fingerprint == after.fingerprint


def test_requirement_15_id_shared_by_several_pages_names_none_of_them():
    body = rss(item(1, guid="same"), item(2, guid="same"), item(3))

    assert [found.key for found in parse(body).entries] == [
        "https://mfa.example/news/1",
        "https://mfa.example/news/2",
        "mfa-3",
    ]


def test_requirement_15_entry_that_is_listed_twice_is_one():
    body = rss(item(1), item(1, title="The same, older"), item(2))

    assert [found.title for found in parse(body).entries] == [
        "Minister visits town 1",
        "Minister visits town 2",
    ]


def test_requirement_15_two_releases_under_one_link_stay_two():
    body = rss(item(1, link="https://mfa.example/a"), item(2, link="https://mfa.example/a"))

    assert [found.key for found in parse(body).entries] == ["mfa-1", "mfa-2"]


def test_endless_id_becomes_a_short_key():
    found = entry(rss(item(guid="x" * (MAX_KEY + 1))))

    assert found.key.startswith("sha256:")
    assert len(found.key) < 100


def test_requirement_20_published_and_updated_are_kept_apart():
    body = atom(
        "<entry><id>x</id><title>T</title><link href='/1'/>"
        "<published>2026-07-09T14:00:00Z</published><updated>2026-07-11T10:00:00Z</updated></entry>"
    )

    found = entry(body)

    assert found.published_at == datetime(2026, 7, 9, 14, tzinfo=UTC)
    assert found.updated_at == datetime(2026, 7, 11, 10, tzinfo=UTC)
    assert found.published_on == date(2026, 7, 9)


def test_requirement_20_updated_alone_is_not_taken_for_published():
    body = atom(
        "<entry><id>x</id><title>T</title><link href='/1'/>"
        "<updated>2026-07-11T23:30:00Z</updated></entry>"
    )

    found = entry(body, timezone="Europe/London")

    assert found.published_at is None
    assert found.updated_at == datetime(2026, 7, 11, 23, 30, tzinfo=UTC)
    assert found.published_on == date(2026, 7, 12)


def test_requirement_20_dublin_core_date_of_an_rss_entry_is_its_publication():
    body = rss(item(pubDate="", **{"dc:date": "2026-07-09T14:00:00+09:00"}))

    found = entry(body, timezone="Asia/Tokyo")

    assert found.published_at == datetime(2026, 7, 9, 5, tzinfo=UTC)


def test_requirement_20_future_date_is_kept():
    found = entry(rss(item(pubDate="Thu, 09 Jul 2099 14:00:00 GMT")))

    assert found.published_at.year == 2099


def test_requirement_21_date_without_time_stays_a_date():
    found = entry(rss(item(pubDate="2026/07/09")), timezone="Asia/Taipei")

    assert found.published_at is None
    assert found.published_on == date(2026, 7, 9)


def test_requirement_21_commission_publishes_on_the_day_it_says():
    found = entry(rss(item(pubDate="Wed, 08 Jul 2026 22:00:00 GMT")), timezone="Europe/Brussels")

    assert found.published_on == date(2026, 7, 9)


def test_requirement_21_american_order_is_for_american_feeds():
    body = rss(item(pubDate="07/09/2026"))

    assert entry(body, country="US").published_on == date(2026, 7, 9)
    assert entry(body, country="AU").published_on == date(2026, 9, 7)


def test_requirement_21_unreadable_date_is_none():
    found = entry(rss(item(pubDate="last Tuesday")))

    assert found.published_at is found.published_on is None


def test_requirement_23_day_of_publication_is_not_the_day_of_the_event():
    found = entry(rss(item(title="Secretary travels to Japan July 24-27, 2026")))

    assert found.published_on == date(2026, 7, 9)


def test_full_text_prefers_the_encoded_content():
    body = rss(
        item(description="Short.", **{"content:encoded": f"<p>{LONG}</p><script>x</script>"})
    )

    found = entry(body, full_text=TextStrategy.FEED)

    assert found.content == LONG.strip()
    assert found.summary == "Short."
    assert found.content_status is TextStatus.FULL


def test_long_description_is_the_full_text_where_the_feed_says_so():
    body = rss(item(description=f"<p>{LONG}</p>"))

    assert entry(body, full_text=TextStrategy.FEED).content_status is TextStatus.FULL
    assert entry(body, full_text=TextStrategy.PAGE).content_status is TextStatus.PARTIAL
    assert entry(body, full_text=TextStrategy.PAGE).content == LONG.strip()


@pytest.mark.parametrize("ending", ["…", "[...]", "Read more »", "[…]", "Continue reading →"])
def test_text_that_is_cut_off_is_not_full(ending):
    body = rss(item(**{"content:encoded": f"<p>{LONG} {ending}</p>"}))

    assert entry(body, full_text=TextStrategy.FEED).content_status is TextStatus.PARTIAL


def test_short_description_is_a_summary():
    body = rss(item(**{"content:encoded": "<p>Hm.</p>"}))

    found = entry(body, full_text=TextStrategy.FEED)

    assert found.content == ""
    assert found.content_status is TextStatus.SUMMARY


def test_requirement_31_title_is_one_clean_line():
    hostile = "<b>Visit</b>\u202e to\u200b\n A&#8211;B &amp;amp; C <script>alert(1)</script>"

    assert entry(rss(item(title=hostile))).title == "Visit to A–B & C"


def test_untitled_entry_is_called_by_its_first_line():
    assert entry(rss(item(title=""))).title == "The minister went to town 1 & met the mayor."


def test_requirement_31_texts_are_capped():
    found = entry(rss(item(title="T" * 9000, description="Words of it. " * 100_000)))

    assert len(found.title) <= 300
    assert len(found.summary) <= 20_000


def test_requirement_31_entries_beyond_the_largest_window_are_ignored():
    assert len(parse(rss(*map(item, range(MAX_ENTRIES + 5)))).entries) == MAX_ENTRIES


@pytest.mark.parametrize("link", ["javascript:alert(1)", "file:///etc/passwd", "tg://user?id=1"])
def test_requirement_31_link_that_is_no_web_page_is_left_out(link):
    found = entry(rss(item(link=link)))

    assert found.link == found.canonical_link == ""
    assert found.key == "mfa-1"


def test_requirement_31_external_entities_are_not_read(tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("password")
    doctype = f"<!DOCTYPE rss [<!ENTITY x SYSTEM '{secret.as_uri()}'>]>"
    body = rss(item(), head=doctype).replace(b"town 1 ", b"town &x; 1 ")

    assert "password" not in repr(parse(body))


def test_requirement_26_ended_feed_is_no_news():
    body = atom(
        "<entry><id>tag:www.gov.uk,2005:/search/x/feed-ended</id><title>This feed has ended</title>"
        "<link href='https://www.gov.uk/search/x'/></entry>"
    )

    parsed = parse(body)

    assert parsed.ended
    assert parsed.entries == ()


def test_fingerprint_changes_with_each_text_and_with_nothing_else():
    base = entry(rss(item(**{"content:encoded": LONG})))
    changed = [
        entry(rss(item(**({"content:encoded": LONG} | change))))
        for change in ({"title": "Other"}, {"description": "Other"}, {"content:encoded": LONG * 2})
    ]
    same = entry(rss(item(**{"content:encoded": f"<p>{LONG}</p>"}, pubDate="2026-07-10")))

    assert len({base.fingerprint, *(found.fingerprint for found in changed)}) == 4
    assert same.fingerprint == base.fingerprint


CANADA = {
    "title": "Minister to visit Ruritania",
    "link": "/en/global-affairs/news/2026/07/visit.html",
    "teaser": "The Minister announced a visit.",
    "publishedDate": "2026-07-09T10:00:00-04:00",
}


@pytest.mark.parametrize("entries", [CANADA, [CANADA]], ids=["object", "list"])
def test_json_list_of_canada_is_read_with_one_entry_or_many(entries):
    body = json.dumps({"feed": {"entry": entries}}).encode()

    found = entry(body, url="https://api.io.canada.ca/v2?dept=x", identity=Identity.LINK)

    assert found.link == "https://www.canada.ca/en/global-affairs/news/2026/07/visit.html"
    assert found.title == "Minister to visit Ruritania"
    assert found.summary == "The Minister announced a visit."
    assert found.published_at == datetime(2026, 7, 9, 14, tzinfo=UTC)


def test_json_list_of_nato_is_read():
    body = json.dumps(
        {
            "pages": [
                {
                    "title": "Secretary General visits &amp; thanks",
                    "description": "<p>He did.</p>",
                    "link": "/en/news-and-events/articles/news/2026/07/07/visit",
                    "pageDate": "07 July 2026",
                }
            ]
        }
    ).encode()

    found = entry(body, url="https://www.nato.int/x.json", identity=Identity.LINK)

    assert found.link == "https://www.nato.int/en/news-and-events/articles/news/2026/07/07/visit"
    assert found.title == "Secretary General visits & thanks"
    assert found.published_on == date(2026, 7, 7)
    assert found.published_at is None


def test_json_list_of_switzerland_is_read():
    body = json.dumps(
        {
            "items": [
                {
                    "id": "internal-1",
                    "langGroupId": "AbC123",
                    "title": "Federal Councillor in Ruritania",
                    "description": "Talks.",
                    "publishDate": "2026-07-09T22:30:00Z",
                    "text": ["First paragraph. " * 20, "Second.", {"not": "text"}],
                    "content": {"metadata": {}},
                    "location": None,
                },
                "stray",
            ]
        }
    ).encode()

    found = entry(
        body,
        url="https://d-nsbc-p.admin.ch/v1/search?languages=en",
        full_text=TextStrategy.JSON_LIST,
        timezone="Europe/Zurich",
    )

    assert found.key == found.guid == "AbC123"
    assert found.link == "https://www.news.admin.ch/en/newnsb/AbC123"
    assert found.content.endswith("Second.")
    assert found.content_status is TextStatus.PARTIAL
    assert found.published_on == date(2026, 7, 10)


def test_json_feed_is_read():
    body = json.dumps(
        [
            {
                "id": 17,
                "url": "https://mfa.example/17",
                "title": "Visit",
                "content_html": f"<p>{LONG}</p>",
                "date": 1783605600,
                "date_modified": 1783605600000,
                "summary": True,
            },
            {"id": 18, "date": 1e300, "summary": {"not": "text"}},
        ]
    ).encode("utf-8-sig")

    first, second = parse(body, full_text=TextStrategy.FEED).entries

    assert first.key == "17"
    assert first.content_status is TextStatus.FULL
    assert first.published_at == first.updated_at == datetime(2026, 7, 9, 14, tzinfo=UTC)
    assert second.published_at is None


def test_rdf_feed_is_read():
    body = b"""<?xml version="1.0" encoding="UTF-8"?>
    <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
      xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">
    <channel rdf:about="x"><title>News</title></channel>
    <item rdf:about="https://mfa.example/1"><title>Visit</title>
      <link>https://mfa.example/1</link><dc:date>2026-07-09T23:00:00+09:00</dc:date></item>
    </rdf:RDF>"""

    found = entry(body, identity=Identity.LINK, timezone="Asia/Tokyo")

    assert found.key == "https://mfa.example/1"
    assert found.published_on == date(2026, 7, 9)


@settings(max_examples=50)
@given(st.binary(max_size=300))
def test_requirement_31_any_bytes_are_a_feed_or_a_parse_error(body):
    with suppress(ParseError):
        parsed = parse(rss(item()).replace(b"town 1 ", body))
        assert len(parsed.entries) <= 1


@settings(max_examples=50)
@given(st.data())
def test_requirement_10_feed_that_breaks_off_anywhere_gives_only_whole_entries(data):
    whole = rss(item(1), item(2), item(3))
    at = data.draw(st.integers(0, len(whole)))
    expected = parse(whole).entries

    try:
        parsed = parse(whole[:at])
    except ParseError:
        return

    assert parsed.entries == expected[: len(parsed.entries)]
