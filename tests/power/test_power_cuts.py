"""A laptop or its hub loses its power: all that was shown as done is there afterwards."""

from __future__ import annotations

import shutil
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from random import Random

import pytest

from fieldtool.collect import work
from fieldtool.security import workspace as workspaces
from fieldtool.storage.queries import interviews
from tests import memory
from tests.power import cuts, trace
from tests.power import day as days
from tests.power.cuts import Moment
from tests.power.day import HUB, NODE, Day
from tests.power.disk import CUTS, Cut, Disk, Flushes
from tests.power.witness import only_on_linux
from tests.web.laptop import PASSPHRASE

COUNT = 420
SEED = 1405

pytestmark = [only_on_linux, pytest.mark.processes]


@pytest.fixture(scope="module")
def place() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="fieldtool-power-", dir=memory.place()))
    yield folder
    shutil.rmtree(folder)


@pytest.fixture(scope="module")
def day(place: Path) -> Day:
    return days.spend(place)


@pytest.mark.parametrize("side", [NODE, HUB])
def test_every_change_of_every_file_was_written_down(day: Day, side: str) -> None:
    played = Disk(day.folder / side, day.first[side])
    quiet = [(moment, files) for moment, where, files in day.quiet if where == side]
    for change in trace.read(day.witnesses[side].trace):
        while change.time > quiet[0][0]:
            assert _differing(played.latest(), quiet.pop(0)[1]) == set()
        played.do(change)

    assert len(quiet) == 1
    assert _differing(played.latest(), quiet[0][1]) == set()
    assert {name.rpartition(".")[2] for name in played.mapped} == {"db-shm"}


def _differing(one: dict[str, bytes], other: dict[str, bytes]) -> set[str]:
    names = one.keys() | other.keys()
    # What is mapped into memory changes without a word; after a cut it is rubbish, and unread.
    return {
        name for name in names if one.get(name) != other.get(name) and not name.endswith("-shm")
    }


def test_the_day_had_everything_in_it(day: Day) -> None:
    folder = day.folder / NODE / "node"
    shutil.copytree(folder, day.folder / "end")
    ((name, _person),) = workspaces.listing(day.folder / "end")
    with closing(workspaces.unlock(day.folder / "end", name, PASSPHRASE, 1)) as ws:
        seen = work.overview(ws)
        with ws.database.read() as session:
            kept = interviews.with_answers(session, ws.project_id, ws.log)

    assert len(seen.erased) == 1
    assert len(seen.finished) == 2
    assert len(kept) == 1, "the other one was purged"
    assert (len(seen.drafts), len(seen.deleted)) == (2, 1)
    assert {one.kind for one in day.shown} == {
        *("started", "answer", "file", "finalised", "deleted", "erased", "backup")
    }


def test_nothing_shown_as_done_is_lost_in_any_power_cut(day: Day, place: Path) -> None:
    rng = Random(SEED)  # noqa: S311 - moments to cut at
    wanted = cuts.moments(day, COUNT, rng)
    results = list(cuts.results(day, wanted, place / "state", rng))

    assert [one for one in results if one.faults] == []
    assert Counter(one.moment.side for one in results) == {NODE: COUNT * 4 // 5, HUB: COUNT // 5}
    assert {one.moment.cut for one in results} == set(CUTS)


@pytest.mark.parametrize(
    "flushes",
    [Flushes(files=False), Flushes(folders=False), Flushes(files=False, folders=False)],
    ids=["of files", "of folders", "none"],
)
def test_a_disk_that_does_not_do_what_it_confirms_is_found_out(
    day: Day, place: Path, flushes: Flushes
) -> None:
    rng = Random(SEED)  # noqa: S311 - moments to cut at
    length = len(trace.read(day.witnesses[NODE].trace))
    wanted = [
        Moment(NODE, length * part // 10, Cut(0, has_journal=False), is_sent=False)
        for part in range(3, 10)
    ]
    assert [one.faults for one in cuts.results(day, wanted, place / "state", rng)] == [[]] * 7
    results = list(cuts.results(day, wanted, place / "state", rng, flushes))

    assert len([one for one in results if one.faults]) >= 4
