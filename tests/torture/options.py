"""How hard a campaign is: what the command line says, and what follows from it."""

import argparse
from collections.abc import Sequence
from dataclasses import dataclass

#: Of 20 chats so many follow everything; the others follow a topic each, or nothing.
_EVERYTHING = 13
_TOPICS = 8
#: So many of the alerts are really owed: some chats have left or changed their wishes meanwhile.
_THERE = 5 / 6


@dataclass(frozen=True, kw_only=True)
class Options:
    """One campaign."""

    kills: int = 500
    alerts: int = 20_000
    database: str = "sqlite"
    seed: int = 1
    processes: int = 1
    speed: float = 1.0  #: times Telegram's limit for all chats; those of each chat stay
    patience: float = 900.0  #: seconds without any receipt until what is missing counts as lost
    keep: str = ""  #: a folder for logs and databases, to look at afterwards

    @property
    def chats(self) -> int:
        """How many chats there are: several hundred when many alerts are wanted."""
        return max(20, min(240, self.alerts // 20))

    @property
    def everything(self) -> int:
        """How many of them follow everything."""
        return self.chats * _EVERYTHING // 20

    @property
    def releases(self) -> int:
        """How many releases make so many alerts."""
        told = self.everything + (self.chats - self.everything) * 3 // 4 / _TOPICS
        return max(4, round(self.alerts / told / _THERE))

    @property
    def rate(self) -> float:
        """The pace that the bot is told to keep: Telegram's limit less what is kept in reserve."""
        return 28 * self.speed


def read(arguments: Sequence[str] | None = None) -> Options:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="python -m tests.torture", description=__doc__)
    parser.add_argument("--kills", type=int, default=Options.kills)
    parser.add_argument("--alerts", type=int, default=Options.alerts)
    parser.add_argument("--database", choices=["sqlite", "postgresql"], default="sqlite")
    parser.add_argument("--seed", type=int, default=Options.seed)
    parser.add_argument("--processes", type=int, default=0, help="on PostgreSQL; 2 by default")
    parser.add_argument("--speed", type=float, default=Options.speed)
    parser.add_argument("--keep", default="", help="leave logs and the database in this folder")
    given = vars(parser.parse_args(arguments))
    several = given["database"] == "postgresql"
    given["processes"] = (given["processes"] or 2) if several else 1
    return Options(**given)
