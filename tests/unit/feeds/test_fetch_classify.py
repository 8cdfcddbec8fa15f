"""What an answer is."""

import pytest

from bot.feeds.classify import is_shell, of_body, of_page, of_status
from bot.models import PollClass

WALLS = {
    "state": b"<!DOCTYPE html><html><body><h1>Technical Difficulties</h1></body></html>",
    "akamai": b'<html><body><div id="sec-if-cpt-container"></div></body></html>',
    "imperva": b'<html><script src="/_Incapsula_Resource?x=1"></script></html>',
    "cloudflare": b"<html><head><title>Just a moment...</title></head></html>",
    "cloudflare-block": b"<html><body>Sorry, you are unable to access mfa.example</body></html>",
    "denied": b"<HTML><HEAD><TITLE>Access Denied</TITLE></HEAD><BODY>Reference #18</BODY></HTML>",
    "captcha": b"<html><body><form>Please solve the CAPTCHA</form></body></html>",
    "bare": b"Access Denied",
    "angular": b'<!doctype html><html><body><app-root></app-root><script src="m.js"></script>',
}
PAGE = b"<html><body>" + b"<p>The ministry publishes its news as a feed.</p>" * 20


@pytest.mark.parametrize("body", WALLS.values(), ids=WALLS.keys())
def test_requirement_02_wall_is_blocked_although_the_status_was_200(body):
    verdict = of_body(body)

    assert verdict is not None
    assert verdict.kind is PollClass.BLOCKED
    assert verdict.detail


def test_requirement_02_feed_that_writes_about_walls_is_a_feed():
    body = b"<?xml version='1.0'?><rss><title>Access Denied: Just a moment, <html> captcha</title>"

    assert of_body(body) is None


@pytest.mark.parametrize(
    "start",
    [b"<rss ", b"<feed>", b"<rdf:RDF ", b"<RSS>", b"<atom:feed ", b"\xef\xbb\xbf \n<rss>"],
)
def test_requirement_02_known_roots_are_worth_parsing(start):
    assert of_body(start + b"<html>") is None


def test_utf_16_feed_is_worth_parsing():
    assert of_body("<?xml version='1.0' encoding='utf-16'?><rss>".encode("utf-16")) is None


def test_json_is_worth_reading_even_if_it_speaks_of_walls():
    assert of_body(b'{"items": [{"title": "Access Denied", "body": "<html>"}]}') is None


@pytest.mark.parametrize("body", [b"", b" \r\n\t", b"\xef\xbb\xbf"], ids=["none", "space", "mark"])
def test_requirement_01_empty_body_is_empty(body):
    assert of_body(body).kind is PollClass.EMPTY


def test_requirement_01_web_page_is_not_a_feed():
    verdict = of_body(PAGE)

    assert verdict.kind is PollClass.NOT_A_FEED
    assert verdict.detail == "this is a web page, not a feed"


def test_web_page_that_names_its_feed_gives_advice():
    link = b'<html><head><link rel="alternate" type="application/rss+xml" href="/rss.xml"></head>'

    assert of_body(link + PAGE).detail.endswith("it names a feed at /rss.xml")


def test_feed_link_without_address_is_no_advice():
    link = b'<html><head><link type="application/atom+xml"></head>'

    assert of_body(link + PAGE).detail == "this is a web page, not a feed"


def test_page_with_scripts_and_text_is_no_shell():
    assert not is_shell(PAGE + b"<script>var a = 1</script>")
    assert not is_shell(b"<rss><script>1</script></rss>")
    assert is_shell(b"<html><head><style>a{}</style></head><body><script>" + b"x" * 5000)


def test_article_page_is_no_wall():
    assert of_page(PAGE) is None


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (204, PollClass.EMPTY),
        (206, PollClass.ERROR),
        (302, PollClass.ERROR),
        (304, PollClass.NOT_MODIFIED),
        (400, PollClass.ERROR),
        (401, PollClass.BLOCKED),
        (403, PollClass.BLOCKED),
        (404, PollClass.GONE),
        (406, PollClass.ERROR),
        (410, PollClass.GONE),
        (429, PollClass.BLOCKED),
        (451, PollClass.BLOCKED),
        (500, PollClass.ERROR),
        (503, PollClass.ERROR),
    ],
)
def test_requirement_01_status_decides_where_it_can(status, kind):
    verdict = of_status(status)

    assert verdict.kind is kind
    assert verdict.detail.startswith(f"status {status}: ")


def test_good_status_decides_nothing():
    assert of_status(200) is None
