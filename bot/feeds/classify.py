"""What an answer is, before anybody tries to parse it. Pure.

A status of 200 proves nothing: firewalls and script challenges answer with it, and a feed parser
takes their pages for an empty feed.
"""

import re
from dataclasses import dataclass

from bot.models import PollClass

LOOK = 8192  #: bytes in which the root element or a marker must show

ROOT = re.compile(rb"<(?:\w+:)?(?:rss|feed|rdf|channel)[\s>]", re.IGNORECASE)
PAGE = re.compile(rb"<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE)
#: Words of firewalls and challenges, with whose they are; they decide only when no feed begins.
WALLS = {
    b"sec-if-cpt-container": "Akamai",
    b"_incapsula_resource": "Imperva",
    b"incapsula incident": "Imperva",
    b"just a moment": "Cloudflare",
    b"cf-chl": "Cloudflare",
    b"challenge-platform": "Cloudflare",
    b"you are unable to access": "Cloudflare",
    b"attention required!": "Cloudflare",
    b"perfdrive": "Radware",
    b"awswafintegration": "AWS",
    b"ddos-guard": "DDoS-Guard",
    b"technical difficulties": "",
    b"access denied": "",
    b"access to this page has been denied": "",
    b"request unsuccessful": "",
    b"request rejected": "",
    b"captcha": "",
    b"unusual traffic": "",
    b"are you a robot": "",
    b"you are human": "",
    b"checking your browser": "",
    b"enable javascript": "",
    b"javascript is disabled": "",
    b"javascript is required": "",
}
SCRIPT = re.compile(rb"<script\b.*?(?:</script\s*>|\Z)", re.IGNORECASE | re.DOTALL)
NOISE = re.compile(
    rb"<(style|title|noscript)\b.*?(?:</\1\s*>|\Z)|<[^<>]*>|\s+", re.IGNORECASE | re.DOTALL
)
#: A page with scripts and less text than this is a shell that a browser would have to fill.
SHELL_TEXT = 200
FEED_LINK = re.compile(rb"<link\b[^<>]*application/(?:rss|atom)\+xml[^<>]*>", re.IGNORECASE)
HREF = re.compile(rb"href\s*=\s*[\"']?([^\"'\s>]+)", re.IGNORECASE)


READABLE = frozenset({200, 202, 203})  #: 202 is what some challenges come with
SERVER_ERROR = 500
STATUSES = {
    204: (PollClass.EMPTY, "the answer is empty"),
    304: (PollClass.NOT_MODIFIED, "unchanged"),
    401: (PollClass.BLOCKED, "the server wants a password"),
    403: (PollClass.BLOCKED, "the server refuses us; another user_agent may help"),
    404: (PollClass.GONE, "the feed is not there"),
    407: (PollClass.BLOCKED, "a proxy wants a password"),
    410: (PollClass.GONE, "the feed has been removed for good"),
    429: (PollClass.BLOCKED, "the server finds that we ask too often"),
    451: (PollClass.BLOCKED, "the server refuses us for legal reasons"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """A class and one sentence for the operator."""

    kind: PollClass
    detail: str


def of_status(status: int) -> Verdict | None:
    """Judge by the status alone; None when the body has to be read."""
    if status in READABLE:
        return None
    if status >= SERVER_ERROR:
        kind, why = PollClass.ERROR, "the server has a problem of its own"
    else:
        kind, why = STATUSES.get(status, (PollClass.ERROR, "the request was refused"))
    return Verdict(kind=kind, detail=f"status {status}: {why}")


def of_body(body: bytes) -> Verdict | None:
    """Judge an answer that cannot be a feed; None when it is worth parsing."""
    head = body[:LOOK]
    if not head.strip(b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n"):
        return Verdict(kind=PollClass.EMPTY, detail="the answer is empty")
    text = head.replace(b"\x00", b"")  # UTF-16 becomes readable enough
    page = PAGE.search(text)
    root = ROOT.search(text)
    if root and not (page and page.start() < root.start()):
        return None
    # JSON may speak of anything; whether it is a list of releases is for its reader to say.
    if text.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")[:1] in (b"{", b"["):
        return None
    if wall := of_page(body):
        return wall
    if not page:
        return None
    return Verdict(kind=PollClass.NOT_A_FEED, detail=_page_advice(body))


def of_page(body: bytes) -> Verdict | None:
    """Recognise a firewall's or challenge's page, and the empty shell of a script; else None."""
    head = body[:LOOK].lower()
    for marker, whose in WALLS.items():
        if marker in head:
            who = f" ({whose})" if whose else ""
            return Verdict(
                kind=PollClass.BLOCKED,
                detail=f"a firewall{who} answered in place of the publisher: "
                f"“{marker.decode()}”; another user_agent may help",
            )
    if is_shell(body):
        return Verdict(
            kind=PollClass.BLOCKED,
            detail="a page that only a browser can fill answered in place of the publisher",
        )
    return None


def is_shell(body: bytes) -> bool:
    """Tell whether an HTML page has scripts but next to no text."""
    if not PAGE.search(body[:LOOK]):
        return False
    without, scripts = SCRIPT.subn(b" ", body)
    return bool(scripts) and len(NOISE.sub(b"", without)) < SHELL_TEXT


def _page_advice(body: bytes) -> str:
    found = FEED_LINK.search(body)
    address = HREF.search(found.group()) if found else None
    if address is None:
        return "this is a web page, not a feed"
    named = address.group(1).decode(errors="replace")[:200]
    return f"this is a web page, not a feed; it names a feed at {named}"
