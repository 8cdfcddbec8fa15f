"""Types that handlers and jobs are given. Nothing is made here."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from telegram.ext import Application, CallbackContext, ExtBot, JobQueue

from bot.feeds.catalogue import Catalogue
from bot.feeds.client import FeedClient
from bot.models import Article, Reading
from bot.storage.database import Sessions
from bot.storage.origins import Origins
from bot.topics import Topics
from bot.workers import Worker

#: Reads one article; WorkerFailed when that takes too long or too much memory.
Extract = Callable[[Article], Awaitable[Reading]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """What the composition root made, for handlers and jobs."""

    sessions: Sessions
    clock: Callable[[], datetime]  #: the time now, aware, UTC
    catalogue: Catalogue
    topics: Topics
    client: FeedClient
    parser: Worker  #: the process for feedparser
    extractor: Worker  #: the process for the text of pages
    extract: Extract  #: the process for spaCy
    owner: str  #: names this process in leases
    origins: Origins | None = None  #: which releases alerts tell of
    can_read: Callable[[], bool] = lambda: True  #: whether the language model has been loaded
    warmed_up: Callable[[], bool] = lambda: True  #: …or its first loading has failed
    rate: float = 28.0  #: messages a second over all processes
    operators: frozenset[int] = frozenset()  #: chats that see internals
    allowed_chats: frozenset[int] | None = None  #: the only chats served; None: all


#: What ``rate_limit_args`` may be: true when the pace has granted this request already.
SlotHeld = bool

Bot = ExtBot[SlotHeld]

_Base = CallbackContext[Bot, dict[Any, Any], dict[Any, Any], dict[Any, Any]]

_SERVICES = "services"


class Context(_Base):
    """What a handler or job gets beside its update."""

    @property
    def services(self) -> Services:
        """What the composition root made."""
        return cast("Services", self.bot_data[_SERVICES])


App = Application[Bot, Context, dict[Any, Any], dict[Any, Any], dict[Any, Any], JobQueue[Context]]


def provide(application: App, services: Services) -> None:
    """Let all handlers and jobs of *application* have *services*."""
    application.bot_data[_SERVICES] = services
