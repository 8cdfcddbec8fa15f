"""Telegram's HTTP over aiohttp: no proxies from the environment, and no address in any error.

Addresses of the Bot API contain the token, so what aiohttp says is never passed on, only its kind.
"""

import json
from typing import Any, cast

import aiohttp
from telegram._utils.defaultvalue import DefaultValue  # the type of "not given", kept private
from telegram._utils.types import ODVInput
from telegram.error import NetworkError, TimedOut
from telegram.request import BaseRequest, RequestData

#: Answers are small (getUpdates: 4 MiB at most); anything longer is no answer of Telegram's.
LONGEST_ANSWER = 16 * 2**20

_ANSWER = 20.0  #: seconds for an answer, beyond what a long poll asks for
_CONNECT = 5.0
#: aiohttp's default of 15 s, said here: Telegram must not close an idle connection before we do.
_KEEP_ALIVE = 15.0


class NotSent(NetworkError):
    """There was no connection, so the request has surely not been carried out."""


class AiohttpRequest(BaseRequest):
    """PTB's transport; one instance for sending, one for long polls."""

    __slots__ = ("_connections", "_session", "_timeout")

    def __init__(self, *, connections: int = 64, timeout: float = _ANSWER) -> None:
        self._connections, self._timeout = connections, timeout
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float | None:
        """Seconds for an answer when a call does not say otherwise."""
        return self._timeout

    async def initialize(self) -> None:
        """Make the pool of connections; none is opened yet."""
        if self._session is None:
            connector = aiohttp.TCPConnector(
                limit=self._connections, keepalive_timeout=_KEEP_ALIVE, ttl_dns_cache=60
            )
            self._session = aiohttp.ClientSession(
                connector=connector,
                headers={"User-Agent": self.USER_AGENT},
                cookie_jar=aiohttp.DummyCookieJar(),
                trust_env=False,
            )

    async def shutdown(self) -> None:
        """Close all connections."""
        session, self._session = self._session, None
        if session is not None:
            await session.close()

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """Read an answer; NetworkError for what is none, such as a gateway's page.

        PTB's own would log the page and raise an error that nobody retries.
        """
        try:
            answer = json.loads(payload.decode("utf-8", "replace"))
        except ValueError:
            answer = None
        if not isinstance(answer, dict) or not answer.keys() & {"result", "description"}:
            message = "an answer that is not Telegram's"
            raise NetworkError(message)
        return answer

    async def do_request(  # noqa: PLR0917  # PTB's signature
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
        write_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
        connect_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
        pool_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """Make one request; NotSent, TimedOut or NetworkError when no answer came."""
        if self._session is None:
            message = "the transport is not open"
            raise NotSent(message)
        try:
            async with self._session.request(
                method,
                url,
                data=_body(request_data),
                allow_redirects=False,
                timeout=_limits(read_timeout, connect_timeout, self._timeout),
            ) as response:
                return response.status, await _read(response)
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as exc:
            raise NotSent(type(exc).__name__) from None
        except TimeoutError:
            raise TimedOut from None
        except (aiohttp.ClientError, OSError, ValueError) as exc:
            raise NetworkError(type(exc).__name__) from None


def _limits(
    read: ODVInput[float], connect: ODVInput[float], default: float
) -> aiohttp.ClientTimeout:
    """Bound the whole request, not only each wait: a server that drips would hold it for ever."""
    answer = default if isinstance(read, DefaultValue) else read
    opening = _CONNECT if isinstance(connect, DefaultValue) else connect
    total = None if answer is None or opening is None else answer + 2 * opening
    return aiohttp.ClientTimeout(
        total=total, connect=opening and 2 * opening, sock_connect=opening, sock_read=answer
    )


def _body(request_data: RequestData | None) -> aiohttp.FormData | None:
    if request_data is None:
        return None
    form = aiohttp.FormData()
    for name, value in request_data.json_parameters.items():
        form.add_field(name, value)
    if request_data.contains_files:
        for name, part in request_data.multipart_data.items():
            filename, content, kind = cast("tuple[str, bytes, str]", part)
            form.add_field(name, content, filename=filename, content_type=kind)
    return form


async def _read(response: aiohttp.ClientResponse) -> bytes:
    body = bytearray()
    async for chunk in response.content.iter_chunked(2**16):
        body += chunk
        if len(body) > LONGEST_ANSWER:
            message = f"an answer of more than {LONGEST_ANSWER} bytes"
            raise NetworkError(message)
    return bytes(body)
