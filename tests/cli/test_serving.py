"""Starting a node or a hub: ports that are taken, folders that are in use, a parent that dies."""

from __future__ import annotations

import os
from pathlib import Path

import httpx
import pytest

from fieldtool.cli.processes import Child
from fieldtool.config import USUAL_PORTS, Face
from fieldtool.problems import Code, Problem
from tests.browser.world import usual_ports_taken
from tests.cli import terminal

pytestmark = pytest.mark.processes


@pytest.mark.parametrize("command", [("start",), ("hub", "start")], ids=" ".join)
def test_a_free_port_is_found_when_the_usual_one_is_taken(
    command: tuple[str, ...], tmp_path: Path
) -> None:
    with usual_ports_taken(), Child((*command, "--data", str(tmp_path))) as child:
        answer = httpx.get(child.address, follow_redirects=True, trust_env=False)

    assert "fieldtool" in answer.text
    usual = USUAL_PORTS[Face.NODE if command == ("start",) else Face.HUB]
    assert not child.address.endswith(f":{usual}")


@pytest.mark.parametrize("command", [("start",), ("hub", "start")], ids=" ".join)
def test_a_port_that_was_asked_for_and_is_taken_is_said_clearly(
    command: tuple[str, ...], tmp_path: Path
) -> None:
    with terminal.taken_port() as port:
        said = terminal.run(*command, "--port", str(port), "--data", str(tmp_path))

    assert said.code == 1
    assert said.err.startswith(f"{Code.PORT_TAKEN.reference}: ")
    assert Code.PORT_TAKEN.reference == "FT-803"
    assert str(port) in said.err
    assert len(said.err.splitlines()) == 1


@pytest.mark.parametrize("command", [("start",), ("hub", "start")], ids=" ".join)
def test_a_second_start_in_the_same_folder_is_said_clearly(
    command: tuple[str, ...], tmp_path: Path
) -> None:
    folder = tmp_path / "داده‌ها"
    with Child((*command, "--data", str(folder))):
        said = terminal.run(*command, "--data", str(folder))

    assert said.code == 1
    assert said.err.startswith(f"{Code.FOLDER_IN_USE.reference}: ")
    assert str(folder) in said.err
    assert len(said.err.splitlines()) == 1


def test_a_folder_is_free_again_after_its_program_was_killed(tmp_path: Path) -> None:
    first = Child(("start", "--data", str(tmp_path)))
    first.kill()
    with Child(("start", "--data", str(tmp_path))) as second:
        assert terminal.answers(second.address)


def test_a_child_ends_with_its_parent(tmp_path: Path) -> None:
    child = Child(("start", "--data", str(tmp_path)))
    address = child.address
    child.stop()

    assert not child.running
    assert not terminal.answers(address)


def test_a_process_that_cannot_start_is_told_by_its_parent(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    with terminal.taken_port() as port, pytest.raises(Problem) as told:
        Child(("start", "--data", str(tmp_path), "--port", str(port)))

    assert told.value.code is Code.PROCESS_DID_NOT_START
    assert Code.PORT_TAKEN.reference in capfd.readouterr().err


def test_a_node_listens_on_this_computer_only_whatever_is_set(tmp_path: Path) -> None:
    set_wrongly = {**os.environ, "FIELDTOOL_HOST": "0.0.0.0"}  # noqa: S104 - must be ignored
    with Child(("start", "--data", str(tmp_path)), set_wrongly) as child:
        assert child.address.startswith("http://127.0.0.1:")


def test_a_setting_that_does_not_exist_is_said_clearly(tmp_path: Path) -> None:
    with pytest.raises(Problem):
        Child(("start", "--data", str(tmp_path)), {"FIELDTOOL_PROT": "1"})
