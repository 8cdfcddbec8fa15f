"""Decompressing with a limit."""

import gzip
import zlib

import brotli
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import FetchError
from bot.feeds.bodies import MAX_MEMBERS, _decoder

LIMIT = 1_000_000


def raw_deflate(data: bytes) -> bytes:
    squeezed = zlib.compressobj(wbits=-15)
    return squeezed.compress(data) + squeezed.flush()


WAYS = {
    "": bytes,
    "identity": bytes,
    "gzip": gzip.compress,
    "x-gzip": gzip.compress,
    "GZIP ": lambda data: gzip.compress(data[:7]) + gzip.compress(data[7:]),
    "deflate": zlib.compress,
    "Deflate": raw_deflate,
    "br": brotli.compress,
}


def pieces(data: bytes, size: int) -> list[bytes]:
    return [data[at : at + size] for at in range(0, len(data), size)]


@pytest.mark.parametrize("coding", WAYS)
@given(data=st.binary(min_size=1, max_size=400), size=st.integers(1, 500))
def test_what_was_compressed_comes_back_however_it_is_cut(coding, data, size):
    decoder = _decoder(coding)

    out = b"".join(decoder.feed(piece, LIMIT) for piece in pieces(WAYS[coding](data), size))

    assert out == data
    assert decoder.complete


@pytest.mark.parametrize("coding", ["gzip", "deflate", "br"])
def test_bomb_is_not_unpacked_beyond_the_limit(coding):
    bomb = WAYS[coding](b"\0" * 50_000_000)

    out = _decoder(coding).feed(bomb, 1000)

    assert 1000 <= len(out) < 100_000


@pytest.mark.parametrize("coding", ["gzip", "deflate", "Deflate", "br"])
def test_half_a_stream_is_not_complete(coding):
    decoder = _decoder(coding)
    packed = WAYS[coding](bytes(range(256)) * 20)

    decoder.feed(packed[: len(packed) // 2], LIMIT)

    assert not decoder.complete


@pytest.mark.parametrize("coding", ["gzip", "deflate", "br"])
def test_padding_after_the_end_is_ignored(coding):
    decoder = _decoder(coding)

    out = [decoder.feed(piece, LIMIT) for piece in (WAYS[coding](b"news"), b"\0\0", b"\x1f")]

    assert b"".join(out) == b"news"
    assert decoder.complete


@pytest.mark.parametrize("coding", ["gzip", "deflate", "br"])
def test_no_body_at_all_is_complete(coding):
    assert _decoder(coding).complete


@pytest.mark.parametrize("coding", ["gzip", "deflate", "br"])
def test_nonsense_is_an_error(coding):
    with pytest.raises(FetchError, match="cannot be read"):
        _decoder(coding).feed(b"<rss>this was never compressed</rss>" * 10, LIMIT)


def test_wrong_checksum_is_an_error():
    packed = gzip.compress(b"news " * 100)

    with pytest.raises(FetchError, match="cannot be read"):
        _decoder("gzip").feed(packed[:-8] + bytes(8), LIMIT)


def test_stream_of_countless_pieces_is_refused():
    with pytest.raises(FetchError, match="too many pieces"):
        _decoder("gzip").feed(gzip.compress(b"") * (MAX_MEMBERS + 1), LIMIT)


@pytest.mark.parametrize("coding", ["zstd", "gzip, br", "compress"])
def test_unknown_coding_is_an_error_that_names_it(coding):
    with pytest.raises(FetchError, match=coding):
        _decoder(coding)
