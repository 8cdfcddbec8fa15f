"""Articles over real HTTP from a local publisher; only one test starts a worker process."""

import json
from collections import Counter
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from aiohttp import web

from bot.errors import FetchError, WorkerFailed
from bot.feeds.articles import new_extractor, read_article, summary_article
from bot.feeds.client import FeedClient
from bot.models import Article, Entry, Feed, TextStatus, TextStrategy

SENTENCE = (
    "The Sample Minister will travel to Nairobi on 4 May 2026 for talks on trade and schools. "
)
ARTICLE = "".join(f"<p>{number}. {SENTENCE}</p>" for number in range(6))
PAGE = f"<!DOCTYPE html><html><body><main><h1>A visit</h1>{ARTICLE}</main></body></html>"


class Inline:
    """A worker that works here, and fails when told to."""

    def __init__(self) -> None:
        self.broken = False

    async def run(self, function: Callable[..., Any], *arguments: Any) -> Any:
        if self.broken:
            raise WorkerFailed("it took more than 20 seconds")
        return function(*arguments)


class Publisher:
    """Answers by path: a status with a body, or HTML."""

    def __init__(self) -> None:
        self.answers: dict[str, tuple[int, str, str]] = {}
        self.asked: Counter[str] = Counter()
        self.accepted: dict[str, str] = {}
        self.url = ""

    def put(self, path: str, body: Any, *, status: int = 200, kind: str = "text/html") -> str:
        if not isinstance(body, str):
            body, kind = json.dumps(body), "application/json"
        self.answers[path] = (status, body, kind)
        return self.url + path

    async def answer(self, request: web.Request) -> web.Response:
        path = request.path_qs
        self.asked[path] += 1
        self.accepted[path] = request.headers.get("Accept", "")
        status, body, kind = self.answers.get(path, (404, "Not found", "text/html"))
        return web.Response(status=status, text=body, content_type=kind)


@pytest.fixture
async def publisher() -> AsyncIterator[Publisher]:
    made = Publisher()
    app = web.Application()
    app.router.add_get("/{path:.*}", made.answer)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    made.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    yield made
    await runner.cleanup()


@pytest.fixture
def feed(publisher) -> Feed:
    return Feed(
        id="sample",
        publisher="Sample Ministry",
        country="NATO",
        language="en",
        url=f"{publisher.url}/feed.xml",
        selectors=("main",),
        timezone="Europe/London",
        min_interval=timedelta(0),
    )


@pytest.fixture
def entry(publisher) -> Entry:
    return Entry(
        feed_id="sample",
        key="1",
        link=f"{publisher.url}/news/a_visit",
        title="A visit",
        summary="The Sample Minister goes to Kenya.",
        published_on=date(2026, 5, 2),
    )


@pytest.fixture
def extractor() -> Inline:
    return Inline()


@pytest.fixture
async def client(feed) -> AsyncIterator[FeedClient]:
    async with FeedClient([feed]) as made:
        yield made


@pytest.fixture
def read(client, feed, entry, extractor):
    """``await read(strategy, link=…)``: the article of the entry with such fields."""

    async def reading(strategy: TextStrategy, **changes: object) -> Article:
        chosen = replace(feed, full_text=strategy)
        return await read_article(client, chosen, replace(entry, **changes), extractor)

    return reading


async def test_requirement_11_a_page_gives_the_whole_text(publisher, read):
    publisher.put("/news/a_visit", PAGE)

    article = await read(TextStrategy.PAGE)

    assert article.text_status is TextStatus.FULL
    assert article.text.startswith("0. The Sample Minister")
    assert article.text.endswith("schools.")
    assert (article.title, article.publisher) == ("A visit", "Sample Ministry")
    assert article.country == "org:NATO"
    assert (article.id, article.published_on) == ("1", date(2026, 5, 2))
    assert article.url == f"{publisher.url}/news/a_visit"
    assert publisher.accepted["/news/a_visit"].startswith("text/html")


async def test_a_page_with_little_text_is_partial(publisher, read):
    publisher.put("/news/a_visit", f"<main><p>{SENTENCE}</p></main>")

    article = await read(TextStrategy.PAGE)

    assert (article.text_status, article.text) == (TextStatus.PARTIAL, SENTENCE.strip())


async def test_a_page_that_says_less_than_the_feed_is_not_used(publisher, read):
    publisher.put("/news/a_visit", "<main><p>Loading.</p></main>")

    article = await read(TextStrategy.PAGE)

    assert article.text_status is TextStatus.SUMMARY
    assert article.text == "The Sample Minister goes to Kenya."


@pytest.mark.parametrize("status", [401, 403, 451])
async def test_a_refused_page_is_blocked_and_the_summary_used(publisher, read, status):
    publisher.put("/news/a_visit", "No.", status=status)

    article = await read(TextStrategy.PAGE)

    assert article.text_status is TextStatus.BLOCKED
    assert article.text == "The Sample Minister goes to Kenya."


async def test_a_bot_wall_with_status_200_is_blocked_and_the_summary_used(publisher, read):
    publisher.put("/news/a_visit", "<html><script src='/_Incapsula_Resource'></script></html>")

    article = await read(TextStrategy.PAGE)

    assert article.text_status is TextStatus.BLOCKED
    assert article.text == "The Sample Minister goes to Kenya."


@pytest.mark.parametrize("status", [404, 410])
async def test_requirement_25_a_page_that_is_gone_is_marked(publisher, read, status):
    publisher.put("/news/a_visit", "Gone.", status=status)

    article = await read(TextStrategy.PAGE)

    assert article.gone
    assert article.text == "The Sample Minister goes to Kenya."


@pytest.mark.parametrize("status", [429, 500, 503])
async def test_requirement_07_what_may_pass_is_tried_again(publisher, read, status):
    publisher.put("/news/a_visit", "Later.", status=status)

    with pytest.raises(FetchError, match=str(status)):
        await read(TextStrategy.PAGE)


async def test_a_document_that_is_no_page_leaves_the_summary(publisher, read):
    publisher.put("/news/a_visit", "%PDF", kind="application/pdf")

    assert (await read(TextStrategy.PAGE)).text_status is TextStatus.SUMMARY


@pytest.mark.parametrize("link", ["", "http://10.0.0.1/x", "http://127.0.0.1:9/x"])
async def test_a_link_that_may_not_be_followed_leaves_the_summary(read, link):
    assert (await read(TextStrategy.PAGE, link=link)).text_status is TextStatus.SUMMARY


async def test_a_page_that_cannot_be_taken_apart_leaves_the_summary(publisher, read, extractor):
    publisher.put("/news/a_visit", PAGE)
    extractor.broken = True

    article = await read(TextStrategy.PAGE)

    assert article.text_status is TextStatus.SUMMARY
    assert article.text == "The Sample Minister goes to Kenya."


async def test_a_page_that_robots_txt_forbids_is_not_asked_for(publisher, read):
    publisher.put("/robots.txt", "User-agent: *\nDisallow: /news/", kind="text/plain")
    publisher.put("/news/a_visit", PAGE)

    article = await read(TextStrategy.PAGE)

    assert article.text_status is TextStatus.SUMMARY
    assert publisher.asked["/news/a_visit"] == 0


async def test_robots_txt_is_asked_once_for_many_pages(publisher, read):
    publisher.put("/news/a_visit", PAGE)

    for _ in range(3):
        await read(TextStrategy.PAGE)

    assert publisher.asked["/robots.txt"] == 1


async def test_a_site_that_cannot_say_what_it_allows_is_tried_later(publisher, read):
    publisher.put("/robots.txt", "", status=503)
    publisher.put("/news/a_visit", PAGE)

    with pytest.raises(FetchError):
        await read(TextStrategy.PAGE)


def document(**changes: object) -> dict[str, object]:
    return {
        "title": "A visit to Kenya",
        "locale": "en",
        "first_published_at": "2026-05-01T23:30:00+00:00",
        "details": {"body": ARTICLE},
    } | changes


async def test_requirement_11_govuk_is_read_through_its_content_api(publisher, read):
    publisher.put("/api/content/news/a_visit", document())

    article = await read(TextStrategy.GOVUK)

    assert article.text_status is TextStatus.FULL
    assert article.title == "A visit to Kenya"
    assert article.published_on == date(2026, 5, 2)
    assert publisher.asked == {"/api/content/news/a_visit": 1}


async def test_requirement_25_a_withdrawn_govuk_page_is_marked_and_keeps_its_text(publisher, read):
    notice = {"explanation": "<p>Wrong.</p>", "withdrawn_at": "2026-05-03T10:00:00+01:00"}
    publisher.put("/api/content/news/a_visit", document(withdrawn_notice=notice))

    article = await read(TextStrategy.GOVUK)

    assert article.withdrawn_at is not None
    assert (article.change_note, article.text_status) == ("Wrong.", TextStatus.FULL)


async def test_requirement_13_a_translation_says_its_language(publisher, read):
    publisher.put("/api/content/news/a_visit", document(locale="ur"))

    assert (await read(TextStrategy.GOVUK)).language == "ur"


@pytest.mark.parametrize(
    "answer",
    [document(details={}), [], "<html>An error page</html>"],
    ids=["no body", "list", "page"],
)
async def test_govuk_falls_back_to_the_page(publisher, read, answer):
    publisher.put("/api/content/news/a_visit", answer)
    publisher.put("/news/a_visit", PAGE)

    article = await read(TextStrategy.GOVUK)

    assert article.text_status is TextStatus.FULL
    assert article.text.startswith("0. The Sample Minister")


async def test_requirement_25_a_govuk_page_that_is_gone_is_marked(publisher, read):
    publisher.put("/api/content/news/a_visit", {}, status=410)

    assert (await read(TextStrategy.GOVUK)).gone


async def test_a_govuk_page_that_neither_address_knows_is_gone(read):
    assert (await read(TextStrategy.GOVUK)).gone


async def test_an_entry_of_govuk_without_link_has_its_summary(read):
    assert (await read(TextStrategy.GOVUK, link="")).text_status is TextStatus.SUMMARY


COMMISSION = "/presscorner/detail/en/ip_26_1799"
COMMISSION_API = "/presscorner/api/documents?reference=IP/26/1799&language=en"


async def test_requirement_11_the_commission_is_read_through_its_documents_api(publisher, read):
    publisher.put(COMMISSION_API, {"docuLanguageResource": {"htmlContent": ARTICLE}})

    article = await read(TextStrategy.EC, link=publisher.url + COMMISSION)

    assert article.text_status is TextStatus.FULL
    assert article.text.startswith("0. The Sample Minister")
    assert article.title == "A visit"


@pytest.mark.parametrize(
    ("answer", "status", "text_status", "gone"),
    [
        ({}, 404, TextStatus.SUMMARY, False),
        ({}, 410, TextStatus.SUMMARY, True),
        ({}, 403, TextStatus.BLOCKED, False),
        ({"docuLanguageResource": {}}, 200, TextStatus.SUMMARY, False),
    ],
)
async def test_without_the_commissions_document_the_summary_has_to_do(
    publisher, read, answer, status, text_status, gone
):
    publisher.put(COMMISSION_API, answer, status=status)

    article = await read(TextStrategy.EC, link=publisher.url + COMMISSION)

    assert (article.text_status, article.gone) == (text_status, gone)
    assert article.text == "The Sample Minister goes to Kenya."


async def test_a_shell_in_place_of_the_commissions_document_is_tried_again(publisher, read):
    publisher.put(COMMISSION_API, "<html><app-root></app-root></html>")

    with pytest.raises(FetchError):
        await read(TextStrategy.EC, link=publisher.url + COMMISSION)


async def test_a_link_of_the_commission_that_is_no_document_has_its_summary(publisher, read):
    article = await read(TextStrategy.EC)

    assert article.text_status is TextStatus.SUMMARY
    assert not publisher.asked


@pytest.fixture
def read_swiss(client, feed, entry, extractor, publisher):
    async def reading(**changes: object) -> Article:
        swiss = replace(
            feed, url=f"{publisher.url}/v1/search?limit=50", full_text=TextStrategy.JSON_LIST
        )
        return await read_article(client, swiss, replace(entry, **changes), extractor)

    return reading


async def test_a_swiss_release_is_read_by_its_id(publisher, read_swiss):
    publisher.put("/v1/languageGroupId/abc", [{"lang": "en", "text": [ARTICLE]}])

    article = await read_swiss(guid="abc")

    assert article.text_status is TextStatus.FULL
    assert article.text.startswith("0. The Sample Minister")


@pytest.mark.parametrize(
    ("status", "text_status", "gone"),
    [
        (404, TextStatus.SUMMARY, True),
        (403, TextStatus.BLOCKED, False),
        (206, TextStatus.SUMMARY, False),
    ],
)
async def test_without_the_swiss_document_the_summary_has_to_do(
    publisher, read_swiss, status, text_status, gone
):
    publisher.put("/v1/languageGroupId/a_visit", {}, status=status)

    article = await read_swiss()

    assert (article.text_status, article.gone) == (text_status, gone)


async def test_nonsense_in_place_of_a_swiss_document_is_tried_again(publisher, read_swiss):
    publisher.put("/v1/languageGroupId/a_visit", "<html></html>")

    with pytest.raises(FetchError):
        await read_swiss()


async def test_items_of_another_json_list_are_read_from_their_pages(publisher, read):
    publisher.put("/news/a_visit", PAGE)

    assert (await read(TextStrategy.JSON_LIST)).text_status is TextStatus.FULL


async def test_requirement_11_a_feed_with_the_whole_text_needs_no_request(publisher, read):
    article = await read(
        TextStrategy.FEED, content=f"Press Statement\n\n{SENTENCE}", content_status=TextStatus.FULL
    )

    assert (article.text_status, article.text) == (TextStatus.FULL, SENTENCE.strip())
    assert not publisher.asked


async def test_a_feed_that_lacks_the_text_for_once_is_read_from_the_page(publisher, read):
    publisher.put("/news/a_visit", PAGE)

    assert (await read(TextStrategy.FEED)).text_status is TextStatus.FULL


async def test_a_publisher_whose_pages_refuse_programs_is_not_asked(publisher, read):
    article = await read(TextStrategy.SUMMARY)

    assert article.text_status is TextStatus.SUMMARY
    assert not publisher.asked


async def test_an_entry_of_nothing_but_a_title_is_read_as_that(read):
    assert (await read(TextStrategy.SUMMARY, summary="")).text == "A visit"


async def test_requirement_31_long_texts_are_cut_at_a_sentence(read):
    article = await read(TextStrategy.FEED, content=SENTENCE * 1000, content_status=TextStatus.FULL)

    assert 19_000 < len(article.text) <= 20_000
    assert article.text.endswith("schools.")


async def test_requirement_13_a_stray_item_is_told_by_its_text(read):
    text = (
        "Die Ministerin reist heute nach Nairobi, um zwei Tage lang mit ihrem Kollegen über den "
        "Handel, die Sicherheit in der Region und die Unterstützung beider Länder für die Ukraine "
        "zu sprechen. Sie wird auch eine Schule eröffnen, die wieder aufgebaut wurde."
    )

    article = await read(TextStrategy.FEED, content=text, content_status=TextStatus.FULL)

    assert article.language == "de"


def test_the_summarys_article_never_needs_anything(feed, entry):
    article = summary_article(feed, entry)

    assert article.text == "The Sample Minister goes to Kenya."
    assert (article.text_status, article.language) == (TextStatus.SUMMARY, "en")


async def test_a_page_is_taken_apart_in_a_process_of_its_own(publisher, client, feed, entry):
    publisher.put("/news/a_visit", PAGE)
    extractor = new_extractor()
    try:
        article = await read_article(
            client, replace(feed, full_text=TextStrategy.PAGE), entry, extractor
        )
    finally:
        await extractor.close()

    assert article.text_status is TextStatus.FULL
    assert article.text.startswith("0. The Sample Minister")


async def test_a_page_that_we_did_not_think_of_costs_its_text_and_never_the_release(
    publisher, read, extractor, monkeypatch, caplog
):
    publisher.put("/news/a_visit", PAGE)

    async def run(function, *arguments):
        raise RecursionError

    monkeypatch.setattr(extractor, "run", run)

    article = await read(TextStrategy.PAGE)

    assert article.text_status is TextStatus.SUMMARY
    assert article.text == "The Sample Minister goes to Kenya."
    assert "RecursionError" in caplog.text


async def test_a_page_that_the_content_api_does_not_know_yet_is_asked_for_once_more(
    publisher, read
):
    publisher.put("/news/a_visit", PAGE)

    await read(TextStrategy.GOVUK)

    assert publisher.asked["/api/content/news/a_visit"] == 2
