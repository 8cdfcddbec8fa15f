"""Fetch what feeds name, politely and without being led astray.

Everything here assumes a hostile server: where it sends us is checked at each hop and when
connecting, the answer is limited in time and size, and proxies named in the environment are not
used, since behind one no address check holds.
"""

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit
from urllib.request import url2pathname

from aiohttp import (
    ClientConnectorCertificateError,
    ClientConnectorDNSError,
    ClientError,
    ClientResponse,
    ClientSession,
    ClientSSLError,
    ClientTimeout,
    CookieJar,
    DefaultResolver,
    TCPConnector,
    hdrs,
)
from aiohttp.abc import AbstractResolver
from yarl import URL

from bot.errors import FetchError, FetchTimeout, FetchTooLarge
from bot.feeds.addresses import Guard, GuardedResolver, parsed
from bot.feeds.bodies import MAX_BODY, read_body
from bot.feeds.turns import HostTurns
from bot.models import Feed

MAX_REDIRECTS = 5
REDIRECTS = frozenset({301, 302, 303, 307, 308})
PERMANENT = frozenset({301, 308})
PRODUCT = f"briefing-bot/{version('briefing-bot')}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The answer at the end of the redirects, whatever its status."""

    status: int
    headers: Mapping[str, str]  #: names in any case
    body: bytes
    url: str  #: where it came from in the end
    moved_to: str | None = None  #: where permanent redirects alone lead


@dataclass(slots=True)
class Journey:
    """One request on its way through redirects."""

    url: URL
    remaining: float  #: seconds of the time limit, waiting for turns not counted
    hops: int = 0
    moved_to: str | None = None
    moving: bool = field(default=True)  #: whether every redirect so far was permanent

    def redirected(self, url: URL, *, permanent: bool) -> None:
        """Go on at *url*; raises FetchError when that was once too often."""
        self.hops += 1
        if self.hops > MAX_REDIRECTS:
            raise FetchError(f"redirected more than {MAX_REDIRECTS} times")
        self.moving = self.moving and permanent
        if self.moving and url != self.url:
            self.moved_to = str(url)
        self.url = url


class FeedClient:
    """HTTP for feeds and articles; one per process, opened by its first request.

    *feeds* are those of the operator: what they name is allowed even if it is private.
    *contact* is an address by which publishers can reach the operator.
    """

    def __init__(
        self,
        feeds: Iterable[Feed] = (),
        *,
        contact: str = "",
        resolver: AbstractResolver | None = None,
    ) -> None:
        self._guard = Guard(feed.url for feed in feeds)
        self._contact = contact
        self._given_resolver = resolver
        self._resolver: GuardedResolver | None = None
        self._turns = HostTurns()
        self._session: ClientSession | None = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """Close all connections; the client may be used again."""
        session, self._session = self._session, None
        resolver, self._resolver = self._resolver, None
        if session is not None:
            await session.close()
        if resolver is not None:
            await resolver.close()

    async def get(
        self, url: str, *, feed: Feed, headers: Mapping[str, str] | None = None
    ) -> Answer:
        """Return the answer for *url* with the options of *feed*; any status is an answer.

        Raises ForbiddenAddress, FetchTimeout, FetchTruncated, FetchTooLarge or FetchError.
        """
        if url == feed.url and urlsplit(url).scheme == "file":
            return await asyncio.to_thread(_read_file, url)
        journey = Journey(url=self._guard.checked(url), remaining=feed.timeout.total_seconds())
        sent = self._headers(feed) | dict(headers or {})
        answer = None
        while answer is None:
            answer = await self._at_one_host(journey, feed, sent)
        return answer

    async def _at_one_host(
        self, journey: Journey, feed: Feed, headers: Mapping[str, str]
    ) -> Answer | None:
        """Ask until there is an answer, or another host is named (None)."""
        host = _place(journey.url)
        async with self._turns.take(host, feed.min_interval):
            while _place(journey.url) == host:
                answer = await self._once(journey, feed, headers)
                if answer is not None:
                    return answer
        return None

    async def _once(
        self, journey: Journey, feed: Feed, headers: Mapping[str, str]
    ) -> Answer | None:
        """Make one request; None when *journey* goes on elsewhere."""
        loop = asyncio.get_running_loop()
        began = loop.time()
        try:
            async with (
                asyncio.timeout(journey.remaining),
                self._opened().get(journey.url, headers=headers, allow_redirects=False) as response,
            ):
                target = _target(response)
                if target is None:
                    return await _answer(response, journey)
        except TimeoutError as exc:
            limit = feed.timeout.total_seconds()
            raise FetchTimeout(f"no complete answer within {limit:g} seconds") from exc
        except (ClientError, OSError, ValueError) as exc:
            raise FetchError(_reason(exc, journey.url)) from exc
        journey.remaining -= loop.time() - began
        journey.redirected(self._guard.checked(target), permanent=response.status in PERMANENT)
        return None

    def _headers(self, feed: Feed) -> dict[str, str]:
        who = f"+{self._contact}" if self._contact else ""
        agent = f"{PRODUCT} ({who})" if who else PRODUCT
        if feed.user_agent == "mozilla":
            agent = "; ".join(filter(None, ["Mozilla/5.0 (compatible", PRODUCT, who])) + ")"
        return {hdrs.USER_AGENT: agent, hdrs.ACCEPT_ENCODING: feed.accept_encoding}

    def _opened(self) -> ClientSession:
        if self._session is None:
            inner = self._given_resolver or DefaultResolver()
            self._resolver = GuardedResolver(self._guard, inner)
            self._session = ClientSession(
                connector=TCPConnector(resolver=self._resolver),
                # Bounded by itself; hosts that are addresses get their cookies back as well.
                cookie_jar=CookieJar(unsafe=True),
                auto_decompress=False,
                timeout=ClientTimeout(total=None),
                trust_env=False,
            )
        return self._session


async def _answer(response: ClientResponse, journey: Journey) -> Answer:
    return Answer(
        status=response.status,
        headers=response.headers,
        body=await read_body(response),
        url=str(journey.url),
        moved_to=journey.moved_to,
    )


def _target(response: ClientResponse) -> URL | None:
    """Return where a redirect leads, None if this is the answer."""
    location = response.headers.get(hdrs.LOCATION, "").strip()
    if response.status not in REDIRECTS or not location:
        return None
    return response.url.join(parsed(location))


def _place(url: URL) -> str:
    return f"{url.raw_host}:{url.port}"


def _reason(exc: Exception, url: URL) -> str:
    """Say what went wrong in words for the operator."""
    match exc:
        case ClientConnectorDNSError():
            return f"the host {url.raw_host} is unknown"
        case ClientConnectorCertificateError():
            return f"the certificate of {url.raw_host} is not valid: {exc.certificate_error}"
        case ClientSSLError():
            return f"no secure connection to {url.raw_host} is possible"
        case _:
            return f"{url.raw_host} could not be reached or spoke nonsense ({type(exc).__name__})"


def _read_file(url: str) -> Answer:
    path = Path(url2pathname(urlsplit(url).path))
    try:
        with path.open("rb") as file:
            body = file.read(MAX_BODY + 1)
    except OSError as exc:
        raise FetchError(f"{path} cannot be read: {exc.strerror}") from exc
    if len(body) > MAX_BODY:
        raise FetchTooLarge(f"{path} is larger than {MAX_BODY >> 20} MiB")
    return Answer(status=200, headers={}, body=body, url=url)
