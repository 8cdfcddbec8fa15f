"""The person's side of the conversation: lines from a terminal, a pipe or a file."""

import asyncio
import codecs
import os
from collections.abc import AsyncIterator, Awaitable, Callable

from bot.console.screen import Screen
from bot.console.server import PretendedTelegram

#: What ends the conversation.
FAREWELLS = frozenset({"/quit", "/exit", "/bye"})

_CHUNK = 2**16


async def converse(
    lines: AsyncIterator[str],
    telegram: PretendedTelegram,
    screen: Screen,
    settled: Callable[[], Awaitable[None]],
) -> None:
    """Type *lines* in, each after the answer to the one before, until a farewell or their end.

    *settled* returns when the bot has answered all that it was told.
    """
    screen.prompt()
    async for line in lines:
        screen.typed()
        if line.strip().lower() in FAREWELLS:
            return
        if await telegram.type_in(line.strip()):
            await telegram.confirmed()
            await settled()
        if screen.closed:
            return
        screen.prompt()


async def typed_lines(descriptor: int, stop: asyncio.Event) -> AsyncIterator[str]:
    """Yield the lines that arrive on *descriptor*, till it ends or *stop* is set.

    No thread: one that waits for input would keep the program from ending.
    """
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    pending = ""
    while chunk := await _chunk(descriptor, stop):
        *lines, pending = (pending + decoder.decode(chunk)).split("\n")
        for line in lines:
            yield line
    if pending:
        yield pending


async def _chunk(descriptor: int, stop: asyncio.Event) -> bytes:
    loop = asyncio.get_running_loop()
    readable = asyncio.Event()
    try:
        loop.add_reader(descriptor, readable.set)
    except PermissionError:  # a plain file: always readable, and not to be waited for
        return os.read(descriptor, _CHUNK)
    waiting = [asyncio.create_task(event.wait()) for event in (readable, stop)]
    try:
        await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
    finally:
        loop.remove_reader(descriptor)
        for task in waiting:
            task.cancel()
    if stop.is_set():
        return b""
    try:
        return os.read(descriptor, _CHUNK)
    except OSError:  # the terminal was closed
        return b""
