"""Kill -9 before every write of a backup and of a restore: the old or the new, never a half."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from itertools import count as numbers
from pathlib import Path

import pytest

from fieldtool.security import backups
from fieldtool.storage import backups as kept
from tests.clocks import StepClock
from tests.security.test_backups import append, backed_up, count, home, opened, place

__all__ = ["home"]

pytestmark = [
    pytest.mark.processes,
    pytest.mark.skipif(not hasattr(os, "fork"), reason="the killed process is made by fork"),
]


class Worker:
    """The process whose children are killed."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def run(self, what: str, kill_at: int = 0) -> list[str]:
        """Return what a child said, and at last `killed`, or `end` if it came to its end."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(f"{what} {kill_at}\n")
        self._process.stdin.flush()
        said: list[str] = []
        while not {"killed", "end"} & set(said):
            line = self._process.stdout.readline().strip()
            assert line, "the worker is gone"
            said.append(line)
        return said

    def killed_everywhere(self, what: str) -> Iterator[int]:
        """Give the number of each change before which a child was killed, just afterwards."""
        for kill_at in numbers(1):
            if self.run(what, kill_at) == ["end"]:
                return
            yield kill_at


@pytest.fixture
def worker(home: Path) -> Iterator[Worker]:
    with subprocess.Popen(
        [sys.executable, "-m", "tests.security.killed", str(home)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        yield Worker(process)
        assert process.stdin is not None
        process.stdin.close()


def test_there_is_always_a_whole_backup_after_the_first(home: Path, worker: Worker) -> None:
    backed_up(home)
    killed = []
    for moment in worker.killed_everywhere("back-up"):
        killed.append(moment)
        found = kept.listing(place(home))
        assert found
        assert all(one.is_whole() for one in found)
    ws = opened(home)
    backups.replace_all(ws, 1)
    ws.close()
    left = {path.name for path in place(home).iterdir()}

    assert len(killed) > 12
    assert left == {kept.listing(place(home))[0].folder.name, "in-use.lock"}


def test_work_that_is_put_back_is_the_old_or_the_new(
    home: Path, worker: Worker, clock: StepClock
) -> None:
    backed_up(home)
    killed, seen, expected = [], set(), 2
    for moment in worker.killed_everywhere("put-back"):
        killed.append(moment)
        found = count(home)
        assert found in {2, expected}
        seen.add(found == 2)
        ws = opened(home)
        append(ws, clock)
        ws.close()
        expected = found + 1

    assert len(killed) > 8
    assert seen == {True, False}
    assert count(home) == 2


def test_a_disk_that_takes_no_more_leaves_the_earlier_backup(home: Path, worker: Worker) -> None:
    made = backed_up(home)
    said = worker.run("no-room")

    assert said in (["DISK_FULL", "end"], ["DISK_FAILING", "end"])
    assert kept.listing(place(home)) == [made]
    assert made.is_whole()
    assert kept.is_due(place(home)), "it is done when there is room"
    assert not list(place(home).glob("*.part"))
