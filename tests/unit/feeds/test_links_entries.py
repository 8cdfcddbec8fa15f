"""Links of entries."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.feeds.links import MAX_LINK, base_of, canonical_link, web_link

BASE = "https://mfa.example/feeds/news.xml"


@pytest.mark.parametrize(
    ("link", "canonical"),
    [
        ("HTTPS://WWW.Gov.EXAMPLE/News/A", "https://www.gov.example/News/A"),
        ("http://mfa.example/a", "https://mfa.example/a"),
        ("http://mfa.example:80/a", "https://mfa.example/a"),
        ("https://mfa.example:443", "https://mfa.example/"),
        ("http://127.0.0.1:8080/a", "https://127.0.0.1:8080/a"),
        ("https://mfa.example./a", "https://mfa.example/a"),
        ("https://mfa.example/a#top", "https://mfa.example/a"),
        ("https://mfa.example/a?utm_source=x&UTM_Medium=y&fbclid=1", "https://mfa.example/a"),
        ("https://mfa.example/a;jsessionid=12AB?b=1", "https://mfa.example/a?b=1"),
        ("https://[2001:DB8::1]/a", "https://[2001:db8::1]/a"),
        ("https://mfa.example/a%2Fb", "https://mfa.example/a%2Fb"),
    ],
)
def test_requirement_16_spellings_of_one_address_are_one(link, canonical):
    assert canonical_link(link) == canonical


@pytest.mark.parametrize(
    "link",
    [
        "https://www.pib.example/PressReleasePage.aspx?PRID=2001234",
        "https://www.mofa.example/eng/brd/view.do?seq=320",
        "https://en.mofa.example/News_Content.aspx?n=1&s=2&SN=07564A7F01D47BAD",
    ],
)
def test_requirement_16_parameters_that_name_the_page_stay(link):
    assert canonical_link(link) == link


def test_requirement_16_redirects_of_un_news_are_the_story_itself():
    assert (
        canonical_link("https://news.un.org/feed/view/en/story/2026/07/1160001")
        == canonical_link("https://news.un.org/en/story/2026/07/1160001")
        == "https://news.un.org/en/story/2026/07/1160001"
    )


def test_requirement_16_english_links_of_the_elysee_are_mended():
    link = "https://www.elysee.fr/en/emmanuel-macron/2026/07/09/visite?x=1"

    assert web_link(link, BASE) == "https://www.elysee.fr/emmanuel-macron/2026/07/09/visite?x=1"


def test_text_that_is_no_address_is_left_alone():
    assert canonical_link("tag:mfa.example,2026:1") == "tag:mfa.example,2026:1"
    assert canonical_link("http://[broken") == "http://[broken"
    assert canonical_link("https://x:99999/") == "https://x:99999/"


@pytest.mark.parametrize(
    ("raw", "link"),
    [
        ("https://mfa.example/a?q=%2Fb&c=d%20e", "https://mfa.example/a?q=%2Fb&c=d%20e"),
        ("  https://mfa.example/\n\ta ", "https://mfa.example/a"),
        ("https://mfa.example/\u200ba\ud800", "https://mfa.example/a"),
        ("https://mfa.example/news/a b", "https://mfa.example/news/a%20b"),
        ("https://mfa.example/ü", "https://mfa.example/%C3%BC"),
        ('https://mfa.example/"><b>', "https://mfa.example/%22%3E%3Cb%3E"),
        ("/news/1", "https://mfa.example/news/1"),
        ("1.html", "https://mfa.example/feeds/1.html"),
        ("//other.example/1", "https://other.example/1"),
    ],
)
def test_requirement_14_links_become_absolute_and_stay_as_published(raw, link):
    assert web_link(raw, BASE) == link


@pytest.mark.parametrize(
    "raw",
    [
        "",
        "   ",
        "javascript:alert(1)",
        "data:text/html,x",
        "file:///etc/passwd",
        "tg://user?id=1",
        "mailto:press@mfa.example",
        "tag:mfa.example,2026:1",
        "https://gov.example@evil.example/",
        "https://u:p@mfa.example/",
        "http://[broken",
        "https://mfa.example:99999/",
        "https://mfa.example/" + "x" * MAX_LINK,
    ],
    ids=range(13),
)
def test_requirement_31_links_that_are_not_web_pages_are_none(raw):
    assert web_link(raw, BASE) == ""


def test_wrapper_of_a_mail_gateway_is_taken_off():
    wrapped = (
        "https://gcc02.safelinks.protection.outlook.com/"
        "?url=https%3A%2F%2Fmfa.example%2Fa%3Fb%3D1&data=05"
    )

    assert web_link(wrapped, BASE) == "https://mfa.example/a?b=1"


def test_wrapper_without_content_stays():
    wrapper = "https://gcc02.safelinks.protection.outlook.com/?data=05"

    assert web_link(wrapper, BASE) == wrapper


def test_requirement_14_canadian_links_belong_to_the_site_not_to_the_interface():
    base = base_of("https://api.io.canada.ca/io-server/gc/news/en/v2?dept=x")

    assert web_link("/en/global-affairs/news/1.html", base) == (
        "https://www.canada.ca/en/global-affairs/news/1.html"
    )


def test_other_feeds_are_their_own_base():
    assert base_of(BASE) == BASE
    assert base_of("http://[broken") == "http://[broken"


WEB = st.builds(
    "{}://{}{}{}".format,
    st.sampled_from(["http", "HTTPS"]),
    st.sampled_from(["mfa.example", "WWW.Gov.example:8080", "[2001:db8::1]", "news.un.org"]),
    st.text(st.sampled_from("abC/%2F;=.~-"), max_size=20).map(lambda path: "/" + path),
    st.text(st.sampled_from("ab?&=#utm_sourceSN%20+"), max_size=30).map(lambda rest: "?" + rest),
)


@given(WEB)
def test_requirement_16_canonical_link_is_canonical(link):
    once = canonical_link(link)

    assert canonical_link(once) == once
    assert once.startswith("https://")


@given(st.text(max_size=60))
def test_requirement_31_any_text_gives_a_web_link_or_none(raw):
    link = web_link(raw, BASE)

    assert link == "" or link.startswith(("http://", "https://"))
    assert link.isprintable()
    assert link.isascii()
