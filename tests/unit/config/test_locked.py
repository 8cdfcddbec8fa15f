"""What is installed is what was locked, and the container has no rights."""

import tomllib

import pytest

from tests import audit
from tests.shared import ROOT

LOCK = tomllib.loads((ROOT / "uv.lock").read_text(encoding="utf-8"))
DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize("package", LOCK["package"], ids=lambda package: package["name"])
def test_every_file_of_every_dependency_is_locked_by_its_hash(package):
    files = [*package.get("wheels", ()), *([package["sdist"]] if "sdist" in package else [])]

    assert all(file["hash"].startswith("sha256:") for file in files)
    assert files or "editable" in package["source"]


def test_the_container_runs_as_nobody_in_particular_and_by_number():
    (user,) = [line for line in DOCKERFILE if line.startswith("USER ")]

    assert user == "USER 10001:10001"
    assert DOCKERFILE.index(user) < len(DOCKERFILE) - 1


def test_the_container_takes_nothing_from_an_address():
    assert not [line for line in DOCKERFILE if line.startswith("ADD ")]


def test_the_container_needs_to_write_nowhere_but_to_its_volume():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")

    assert 'VOLUME ["/data"]' in DOCKERFILE
    for option in ("--read-only", "--cap-drop ALL", "--security-opt no-new-privileges"):
        assert option in readme
    assert "ProtectSystem=strict" in readme


def package(name, *, skipped="", weaknesses=()):
    named = {"name": name, "version": "1.0"}
    if skipped:
        return {"name": name, "skip_reason": skipped}
    return named | {"vulns": [{"id": one, "fix_versions": ["1.1"]} for one in weaknesses]}


def test_the_audit_names_weaknesses_and_fails():
    lines, code = audit.judged({"dependencies": [package("a", weaknesses=["X-1"]), package("b")]})

    assert code == 1
    assert lines == [
        "a 1.0: X-1, mended in 1.1",
        "audit: 2 of 2 packages looked up, 1 weaknesses",
    ]


def test_the_audit_does_not_reassure_about_what_it_could_not_ask():
    (line,), code = audit.judged({"dependencies": [package("a", skipped="not found")]})

    assert code == 0
    assert line.startswith("audit: 0 of 1 packages looked up, 0 weaknesses; NOTHING IS KNOWN")
