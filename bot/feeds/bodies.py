"""Read the body of an answer: decompressed by us, and never more than 5 MiB of it.

The connector does not decompress, since only a decompressor that is told how much it may return
is safe against bombs.
"""

import zlib

import brotli
from aiohttp import ClientError, ClientResponse, hdrs

from bot.errors import FetchError, FetchTooLarge, FetchTruncated

MAX_BODY = 5 * 1024 * 1024  #: bytes, both as sent and decompressed; the largest feed known has 0.5
MAX_MEMBERS = 100  #: gzip members in one body; honest servers send one
GZIP, ZLIB, DEFLATE = 31, 15, -15  #: "wbits" of the three framings
GZIP_MAGIC = b"\x1f\x8b"
HEADER = 2  #: bytes that tell the framings apart


async def read_body(response: ClientResponse) -> bytes:
    """Return the whole body; raises FetchTooLarge, FetchTruncated, or FetchError for nonsense."""
    if (response.content_length or 0) > MAX_BODY:
        raise FetchTooLarge(f"the answer is larger than {MAX_BODY >> 20} MiB")
    decoder = _decoder(response.headers.get(hdrs.CONTENT_ENCODING, ""))
    body, received = bytearray(), 0
    try:
        async for chunk in response.content.iter_any():
            received += len(chunk)
            body += decoder.feed(chunk, MAX_BODY + 1 - len(body))
            if max(len(body), received) > MAX_BODY:
                raise FetchTooLarge(f"the answer is larger than {MAX_BODY >> 20} MiB")
    except (ClientError, OSError) as exc:
        raise FetchTruncated("the answer broke off before its end") from exc
    if not decoder.complete:
        raise FetchTruncated("the compressed answer broke off before its end")
    return bytes(body)


class Identity:
    """Nothing to undo."""

    complete = True

    def feed(self, chunk: bytes, limit: int) -> bytes:
        """Return *chunk*; what is beyond *limit* is the caller's to refuse."""
        return chunk


class Deflate:
    """gzip, also of several members, and deflate, also without its header."""

    def __init__(self, framing: int) -> None:
        self._framing = framing
        self._stream = zlib.decompressobj(framing)
        self._members = 1
        self._started = False
        self._kept = b""  #: too little yet to tell what begins here

    @property
    def complete(self) -> bool:
        """Whether the stream has come to its end, or never began."""
        return self._stream.eof or not self._started

    def feed(self, chunk: bytes, limit: int) -> bytes:
        """Decompress *chunk* to at most *limit* bytes; raises FetchError if it cannot be."""
        data, self._kept, out = self._kept + chunk, b"", b""
        while data and len(out) < limit:
            if self._stream.eof or not self._started:
                if len(data) < HEADER:
                    self._kept = data
                    break
                if not self._opens_stream(data):
                    break  # padding after the end
            try:
                out += self._stream.decompress(data, limit - len(out))
            except zlib.error as exc:
                raise FetchError("the compressed answer cannot be read") from exc
            data = self._stream.unused_data
        return out

    def _opens_stream(self, data: bytes) -> bool:
        """Get ready for what *data* begins; False if there is nothing more to come."""
        if not self._started:
            self._started = True
            # Some servers say "deflate" and leave the header of zlib away.
            if self._framing == ZLIB and not _has_zlib_header(data):
                self._stream = zlib.decompressobj(DEFLATE)
            return True
        if self._framing != GZIP or not data.startswith(GZIP_MAGIC):
            return False
        self._members += 1
        if self._members > MAX_MEMBERS:
            raise FetchError("the compressed answer is made of too many pieces")
        self._stream = zlib.decompressobj(GZIP)
        return True


class Brotli:
    """Brotli, which we do not ask for by default, but some caches send it all the same."""

    def __init__(self) -> None:
        self._stream = brotli.Decompressor()
        self._started = False

    @property
    def complete(self) -> bool:
        """Whether the stream has come to its end, or never began."""
        return not self._started or bool(self._stream.is_finished())

    def feed(self, chunk: bytes, limit: int) -> bytes:
        """Decompress *chunk* to about *limit* bytes; raises FetchError if it cannot be."""
        self._started = True
        if self._stream.is_finished():
            return b""  # padding
        try:
            return bytes(self._stream.process(chunk, output_buffer_limit=limit))
        except brotli.error as exc:
            raise FetchError("the compressed answer cannot be read") from exc


def _decoder(coding: str) -> Identity | Deflate | Brotli:
    match coding.strip().lower():
        case "" | "identity":
            return Identity()
        case "gzip" | "x-gzip":
            return Deflate(GZIP)
        case "deflate":
            return Deflate(ZLIB)
        case "br":
            return Brotli()
        case _:
            raise FetchError(f"the answer is compressed in an unknown way ({coding[:40]!r})")


def _has_zlib_header(data: bytes) -> bool:
    return data[0] & 0x0F == zlib.DEFLATED and int.from_bytes(data[:HEADER]) % 31 == 0
