"""`fieldtool bundle …`: a stick between a laptop and a hub, by the command line alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from fieldtool.problems import Code
from fieldtool.storage.mail import Mail
from fieldtool.sync.laptop import outbox
from tests.cli import terminal
from tests.cli.terminal import Said
from tests.clocks import StepClock
from tests.desk.world import FARIBA, World

pytestmark = pytest.mark.processes


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a hub, and a laptop on which one interview waits."""
    folder = tmp_path_factory.mktemp("day")
    (folder / "hub").mkdir()
    world = World(f"sqlite:///{folder / 'hub' / 'hub.db'}", folder, StepClock())
    world.begin()
    world.publish()
    world.add(FARIBA)
    laptop = world.laptop()
    world.interview(laptop)
    outbox.settle(laptop, Mail(folder / "node"), world.clock)
    world.close()
    return folder


def bundle(folder: Path, *arguments: str) -> Said:
    return terminal.run("bundle", *arguments, "--data", str(folder))


def test_there_and_back_and_again(day: Path, tmp_path: Path) -> None:
    there = bundle(day, "write", str(tmp_path))
    hub = bundle(day, "read", str(tmp_path), "--face", "hub")
    back = bundle(day, "read", str(tmp_path))
    again = bundle(day, "read", str(tmp_path))

    assert [said.err for said in (there, hub, back, again)] == [""] * 4
    assert "Parcel 1: 16 kB and 0 photos copied." in there.out
    assert "HRT-07" in hub.out
    assert "1 new interviews." in hub.out
    assert "1 answers taken" in back.out
    assert "1 answers were here already." in again.out
    assert all("Remove the stick now." in said.out for said in (there, hub, back, again))


def test_a_file_that_is_not_whole_is_named_and_the_exit_code_tells(
    day: Path, tmp_path: Path
) -> None:
    (tmp_path / "cut.ftb").write_bytes(b"FTB1")
    for face in ("node", "hub"):
        said = bundle(day, "read", str(tmp_path), "--face", face)
        assert said.code == 1
        assert said.err.startswith(f"cut.ftb: {Code.BUNDLE_DAMAGED.reference}: ")
        assert "Remove" not in said.out


def test_a_folder_that_is_not_there_and_a_hub_that_should_write_are_refused(
    day: Path, tmp_path: Path
) -> None:
    said = bundle(day, "write", str(tmp_path / "none"))
    assert (said.code, said.err[:7]) == (1, f"{Code.STICK_NOT_HERE.reference}:")
    said = bundle(day, "write", str(tmp_path), "--face", "hub")

    assert (said.code, said.err[:7]) == (1, f"{Code.BUNDLES_ARE_READ.reference}:")
