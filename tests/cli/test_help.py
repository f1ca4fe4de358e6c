"""Help that a person can read: short, complete, no traceback."""

from __future__ import annotations

import pytest

from fieldtool import __version__
from fieldtool.cli import COMMANDS
from tests.cli import terminal

EVERY = (
    ("start",),
    ("forms",),
    ("forms", "check"),
    ("forms", "convert"),
    ("forms", "play"),
    ("hub",),
    ("hub", "init"),
    ("hub", "account"),
    ("hub", "seal"),
    ("hub", "start"),
    ("bundle",),
    ("bundle", "write"),
    ("bundle", "read"),
    ("enrol",),
    ("enrol", "request"),
    ("enrol", "answer"),
    ("enrol", "finish"),
    ("backup",),
    ("restore",),
    ("check",),
    ("demo",),
)
WIDEST = 100


def test_the_first_help_names_every_command_and_the_quickest_way_in() -> None:
    said = terminal.run("--help")

    assert said.code == 0
    assert [name for name in COMMANDS if f"\n  {name}" not in said.out] == []
    assert "fieldtool demo" in said.out
    assert said.err == ""


def test_every_command_is_in_this_test() -> None:
    assert {command[0] for command in EVERY} == set(COMMANDS)


@pytest.mark.parametrize("command", EVERY, ids=" ".join)
def test_a_command_explains_itself(command: tuple[str, ...]) -> None:
    said = terminal.run(*command, "--help")

    assert said.code == 0
    assert said.out.startswith("Usage: ")
    assert said.err == ""
    lines = said.out.splitlines()
    assert [line for line in lines if len(line) > WIDEST] == []
    paragraphs = [part.strip() for part in said.out.split("\n\n")]
    assert paragraphs[1].endswith("."), "after the usage comes what it is for"


def test_an_option_for_the_program_alone_is_not_shown() -> None:
    assert "--stop-with-parent" not in terminal.run("start", "--help").out


def test_the_version_is_told() -> None:
    assert __version__ in terminal.run("--version").out


def test_a_command_that_does_not_exist_is_refused_with_a_way_on() -> None:
    said = terminal.run("demmo")

    assert said.code != 0
    assert "demmo" in said.err
    assert "--help" in said.err
