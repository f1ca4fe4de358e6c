"""The disk that the tests of power cuts play: what may be lost, and what may not."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from tests.power import trace
from tests.power.disk import CUTS, Cut, Disk, Flushes
from tests.power.trace import Change

LOST, LOST_WITHOUT_JOURNAL, KEPT = Cut(0), Cut(0, has_journal=False), Cut(1, tears=0)
OLD, NEW = b"old" * 1000, b"new" * 1000


class Played:
    """A disk, and a program that uses it."""

    def __init__(self, place: Path, flushes: Flushes | None = None) -> None:
        self.place = place
        self.disk = Disk(place, place, flushes)
        self._files = 0

    def open(self, name: str, *, is_new: bool = False, is_emptied: bool = False) -> int:
        self._files += 1
        self._do(trace.OPEN, name, file=self._files, is_new=is_new, at=int(is_emptied))
        return self._files

    def write(self, file: int, content: bytes, at: int = 0) -> None:
        self._do(trace.WRITE, file=file, at=at, content=content)

    def flush(self, file: int) -> None:
        self._do(trace.SYNC, file=file)

    def rename(self, name: str, to: str) -> None:
        self._do(trace.RENAME, name, to=str(self.place / to))

    def unlink(self, name: str) -> None:
        self._do(trace.UNLINK, name)

    def make_folder(self, name: str) -> None:
        self._do(trace.MAKE_FOLDER, name)

    def after(self, cut: Cut, seed: int = 1) -> dict[str, bytes]:
        return self.disk.after(cut, Random(seed))  # noqa: S311 - no secret

    def _do(self, kind: str, name: str = "", **rest: object) -> None:
        self.disk.do(Change(kind, 0, name=str(self.place / name), **rest))  # type: ignore[arg-type]


@pytest.fixture
def played(tmp_path: Path) -> Played:
    (tmp_path / "file").write_bytes(OLD)
    return Played(tmp_path.resolve())


def test_what_was_flushed_stays_and_the_rest_may_be_lost_kept_or_torn(played: Played) -> None:
    file = played.open("file")
    played.write(file, NEW)
    assert played.after(LOST) == {"file": OLD}
    assert played.after(KEPT) == {"file": NEW}
    seen = {played.after(Cut(0.5), seed)["file"] for seed in range(20)}
    assert len(seen) > 10
    assert all(len(one) == len(OLD) for one in seen)
    sectors = {one[at : at + 512] for one in seen for at in range(0, 2560, 512)}
    assert len(sectors - {half[at : at + 512] for half in (OLD, NEW) for at in range(3000)}) >= 1

    played.flush(file)

    assert {played.after(cut)["file"] for cut in CUTS} == {NEW}


def test_an_emptied_file_may_be_as_it_was(played: Played) -> None:
    file = played.open("file", is_emptied=True)
    played.write(file, b"x")

    assert played.after(LOST) == {"file": OLD}
    assert played.after(KEPT) == {"file": b"x"}


def test_a_new_name_needs_its_folder_flushed_where_there_is_no_journal(played: Played) -> None:
    file = played.open("new", is_new=True)
    played.write(file, NEW)
    assert played.after(LOST) == {"file": OLD}
    played.flush(file)
    assert played.after(LOST) == {"file": OLD, "new": NEW}
    assert played.after(LOST_WITHOUT_JOURNAL) == {"file": OLD}

    played.flush(played.open(""))

    assert played.after(LOST_WITHOUT_JOURNAL) == {"file": OLD, "new": NEW}


def test_a_file_that_replaces_another_is_the_old_or_the_new(played: Played) -> None:
    part = played.open("part", is_new=True)
    played.write(part, NEW)
    played.rename("part", "file")
    # Nothing was flushed: the name may come before the bytes.
    assert played.after(Cut(0.5), 3).get("file", b"") != NEW
    played.flush(part)

    assert played.after(LOST)["file"] == OLD
    assert played.after(KEPT) == {"file": NEW}
    for cut in CUTS:
        assert played.after(cut)["file"] in {OLD, NEW}
    played.flush(played.open(""))
    for cut in CUTS:
        assert played.after(cut) == {"file": NEW}


def test_a_folder_that_is_lost_takes_what_is_in_it_along(played: Played) -> None:
    played.make_folder("inner")
    file = played.open("inner/file", is_new=True)
    played.write(file, NEW)
    played.flush(file)
    played.flush(played.open("inner"))
    assert played.after(LOST_WITHOUT_JOURNAL) == {"file": OLD}

    played.flush(played.open(""))

    assert played.after(LOST_WITHOUT_JOURNAL) == {"file": OLD, "inner/file": NEW}


def test_a_deleted_file_may_be_back(played: Played) -> None:
    played.unlink("file")

    assert played.after(LOST) == {"file": OLD}
    assert played.after(KEPT) == {}


def test_with_a_journal_names_change_in_their_order(played: Played) -> None:
    for number in range(6):
        played.rename("file" if number == 0 else f"file{number - 1}", f"file{number}")
    for seed in range(20):
        assert len(played.after(Cut(0.5), seed)) == 1


def test_a_disk_that_obeys_no_flush_keeps_nothing_for_certain(tmp_path: Path) -> None:
    played = Played(tmp_path.resolve(), Flushes(files=False, folders=False))
    file = played.open("new", is_new=True)
    played.write(file, NEW)
    played.flush(file)
    played.flush(played.open(""))

    assert played.after(LOST) == {}
