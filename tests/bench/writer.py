"""Writes without end: ``python -m tests.bench.writer DATABASE_URL FIRST``, numbers from the first.

Prints each number once it is committed; whatever goes wrong, it says and goes on.
"""

import asyncio
import sys
from datetime import UTC, datetime

from sqlalchemy.exc import SQLAlchemyError

from bot.storage.database import connect, writing
from bot.storage.tables import ChatRow


async def _write(url: str, first: int) -> None:
    database = connect(url)
    for number in range(first, first + 1_000_000):
        try:
            async with writing(database.sessions) as session:
                now = datetime.now(UTC)
                session.add(ChatRow(chat_id=number, kind="private", created_at=now))
        except SQLAlchemyError as error:
            print(f"trouble: {error}", flush=True)
        else:
            print(number, flush=True)


if __name__ == "__main__":
    asyncio.run(_write(sys.argv[1], int(sys.argv[2])))
