"""What a database says when the disk or the server fails, as a Problem with advice."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

from sqlalchemy.exc import DBAPIError

from fieldtool.problems import Code, Problem, ProblemKind
from fieldtool.storage import files

# Primary result codes of SQLite (the low byte of an extended one).
_SQLITE = {
    5: Code.DATABASE_BUSY,
    6: Code.DATABASE_BUSY,
    8: Code.DISK_READ_ONLY,
    10: Code.DISK_FAILING,
    11: Code.DATABASE_DAMAGED,
    13: Code.DISK_FULL,
    14: Code.PLACE_NOT_OPENED,
    26: Code.DATABASE_DAMAGED,
}
_TEXTS = {
    "database is locked": 5,
    "readonly database": 8,
    "disk I/O error": 10,
    "disk image is malformed": 11,
    "disk is full": 13,
    "unable to open database file": 14,
    "file is not a database": 26,
}
# Classes or whole codes of PostgreSQL, the longer one first.
_POSTGRESQL = (
    ("53100", Code.DISK_FULL),
    ("25006", Code.DISK_READ_ONLY),
    ("40001", Code.DATABASE_BUSY),
    ("40P01", Code.DATABASE_BUSY),
    ("55P03", Code.DATABASE_BUSY),
    ("58030", Code.DISK_FAILING),
    ("08", Code.DATABASE_UNREACHABLE),
    ("53", Code.DATABASE_UNREACHABLE),
    ("57P", Code.DATABASE_UNREACHABLE),
    ("28", Code.DATABASE_UNREACHABLE),
    ("3D", Code.DATABASE_UNREACHABLE),
    ("XX", Code.DATABASE_DAMAGED),
)


class _Driver(Protocol):
    @property
    def Error(self) -> type[BaseException]: ...  # noqa: N802 - as PEP 249 has it


_TO_BE_RETRIED = ("40001", "40P01")


def code_of(error: DBAPIError) -> ProblemKind | None:
    """Return the code for what a person can do something about; None for a fault of ours."""
    number = _sqlite_number(error.orig)
    if number is not None:
        return _SQLITE.get(number)
    state = getattr(error.orig, "sqlstate", None)
    if isinstance(state, str):
        return next((code for start, code in _POSTGRESQL if state.startswith(start)), None)
    # psycopg gives no state when there was no server to give one.
    return Code.DATABASE_UNREACHABLE if _is_lost_connection(error) else None


def is_to_be_retried(error: DBAPIError) -> bool:
    """Tell whether the same work may succeed when it is done again."""
    return getattr(error.orig, "sqlstate", None) in _TO_BE_RETRIED


@contextmanager
def explained(place: str, on_full: Callable[[], None] | None = None) -> Iterator[None]:
    """Turn trouble of the disk or the server inside the block into a Problem about *place*.

    *on_full* is called when nothing more fits, so that the reserve can be given up.
    """
    try:
        yield
    except DBAPIError as error:
        code = code_of(error)
        if code is None:
            raise
        code = _exactly(code, place)
        if code in {Code.DISK_FULL, Code.DISK_FAILING} and on_full is not None:
            on_full()
        raise Problem(code, {"place": place}) from error


@contextmanager
def explained_driver(module: _Driver, place: str) -> Iterator[None]:
    """Do the same for a driver of SQLite that is used without SQLAlchemy, such as for copies."""
    try:
        yield
    except module.Error as error:
        code = _SQLITE.get(_sqlite_number(error) or 0)
        if code is None:
            raise
        raise Problem(_exactly(code, place), {"place": place}) from error


def _exactly(code: ProblemKind, place: str) -> ProblemKind:
    """Find out why SQLite could not write or open a file; it does not say whether the disk is full.

    The disk is asked by writing to it.
    """
    folder = Path(place).parent
    if code not in {Code.DISK_FAILING, Code.PLACE_NOT_OPENED} or not folder.is_dir():
        return code
    return files.refusal(folder) or code


def _sqlite_number(error: BaseException | None) -> int | None:
    number = getattr(error, "sqlite_errorcode", None)
    if isinstance(number, int):
        return number & 0xFF
    # SQLCipher's driver gives no number for what goes wrong in the middle of a copy.
    return next((code for text, code in _TEXTS.items() if text in str(error)), None)


def _is_lost_connection(error: DBAPIError) -> bool:
    module = type(error.orig).__module__
    return error.connection_invalidated or (
        module.startswith("psycopg") and type(error.orig).__name__ == "OperationalError"
    )
