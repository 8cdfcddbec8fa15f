"""What the conversation looks like: Telegram's HTML as terminal text, buttons with numbers.

On a terminal with bold letters and links, in a pipe as plain text; nothing else is ever printed
to standard output.
"""

import os
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import TextIO

from rich.console import Console
from rich.style import Style
from rich.text import Text

PROMPT = "› "

_STYLES = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strike",
    "del": "strike",
    "code": "cyan",
    "pre": "cyan",
    "blockquote": "dim",
    "tg-spoiler": "dim",
}
_ERASE_LINE = "\r\x1b[K"


@dataclass(frozen=True, slots=True)
class Choice:
    """One button as it is shown: by number when it can be pressed, by address when it is a link."""

    label: str
    number: int | None = None
    url: str = ""


class Screen:
    """Prints the bot's side of the conversation, whole messages at a time."""

    def __init__(self, out: TextIO | None = None, *, terminal: bool | None = None) -> None:
        self._out = out or sys.stdout
        self.terminal = self._out.isatty() if terminal is None else terminal
        self._console = _Paper(
            file=self._out,
            force_terminal=self.terminal,
            highlight=False,
            soft_wrap=not self.terminal,  # a terminal would break lines within words
        )
        self._prompting = False

    @property
    def closed(self) -> bool:
        """Tell whether whoever read has left, as ``head`` does."""
        return self._console.quiet

    def banner(self, lines: Iterable[str]) -> None:
        """Greet somebody at a terminal; a pipe has no use for it."""
        if self.terminal:
            for line in lines:
                self._console.print(Text(line, style="dim"))
            self._console.print()

    def aside(self, text: str) -> None:
        """Tell whoever watches what keeps the bot busy; no part of the conversation."""
        Console(stderr=True).print(Text(text, style="dim"))

    def message(self, html: str, choices: Iterable[Iterable[Choice]], *, edited: bool) -> None:
        """Print one message and its buttons below it."""
        text = styled(html) if self.terminal else Text(plain(html))
        if edited:
            text = Text.assemble(("(edited) ", "dim"), text)
        rows = ["  ".join(_choice(choice) for choice in row) for row in choices]
        self._print(text, [Text(row, style="green") for row in rows])

    def notice(self, text: str) -> None:
        """Print the small note that answers a press."""
        self._print(Text(f"· {text}", style="italic"))

    def prompt(self) -> None:
        """Show that the next line may be typed."""
        if self.terminal:
            self._write(PROMPT)
            self._prompting = True

    def typed(self) -> None:
        """Remember that the prompt's line has been ended by whoever typed."""
        self._prompting = False

    def _print(self, text: Text, rows: Iterable[Text] = ()) -> None:
        again = self._prompting
        if again:
            self._write(_ERASE_LINE)
        self._console.print(text)
        for row in rows:  # unbroken, so that an address in it can be pressed and copied
            self._console.print(row, soft_wrap=True)
        self._console.print()
        if again:
            self._write(PROMPT)

    def _write(self, text: str) -> None:
        self._out.write(text)
        self._out.flush()


class _Paper(Console):
    """Rich's console, for which a reader who leaves is no reason to end the program at once."""

    def on_broken_pipe(self) -> None:
        """Print nothing more, and let the rest of the buffer go where it does no harm."""
        self.quiet = True
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())


def plain(html: str) -> str:
    """Give *html* as text; the address of a link follows it in brackets."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return "".join(
        f"{piece} ({link})" if link and link != piece else piece
        for piece, _, link in reader.joined()
    )


def styled(html: str) -> Text:
    """Give *html* with bold letters and links that a terminal can open."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    text = Text()
    for piece, styles, link in reader.joined():
        style = Style.parse(styles) + Style(underline=True, link=link) if link else styles
        text.append(piece, style=style or None)
    return text


class _Reader(HTMLParser):
    """Collects pieces of text with their styles and link."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._pieces: list[tuple[str, str, str]] = []
        self._open: list[tuple[str, str]] = []  #: tag and link

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._open.append((tag, dict(attrs).get("href") or "" if tag == "a" else ""))

    def handle_endtag(self, tag: str) -> None:
        if any(opened == tag for opened, _ in self._open):
            while self._open.pop()[0] != tag:
                pass

    def handle_data(self, data: str) -> None:
        styles = " ".join(_STYLES[tag] for tag, _ in self._open if tag in _STYLES)
        link = next((link for _, link in reversed(self._open) if link), "")
        self._pieces.append((data, styles, link))

    def joined(self) -> list[tuple[str, str, str]]:
        """Give the pieces; those of one link as one, so that its address is shown once."""
        joined: list[tuple[str, str, str]] = []
        for piece, styles, link in self._pieces:
            if joined and link and joined[-1][2] == link:
                joined[-1] = (joined[-1][0] + piece, joined[-1][1], link)
            else:
                joined.append((piece, styles, link))
        return joined


def _choice(choice: Choice) -> str:
    if choice.number is not None:
        return f"[{choice.number}] {choice.label}"
    return f"{choice.label}: {choice.url}"
