"""The README is complete: nobody has to read the code to know what there is."""

import re

import pytest
import typer

from bot.cli import app
from bot.feeds.feed_keys import KEYS
from bot.models import TextStrategy
from config.settings import Settings, variable
from handlers.commands import COMMANDS
from tests.shared import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")


def _program_commands() -> list[str]:
    group = typer.main.get_command(app)
    names = []
    for name, command in group.commands.items():
        inner = getattr(command, "commands", None)
        names += [f"{name} {sub}" for sub in inner] if inner else [name]
    return names


@pytest.mark.parametrize("field", Settings.model_fields)
def test_every_setting_is_in_the_readme_with_its_meaning(field):
    description = Settings.model_fields[field].description

    assert f"| `{variable(field)}` | {description} |" in README


@pytest.mark.parametrize("name", [command.name for command in COMMANDS])
def test_every_command_of_the_bot_is_in_the_readme(name):
    assert re.search(rf"^\| `/{name}\b", README, re.MULTILINE)


@pytest.mark.parametrize("name", _program_commands())
def test_every_command_of_the_program_is_in_the_readme(name):
    assert re.search(rf"^\| `briefing-bot {name}\b", README, re.MULTILINE)


@pytest.mark.parametrize("key", KEYS)
def test_every_key_of_a_feeds_file_is_in_the_readme(key):
    assert re.search(rf"^\| .*`{key}`.* \|", README, re.MULTILINE)


@pytest.mark.parametrize("strategy", TextStrategy)
def test_every_way_to_the_full_text_is_in_the_readme(strategy):
    assert re.search(rf"^\| `{strategy}` \|", README, re.MULTILINE)


def test_the_test_command_is_the_one_that_ci_runs():
    ci = (ROOT / ".ci" / "run").read_text(encoding="utf-8")

    assert "make test" in README
    assert "make test" in ci


def test_every_direct_dependency_has_its_reason_in_the_readme():
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    block = re.search(r"^dependencies = \[(.*?)^\]", project, re.MULTILINE | re.DOTALL)

    names = re.findall(r'^\s+"([A-Za-z0-9-]+)', block.group(1), re.MULTILINE)

    assert names
    assert [name for name in names if name.casefold() not in README.casefold()] == []
