"""Which addresses we may talk to: public web hosts, and private ones that the operator named.

Two checks, since neither is enough alone: the spelling of every address we are sent to (connectors
do not resolve literals), and what its host resolves to at the moment of connecting.
"""

import ipaddress
import re
import socket
from collections.abc import Iterable

from aiohttp.abc import AbstractResolver, ResolveResult
from yarl import URL

from bot.errors import ForbiddenAddress

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

WEB_PORTS = frozenset({80, 443})
HOST_NAME = re.compile(r"[a-z0-9_-]+(?:\.[a-z0-9_-]+)*\.?", re.IGNORECASE)
# The last label decides: no top-level domain is a number, so "0x7f.1" can only be an address.
NUMERIC_HOST = re.compile(r"(?:.*\.)?(?:0x[0-9a-f]*|\d+)\.?", re.IGNORECASE)
MAX_SHOWN = 200  #: characters of an address in a message
GLOBAL_UNICAST = ipaddress.IPv6Network("2000::/3")
# Special blocks within 2000::/3 that Python's tables call global: 6bone's heirs, documentation.
NOT_PUBLIC_V6 = (ipaddress.IPv6Network("2001::/23"), ipaddress.IPv6Network("3fff::/20"))
NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
RELAY_ANYCAST = ipaddress.IPv4Network("192.88.99.0/24")


def is_public(address: Address) -> bool:
    """Tell whether *address* belongs to the public Internet, seen through IPv4-in-IPv6."""
    if isinstance(address, ipaddress.IPv6Address):
        inner = _embedded(address)
        if inner is not None:
            return is_public(inner)
        return (
            address in GLOBAL_UNICAST
            and address.is_global
            and not any(address in block for block in NOT_PUBLIC_V6)
        )
    return (
        address.is_global
        and not address.is_multicast
        and not address.is_reserved
        and address not in RELAY_ANYCAST
    )


def literal(host: str) -> Address | None:
    """Return the address that *host* spells, also as ``inet_aton`` reads it; None for a name.

    Raises ForbiddenAddress for what looks like an address but is none.
    """
    if ":" in host:
        try:
            return ipaddress.IPv6Address(host.partition("%")[0])
        except ValueError as exc:
            raise ForbiddenAddress(_refusal(host)) from exc
    if not NUMERIC_HOST.fullmatch(host):
        return None
    try:
        return ipaddress.IPv4Address(socket.inet_aton(host.removesuffix(".")))
    except (OSError, ValueError) as exc:
        raise ForbiddenAddress(_refusal(host)) from exc


class Guard:
    """Decides for every hop; knows the hosts (with their ports) named in the feeds file.

    A private host counts as named only with its own port, so that no feed can send us to another
    service of the same machine; 80 and 443 stand for each other.
    """

    def __init__(self, named: Iterable[str] = ()) -> None:
        self._named = frozenset(_host_and_port(url) for url in named)

    def checked(self, address: str | URL) -> URL:
        """Return *address* parsed, or raise ForbiddenAddress."""
        url = parsed(address)
        host, port = url.raw_host, url.port
        if url.scheme not in {"http", "https"} or not host or port is None:
            raise ForbiddenAddress(_refusal(url))
        if url.raw_user is not None or url.raw_password is not None:
            raise ForbiddenAddress(f"{_shown(url)} carries a user name or password")
        if ":" not in host and not HOST_NAME.fullmatch(host):
            raise ForbiddenAddress(_refusal(url))
        spelled = literal(host)
        if spelled is not None and not self.may_reach(host, port, spelled):
            raise ForbiddenAddress(_refusal(url))
        return url.with_fragment(None)

    def may_reach(self, host: str, port: int, address: Address) -> bool:
        """Tell whether *host*, which means *address*, may be connected to at *port*."""
        return is_public(address) or (_plain(host), _port(port)) in self._named


class GuardedResolver(AbstractResolver):
    """Resolve names, and refuse the whole name if any of its addresses is forbidden."""

    def __init__(self, guard: Guard, inner: AbstractResolver) -> None:
        self._guard = guard
        self._inner = inner

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        """Return the addresses to connect to, the very ones that were checked."""
        results = await self._inner.resolve(host, port, family)
        for result in results:
            address = ipaddress.ip_address(result["host"].partition("%")[0])
            if not self._guard.may_reach(host, port, address):
                raise ForbiddenAddress(_refusal(host))
        return results

    async def close(self) -> None:
        """Let go of the resolver below."""
        await self._inner.close()


def parsed(address: str | URL) -> URL:
    """Parse *address* with its escapes as they are; raises ForbiddenAddress if it cannot be."""
    if isinstance(address, URL):
        return address
    # Publishers sign and compare query strings: only what could not be sent is escaped by us.
    ready = address.isascii() and address.isprintable() and " " not in address
    try:
        url = URL(address, encoded=ready)
        port = url.port  # which also proves that host and port can be read at all
    except ValueError as exc:
        raise ForbiddenAddress(_refusal(address)) from exc
    if port == 0:
        raise ForbiddenAddress(_refusal(address))
    return url


def _embedded(address: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    """Return the IPv4 address that a mapping, 6to4 or NAT64 would take us to."""
    if address in NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour


def _host_and_port(url: str) -> tuple[str, int]:
    try:
        where = URL(url)
    except ValueError:  # the feeds file's own check reports it
        return "", 0
    return _plain(where.raw_host or ""), _port(where.port or 0)


def _plain(host: str) -> str:
    return host.lower().removesuffix(".")


def _port(port: int) -> int:
    return 443 if port in WEB_PORTS else port


def _refusal(address: str | URL) -> str:
    return f"{_shown(address)} is not a public web address"


def _shown(address: str | URL) -> str:
    text = str(address)
    return text if len(text) <= MAX_SHOWN else text[: MAX_SHOWN - 1] + "…"
