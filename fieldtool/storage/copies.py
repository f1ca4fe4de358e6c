"""Copies of a SQLite database that is in use: of one moment, and looked through when written."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Any

from fieldtool.problems import Code, Problem
from fieldtool.storage import files, trouble
from fieldtool.storage.database import Database

_AT_ONCE = 1 << 20


@dataclass(frozen=True)
class Sealed:
    """A file of SQLite beside the ones that are worked with, and how it is opened.

    Attributes:
        connect: opens it through *module* and gives the key first, where there is one.
        is_encrypted: whether its pages carry a seal of their own that can be verified.
    """

    path: Path
    module: ModuleType
    connect: Callable[[], Any] = field(repr=False)
    is_encrypted: bool = True

    @contextmanager
    def opened(self) -> Iterator[Any]:
        """Give a connection; raises Problem for what the disk does not do."""
        with trouble.explained_driver(self.module, str(self.path)), closing(self.connect()) as one:
            yield one


def plain(path: Path) -> Sealed:
    """Return the unencrypted file of a small hub."""
    return Sealed(path, sqlite3, lambda: sqlite3.connect(path), is_encrypted=False)


def of_database(database: Database, target: Sealed) -> None:
    """Write what *database* holds at this moment to *target*; writers are not held up.

    Nothing is ever on the disk in another form than *target* gives it.

    Raises:
        Problem: the disk does not take it, or a page cannot be read.
    """
    module = database.engine.dialect.loaded_dbapi
    with (
        trouble.explained_driver(module, database.place),
        closing(database.engine.raw_connection()) as source,
    ):
        _write(source.driver_connection, target)


def of_file(source: Sealed, target: Sealed) -> None:
    """Write what is in *source*, which nobody uses, to *target*; raises Problem as above."""
    with source.opened() as connection:
        _write(connection, target)


def look_through(file: Sealed) -> int:
    """Read every page of *file* and return how many entries are in it.

    Raises:
        Problem: BACKUP_DAMAGED; a wrong key looks the same.
    """
    try:
        with file.opened() as connection:
            faults = [row[0] for row in connection.execute("PRAGMA quick_check(1)")]
            faults = [text for text in faults if text != "ok"]
            if file.is_encrypted:
                faults += [row[0] for row in connection.execute("PRAGMA cipher_integrity_check")]
            count = int(connection.execute("SELECT count(*) FROM entry").fetchone()[0])
    except Problem as problem:
        if problem.code is Code.DATABASE_DAMAGED:
            raise damaged(file.path) from problem
        raise
    except file.module.Error as error:  # a database, and none of ours
        raise damaged(file.path) from error
    if faults:
        raise damaged(file.path)
    return count


def damaged(path: Path) -> Problem:
    """Return the problem for a backup, part of which is *path*."""
    return Problem(Code.BACKUP_DAMAGED, {"place": str(path.parent)})


def digest(path: Path) -> str:
    """Return the SHA-256 of a file's bytes; raises Problem."""
    found = hashlib.sha256()
    try:
        with path.open("rb") as file:
            while chunk := file.read(_AT_ONCE):
                found.update(chunk)
    except OSError as error:
        raise files.problem_of(error, path) from error
    return found.hexdigest()


def _write(source: Any, target: Sealed) -> None:
    with target.opened() as connection:
        source.backup(connection)
        # One file, without a journal beside it: so it can be moved and carried.
        connection.execute("PRAGMA journal_mode=DELETE")
    files.flush_file(target.path)
