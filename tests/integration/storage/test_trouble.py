"""What the database complains of is said in words that help."""

import errno
import sqlite3

import psycopg
import pytest
from sqlalchemy.exc import OperationalError

from bot.storage.database import insisting, trouble


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (sqlite3.OperationalError("database or disk is full"), "the disk is full"),
        (sqlite3.OperationalError("disk I/O error"), "the disk is full or broken"),
        (
            sqlite3.OperationalError("attempt to write a readonly database"),
            "its file or folder cannot be written to",
        ),
        (OSError(errno.ENOSPC, "No space left on device"), "the disk is full"),
        (OSError(errno.EROFS, "x"), "its file or folder cannot be written to"),
        (OSError(errno.ENOTDIR, "Not a directory", "/secret"), "Not a directory"),
        (psycopg.OperationalError("server closed\nthe connection"), "server closed"),
        (ValueError(), "ValueError"),
    ],
)
def test_each_trouble_has_its_words(error, said):
    assert trouble(error) == said
    assert trouble(OperationalError("SELECT 1", {}, error)) == said


class Flaky:
    """A write that fails some times."""

    def __init__(self, failures):
        self.failures, self.slept = failures, []

    async def write(self):
        if self.failures:
            self.failures -= 1
            raise OperationalError("UPDATE", {}, sqlite3.OperationalError("database is locked"))
        return "done"

    async def sleep(self, seconds):
        self.slept.append(seconds)


async def test_what_happened_is_noted_as_soon_as_the_database_can():
    flaky = Flaky(3)

    assert await insisting(flaky.write, sleep=flaky.sleep) == "done"

    assert flaky.slept == [0.5, 1, 2]


async def test_insisting_ends_before_a_lease_does():
    flaky = Flaky(1000)

    with pytest.raises(OperationalError):
        await insisting(flaky.write, sleep=flaky.sleep)

    assert 30 < sum(flaky.slept) < 60
