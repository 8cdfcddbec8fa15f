"""Serving pages on one address; where that is taken, one sentence says which setting to change."""

import errno
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiohttp import web

from bot.errors import ConfigError


@asynccontextmanager
async def serving(app: web.Application, *, host: str, port: int, what: str) -> AsyncIterator[None]:
    """Serve *app* while the body runs; *what* begins the names of its settings.

    Raises:
        ConfigError: nobody can listen there.
    """
    runner = web.AppRunner(app, access_log=None, handle_signals=False, shutdown_timeout=1)
    await runner.setup()
    try:
        await _listen(web.TCPSite(runner, host, port), host, port, what)
        yield
    finally:
        await runner.cleanup()


async def _listen(site: web.TCPSite, host: str, port: int, what: str) -> None:
    try:
        await site.start()
    except OSError as exc:
        if exc.errno == errno.EADDRINUSE:
            message = f"{what}_PORT: port {port} of {host} is in use by another program"
        else:
            message = f"{what}_HOST, {what}_PORT: nobody can listen on {host}, port {port}"
        raise ConfigError(message) from exc
