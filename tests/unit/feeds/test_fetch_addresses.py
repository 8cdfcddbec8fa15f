"""Which addresses may be reached."""

import ipaddress

import pytest
from aiohttp.abc import AbstractResolver
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import ForbiddenAddress
from bot.feeds.addresses import Guard, GuardedResolver, is_public, literal

NOT_PUBLIC = [
    "0.0.0.0",
    "10.1.2.3",
    "100.64.0.1",
    "127.0.0.1",
    "169.254.169.254",
    "172.16.0.1",
    "192.0.2.1",
    "192.88.99.1",
    "192.168.1.1",
    "198.18.0.1",
    "224.0.0.1",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::127.0.0.1",
    "::ffff:127.0.0.1",
    "::ffff:169.254.169.254",
    "64:ff9b::7f00:1",
    "64:ff9b:1::1",
    "2001::1",
    "2001:db8::1",
    "2002:7f00:1::",
    "3fff::1",
    "fc00::1",
    "fe80::1",
    "fec0::1",
    "ff0e::1",
]


@pytest.mark.parametrize("address", NOT_PUBLIC)
def test_special_addresses_are_not_public(address):
    assert not is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize(
    "address",
    ["8.8.8.8", "151.101.0.144", "2a00:1450:4001::8a", "::ffff:8.8.8.8", "64:ff9b::808:808"],
)
def test_addresses_of_the_internet_are_public(address):
    assert is_public(ipaddress.ip_address(address))


@given(st.ip_addresses(v=4))
def test_hiding_an_address_in_ipv6_changes_nothing(address):
    mapped = ipaddress.IPv6Address((0xFFFF << 32) | int(address))
    six_to_four = ipaddress.IPv6Address((0x2002 << 112) | (int(address) << 80))
    through_nat = ipaddress.IPv6Address(int(ipaddress.IPv6Address("64:ff9b::")) | int(address))

    hidden = [is_public(mapped), is_public(six_to_four), is_public(through_nat)]

    assert hidden == [is_public(address)] * 3


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "127.1", "0x7f.1", "0177.0.0.1", "2130706433", "017700000001", "0x7f000001"],
)
def test_every_spelling_of_loopback_is_read(host):
    assert literal(host) == ipaddress.IPv4Address("127.0.0.1")


@pytest.mark.parametrize(
    "url",
    [
        "ftp://mfa.example/feed",
        "file:///etc/passwd",
        "gopher://mfa.example/",
        "//mfa.example/feed",
        "feed.xml",
        "",
        "http://",
        "http://127.0.0.1/",
        "http://127.0.0.1./",
        "http://127.1/",
        "http://0x7f.1/",
        "http://0/",
        "http://2130706433/",
        "http://[::1]/",
        "http://[::ffff:127.0.0.1]/",
        "http://[fe80::1%25eth0]/",
        "http://[::::]/",
        "http://１２７.0.0.1/",
        "http://127。0。0。1/",
        "http://999.1.1.1/",
        "http://user@mfa.example/",
        "http://user:secret@mfa.example/",
        "http://mfa.example\\@127.0.0.1/",
        "http://mfa example/",
        "http://mfa.example:99999/",
        "http://mfa.example:0/",
        "http://mfa%2eexample/",
        "http://169.254.169.254/latest/meta-data/",
    ],
)
def test_requirement_06_addresses_that_are_not_public_web_addresses_are_refused(url):
    with pytest.raises(ForbiddenAddress):
        Guard().checked(url)


def test_refusal_names_the_address_and_no_more_than_that():
    with pytest.raises(ForbiddenAddress) as refusal:
        Guard().checked("http://10.0.0.1/" + "x" * 500)

    assert str(refusal.value).startswith("http://10.0.0.1/xxx")
    assert str(refusal.value).endswith("… is not a public web address")
    assert len(str(refusal.value)) < 250


def test_query_string_is_sent_as_the_operator_wrote_it():
    url = "https://www.gov.example/s.atom?organisations%5B%5D=a&publishedDate%3E=2021&q=%2F#top"

    assert str(Guard().checked(url)) == url.removesuffix("#top")


def test_unescaped_address_is_escaped():
    checked = Guard().checked("https://mfa.example/a b/ü?q=ä")

    assert str(checked) == "https://mfa.example/a%20b/%C3%BC?q=%C3%A4"


def test_requirement_06_private_host_is_allowed_where_the_operator_names_it():
    guard = Guard(["http://127.0.0.1:8080/feed", "https://intranet/feed", "http://[::1]/f"])

    assert guard.checked("http://127.0.0.1:8080/other").port == 8080
    assert guard.checked("http://[::1]/other").host == "::1"
    assert guard.may_reach("INTRANET.", 80, ipaddress.ip_address("10.0.0.1"))


def test_requirement_06_naming_a_private_host_opens_no_other_port_or_name():
    guard = Guard(["http://127.0.0.1:8080/feed", "not a url:", "http://x:99999/"])

    for url in ["http://127.0.0.1:5432/", "http://127.0.0.1/", "http://127.0.0.2:8080/"]:
        with pytest.raises(ForbiddenAddress):
            guard.checked(url)
    assert not guard.may_reach("localhost", 8080, ipaddress.ip_address("127.0.0.1"))


class Names(AbstractResolver):
    """Knows what it is told."""

    def __init__(self, **addresses):
        self.addresses = addresses
        self.closed = False

    async def resolve(self, host, port=0, family=0):
        return [{"host": address} for address in self.addresses[host.partition(".")[0]]]

    async def close(self):
        self.closed = True


async def test_requirement_06_name_with_one_private_address_is_refused_as_a_whole():
    resolver = GuardedResolver(Guard(), Names(good=["8.8.8.8"], bad=["8.8.8.8", "10.0.0.1"]))

    assert [found["host"] for found in await resolver.resolve("good.example", 443)] == ["8.8.8.8"]
    with pytest.raises(ForbiddenAddress):
        await resolver.resolve("bad.example", 443)


async def test_link_local_address_with_a_zone_is_refused():
    with pytest.raises(ForbiddenAddress):
        await GuardedResolver(Guard(), Names(x=["fe80::1%eth0"])).resolve("x.example", 80)


async def test_closing_reaches_the_resolver_below():
    names = Names()

    await GuardedResolver(Guard(), names).close()

    assert names.closed
