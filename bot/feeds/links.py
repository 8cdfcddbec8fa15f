"""Links of entries: to open, and to compare. Pure."""

import re
from urllib.parse import parse_qs, unquote_plus, urljoin

from yarl import URL

#: Where relative links of a feed belong, when that is not where the feed is.
BASES = {"api.io.canada.ca": "https://www.canada.ca/"}
TRACKING = re.compile(
    r"utm_\w+|at_(?:medium|campaign|custom\d)|fbclid|gclid|dclid|msclkid|yclid|igshid|twclid|"
    r"mc_cid|mc_eid|_hsenc|_hsmi|mkt_tok|wt\.mc_id|xtor|smid|cmpid|jsessionid|phpsessid",
    re.IGNORECASE,
)
SESSION = re.compile(r";jsessionid=[^/?#]*", re.IGNORECASE)
# The Élysée publishes addresses below /en/ that answer 404; without it they work.
ELYSEE = re.compile(r"/en(?=/emmanuel-macron/)")
# As it may be sent; anything else is escaped first, and escapes already made are left as they are.
SENDABLE = re.compile(r"[!#$%&'()*+,\-./:;=?@\[\]~\w]+", re.ASCII)
UNSEEN = re.compile("[\x00-\x1f\x7f-\xa0\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]+")
MAX_LINK = 2000  #: characters; longer ones are nobody's page


def base_of(feed_url: str) -> str:
    """Return the address that relative links in the feed at *feed_url* are relative to."""
    try:
        host = URL(feed_url).raw_host or ""
    except ValueError:
        return feed_url
    return BASES.get(host, feed_url)


def web_link(raw: str, base: str) -> str:
    """Return *raw* as an absolute http(s) address that can be opened, or nothing.

    Refused: other schemes, user names, hosts that are none. Wrappers of mail gateways go.
    """
    raw = UNSEEN.sub("", raw).strip()
    if not raw:
        return ""
    try:
        joined = urljoin(base, raw)
        url = _unwrapped(URL(joined, encoded=SENDABLE.fullmatch(joined) is not None))
    except ValueError:
        return ""
    if url.scheme not in {"http", "https"} or not url.raw_host:
        return ""
    if url.raw_user is not None or url.raw_password is not None:
        return ""
    if _host(url) == "elysee.fr":
        url = url.with_path(ELYSEE.sub("", url.raw_path, count=1), encoded=True, keep_query=True)
    link = str(url)
    return link if len(link) <= MAX_LINK else ""


def canonical_link(link: str) -> str:
    """Return what is the same for all spellings of one page's address; for comparing only.

    Gone are the fragment, tracking and session parameters, default ports; http counts as https.
    Other parameters stay, since many publishers name the page with them.
    """
    try:
        url = URL(link).with_fragment(None)
    except ValueError:
        return link
    if url.scheme not in {"http", "https"} or not url.raw_host:
        return link
    if url.scheme == "http":
        # Port 80 must become 443, another port must stay.
        url = url.with_scheme("https").with_port(None if url.is_default_port() else url.port)
    path = SESSION.sub("", url.raw_path)
    if _host(url) == "news.un.org":
        path = path.replace("/feed/view/", "/", 1)
    query = "&".join(
        pair
        for pair in url.raw_query_string.split("&")
        if pair and not TRACKING.fullmatch(unquote_plus(pair.partition("=")[0]))
    )
    host = (url.raw_host or "").removesuffix(".")
    where = f"[{host}]" if ":" in host else host
    port = "" if url.is_default_port() or url.explicit_port is None else f":{url.explicit_port}"
    return f"https://{where}{port}{path or '/'}" + (f"?{query}" if query else "")


def _host(url: URL) -> str:
    return (url.raw_host or "").removeprefix("www.")


def _unwrapped(url: URL) -> URL:
    """Undo the link protection of mail gateways, which some press offices paste into feeds."""
    if not (url.raw_host or "").endswith(".safelinks.protection.outlook.com"):
        return url
    target = parse_qs(url.raw_query_string).get("url", [""])[0]
    return URL(target) if target else url
