"""Work for worker processes, in a module that they can import quickly."""

import os
import threading
import time
from pathlib import Path


class Stubborn(Exception):
    """Cannot be rebuilt from its arguments, as pickle would."""

    def __init__(self, one, two):
        super().__init__(f"{one} and {two}")


def double(number):
    return number * 2


def spin():
    while True:
        pass


def spin_for(seconds):
    until = time.process_time() + seconds
    while time.process_time() < until:
        pass


def hog(size):
    return len(bytearray(size))


def sleep_for(seconds):
    time.sleep(seconds)


def pid():
    return os.getpid()


def environment():
    """Give all that a process can find out about its environment."""
    return "\n".join(f"{name}={value}" for name, value in os.environ.items()) + (
        Path("/proc/self/environ").read_text()
    )


def die():
    os._exit(3)


def starve():
    raise MemoryError


def raise_value_error():
    raise ValueError("no good")


def raise_stubborn():
    raise Stubborn(1, 2)


def unsendable():
    return threading.Lock()


def break_setup():
    raise LookupError("no model here")


def remember():
    globals()["REMEMBERED"] = os.getpid()


def recall():
    return globals()["REMEMBERED"] == os.getpid()
