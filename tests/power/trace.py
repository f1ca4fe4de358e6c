"""The trace of a program: every change that it asked of its disk, in order."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

_HEAD = struct.Struct("<IBBBxIIIxxxxQQQ")
OPEN, WRITE, TRUNCATE, SYNC, MAP = "O", "W", "T", "S", "M"
RENAME, UNLINK, LINK, MAKE_FOLDER, REMOVE_FOLDER = "R", "U", "L", "K", "D"
# Something was done that the disk of the tests does not know.
UNKNOWN = "X"


@dataclass(frozen=True)
class Change:
    """One thing that was asked of the disk and done.

    Attributes:
        time: nanoseconds of the steady clock, when it was done.
        file: number of an opening of a file; others have names.
        at: where in the file, or how long it is to be; for OPEN whether it was emptied.
        content: what was written.
    """

    kind: str
    time: int
    file: int = 0
    name: str = ""
    to: str = ""
    at: int = 0
    is_new: bool = False
    is_folder: bool = False
    content: bytes = field(default=b"", repr=False)


def read(path: Path) -> list[Change]:
    """Return the changes in a trace, of a program that may have been killed."""
    return list(_changes(path.read_bytes()))


def _changes(raw: bytes) -> Iterator[Change]:
    at = 0
    while at + _HEAD.size <= len(raw):
        size, kind, is_new, is_folder, file, first, second, time, start, _length = (
            _HEAD.unpack_from(raw, at)
        )
        body = raw[at + _HEAD.size : at + size]
        at += size
        if len(body) < first + second:
            return
        texts = chr(kind) not in (WRITE, TRUNCATE, SYNC, MAP)
        yield Change(
            chr(kind),
            time,
            file,
            name=body[:first].decode("utf-8", "surrogateescape") if texts else "",
            to=body[first:].decode("utf-8", "surrogateescape") if texts else "",
            at=start,
            is_new=bool(is_new),
            is_folder=bool(is_folder),
            content=b"" if texts else body,
        )
