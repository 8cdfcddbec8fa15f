"""Where material that is no part of the product lies, and how tests that use it behave without."""

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SHARED = Path(os.environ.get("TESTS_SHARED", ROOT.parent / "shared"))


def shared(relative: str) -> Path:
    """Give the path of a shared file; skip the test, or fail it in CI, when it is missing."""
    path = SHARED / relative
    if not path.exists():
        reason = f"{path} is not here; TESTS_SHARED names another place"
        if os.environ.get("TESTS_NEED_SHARED") == "true":  # as .ci/run says in CI
            pytest.fail(reason)
        pytest.skip(reason)
    return path
