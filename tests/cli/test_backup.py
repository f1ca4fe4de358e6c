"""`fieldtool backup`, `restore` and `check`: a laptop and a hub, by the command line alone."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from fieldtool.problems import Code
from fieldtool.security import workspace
from fieldtool.storage.files import FolderLock
from tests.cli import terminal
from tests.cli.terminal import Said
from tests.clocks import StepClock
from tests.desk.world import FARIBA, PASSPHRASE, World

pytestmark = pytest.mark.processes


@pytest.fixture(scope="module")
def first_day(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a hub and a laptop, and an interview that both have."""
    folder = tmp_path_factory.mktemp("day")
    (folder / "hub").mkdir()
    world = World(f"sqlite:///{folder / 'hub' / 'hub.db'}", folder, StepClock())
    world.folder = folder / "app"
    world.begin()
    world.publish()
    world.add(FARIBA)
    laptop = world.laptop()
    world.interview(laptop)
    world.sync(laptop)
    world.close()
    shutil.move(folder / "app" / "laptop-0", folder / "node")
    if (folder / "hub" / "hub").is_dir():
        shutil.rmtree(folder / "hub" / "hub")
    return folder


@pytest.fixture
def day(first_day: Path, tmp_path: Path) -> Path:
    return shutil.copytree(first_day, tmp_path / "data")


def run(day: Path, *arguments: str, typed: str = f"{PASSPHRASE}\n") -> Said:
    return terminal.run(*arguments, "--data", str(day), typed=typed)


def id_of(day: Path) -> str:
    return workspace.listing(day / "node")[0][0]


def spoil(path: Path) -> None:
    raw = bytearray(path.read_bytes())
    for place in range(len(raw) // 3, len(raw), 997):
        raw[place] ^= 0x55
    path.write_bytes(raw)


def test_a_laptop_is_backed_up_checked_and_restored(day: Path) -> None:
    made = run(day, "backup")
    home = day / "node" / "workspaces" / id_of(day)
    checked = run(day, "check", "--rebuild", "--face", "node")
    spoil(home / "work.db")
    broken = run(day, "check", "--face", "node")
    back = run(day, "restore", str(home / "backups"))
    again = run(day, "check", "--face", "node")

    assert (made.code, checked.code, broken.code, back.code, again.code) == (0, 0, 1, 0, 0)
    assert "1. 2" in made.out
    assert "entries" in made.out
    assert PASSPHRASE not in made.out + made.err + checked.out + back.err
    assert "FAULT" not in checked.out
    assert "made again from the log, the same row by row" in checked.out
    assert f"FAULT node {id_of(day)}: {Code.DATABASE_DAMAGED_BACKUP.reference}: " in broken.out
    assert "Type: fieldtool restore" in broken.out.replace("type:", "Type:")
    assert "Restored HRT-07" in back.out
    assert "put aside" in again.out


def test_without_the_passphrase_only_files_are_looked_at(day: Path) -> None:
    said = run(day, "check", "--face", "node", typed="\n")

    assert said.code == 0
    assert "left out" in said.out
    assert "file of keys: readable" in said.out
    assert "chain whole" not in said.out


def test_a_hub_is_backed_up_checked_and_restored(day: Path, tmp_path: Path) -> None:
    made = run(day, "backup", str(tmp_path / "درایو"), "--face", "hub")
    checked = run(day, "check", "--rebuild", "--face", "hub")
    folder = Path(made.out.splitlines()[0].partition(": ")[2])
    (day / "hub" / "hub.db").unlink()
    back = run(day, "restore", str(folder))
    again = run(day, "check", "--face", "hub")

    assert (made.code, checked.code, back.code, again.code) == (0, 0, 0, 0)
    assert "entries, chain whole, signed" in checked.out
    assert "A new epoch has begun" in back.out
    assert "entries, chain whole, signed" in again.out


def test_a_running_program_can_be_backed_up_and_not_restored(day: Path) -> None:
    with FolderLock(day / "hub"):
        made = run(day, "backup", "--face", "hub")
        back = run(day, "restore", str(day / "hub" / "backups"))
        checked = run(day, "check", "--face", "hub")
        rebuilt = run(day, "check", "--face", "hub", "--rebuild")

    assert (made.code, back.code, checked.code, rebuilt.code) == (0, 1, 0, 1)
    assert back.err.startswith(f"{Code.FOLDER_IN_USE.reference}: ")
    assert "is in use" in checked.out


def test_what_is_no_backup_is_refused(day: Path, tmp_path: Path) -> None:
    none = run(day, "restore", str(tmp_path))
    empty = run(tmp_path / "empty", "backup")
    server = terminal.run("backup", "--face", "hub", "--data", str(tmp_path / "other"))

    assert none.err.startswith(f"{Code.BACKUP_NOT_FOUND.reference}: ")
    assert empty.err.startswith(f"{Code.BACKUP_WITHOUT_DATABASE.reference}: ")
    assert server.err.startswith(f"{Code.BACKUP_WITHOUT_DATABASE.reference}: ")
    assert {none.code, empty.code, server.code} == {1}
