from datetime import timedelta
from pathlib import Path

import pytest

from bot.errors import ConfigError
from bot.feeds.catalogue import country_code, load_feeds, single_feed
from bot.models import Feed, Identity, TextStrategy

FEED = {
    "id": '"aa-press"',
    "publisher": '"Ministry of Elsewhere"',
    "country": '"NO"',
    "language": '"en"',
    "url": '"https://www.example.org/feed.xml"',
}


def feeds_file(tmp_path, text: str) -> Path:
    path = tmp_path / "feeds.toml"
    path.write_text(text, encoding="utf-8")
    return path


def one_feed(**changes: str) -> str:
    rows = FEED | changes
    return "[[feed]]\n" + "".join(f"{key} = {value}\n" for key, value in rows.items() if value)


def refusal(tmp_path, text: str) -> str:
    with pytest.raises(ConfigError) as caught:
        load_feeds(feeds_file(tmp_path, text))
    return str(caught.value).removeprefix(str(tmp_path) + "/")


def test_a_feed_needs_five_keys_and_is_polled_unless_it_says_otherwise(tmp_path):
    catalogue = load_feeds(feeds_file(tmp_path, one_feed()))

    assert catalogue.feeds == (
        Feed(
            id="aa-press",
            publisher="Ministry of Elsewhere",
            country="NO",
            language="en",
            url="https://www.example.org/feed.xml",
            enabled=True,
        ),
    )


def test_every_key_arrives_where_it_belongs(tmp_path):
    text = one_feed(
        format='"atom"',
        full_text='"page"',
        selectors='["main", ".text p"]',
        selectors_verified="true",
        identity='"link"',
        timezone='"Asia/Seoul"',
        user_agent='"mozilla"',
        accept_encoding='"identity"',
        min_interval_s="2",
        timeout_s="45",
        poll_minutes="0.017",
        stale_after_days="14",
        window="30",
        title_include='["visit"]',
        title_exclude="['\\bnational day$']",
        confidence='"A"',
        checked='"2026-03"',
        enabled="false",
        notes='"Slow."',
    )

    feed = load_feeds(feeds_file(tmp_path, text)).by_id["aa-press"]

    assert feed.full_text is TextStrategy.PAGE
    assert feed.selectors == ("main", ".text p")
    assert feed.identity is Identity.LINK
    assert (feed.format, feed.timezone, feed.user_agent) == ("atom", "Asia/Seoul", "mozilla")
    assert (feed.accept_encoding, feed.notes, feed.window) == ("identity", "Slow.", 30)
    assert feed.min_interval == timedelta(seconds=2)
    assert feed.timeout == timedelta(seconds=45)
    assert feed.poll_every == timedelta(seconds=1.02)
    assert feed.stale_after == timedelta(days=14)
    assert feed.title_include == ("visit",)
    assert feed.title_exclude == (r"\bnational day$",)
    assert not feed.enabled


def test_defaults_hold_unless_a_feed_says_otherwise(tmp_path):
    text = "[defaults]\npoll_minutes = 5\nenabled = false\n" + one_feed()
    text += one_feed(id='"other"', poll_minutes="7", enabled="true")

    catalogue = load_feeds(feeds_file(tmp_path, text))

    assert [feed.poll_every for feed in catalogue.feeds] == [
        timedelta(minutes=5),
        timedelta(minutes=7),
    ]
    assert [feed.id for feed in catalogue.enabled] == ["other"]


def test_a_file_address_is_relative_to_the_feeds_file(tmp_path):
    catalogue = load_feeds(feeds_file(tmp_path, one_feed(url='"file:sample.xml"')))

    assert catalogue.feeds[0].url == (tmp_path / "sample.xml").as_uri()


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"urll": '"x"'}, "has the unknown key 'urll'; did you mean 'url'?"),
        ({"zzzzzz": '"x"'}, "has the unknown key 'zzzzzz'; take it out"),
        ({"publisher": ""}, "has no publisher; add one"),
        ({"publisher": '" "'}, "publisher must be some text in quotes, not ' '"),
        ({"country": '"Norway"'}, "ASEAN, not 'Norway'; did you mean 'NO'?"),
        ({"country": '"org:Nowhere"'}, "EU, UN, NATO, ASEAN, not 'org:Nowhere'"),
        ({"country": "47"}, "not 47"),
        ({"language": '"English"'}, "must be a language tag such as en, not 'English'"),
        ({"url": '"www.example.org"'}, "url must be a web address such as"),
        ({"url": '"ftp://example.org/x"'}, "url must be a web address such as"),
        ({"url": '"https://example.org:99999/"'}, "url must be a web address such as"),
        ({"url": '"https:///feed"'}, "url must be a web address such as"),
        ({"url": '"file:"'}, "url must be a web address such as"),
        ({"url": '"https://example.org/a b"'}, "url must be a web address such as"),
        ({"url": '"https://me:pw@example.org/"'}, "must not carry a user name or password"),
        ({"format": '"atm"'}, "must be one of atom, rss, rdf, json, not 'atm'; did you mean"),
        ({"full_text": '"pages"'}, "did you mean 'page'?"),
        ({"selectors": '"main"'}, "must be a list of texts"),
        ({"selectors": '["[["]'}, "selectors must hold CSS selectors, not '[['"),
        ({"identity": '"title"'}, "must be one of guid, link, not 'title'"),
        ({"timezone": '"Europe/Olso"'}, "did you mean 'Europe/Oslo'?"),
        ({"timezone": '"../etc/passwd"'}, "timezone must be a time zone"),
        ({"user_agent": '"Chrome"'}, "must be one of default, mozilla, not 'Chrome'"),
        ({"accept_encoding": '"gzip\\n"'}, "accept_encoding must be encodings"),
        ({"poll_minutes": "0"}, "poll_minutes must be a number from 0.016 to 10080, not 0"),
        ({"poll_minutes": '"15"'}, "not '15'"),
        ({"timeout_s": "true"}, "not True"),
        ({"window": "0"}, "window must be a whole number above 0, not 0"),
        ({"window": "true"}, "window must be a whole number"),
        ({"title_include": '["("]'}, "title_include holds '(', which is no regular expression"),
        ({"title_exclude": "['(?<!no )visit']"}, "expression of RE2 (invalid perl operator: (?<!)"),
        ({"title_exclude": '["\\bpm"]'}, "needs single quotes around a pattern"),
        ({"confidence": '"E"'}, "must be one of A, B, C, D, X, not 'E'"),
        ({"checked": '"lately"'}, "checked must be a year, month or day"),
        ({"enabled": '"yes"'}, "enabled must be true or false, without quotes, not 'yes'"),
        ({"notes": "1"}, "notes must be text in quotes, not 1"),
        ({"id": '"A b"'}, "id must be lower-case letters, digits and hyphens, not 'A b'"),
        ({"publisher": "[" + '"x",' * 100 + "]"}, "…"),
    ],
)
def test_a_mistake_is_one_sentence_with_file_feed_key_and_remedy(tmp_path, changes, sentence):
    said = refusal(tmp_path, one_feed(**changes))

    assert said.startswith("feeds.toml: feed ")
    assert sentence in said
    assert "\n" not in said


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "feeds.toml holds no feed; add one under [[feed]]"),
        ("feed = [1]", "feeds.toml holds no feed; add one under [[feed]]"),
        ("feeds = 1", "feeds.toml has the unknown key 'feeds'; did you mean 'feed'?"),
        ("schema_version = 2", "feeds.toml has schema_version 2; this program reads 1"),
        ("defaults = 1\n" + one_feed(), "feeds.toml: defaults must be a table"),
        ("[defaults]\nurl = 'x'\n" + one_feed(), "cannot set url; every feed needs its own"),
        ("[defaults]\npoll = 1\n" + one_feed(), "[defaults] has the unknown key 'poll'"),
        (one_feed() * 2, "feeds.toml has two feeds with the id 'aa-press'; rename one of them"),
        (one_feed(id=""), "feeds.toml: feed number 1 has no id; add one"),
        ("[[feed", "feeds.toml is no valid TOML"),
    ],
)
def test_a_file_that_is_wrong_as_a_whole_says_why(tmp_path, text, sentence):
    assert sentence in refusal(tmp_path, text)


def test_a_missing_file_names_the_setting(tmp_path):
    with pytest.raises(ConfigError, match=r"does not exist; set BRIEFING_FEEDS_FILE"):
        load_feeds(tmp_path / "nowhere.toml")


def test_a_folder_in_place_of_a_file_is_told(tmp_path):
    with pytest.raises(ConfigError, match="cannot be read: Is a directory"):
        load_feeds(tmp_path)


def test_another_encoding_is_told(tmp_path):
    path = tmp_path / "feeds.toml"
    path.write_bytes("publisher = 'Élysée'".encode("latin-1"))

    with pytest.raises(ConfigError, match="is not UTF-8"):
        load_feeds(path)


@pytest.mark.parametrize(
    ("country", "code"),
    [("GB", "GB"), ("EU", "EU"), ("UN", "UN"), ("NATO", "org:NATO"), ("ASEAN", "org:ASEAN")],
)
def test_organisations_are_tagged_as_in_facts(tmp_path, country, code):
    feed = load_feeds(feeds_file(tmp_path, one_feed(country=f'"{country}"'))).feeds[0]

    assert country_code(feed) == code


@pytest.mark.parametrize(
    ("url", "name", "country", "strategy"),
    [
        ("https://www.gov.uk/x.atom", "www-gov-uk", "GB", TextStrategy.GOVUK),
        ("https://ec.europa.eu/x", "ec-europa-eu", "EU", TextStrategy.EC),
        ("https://www.state.gov/feed/", "www-state-gov", "US", TextStrategy.PAGE),
        ("https://www.regjeringen.no/rss", "www-regjeringen-no", "NO", TextStrategy.PAGE),
        ("https://news.un.org/rss", "news-un-org", "UN", TextStrategy.PAGE),
        ("http://127.0.0.1:8000/rss", "127-0-0-1", "", TextStrategy.PAGE),
        ("https://press.example/rss", "press-example", "", TextStrategy.PAGE),
    ],
)
def test_a_single_address_becomes_a_feed(url, name, country, strategy):
    feed = single_feed(url)

    assert (feed.id, feed.url, feed.country) == (name, url, country)
    assert feed.full_text is strategy
    assert feed.enabled


def test_a_single_file_becomes_a_feed_with_its_text(tmp_path):
    path = tmp_path / "My feed.xml"
    path.write_text("<rss/>")

    feed = single_feed(str(path))

    assert (feed.id, feed.url, feed.publisher) == ("my-feed", path.as_uri(), "My feed.xml")
    assert feed.full_text is TextStrategy.FEED
    assert feed.poll_every == timedelta(minutes=1)


@pytest.mark.parametrize("given", ["/no/such/file.xml", "ftp://example.org/x", "https://"])
def test_what_is_neither_file_nor_address_is_refused(given):
    with pytest.raises(ConfigError, match="address"):
        single_feed(given)
