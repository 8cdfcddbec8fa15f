import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.feeds.page_text import decoded, page_text

SENTENCE = "The Minister will travel to Nairobi on 4 May for talks on trade and schools. "
ARTICLE = "".join(f"<p>{number}. {SENTENCE}</p>" for number in range(6))


def page(body: str) -> bytes:
    return f"<!DOCTYPE html><html><head><title>x</title></head><body>{body}</body></html>".encode()


def test_the_first_selector_that_is_there_gives_the_text():
    html = page(f'<main>Menu <div class="text">{ARTICLE}</div> Footer</main>')

    text = page_text(html, "", (".nowhere", ".text", "main")).text

    assert text.startswith("0. The Minister")
    assert text.count("\n\n") == 5
    assert "Menu" not in text


def test_all_pieces_of_a_class_belong_to_the_article_but_none_twice():
    html = page('<div class="t">One.<div class="t">Two.</div></div><div class="t">Three.</div>')

    assert page_text(html, "", (".t",)).text == "One.\n\nTwo.\n\nThree."


def test_within_a_bare_tag_the_article_is_told_from_what_is_around_it():
    around = "<ul>" + "<li><a href='/x'>Link</a></li>" * 5 + "</ul>"
    html = page(
        f"<main><nav>Home</nav>{around}<article>{ARTICLE}</article><aside>More</aside></main>"
    )

    text = page_text(html, "", ("main",)).text

    assert "5. The Minister will travel" in text
    assert "Home" not in text
    assert "More" not in text


def test_a_short_article_in_a_bare_tag_is_taken_whole():
    assert (
        page_text(page(f"<main><p>{SENTENCE}</p></main>"), "", ("main",)).text == SENTENCE.strip()
    )


def test_without_selectors_the_article_is_found_by_its_looks():
    html = page(f"<div id='top'><a href='/'>Home</a></div><div>{ARTICLE}</div>")

    assert "3. The Minister will travel" in page_text(html, "", ()).text


def test_quotes_and_lists_of_the_page_stay():
    body = f"<main>{ARTICLE}<blockquote>“We go.”</blockquote><ul><li>24 ambulances</li></ul></main>"

    text = page_text(page(body), "", ("main",)).text

    assert "“We go.”" in text
    assert "- 24 ambulances" in text


@pytest.mark.parametrize(
    "body",
    [
        pytest.param("<h1>Access Denied</h1>", id="a firewall"),
        pytest.param("<title>Just a moment...</title><p>wait</p>", id="a challenge"),
        pytest.param(
            '<iframe src="/_Incapsula_Resource?x=1"></iframe><main>Request</main>', id="a shell"
        ),
        pytest.param("<script>load()</script><div id='app'></div>", id="an empty application"),
    ],
)
def test_requirement_02_a_bot_wall_is_no_article(body):
    assert page_text(page(body), "", ("main",)).wall


def test_an_article_that_speaks_of_captchas_is_no_wall():
    html = page(f"<main><p>The ministry now uses a captcha.</p>{ARTICLE * 2}</main>")

    found = page_text(html, "", ("main",))

    assert not found.wall
    assert "captcha" in found.text


@pytest.mark.parametrize(
    ("body", "charset", "text"),
    [
        pytest.param("Türkiye".encode("iso-8859-9"), "iso-8859-9", "Türkiye", id="header"),
        pytest.param(
            '<meta charset="euc-kr">외교부'.encode("euc-kr"),
            "",
            '<meta charset="euc-kr">외교부',
            id="page",
        ),
        pytest.param("Élysée".encode(), "", "Élysée", id="utf-8"),
        pytest.param("\ufeffÉlysée".encode(), "", "Élysée", id="byte order mark"),
        pytest.param("Élysée".encode(), "ascii", "Élysée", id="wrong header"),
        pytest.param("Élysée".encode("cp1252"), "nonsense", "Élysée", id="unknown header"),
        pytest.param(b"x", "base64", "x", id="no text encoding"),
    ],
)
def test_pages_are_decoded_as_they_say_or_as_they_are(body, charset, text):
    assert decoded(body, charset) == text


@given(st.binary(max_size=300), st.sampled_from(["", "utf-8", "utf-16", "idna", "rot13", "x\0y"]))
def test_no_bytes_break_the_decoder(body, charset):
    assert isinstance(decoded(body, charset), str)
