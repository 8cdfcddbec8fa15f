"""Turns the clock of a process that is tormented: found by Python on PYTHONPATH, in tests only.

The file named by TORTURE_CLOCK holds by how many seconds the clock is wrong. ``datetime.now`` is
replaced inside the type itself, so that whoever has imported it already sees the wrong time too.
"""

import ctypes
import datetime
import gc
import os
import time
from pathlib import Path

_FILE = Path(os.environ.get("TORTURE_CLOCK", "/nowhere"))
_LOOK_EVERY = 0.05

_true_time = time.time
_true_now = datetime.datetime.now
_seen = {"at": -1.0, "wrong": 0.0}


def _wrong() -> float:
    now = time.monotonic()
    if now - _seen["at"] > _LOOK_EVERY:
        _seen["at"] = now
        try:
            _seen["wrong"] = float(_FILE.read_text() or 0)
        except (OSError, ValueError):
            _seen["wrong"] = 0.0
    return _seen["wrong"]


def _time() -> float:
    return _true_time() + _wrong()


def _now(cls: type[datetime.datetime], tz: datetime.tzinfo | None = None) -> datetime.datetime:
    return _true_now(tz) + datetime.timedelta(seconds=_wrong())


if "TORTURE_CLOCK" in os.environ:
    time.time = _time
    attributes = gc.get_referents(datetime.datetime.__dict__)[0]
    attributes["now"] = classmethod(_now)
    ctypes.pythonapi.PyType_Modified(ctypes.py_object(datetime.datetime))
