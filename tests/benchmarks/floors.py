"""What a database takes in at least: the same bytes written bare, and one instance per post."""

from __future__ import annotations

import os
import sqlite3
import time
import xml.etree.ElementTree as ET
from collections.abc import Iterable, Sequence
from contextlib import closing
from pathlib import Path
from typing import TypeAlias

import psycopg

from fieldtool.log.kinds import Revision
from tests.benchmarks.laptop import worked_by

Row: TypeAlias = tuple[str, str]

_TABLE = "CREATE TABLE bare (id text PRIMARY KEY, content text NOT NULL)"
_NAMESPACE = "http://openrosa.org/xforms"


def instance_of(revision: Revision) -> bytes:
    """Return the answers as an instance, as an OpenRosa client posts it."""
    root = ET.Element("data", {"id": revision.form_id, "version": revision.form_version})
    for path, text in revision.answers.items():
        place = root
        for name in path.partition("[")[0].split("/"):
            found = place.find(name)
            place = ET.SubElement(place, name) if found is None else found
        place.text = text
    meta = ET.SubElement(root, f"{{{_NAMESPACE}}}meta")
    instance = ET.SubElement(meta, f"{{{_NAMESPACE}}}instanceID")
    instance.text = f"uuid:{revision.interview}"
    return ET.tostring(root, encoding="unicode").encode()


def one_by_one(url: str, folder: Path, instances: Iterable[bytes]) -> float:
    """Return the seconds to parse each instance, write it as it is, and commit it."""
    with closing(_bare(url, folder)) as bare:
        began = time.perf_counter()
        for raw in instances:
            root = ET.fromstring(raw)  # noqa: S314 - our own
            name = root.findtext(f"{{{_NAMESPACE}}}meta/{{{_NAMESPACE}}}instanceID") or ""
            bare.write([(name, raw.decode())])
        return time.perf_counter() - began


def many(url: str, folder: Path, batches: Sequence[Sequence[Row]], *, copy: bool = False) -> float:
    """Return the seconds to write *batches*, each committed: by COPY, or by many INSERTs."""
    with closing(_bare(url, folder)) as bare:
        began = time.perf_counter()
        for rows in batches:
            if copy:
                bare.copy(rows)
            else:
                bare.write(rows)
        return time.perf_counter() - began


def flushes(folder: Path, count: int = 100) -> list[float]:
    """Return the seconds of each of so many flushes of 4 kB to the disk that *folder* is on."""
    found = []
    with (folder / "floor").open("wb", buffering=0) as file:
        for _number in range(count):
            began = time.perf_counter()
            file.write(os.urandom(4096))
            os.fsync(file.fileno())
            found.append(time.perf_counter() - began)
    return found


def served(url: str) -> float:
    """Return the seconds of processor that the server at *url* had until now; 0 without one."""
    if not url:
        return 0.0
    with psycopg.connect(url) as connection:
        found = connection.execute("SELECT pid FROM pg_stat_activity").fetchall()
        return sum(worked_by(pid) for (pid,) in found)


class _Server:
    """A table of its own in the hub's PostgreSQL."""

    def __init__(self, url: str) -> None:
        self._connection = psycopg.connect(url)
        self._connection.execute("DROP TABLE IF EXISTS bare")
        self._connection.execute(_TABLE)
        self._connection.commit()

    def write(self, rows: Sequence[Row]) -> None:
        """Insert *rows* and commit."""
        with self._connection.cursor() as cursor:
            cursor.executemany("INSERT INTO bare VALUES (%s, %s)", rows)
        self._connection.commit()

    def copy(self, rows: Sequence[Row]) -> None:
        """Copy *rows* and commit."""
        with self._connection.cursor() as cursor, cursor.copy("COPY bare FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
        self._connection.commit()

    def close(self) -> None:
        """Hang up."""
        self._connection.close()


class _File:
    """A table in a file of its own, with the hub's settings."""

    def __init__(self, folder: Path) -> None:
        self._connection = sqlite3.connect(folder / "bare.db")
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "secure_delete=ON"):
            self._connection.execute(f"PRAGMA {pragma}")
        self._connection.execute("DROP TABLE IF EXISTS bare")
        self._connection.execute(_TABLE)
        self._connection.commit()

    def write(self, rows: Sequence[Row]) -> None:
        """Insert *rows* and commit."""
        self._connection.executemany("INSERT INTO bare VALUES (?, ?)", rows)
        self._connection.commit()

    copy = write

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()


def _bare(url: str, folder: Path) -> _Server | _File:
    return _Server(url) if url else _File(folder)
