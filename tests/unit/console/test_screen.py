import io

import pytest

from bot.console.screen import Choice, Screen, plain, styled

RELEASE = "https://sample.example.org/visit"


def shown(html, choices=(), *, terminal=False, edited=False):
    out = io.StringIO()
    Screen(out, terminal=terminal).message(html, choices, edited=edited)
    return out.getvalue()


def test_pipe_gets_plain_text_with_addresses():
    html = f'<b>Anna Berg</b> &amp; <a href="{RELEASE}">the <i>release</i></a>'

    assert shown(html) == f"Anna Berg & the release ({RELEASE})\n\n"


def test_address_is_not_repeated_when_it_is_the_text():
    assert plain(f'<a href="{RELEASE}">{RELEASE}</a>') == RELEASE


def test_long_lines_are_not_wrapped_in_a_pipe():
    assert shown("word " * 100).count("\n") == 2


def test_terminal_breaks_lines_between_words(monkeypatch):
    monkeypatch.setenv("COLUMNS", "20")

    out = shown("Minister travels to Copenhagen", terminal=True)

    assert out.splitlines()[:2] == ["Minister travels to ", "Copenhagen"]


def test_address_is_never_broken(monkeypatch):
    monkeypatch.setenv("COLUMNS", "20")

    assert RELEASE in shown("Visit", [[Choice("Read", url=RELEASE)]], terminal=True)


def test_terminal_gets_bold_letters_and_links():
    out = shown(f'<b>Berg</b> <a href="{RELEASE}">release</a>', terminal=True)

    assert "\x1b[1mBerg" in out
    assert "]8;" in out
    assert RELEASE in out


def test_styles_nest():
    text = styled("<b>a<i>b</i></b>c")

    assert text.plain == "abc"
    assert [str(span.style) for span in text.spans] == ["bold", "bold italic"]


@pytest.mark.parametrize("html", ["<b>open", "stray</b>", "<b><i>x</b></i>", "a < b", "[bold]x[/]"])
def test_odd_markup_is_shown_somehow(html):
    assert shown(html).strip()


def test_brackets_in_releases_are_no_markup_of_ours():
    assert shown("[red]alert[/red] [1]") == "[red]alert[/red] [1]\n\n"


def test_buttons_are_numbered_and_links_spelt_out():
    choices = [[Choice("Follow", 1), Choice("Mute", 2)], [Choice("Read", url=RELEASE)]]

    assert shown("Visit", choices) == f"Visit\n[1] Follow  [2] Mute\nRead: {RELEASE}\n\n"


def test_edit_is_marked():
    assert shown("new", edited=True) == "(edited) new\n\n"


def test_alert_does_not_spoil_the_line_being_typed():
    out = io.StringIO()
    screen = Screen(out, terminal=True)
    screen.prompt()

    screen.message("alert", (), edited=False)

    assert "\r\x1b[K" in out.getvalue()
    assert out.getvalue().endswith("› ")


def test_answer_to_a_typed_line_erases_nothing():
    out = io.StringIO()
    screen = Screen(out, terminal=True)
    screen.prompt()
    screen.typed()

    screen.notice("done")

    assert "\x1b[K" not in out.getvalue()


def test_pipe_sees_neither_banner_nor_prompt():
    out = io.StringIO()
    screen = Screen(out, terminal=False)

    screen.banner(["hello"])
    screen.prompt()

    assert out.getvalue() == ""


def test_terminal_is_greeted():
    out = io.StringIO()

    Screen(out, terminal=True).banner(["hello"])

    assert "hello" in out.getvalue()


def test_asides_stay_out_of_the_conversation(capsys):
    out = io.StringIO()

    Screen(out, terminal=False).aside("reading…")

    assert out.getvalue() == ""
    assert "reading…" in capsys.readouterr().err
