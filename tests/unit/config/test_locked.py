"""What is installed is what was locked, and the container has no rights."""

import tomllib

import pytest

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
