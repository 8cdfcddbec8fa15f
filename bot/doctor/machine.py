"""The machine and its folder: settings, space, files that others can read, a bot at work."""

import shutil
import stat
from datetime import UTC, datetime
from pathlib import Path
from pyexpat import EXPAT_VERSION

from bot import heartbeat
from bot.doctor.findings import Finding, fault, note, ok
from config.settings import Settings, unknown

#: With less room SQLite soon cannot go on; with less than the other somebody should look after it.
_TOO_LITTLE, _LITTLE = 100 * 2**20, 2**30
#: From here on the XML parser defends itself against large tokens.
_EXPAT = (2, 6, 0)


async def settings(_: Settings) -> Finding:
    """Name settings that nobody reads."""
    if strangers := unknown():
        text = f"no setting is called {', '.join(strangers)}; perhaps misspelt"
        return note("settings", text)
    return ok("settings", "all understood")


async def data(settings: Settings) -> Finding:
    """Write to the data folder."""
    folder = settings.data_dir
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    trial = folder / ".trial"
    trial.touch()
    trial.unlink()
    return ok("data", f"{folder.absolute()} can be written to")


async def disk(settings: Settings) -> Finding:
    """Look how much room is left for the data."""
    free = shutil.disk_usage(settings.data_dir).free
    text = f"{free / 2**30:.1f} GB free in the data folder"
    if free < _TOO_LITTLE:
        return fault("disk", f"{text}: make room, or nothing can be stored soon")
    return note("disk", f"{text}: not much") if free < _LITTLE else ok("disk", text)


async def secrets(settings: Settings) -> Finding:
    """Look whether others on this machine can read the token, or what chats follow."""
    named = settings.telegram_token_file
    places = [path for path in (named, Path(".env"), settings.data_dir) if path and path.exists()]
    if open_ones := [path for path in places if path.stat().st_mode & _others(path)]:
        names = " ".join(map(str, open_ones))
        return note("secrets", f"other users can reach {names}: chmod go-rwx {names}")
    return ok("secrets", "neither token nor data are open to other users")


def _others(path: Path) -> int:
    """Give the rights that are too many: a folder may be its group's, as in a container."""
    return stat.S_IRWXO if path.is_dir() else stat.S_IRWXG | stat.S_IRWXO


async def parser(_: Settings) -> Finding:
    """Look how old the XML parser is; ours runs within limits, whatever its age."""
    found = EXPAT_VERSION.removeprefix("expat_")
    if tuple(map(int, found.split("."))) < _EXPAT:
        wanted = ".".join(map(str, _EXPAT))
        text = f"expat {found} is older than {wanted}; feeds are parsed within limits all the same"
        return note("parser", text)
    return ok("parser", f"expat {found}")


async def running(settings: Settings) -> Finding:
    """Tell how the bot is that runs on this data folder, if one does."""
    beat = heartbeat.read(settings.data_dir)
    if beat is None:
        return ok("running", "no bot has run here yet")
    if trouble := heartbeat.ailment(beat, datetime.now(UTC)):
        return note("running", f"{trouble}; that is as it should be if no bot runs here now")
    return ok("running", f"a bot runs here; it is {heartbeat.condition(beat)}")
