"""A self-check: one line for each thing the bot needs, and what to do about what is missing.

It may be asked while a bot runs: nothing is written but a trial file in the data folder.
"""

from collections.abc import AsyncIterator, Awaitable, Callable

from bot.doctor import machine, stores, telegram
from bot.doctor.findings import Finding, Level, fault
from bot.errors import BriefingError
from config.settings import Settings

__all__ = ["Finding", "Level", "examine"]

Check = Callable[[Settings], Awaitable[Finding]]

CHECKS: dict[str, Check] = {
    "settings": machine.settings,
    "data": machine.data,
    "disk": machine.disk,
    "secrets": machine.secrets,
    "database": stores.database,
    "clock": stores.clock,
    "feeds": stores.feeds,
    "topics": stores.topics,
    "model": stores.model,
    "parser": machine.parser,
    "token": telegram.token,
    "updates": telegram.updates,
    "running": machine.running,
}


async def examine(settings: Settings) -> AsyncIterator[Finding]:
    """Make all checks, one after the other; expected trouble is a finding."""
    for subject, check in CHECKS.items():
        try:
            yield await check(settings)
        except (BriefingError, OSError) as exc:
            yield fault(subject, str(exc))
