"""Kill -9 before every write of a backup and of a restore: the old or the new, never a half."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import repeat
from pathlib import Path

import pytest

from fieldtool.security import backups
from fieldtool.storage import backups as kept
from tests import killing
from tests.clocks import StepClock
from tests.killing import Worker
from tests.power.witness import Witness, only_on_linux
from tests.security.test_backups import append, backed_up, count, home, opened, place

__all__ = ["home"]

pytestmark = [only_on_linux, pytest.mark.processes]


@pytest.fixture
def worker(home: Path) -> Iterator[Worker]:
    with killing.worker("tests.security.killed", Witness([home], home.parent / "seen")) as made:
        yield made


def test_there_is_always_a_whole_backup_after_the_first(home: Path, worker: Worker) -> None:
    backed_up(home)
    killed = []
    for _home, said in worker.killed_everywhere("back-up", repeat(home)):
        killed.append(said)
        found = kept.listing(place(home))
        assert found
        assert all(one.is_whole() for one in found)
    ws = opened(home)
    backups.replace_all(ws, 1)
    ws.close()
    left = {path.name for path in place(home).iterdir()}

    assert len(killed) > 30
    assert left == {kept.listing(place(home))[0].folder.name, "in-use.lock"}


def test_work_that_is_put_back_is_the_old_or_the_new(
    home: Path, worker: Worker, clock: StepClock
) -> None:
    backed_up(home)
    killed, seen, expected = [], set(), 2
    for _home, said in worker.killed_everywhere("put-back", repeat(home)):
        killed.append(said)
        found = count(home)
        assert found in {2, expected}
        seen.add(found == 2)
        ws = opened(home)
        append(ws, clock)
        ws.close()
        expected = found + 1

    assert len(killed) > 20
    assert seen == {True, False}
    assert killed[-1] == [["end"]]
    assert expected == 3, "put back, and one more"


def test_a_disk_that_takes_no_more_leaves_the_earlier_backup(home: Path, worker: Worker) -> None:
    made = backed_up(home)
    said = worker.run("no-room", home)

    assert said in ([["DISK_FULL"], ["end"]], [["DISK_FAILING"], ["end"]])
    assert kept.listing(place(home)) == [made]
    assert made.is_whole()
    assert kept.is_due(place(home)), "it is done when there is room"
    assert not list(place(home).glob("*.part"))
