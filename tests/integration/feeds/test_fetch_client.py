"""Fetching over real HTTP."""

import asyncio
import gzip
import shutil
import ssl
import subprocess
import zlib
from datetime import timedelta

import brotli
import pytest
from aiohttp import web

from bot.errors import (
    FetchError,
    FetchTimeout,
    FetchTooLarge,
    FetchTruncated,
    ForbiddenAddress,
)
from bot.feeds.bodies import MAX_BODY
from bot.feeds.client import FeedClient
from bot.feeds.turns import MAX_HOSTS, HostTurns
from tests.fakes.feed_host import FeedHost, RawHost, make_feed

SHORT = timedelta(seconds=0.4)


async def fetch(feed, path=None, **options):
    """What a client that knows *feed* gets from it."""
    async with FeedClient([feed], **options) as client:
        return await client.get(path or feed.url, feed=feed)


async def test_answer_is_what_the_server_said(host):
    host.answer(b"<rss/>", ETag='"1"')

    answer = await fetch(host.feed())

    assert (answer.status, answer.body, answer.url) == (200, b"<rss/>", host.url())
    assert answer.headers["etag"] == '"1"'
    assert answer.moved_to is None


async def test_any_status_is_an_answer(host):
    host.answer(b"gone", status=410)

    assert (await fetch(host.feed())).status == 410


async def test_requirement_03_agent_is_honest_and_says_how_to_reach_us(host):
    host.answer()
    plain, disguised = host.feed(), host.feed(user_agent="mozilla")

    await fetch(plain)
    await fetch(plain, contact="mailto:ops@mfa.example")
    await fetch(disguised)
    await fetch(disguised, contact="https://bot.example")

    agents = [request.headers["User-Agent"] for request in host.requests]
    version = agents[0].removeprefix("briefing-bot/")
    assert agents == [
        f"briefing-bot/{version}",
        f"briefing-bot/{version} (+mailto:ops@mfa.example)",
        f"Mozilla/5.0 (compatible; briefing-bot/{version})",
        f"Mozilla/5.0 (compatible; briefing-bot/{version}; +https://bot.example)",
    ]


async def test_requirement_05_feed_chooses_the_encoding(host):
    host.answer()

    await fetch(host.feed(accept_encoding="identity"))

    assert host.requests[0].headers["Accept-Encoding"] == "identity"


@pytest.mark.parametrize(
    ("coding", "compress"),
    [("gzip", gzip.compress), ("deflate", zlib.compress), ("br", brotli.compress)],
)
async def test_compressed_answer_is_unpacked(host, coding, compress):
    host.answer(compress(b"<rss/>" * 5000), Content_Encoding=coding)

    assert (await fetch(host.feed())).body == b"<rss/>" * 5000


async def test_requirement_05_korean_cookie_loop_ends_after_one_turn(host):
    cookie = '"!abc/DEF+1234=="'

    async def gate(request):
        if request.cookies.get("TMOSHCooKie"):
            return web.Response(body=b"<rss/>")
        headers = {
            "Location": str(request.url),
            "Set-Cookie": f"TMOSHCooKie={cookie}; Path=/www/brd",
        }
        return web.Response(status=307, headers=headers)

    host.handle("/www/brd/rss.do", gate)
    feed = host.feed("/www/brd/rss.do")

    async with FeedClient([feed]) as client:
        first = await client.get(feed.url, feed=feed)
        second = await client.get(feed.url, feed=feed)

    assert first.body == second.body == b"<rss/>"
    assert len(host.requests) == 3
    assert host.requests[2].headers["Cookie"] == f"TMOSHCooKie={cookie}"


async def test_requirement_05_requests_to_a_host_keep_their_distance(host):
    host.answer()
    feed = host.feed(min_interval=timedelta(seconds=0.2))

    async with FeedClient([feed]) as client:
        await asyncio.gather(*(client.get(feed.url, feed=feed) for _ in range(4)))

    gaps = [after - before for before, after in zip(host.times, host.times[1:], strict=False)]
    assert min(gaps) >= 0.19


async def test_requirement_30_host_is_asked_once_at_a_time(host):
    async def slow(request):
        await asyncio.sleep(0.05)
        return web.Response()

    host.handle("/feed.xml", slow)
    feed = host.feed()

    async with FeedClient([feed]) as client:
        await asyncio.gather(*(client.get(feed.url, feed=feed) for _ in range(5)))

    assert host.at_once == 1


async def test_requirement_30_slow_host_does_not_delay_another(host):
    host.answer(b"quick")
    quick = host.feed()
    async with RawHost([b"HTTP/1.1 200 OK\r\n"], hang=True) as stuck:
        slow = stuck.feed(timeout=timedelta(seconds=30))
        async with FeedClient([quick, slow]) as client:
            waiting = asyncio.create_task(client.get(slow.url, feed=slow))
            async with asyncio.timeout(5):
                answer = await client.get(quick.url, feed=quick)
            waiting.cancel()
            await asyncio.gather(waiting, return_exceptions=True)

    assert answer.body == b"quick"


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_requirement_06_redirects_are_followed(host, status):
    host.redirect("/feed.xml", "/new.xml", status)
    host.answer(b"<rss/>", path="/new.xml")

    answer = await fetch(host.feed())

    assert (answer.body, answer.url) == (b"<rss/>", host.url("/new.xml"))


async def test_requirement_06_five_redirects_are_followed_and_no_more(host):
    for number in range(6):
        host.redirect(f"/{number}", f"/{number + 1}")
    host.answer(b"<rss/>", path="/6")

    assert (await fetch(host.feed("/1"))).body == b"<rss/>"
    with pytest.raises(FetchError, match="more than 5 times"):
        await fetch(host.feed("/0"))


@pytest.mark.parametrize(
    ("statuses", "leads_to"),
    [((301,), "/1"), ((308, 301), "/2"), ((301, 302), "/1"), ((302, 301), None), ((302,), None)],
)
async def test_requirement_06_permanent_redirects_are_reported(host, statuses, leads_to):
    for number, status in enumerate(statuses):
        host.redirect(f"/{number}", f"/{number + 1}", status)
    host.answer(path=f"/{len(statuses)}")

    answer = await fetch(host.feed("/0"))

    assert answer.moved_to == (leads_to and host.url(leads_to))


async def test_redirect_without_a_target_is_an_answer(host):
    host.answer(b"where?", status=302)

    assert (await fetch(host.feed())).status == 302


TARGETS = [
    "http://127.0.0.1:{port}/canary",
    "http://127.1:{port}/canary",
    "http://127.0.1:{port}/canary",
    "http://0x7f.0.0.1:{port}/canary",
    "http://0177.0.0.1:{port}/canary",
    "http://2130706433:{port}/canary",
    "http://0:{port}/canary",
    "http://0.0.0.0:{port}/canary",
    "http://127.0.0.2:{port}/canary",
    "http://localhost:{port}/canary",
    "http://localhost.:{port}/canary",
    "http://LOCALHOST:{port}/canary",
    "http://[::1]:{port}/canary",
    "http://[::ffff:127.0.0.1]:{port}/canary",
    "http://user@127.0.0.1:{port}/canary",
    "//127.0.0.1:{port}/canary",
    "http://１２７.0.0.1:{port}/canary",
    "http:\\\\127.0.0.1:{port}\\canary",
    "http://169.254.169.254/latest/meta-data/",
    "file:///etc/passwd",
    "gopher://127.0.0.1:{port}/canary",
    "ftp://127.0.0.1:{port}/canary",
    "data:text/xml,<rss/>",
]


@pytest.mark.parametrize("target", TARGETS)
async def test_requirement_06_redirects_to_a_private_address_are_refused(host, target):
    async with FeedHost() as canary:
        port = canary.base.rpartition(":")[2]
        host.redirect("/feed.xml", target.format(port=port))
        try:
            answer = await fetch(host.feed())
        except FetchError:
            pass
        else:
            # Read as a path on the same server, which has no such page.
            assert answer.status == 404

        assert canary.requests == []


async def test_requirement_06_later_hops_are_checked_as_well(host):
    async with FeedHost() as canary:
        host.redirect("/feed.xml", "/second")
        host.redirect("/second", canary.url("/canary"))

        with pytest.raises(ForbiddenAddress):
            await fetch(host.feed())

        assert canary.requests == []


@pytest.mark.parametrize("name", ["127.0.0.1", "localhost", "127.1", "2130706433", "[::1]"])
async def test_requirement_06_private_addresses_nobody_named_are_refused(host, name):
    port = host.base.rpartition(":")[2]
    feed = make_feed("https://mfa.example/feed.xml")

    with pytest.raises(ForbiddenAddress):
        await fetch(feed, f"http://{name}:{port}/feed.xml")

    assert host.requests == []


async def test_requirement_06_private_host_named_in_the_feeds_file_is_allowed(host):
    port = host.base.rpartition(":")[2]
    host.answer(b"<rss/>")
    feed = make_feed(f"http://localhost:{port}/feed.xml")

    assert (await fetch(feed)).body == b"<rss/>"


async def test_requirement_06_proxies_of_the_environment_are_not_used(host, monkeypatch):
    host.answer(b"<rss/>")
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")

    assert (await fetch(host.feed())).body == b"<rss/>"


async def test_requirement_08_certificate_that_does_not_hold_is_refused(tmp_path):
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("openssl is needed to make a certificate")
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    subprocess.run(
        [
            *(openssl, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1"),
            *("-subj", "/CN=localhost", "-keyout", key, "-out", certificate),
        ],
        check=True,
        capture_output=True,
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    server = await asyncio.start_server(lambda *_: None, "127.0.0.1", 0, ssl=context)
    async with server:
        port = server.sockets[0].getsockname()[1]
        with pytest.raises(FetchError, match="certificate of localhost is not valid"):
            await fetch(make_feed(f"https://localhost:{port}/feed.xml"))


async def test_server_that_speaks_no_tls_is_an_error(host):
    with pytest.raises(FetchError, match="no secure connection to 127"):
        await fetch(make_feed(host.url().replace("http:", "https:")))


async def test_unknown_host_is_an_error_that_names_it():
    with pytest.raises(FetchError, match=r"mfa\.invalid is unknown"):
        await fetch(make_feed("https://mfa.invalid/feed.xml", timeout=timedelta(seconds=20)))


async def test_closed_port_is_an_error(host):
    async with FeedHost() as closed:
        feed = closed.feed()

    with pytest.raises(FetchError, match=r"127\.0\.0\.1 could not be reached"):
        await fetch(feed)


HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\n"


@pytest.mark.parametrize(
    "chunks",
    [
        [HEAD],
        [HEAD + b"Content-Length: 100\r\n\r\nabc"],
        [HEAD + b"\r\n", *[b"<a>"] * 100],
        [HEAD + b"Transfer-Encoding: chunked\r\n\r\n", *[b"1\r\na\r\n"] * 100],
        [b"H", b"T", b"T", b"P", b"/", b"1"],
    ],
    ids=["head", "body", "drip", "chunks", "slow-start"],
)
async def test_requirement_05_time_limit_counts_for_the_whole_answer(chunks):
    async with RawHost(chunks, pause=0.1, hang=True) as host:
        with pytest.raises(FetchTimeout, match=r"within 0\.4 seconds"):
            await fetch(host.feed(timeout=SHORT))


async def test_requirement_05_time_limit_counts_for_all_redirects_together(host):
    async def slow(request):
        await asyncio.sleep(0.15)
        target = f"/{int(request.path[1:]) + 1}"
        return web.Response(status=302, headers={"Location": target})

    for number in range(6):
        host.handle(f"/{number}", slow)

    with pytest.raises(FetchTimeout):
        await fetch(host.feed("/0", timeout=SHORT))


async def test_waiting_for_a_turn_does_not_count(host):
    async def slow(request):
        await asyncio.sleep(0.8)
        return web.Response()

    host.handle("/feed.xml", slow)
    feed = host.feed(timeout=timedelta(seconds=1.5))

    async with FeedClient([feed]) as client:
        answers = await asyncio.gather(*(client.get(feed.url, feed=feed) for _ in range(3)))

    assert [answer.status for answer in answers] == [200, 200, 200]


@pytest.mark.parametrize(
    "chunks",
    [
        [HEAD + b"Content-Length: 100\r\n\r\n<rss>"],
        [HEAD + b"Transfer-Encoding: chunked\r\n\r\n5\r\n<rss>\r\n"],
        [HEAD + b"Transfer-Encoding: chunked\r\n\r\n500\r\n<rss>"],
        [HEAD + b"Content-Encoding: gzip\r\n\r\n" + gzip.compress(bytes(range(256)) * 9)[:200]],
    ],
    ids=["length", "chunks", "chunk", "gzip"],
)
async def test_requirement_01_answer_that_breaks_off_is_truncated(chunks):
    async with RawHost(chunks) as host:
        with pytest.raises(FetchTruncated, match="broke off"):
            await fetch(host.feed())


async def test_answer_without_length_ends_with_its_connection():
    async with RawHost([HEAD + b"\r\n<rss/>"]) as host:
        assert (await fetch(host.feed())).body == b"<rss/>"


@pytest.mark.parametrize(
    ("coding", "compress"),
    [("gzip", gzip.compress), ("deflate", zlib.compress), ("br", brotli.compress)],
)
async def test_requirement_31_bombs_are_not_unpacked(host, coding, compress):
    host.answer(compress(bytes(80 * 2**20)), Content_Encoding=coding)

    with pytest.raises(FetchTooLarge, match="larger than 5 MiB"):
        await fetch(host.feed())


async def test_requirement_31_announced_size_is_believed():
    async with RawHost([HEAD + b"Content-Length: 999999999999\r\n\r\n"], hang=True) as host:
        with pytest.raises(FetchTooLarge):
            await fetch(host.feed())


async def test_requirement_31_endless_answer_is_cut_off():
    async with RawHost([HEAD + b"\r\n", *[bytes(2**20)] * 50]) as host:
        with pytest.raises(FetchTooLarge):
            await fetch(host.feed())


async def test_requirement_31_compressed_bytes_that_give_nothing_are_counted():
    padding = bytes(2**20)
    head = HEAD + b"Content-Encoding: gzip\r\n\r\n" + gzip.compress(b"<rss/>")
    async with RawHost([head, *[padding] * 10]) as host:
        with pytest.raises(FetchTooLarge):
            await fetch(host.feed())


async def test_largest_answer_is_read(host):
    host.answer(b"x" * MAX_BODY)

    assert len((await fetch(host.feed())).body) == MAX_BODY


@pytest.mark.parametrize(
    "head",
    [
        b"HTTP/1.1 200 OK\r\nX: " + b"x" * 100_000 + b"\r\n\r\n",
        b"HTTP/1.1 200 OK\r\n" + b"".join(b"X-%d: 1\r\n" % n for n in range(5000)) + b"\r\n",
        b"HTTP/1.1 200 " + b"O" * 100_000 + b"\r\n\r\n",
        b"\x16\x03\x01nonsense\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Encoding: rot13\r\n\r\n<rss/>",
        b"HTTP/1.1 302 Found\r\nLocation: http://[oops\r\n\r\n",
        b"HTTP/1.1 302 Found\r\nLocation: \xff\xfe\r\n\r\n",
        b"",
    ],
    ids=[
        "header",
        "headers",
        "reason",
        "no-http",
        "length",
        "coding",
        "location",
        "location-bytes",
        "nothing",
    ],
)
async def test_requirement_31_nonsense_is_a_fetch_error(head):
    async with RawHost([head]) as host:
        with pytest.raises(FetchError):
            await fetch(host.feed(timeout=timedelta(seconds=3)))


async def test_client_can_be_used_again_after_closing(host):
    host.answer(b"<rss/>")
    feed = host.feed()
    client = FeedClient([feed])

    await client.get(feed.url, feed=feed)
    await client.close()
    answer = await client.get(feed.url, feed=feed)
    await client.close()
    await client.close()

    assert answer.body == b"<rss/>"


async def test_feed_on_disk_is_read(tmp_path):
    path = tmp_path / "sample feed.xml"
    path.write_bytes(b"<rss/>")

    answer = await fetch(make_feed(path.as_uri()))

    assert (answer.status, answer.body) == (200, b"<rss/>")


async def test_files_are_read_only_if_the_feed_is_that_file(tmp_path):
    path = tmp_path / "secret.txt"
    path.write_text("secret")
    feed = make_feed((tmp_path / "feed.xml").as_uri())

    with pytest.raises(ForbiddenAddress):
        await fetch(feed, path.as_uri())
    with pytest.raises(ForbiddenAddress):
        await fetch(make_feed(), path.as_uri())


async def test_missing_and_huge_files_are_errors(tmp_path):
    huge = tmp_path / "huge.xml"
    huge.write_bytes(bytes(MAX_BODY + 1))

    with pytest.raises(FetchTooLarge):
        await fetch(make_feed(huge.as_uri()))
    with pytest.raises(FetchError, match="No such file"):
        await fetch(make_feed((tmp_path / "none.xml").as_uri()))


async def test_hosts_of_long_ago_are_forgotten():
    turns = HostTurns()

    async with turns.take("held", timedelta(0)):
        for number in range(MAX_HOSTS + 10):
            async with turns.take(f"host-{number}", timedelta(0)):
                pass

        assert len(turns._turns) <= MAX_HOSTS
        assert "held" in turns._turns
