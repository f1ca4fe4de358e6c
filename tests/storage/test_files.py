"""Files that are replaced, locked and destroyed without half-way states."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from fieldtool.problems import Code, Problem
from fieldtool.storage import files

ENDLESS_LOCK = """
import sys, time
from pathlib import Path
from fieldtool.storage.files import FolderLock
lock = FolderLock(Path(sys.argv[1]))
print("held", flush=True)
time.sleep(60)
"""


def test_a_file_is_replaced_whole_and_nothing_else_stays(tmp_path: Path) -> None:
    path = tmp_path / "کلیدها" / "keys.json"
    files.write_atomically(path, b"first")
    files.write_atomically(path, "دوم".encode())

    assert path.read_text(encoding="utf-8") == "دوم"
    assert list(path.parent.iterdir()) == [path]


LIMITED = """
import resource, signal, sys
from pathlib import Path
from fieldtool.problems import Problem
from fieldtool.storage import files
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
try:
    files.write_atomically(Path(sys.argv[1]), b"x" * 100_000)
except Problem as problem:
    print(problem.code.name)
"""


@pytest.mark.skipif(os.name == "nt", reason="Windows has no limit on the size of files")
def test_a_full_disk_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "keys.json"
    files.write_atomically(path, "پیش".encode())
    done = subprocess.run(
        [sys.executable, "-c", LIMITED, str(path)], capture_output=True, text=True, check=True
    )

    assert done.stdout.strip() == "DISK_FULL"
    assert path.read_text(encoding="utf-8") == "پیش"
    assert list(tmp_path.iterdir()) == [path]


def test_two_programs_cannot_have_one_folder(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", ENDLESS_LOCK, str(tmp_path)], stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline().strip() == "held"
        with pytest.raises(Problem) as caught:
            files.FolderLock(tmp_path)
        other.kill()

    assert caught.value.code is Code.FOLDER_IN_USE


def test_a_folder_is_free_again_when_its_program_was_killed(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", ENDLESS_LOCK, str(tmp_path)], stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdout is not None
        other.stdout.readline()
        other.kill()
        other.wait()
    with files.FolderLock(tmp_path):
        held = (tmp_path / "in-use.lock").read_text(encoding="ascii")

    assert held == str(os.getpid())


def test_a_lock_that_was_let_go_can_be_taken_again(tmp_path: Path) -> None:
    files.FolderLock(tmp_path).close()

    with files.FolderLock(tmp_path):
        assert (tmp_path / "in-use.lock").exists()


def test_what_is_destroyed_is_overwritten_first(tmp_path: Path) -> None:
    path, other_name = tmp_path / "keys.json", tmp_path / "same file"
    path.write_bytes(b"secret" * 1000)
    other_name.hardlink_to(path)
    files.destroy(path)
    files.destroy(path)

    assert not path.exists()
    assert b"secret" not in other_name.read_bytes()


def test_the_reserve_is_room_that_can_be_given_up(tmp_path: Path) -> None:
    reserve = files.Reserve(tmp_path, size=100_000)
    reserve.fill()
    filled = [path.stat().st_size for path in tmp_path.iterdir()]
    reserve.fill()
    reserve.give_up()
    reserve.give_up()

    assert filled == [100_000]
    assert list(tmp_path.iterdir()) == []


def test_a_disk_without_plenty_of_room_gets_no_reserve(tmp_path: Path) -> None:
    more_than_there_is = files.free_space(tmp_path) + 1
    files.Reserve(tmp_path, more_than_there_is).fill()

    assert list(tmp_path.iterdir()) == []


def test_nobody_else_looks_into_a_folder_in_use(tmp_path: Path) -> None:
    folder = tmp_path / "hub"
    folder.mkdir(mode=0o755)
    with files.FolderLock(folder):
        assert os.name == "nt" or folder.stat().st_mode & 0o777 == 0o700
