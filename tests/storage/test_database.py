"""Databases when the disk is full, read-only, damaged or busy: said plainly, nothing lost."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import event, text
from sqlalchemy.orm import Session

from fieldtool.problems import Code, Problem
from fieldtool.storage import copies, schema, settings
from fieldtool.storage.database import Database, open_file, open_hub
from fieldtool.storage.models import Side
from tests.conftest import open_encrypted

KEY = bytes(range(32))


def put(database: Database, name: str, value: str = "هرات") -> None:
    with database.work() as session:
        settings.put(session, "k7m3q9afgh", name, value)


def names(database: Database) -> set[str]:
    with database.read() as session:
        found = session.execute(text("SELECT name FROM setting WHERE project_id <> ''"))
        return set(found.scalars())


def put_for_ever(database: Database, saved: list[str]) -> None:
    while True:
        put(database, f"answer {len(saved)}", "پاسخ" * 200)
        saved.append(f"answer {len(saved)}")


@pytest.fixture
def node_file(tmp_path: Path) -> Path:
    path = tmp_path / "کار" / "work.db"
    path.parent.mkdir()
    database = open_encrypted(path, KEY)
    schema.prepare(database, Side.NODE)
    put(database, "before")
    database.close()
    return path


def test_every_connection_makes_each_commit_durable(node_database: Database) -> None:
    wanted = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "secure_delete": 1}
    with node_database.read() as session:
        found = {name: session.execute(text(f"PRAGMA {name}")).scalar_one() for name in wanted}

    assert found == wanted


def test_work_that_fails_leaves_nothing(hub_database: Database) -> None:
    def half() -> None:
        with hub_database.work() as session:
            settings.put(session, "k7m3q9afgh", "half", "نیم")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        half()

    assert names(hub_database) == set()


def test_nothing_readable_is_on_the_disk_of_a_node(tmp_path: Path) -> None:
    database = open_encrypted(tmp_path / "work.db", KEY)
    schema.prepare(database, Side.NODE)
    put(database, "canary", "خانم احمدی ۰۷۰۰۱۲۳۴۵۶")
    on_disk = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    database.close()

    assert b"canary" not in on_disk
    assert "احمدی".encode() not in on_disk
    assert b"SQLite format" not in on_disk


def test_a_wrong_key_opens_nothing(node_file: Path) -> None:
    database = open_encrypted(node_file, bytes(32))
    with pytest.raises(Problem) as caught:
        names(database)

    assert caught.value.code is Code.DATABASE_DAMAGED


def test_a_full_disk_is_said_and_work_goes_on_when_there_is_room(node_file: Path) -> None:
    given_up: list[str] = []
    database = open_encrypted(node_file, KEY)
    database = Database(database.engine, database.place, lambda: given_up.append("reserve"))
    with database.read() as session:
        session.execute(text("PRAGMA max_page_count=1"))  # SQLite keeps it at what is used
        pages = session.execute(text("PRAGMA page_count")).scalar_one()
    saved: list[str] = []
    with pytest.raises(Problem) as caught:
        put_for_ever(database, saved)
    with database.read() as session:
        session.execute(text(f"PRAGMA max_page_count={pages * 100}"))
    put(database, "after")

    assert caught.value.code is Code.DISK_FULL
    assert caught.value.status == 507
    assert given_up == ["reserve"]
    assert names(database) == {"before", "after", *saved}
    database.close()


# A limit on the size of files is what a full disk looks like without being root.
LIMITED = """
import resource, signal, sys
from pathlib import Path
from fieldtool.problems import Problem
from tests.storage.test_database import KEY, open_encrypted, put, put_for_ever
path = Path(sys.argv[1])
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
database = open_encrypted(path, KEY)
put(database, "first")
room = (path.parent / "work.db-wal").stat().st_size + 200_000
resource.setrlimit(resource.RLIMIT_FSIZE, (room, resource.RLIM_INFINITY))
saved = []
try:
    put_for_ever(database, saved)
except Problem as problem:
    print(problem.code.name, problem.status, len(saved))
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
put(database, "after")
"""


@pytest.mark.skipif(os.name == "nt", reason="Windows has no limit on the size of files")
def test_a_disk_that_takes_no_more_loses_nothing_and_works_again(node_file: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", LIMITED, str(node_file)], capture_output=True, text=True, check=True
    )
    code, status, saved = done.stdout.split()
    database = open_encrypted(node_file, KEY)
    database.check(encrypted=True)
    found = names(database)
    database.close()

    assert (code, status) == ("DISK_FAILING", "507")
    assert int(saved) > 10
    assert found == {"before", "first", "after", *(f"answer {n}" for n in range(int(saved)))}


@contextmanager
def nobody() -> Iterator[None]:
    """Be a user who may not write everywhere: root may."""
    root = os.geteuid() == 0
    if root:
        os.seteuid(65534)
    try:
        yield
    finally:
        if root:
            os.seteuid(0)


@pytest.mark.skipif(os.name == "nt", reason="rights of folders are different on Windows")
def test_a_read_only_file_is_said_and_can_be_written_again_later(tmp_path: Path) -> None:
    path = tmp_path / "hub.db"
    database = open_file(path)
    schema.prepare(database, Side.HUB)
    for parent in tmp_path.parents:
        if parent.stat().st_mode & 0o001 == 0:
            parent.chmod(parent.stat().st_mode | 0o011)
    everything = [path, tmp_path / "hub.db-wal", tmp_path / "hub.db-shm", tmp_path]
    rights = [one.stat().st_mode for one in everything]
    for one in everything:
        one.chmod(0o555 if one.is_dir() else 0o444)
    database.engine.dispose()
    with nobody(), pytest.raises(Problem) as caught:
        put(open_file(path), "answer")
    for one, mode in zip(everything, rights, strict=True):
        if one.exists():
            one.chmod(mode)
    put(database, "later")

    assert caught.value.code in {Code.DISK_READ_ONLY, Code.PLACE_NOT_OPENED}
    assert names(database) == {"later"}
    database.close()


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    place = tmp_path / "nowhere" / "hub.db"
    with pytest.raises(Problem) as caught:
        put(open_file(place), "answer")

    assert caught.value.code is Code.PLACE_NOT_OPENED
    assert str(place) in caught.value.sentence()


def test_one_changed_byte_is_found_and_the_file_left_alone(node_file: Path) -> None:
    database = open_encrypted(node_file, KEY)
    for number in range(50):
        put(database, f"answer {number}", "پاسخ" * 100)
    database.check(encrypted=True)
    database.close()
    content = bytearray(node_file.read_bytes())
    content[len(content) // 2] ^= 1
    node_file.write_bytes(content)

    database = open_encrypted(node_file, KEY)
    with pytest.raises(Problem) as caught:
        database.check(encrypted=True)
    database.close()

    assert caught.value.code is Code.DATABASE_DAMAGED
    assert node_file.read_bytes() == content


@pytest.mark.parametrize("size", [0.5, 0.1])
def test_a_file_cut_short_is_found(node_file: Path, size: float) -> None:
    content = node_file.read_bytes()
    node_file.write_bytes(content[: int(len(content) * size)])
    database = open_encrypted(node_file, KEY)
    with pytest.raises(Problem) as caught:
        database.check(encrypted=True)
    database.close()

    assert caught.value.code is Code.DATABASE_DAMAGED


def test_a_plain_file_of_rubbish_is_no_database(tmp_path: Path) -> None:
    path = tmp_path / "hub.db"
    path.write_bytes("این یک پایگاه داده نیست ".encode() * 500)
    with pytest.raises(Problem) as caught:
        schema.prepare(open_file(path), Side.HUB)

    assert caught.value.code is Code.DATABASE_DAMAGED


def test_a_writer_that_does_not_end_is_said_to_others(tmp_path: Path) -> None:
    database = open_file(tmp_path / "hub.db")
    schema.prepare(database, Side.HUB)
    other = sqlite3.connect(tmp_path / "hub.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with database.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA busy_timeout=50")
    with pytest.raises(Problem) as caught:
        put(database, "answer")
    other.execute("ROLLBACK")
    other.close()
    put(database, "later")

    assert caught.value.code is Code.DATABASE_BUSY
    assert names(database) == {"later"}
    database.close()


def test_readers_do_not_wait_for_a_writer(node_database: Database) -> None:
    put(node_database, "before")
    with node_database.work() as session:
        settings.put(session, "k7m3q9afgh", "unfinished", "نا تمام")
        session.flush()  # so that the row is in the file, uncommitted

        assert names(node_database) == {"before"}


def step(session: Session) -> None:
    if session.get_bind().dialect.name == "postgresql":
        # It then refuses a step that read what another one changed, which is to be done again.
        session.connection(execution_options={"isolation_level": "SERIALIZABLE"})
    found = settings.get(session, "k7m3q9afgh", "count")
    settings.put(session, "k7m3q9afgh", "count", str(int(found or "0") + 1))


def test_many_threads_that_write_to_one_file_each_get_their_turn(tmp_path: Path) -> None:
    database = open_file(tmp_path / "hub.db")
    schema.prepare(database, Side.HUB)
    database.engine.dispose()
    # SQLite itself would refuse at once instead of letting a writer wait.
    impatient = "PRAGMA busy_timeout=0"
    event.listen(database.engine, "connect", lambda raw, _record: raw.execute(impatient))

    def write(thread: int) -> None:
        for number in range(10):
            put(database, f"{thread}-{number}")

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(write, range(8)))

    assert len(names(database)) == 80
    database.close()


def test_threads_that_count_in_one_row_lose_no_step(hub_database: Database) -> None:
    def steps() -> None:
        for _ in range(20):
            hub_database.do(step)

    threads = [threading.Thread(target=steps) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with hub_database.read() as session:
        count = settings.get(session, "k7m3q9afgh", "count")

    assert count == "80"


def test_a_server_that_is_not_there_is_said_without_its_password() -> None:
    database = open_hub("postgresql://fieldtool:zhwandoon@127.0.0.1:9/hub?connect_timeout=2")
    with pytest.raises(Problem) as caught:
        names(database)

    assert caught.value.code is Code.DATABASE_UNREACHABLE
    assert "zhwandoon" not in caught.value.sentence()


@pytest.mark.parametrize("url", ["nonsense", "oracle://x/y", "mysql://secret@x/y"])
def test_an_url_of_no_usable_database_is_refused(url: str) -> None:
    with pytest.raises(Problem) as caught:
        open_hub(url)

    assert caught.value.code is Code.DATABASE_UNREACHABLE
    assert "secret" not in caught.value.sentence()


def test_nothing_opens_a_locked_file_again(tmp_path: Path) -> None:
    opened, there = open_file(tmp_path / "work.db"), set[object]()
    event.listen(opened.engine, "connect", lambda one, _record: there.add(one))
    event.listen(opened.engine, "close", lambda one, _record: there.discard(one))
    schema.prepare(opened, Side.NODE)
    put(opened, "one")
    assert there
    opened.lock()
    late: list[Callable[[], object]] = [
        lambda: copies.of_database(opened, copies.plain(tmp_path / "copy.db")),
        lambda: opened.do(lambda session: settings.get(session, "k7m3q9afgh", "one")),
        opened.scrub,
    ]
    for does in late:
        with pytest.raises(Problem) as raised:
            does()
        assert raised.value.code is Code.SIGN_IN_FIRST

    assert there == set()
