"""No chat keeps the bot from the others: so many requests a minute, then silence."""

from collections import deque
from datetime import datetime, timedelta
from enum import Enum

from telegram import Update
from telegram.constants import ChatType
from telegram.ext import ApplicationHandlerStop

from bot.context import Context
from handlers import replies, texts

LIMIT = 20
WINDOW = timedelta(minutes=1)
#: Chats remembered at once; beyond it, those that were quiet for a window are dropped.
_MANY = 10_000


class Verdict(Enum):
    """What to do with one more request."""

    LET_THROUGH = "let through"
    NOTICE = "notice"
    SILENCE = "silence"


class Throttle:
    """Requests of each chat within the last minute; kept in memory, for one process."""

    def __init__(self, limit: int = LIMIT, window: timedelta = WINDOW) -> None:
        self._limit, self._window = limit, window
        self._requests: dict[int, deque[datetime]] = {}
        self._noticed: set[int] = set()

    def judge(self, chat_id: int, now: datetime) -> Verdict:
        """Count one request; refused ones do not count, so that a chat is heard again."""
        self._prune(now)
        requests = self._requests.setdefault(chat_id, deque())
        while requests and requests[0] <= now - self._window:
            requests.popleft()
        if len(requests) < self._limit:
            requests.append(now)
            self._noticed.discard(chat_id)
            return Verdict.LET_THROUGH
        if chat_id in self._noticed:
            return Verdict.SILENCE
        self._noticed.add(chat_id)
        return Verdict.NOTICE

    async def gate(self, update: Update, context: Context) -> None:
        """Let *update* through to the other handlers, or stop it here."""
        place = replies.place_of(update)
        if place is None or not is_request(update):
            return
        if place.chat_id in context.services.operators:  # the terminal's chat is one, too
            return
        verdict = self.judge(place.chat_id, context.services.clock())
        if verdict is Verdict.LET_THROUGH:
            return
        if verdict is Verdict.NOTICE:
            await replies.answer(update, texts.SLOW_DOWN)
        raise ApplicationHandlerStop

    def _prune(self, now: datetime) -> None:
        if len(self._requests) < _MANY:
            return
        self._requests = {
            chat_id: requests
            for chat_id, requests in self._requests.items()
            if requests and requests[-1] > now - self._window
        }
        self._noticed &= self._requests.keys()


def is_request(update: Update) -> bool:
    """Tell whether somebody wants an answer: a command, a press, or words in a private chat."""
    if update.callback_query:
        return True
    message = update.effective_message
    if message is None or not message.text:
        return False
    return message.text.startswith("/") or message.chat.type == ChatType.PRIVATE
