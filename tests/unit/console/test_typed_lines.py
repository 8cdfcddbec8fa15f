import asyncio
import io
import os

import pytest

from bot.console.screen import Screen
from bot.console.server import PretendedTelegram
from bot.console.typing import converse, typed_lines


@pytest.fixture
def stop():
    return asyncio.Event()


@pytest.fixture
def pipe():
    reading, writing = os.pipe()
    yield reading, writing
    for end in (reading, writing):
        try:
            os.close(end)
        except OSError:
            continue


async def lines_of(descriptor, stop):
    return [line async for line in typed_lines(descriptor, stop)]


async def test_lines_of_a_pipe_come_one_by_one(pipe, stop):
    reading, writing = pipe
    os.write(writing, "/latest\nукраїна\nlast".encode())
    os.close(writing)

    assert await lines_of(reading, stop) == ["/latest", "україна", "last"]


async def test_line_may_arrive_in_pieces(pipe, stop):
    reading, writing = pipe
    lines = typed_lines(reading, stop)
    first = asyncio.ensure_future(anext(lines))
    for piece in (b"/la", b"te", "st é".encode()[:-1], "é".encode()[1:] + b"\n"):
        os.write(writing, piece)
        await asyncio.sleep(0)

    assert await asyncio.wait_for(first, 5) == "/latest é"


async def test_plain_file_is_read(tmp_path, stop):
    (tmp_path / "commands").write_text("/latest\n/quit\n")
    with (tmp_path / "commands").open() as file:
        assert await lines_of(file.fileno(), stop) == ["/latest", "/quit"]


async def test_bytes_that_are_no_text_do_no_harm(pipe, stop):
    reading, writing = pipe
    os.write(writing, b"\xff\xfe\n")
    os.close(writing)

    assert await lines_of(reading, stop) == ["\ufffd\ufffd"]


async def test_stop_ends_the_waiting(pipe, stop):
    reading, _ = pipe
    waiting = asyncio.create_task(lines_of(reading, stop))
    await asyncio.sleep(0)

    stop.set()

    assert await asyncio.wait_for(waiting, 5) == []


async def said(*lines):
    for line in lines:
        yield line


@pytest.fixture
def telegram(now):
    return PretendedTelegram(Screen(io.StringIO(), terminal=False), lambda: now)


class Answers:
    """Takes what is typed, as the bot would, and says when it has answered."""

    def __init__(self, telegram):
        self.telegram, self.heard, self.waited = telegram, [], 0

    async def listen(self):
        offset = 0
        while True:
            request = {"offset": offset, "timeout": 30}
            for update in await self.telegram.request("getUpdates", request):
                self.heard.append(update["message"]["text"])
                offset = update["update_id"] + 1

    async def settled(self):
        self.waited += 1


@pytest.fixture
async def answers(telegram):
    made = Answers(telegram)
    listening = asyncio.create_task(made.listen())
    yield made
    listening.cancel()


@pytest.mark.parametrize("farewell", ["/quit", "/exit", " /QUIT "])
async def test_farewell_ends_the_conversation(telegram, answers, farewell):
    screen = Screen(io.StringIO(), terminal=False)

    async with asyncio.timeout(5):
        await converse(said("/latest", farewell, "late"), telegram, screen, answers.settled)

    assert answers.heard == ["/latest"]


async def test_every_line_waits_for_its_answer(telegram, answers):
    screen = Screen(io.StringIO(), terminal=False)

    async with asyncio.timeout(5):
        await converse(said("one", "", "two"), telegram, screen, answers.settled)

    assert answers.heard == ["one", "two"]
    assert answers.waited == 2
