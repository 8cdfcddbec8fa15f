"""Telegram's HTML, read as its servers read it: what it refuses, and how long the text is."""

import re

TAGS = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "a": "text_link",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
    "tg-emoji": "custom_emoji",
}
_ENTITY = re.compile(r"&(?:(lt|gt|amp|quot)|#(\d+)|#x([0-9a-fA-F]+));")
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_TAG = re.compile(r"<(/?)([a-zA-Z0-9-]*)((?:\s[^<>]*)?)>")
_HREF = re.compile(r"""\shref=(?:"([^"]*)"|'([^']*)'|(\S+))""")


class MarkupError(Exception):
    """What Telegram would answer to this markup."""


def units(text: str) -> int:
    """Length in UTF-16 units."""
    return len(text.encode("utf-16-le")) // 2


def read_html(html: str) -> tuple[str, list[dict]]:
    """Give the text and its entities; MarkupError in Telegram's words."""
    text, entities, opened, at = "", [], [], 0
    while at < len(html):
        if html[at] == "&" and (match := _ENTITY.match(html, at)):
            text += _character(match)
            at = match.end()
        elif html[at] == "<":
            at, text = _tag(html, at, text, opened, entities)
        else:
            text += html[at]
            at += 1
    if opened:
        raise MarkupError(f'Can\'t find end tag corresponding to start tag "{opened[-1][0]}"')
    return text, sorted(entities, key=lambda entity: (entity["offset"], -entity["length"]))


def _character(match: re.Match[str]) -> str:
    name, decimal, hexadecimal = match.groups()
    return _NAMED[name] if name else chr(int(decimal) if decimal else int(hexadecimal, 16))


def _tag(html, at, text, opened, entities):
    byte = len(html[:at].encode())
    match = _TAG.match(html, at)
    if not match or not match[2]:
        raise MarkupError(f"Unclosed start tag at byte offset {byte}")
    closing, name, attributes = match[1], match[2].lower(), match[3]
    if not closing:
        if name not in TAGS or (name == "span" and "tg-spoiler" not in attributes):
            raise MarkupError(f'Unsupported start tag "{name}" at byte offset {byte}')
        opened.append((name, units(text), attributes))
        return match.end(), text
    if not opened:
        raise MarkupError(f"Unexpected end tag at byte offset {byte}")
    expected, start, attributes = opened.pop()
    if expected != name:
        raise MarkupError(
            f'Unmatched end tag at byte offset {byte}, expected "</{expected}>", found "</{name}>"'
        )
    length = units(text) - start
    if length and (entity := _entity(name, attributes)):
        entities.append({**entity, "offset": start, "length": length})
    return match.end(), text


def _entity(name, attributes):
    """Give the entity of a tag; links that Telegram does not like silently disappear."""
    if name != "a":
        return {"type": TAGS[name]}
    match = _HREF.search(attributes)
    url = next((group for group in match.groups() if group is not None), "") if match else ""
    url = _ENTITY.sub(_character, url)
    if url.startswith("tg://user?id="):
        return {"type": "text_mention"}
    return {"type": "text_link", "url": url} if is_web(url) else None


def is_web(url: str) -> bool:
    """Tell whether Telegram takes *url* for a link: http(s), with a dot in its host."""
    return re.match(r"^(https?|tg)://[^/?#\s]*\.[^/?#\s]+", url) is not None
