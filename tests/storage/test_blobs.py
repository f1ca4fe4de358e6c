"""Tests of the folder of blobs: ranges, damage, full disks, threads."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from fieldtool.problems import Code, Problem, ProblemKind
from fieldtool.storage.blobs import BlobStore

CONTENT = bytes(number % 253 for number in range(100_000))
SIZE = len(CONTENT)
NAME = hashlib.sha256(CONTENT).hexdigest()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return where blobs go; it does not exist yet."""
    return tmp_path / "عکس‌ها"


@pytest.fixture
def store(folder: Path) -> BlobStore:
    """Return an empty store."""
    return BlobStore(folder)


def _code(code: ProblemKind) -> pytest.RaisesExc[Problem]:
    return pytest.RaisesExc(Problem, check=lambda problem: problem.code is code)


def test_a_store_begins_empty(store: BlobStore) -> None:
    assert store.names() == frozenset()
    assert not store.has(NAME)
    assert store.part(NAME) == 0
    store.remove(NAME)


def test_a_blob_is_kept_and_found_by_the_next_program(store: BlobStore, folder: Path) -> None:
    store.put(NAME, CONTENT)
    store.put(NAME, CONTENT)
    again = BlobStore(folder)

    assert again.has(NAME)
    assert again.get(NAME) == CONTENT
    assert again.size(NAME) == again.part(NAME) == SIZE
    assert again.read(NAME, 10, 5) == CONTENT[10:15]
    assert again.read(NAME, SIZE, 5) == b""
    assert again.names() == {NAME}
    assert [path.name for path in folder.iterdir()] == [NAME]


def test_other_bytes_are_not_kept_under_a_name(store: BlobStore, folder: Path) -> None:
    with _code(Code.BLOB_DAMAGED):
        store.put(NAME, CONTENT + b"x")

    assert not folder.exists()


@pytest.mark.parametrize("name", ["", "..", "../x", "9A" * 32, NAME[:-1], f"{NAME}.part", "C:\\x"])
def test_a_name_that_leads_elsewhere_is_refused(store: BlobStore, name: str) -> None:
    for use in (store.has, store.get, store.size, store.part, store.remove):
        with _code(Code.BLOB_NOT_HERE):
            use(name)
    with pytest.raises(Problem):
        store.put(name, CONTENT)
    with pytest.raises(Problem):
        store.grow(name, 0, CONTENT, SIZE)


def test_what_is_not_here_is_said_to_be_missing(store: BlobStore) -> None:
    with _code(Code.BLOB_NOT_HERE):
        store.get(NAME)
    with _code(Code.BLOB_NOT_HERE):
        store.size(NAME)


def test_ranges_grow_into_a_blob(store: BlobStore) -> None:
    assert store.grow(NAME, 0, CONTENT[:30_000], SIZE) == 30_000
    assert not store.has(NAME)
    assert store.names() == frozenset()
    assert store.grow(NAME, 30_000, CONTENT[30_000:90_000], SIZE) == 90_000
    assert store.grow(NAME, 90_000, CONTENT[90_000:], SIZE) == SIZE
    assert store.get(NAME) == CONTENT


def test_it_goes_on_where_it_was_after_a_restart(store: BlobStore, folder: Path) -> None:
    store.grow(NAME, 0, CONTENT[:30_000], SIZE)
    again = BlobStore(folder)

    assert again.part(NAME) == 30_000
    again.grow(NAME, 30_000, CONTENT[30_000:], SIZE)
    assert again.get(NAME) == CONTENT


def test_a_range_that_comes_twice_or_overlaps_changes_nothing(store: BlobStore) -> None:
    store.grow(NAME, 0, CONTENT[:30_000], SIZE)

    assert store.grow(NAME, 0, CONTENT[:30_000], SIZE) == 30_000
    assert store.grow(NAME, 10_000, CONTENT[10_000:20_000], SIZE) == 30_000
    assert store.grow(NAME, 20_000, CONTENT[20_000:50_000], SIZE) == 50_000
    assert store.grow(NAME, 50_000, b"", SIZE) == 50_000
    assert store.grow(NAME, 0, CONTENT, SIZE) == SIZE
    assert store.grow(NAME, 50_000, CONTENT[50_000:], SIZE) == SIZE
    assert store.get(NAME) == CONTENT


@pytest.mark.parametrize(
    ("start", "content"),
    [(30_001, b"x"), (-1, b"xx"), (30_000, bytes(70_001)), (SIZE + 1, b""), (0, bytes(SIZE + 1))],
)
def test_a_range_that_does_not_fit_is_refused(store: BlobStore, start: int, content: bytes) -> None:
    store.grow(NAME, 0, CONTENT[:30_000], SIZE)

    with _code(Code.BLOB_GAP) as raised:
        store.grow(NAME, start, content, SIZE)
    assert raised.value.values == {"here": 30_000, "size": SIZE}
    assert store.part(NAME) == 30_000


@pytest.mark.parametrize("size", [0, -1])
def test_a_blob_of_nothing_is_refused(store: BlobStore, size: int) -> None:
    with _code(Code.BLOB_GAP):
        store.grow(NAME, 0, b"", size)


def test_damage_is_found_at_the_end_and_it_begins_again(store: BlobStore, folder: Path) -> None:
    store.grow(NAME, 0, b"x" + CONTENT[1:30_000], SIZE)
    with _code(Code.BLOB_DAMAGED):
        store.grow(NAME, 30_000, CONTENT[30_000:], SIZE)

    assert store.part(NAME) == 0
    assert list(folder.iterdir()) == []
    store.grow(NAME, 0, CONTENT, SIZE)
    assert store.get(NAME) == CONTENT


def test_a_whole_blob_replaces_what_had_come_of_it(store: BlobStore, folder: Path) -> None:
    store.grow(NAME, 0, b"x" * 99_999, SIZE)
    store.put(NAME, CONTENT)

    assert store.get(NAME) == CONTENT
    assert [path.name for path in folder.iterdir()] == [NAME]


def test_a_removed_blob_leaves_nothing(store: BlobStore, folder: Path) -> None:
    store.put(NAME, CONTENT)
    other = hashlib.sha256(b"other").hexdigest()
    store.grow(other, 0, b"oth", 5)
    store.remove(NAME)
    store.remove(other)

    assert list(folder.iterdir()) == []


def test_blobs_leave_room_for_more_important_things(folder: Path) -> None:
    store = BlobStore(folder, keep_free=1 << 60)

    with _code(Code.DISK_FULL):
        store.put(NAME, CONTENT)
    with _code(Code.DISK_FULL):
        store.grow(NAME, 0, CONTENT[:10], SIZE)
    assert list(folder.iterdir()) == []


LIMITED = """
import resource, signal, sys
from pathlib import Path
from fieldtool.problems import Problem
from fieldtool.storage.blobs import BlobStore
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (40_000, 40_000))
store, name = BlobStore(Path(sys.argv[1])), sys.argv[2]
content = bytes(number % 253 for number in range(100_000))
store.grow(name, 0, content[:30_000], len(content))
try:
    store.grow(name, 30_000, content[30_000:], len(content))
except Problem as problem:
    print(problem.code.name, store.part(name))
"""


@pytest.mark.skipif(os.name == "nt", reason="Windows has no limit on the size of files")
def test_a_full_disk_leaves_what_was_there_and_it_goes_on_later(folder: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", LIMITED, str(folder), NAME],
        capture_output=True,
        text=True,
        check=True,
    )
    store = BlobStore(folder)

    assert done.stdout.split() == ["DISK_FULL", "30000"]
    store.grow(NAME, 30_000, CONTENT[30_000:], SIZE)
    assert store.get(NAME) == CONTENT


def test_many_threads_that_send_the_same_blob_agree(store: BlobStore) -> None:
    def send() -> None:
        for start in range(0, SIZE, 5_000):
            store.grow(NAME, start, CONTENT[start : start + 5_000], SIZE)

    threads = [threading.Thread(target=send) for _number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert store.get(NAME) == CONTENT


def test_a_part_with_all_its_bytes_becomes_whole_where_it_is_resumed(
    store: BlobStore, folder: Path
) -> None:
    store.grow(NAME, 0, CONTENT[:10], SIZE)
    (folder / NAME).with_suffix(".part").write_bytes(CONTENT)
    assert store.part(NAME) == SIZE
    assert not store.has(NAME)

    assert store.resume(NAME, SIZE) == SIZE
    assert store.get(NAME) == CONTENT


def test_a_part_with_other_bytes_begins_again_where_it_is_resumed(
    store: BlobStore, folder: Path
) -> None:
    store.grow(NAME, 0, CONTENT[:10], SIZE)
    assert store.resume(NAME, SIZE) == 10
    (folder / NAME).with_suffix(".part").write_bytes(bytes(SIZE))

    assert store.resume(NAME, SIZE) == 0
    assert not store.has(NAME)
