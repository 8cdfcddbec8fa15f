"""One more sample release, published while somebody watches: so that an alert can be seen.

The sample is read from a copy of its file; soon after the first subscription the copy gets another
entry, and from there on everything goes the way of any feed.
"""

import logging
from dataclasses import replace
from datetime import timedelta
from email.utils import format_datetime
from pathlib import Path

from bot.console.server import YOU
from bot.context import App, Context
from bot.errors import ConfigError
from bot.feeds.catalogue import Catalogue
from bot.storage import subscriptions
from bot.storage.database import writing
from bot.storage.feeds import make_due

logger = logging.getLogger(__name__)

FEED = "sample-norway"
_SHOWN, _LATER = "norway.xml", "norway-later.item"
_LOOK, _AFTER = timedelta(seconds=1), timedelta(seconds=8)


class Premiere:
    """Keeps one entry of the sample in *samples* back; *folder* is where the copy lies."""

    def __init__(self, samples: Path, folder: Path) -> None:
        self._samples, self._copy = samples, folder / f"sample-{_SHOWN}"

    def staged(self, catalogue: Catalogue) -> Catalogue:
        """Give *catalogue* with the copy in place of the file.

        Raises:
            ConfigError: when the copy cannot be written.
        """
        try:
            self._copy.parent.mkdir(parents=True, exist_ok=True)
            self._copy.write_bytes((self._samples / _SHOWN).read_bytes())
        except OSError as exc:
            message = f"{self._copy} cannot be written: {exc.strerror}"
            raise ConfigError(message) from exc
        url = self._copy.resolve().as_uri()
        return Catalogue(
            tuple(replace(feed, url=url) if feed.id == FEED else feed for feed in catalogue.feeds)
        )

    def schedule(self, application: App) -> None:
        """Publish the entry some seconds after something is followed."""
        queue = application.job_queue
        if queue is None:
            return

        async def look(context: Context) -> None:
            if await self.is_awaited(context) and context.job:
                context.job.schedule_removal()
                queue.run_once(self.publish, _AFTER)

        queue.run_repeating(look, interval=_LOOK, name="premiere")

    async def is_awaited(self, context: Context) -> bool:
        """Tell whether anything is followed."""
        async with context.services.sessions() as session:
            return await subscriptions.get(session, YOU, None) is not None

    async def publish(self, context: Context) -> None:
        """Put the entry into the copy, dated now, and let the feed be read at once."""
        services = context.services
        now = services.clock()
        shown, later = (
            (self._samples / name).read_text(encoding="utf-8") for name in (_SHOWN, _LATER)
        )
        entry = later.replace("{now}", format_datetime(now))
        self._copy.write_text(shown.replace("<item>", f"{entry}<item>", 1), encoding="utf-8")
        async with writing(services.sessions) as session:
            await make_due(session, [FEED], now=now)
        logger.info("the sample has published one more release")
