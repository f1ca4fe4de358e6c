"""What comes with a workbook: lists and media, one by one or packed; nothing is believed."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from fieldtool.log.blobs import is_file_name
from fieldtool.log.media_types import kind_of, type_of
from fieldtool.problems import Code, Problem, Problems

LISTS = (".csv", ".xml", ".geojson", ".json")
# All files of a form together, unpacked: a laptop on a slow link has to fetch them.
MOST_BYTES = 48 * 1024 * 1024
MOST_FILES = 500
_AT_ONCE = 1 << 16
# Written by the packers of some systems beside every file.
_NOBODYS = ("__MACOSX/", ".DS_Store", "Thumbs.db", "desktop.ini")
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,
    RuntimeError,
    OSError,
    ValueError,
)


@dataclass(frozen=True)
class Attached:
    """The files of a form by name: lists that it reads, and media that its texts show."""

    lists: dict[str, bytes] = field(default_factory=dict, repr=False)
    media: dict[str, bytes] = field(default_factory=dict, repr=False)


def attached(files: Iterable[tuple[str, bytes]]) -> Attached:
    """Return what *files* (name and content) are; archives are unpacked, their folders forgotten.

    Raises:
        Problems: all that is wrong: a file that is none of these, two of one name, a name that
            some laptop could not keep, an archive that is damaged, locked or too large.
    """
    found: dict[str, bytes] = {}
    wrong: list[Problem] = []
    for name, content in _each(files, wrong):
        if found.setdefault(name, content) != content:
            wrong.append(Problem(Code.FILE_TWICE, {"file": name}))
        elif not is_file_name(name):
            wrong.append(Problem(Code.FILE_NAME_NOT_VALID, {"file": name}))
        elif not _is_list(name) and not _is_medium(content):
            wrong.append(Problem(Code.FILE_OF_NO_USE, {"file": name}))
    if wrong:
        raise Problems(tuple(wrong))
    return Attached(
        {name: content for name, content in found.items() if _is_list(name)},
        {name: content for name, content in found.items() if not _is_list(name)},
    )


def base_name(name: str) -> str:
    """Return the last part of a path of any system; a form names its files without folders."""
    return name.replace("\\", "/").rpartition("/")[2]


def _is_list(name: str) -> bool:
    return name.lower().endswith(LISTS)


def _is_medium(content: bytes) -> bool:
    return kind_of(type_of(content[:64])) != ""


def _each(files: Iterable[tuple[str, bytes]], wrong: list[Problem]) -> Iterator[tuple[str, bytes]]:
    left, count = MOST_BYTES, 0
    for name, content in files:
        is_archive = name.lower().endswith(".zip")
        inside = _unpacked(name, content, left, wrong) if is_archive else [(name, content)]
        for inner, bytes_ in inside:
            left, count = left - len(bytes_), count + 1
            if left < 0 or count > MOST_FILES:
                raise Problems((_too_much(),))
            yield base_name(inner), bytes_


def _unpacked(
    name: str, content: bytes, most: int, wrong: list[Problem]
) -> Iterator[tuple[str, bytes]]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = [one for one in archive.infolist() if not _is_nobodys(one)]
            if len(members) > MOST_FILES:
                raise Problems((_too_much(),))
            for member in members:
                unpacked = _read(archive, member, most)
                most -= len(unpacked)
                yield member.filename, unpacked
    except _BROKEN:
        wrong.append(Problem(Code.ARCHIVE_NOT_READABLE, {"file": name}))


def _read(archive: zipfile.ZipFile, member: zipfile.ZipInfo, most: int) -> bytes:
    # What the archive says of its sizes is not believed: reading stops where it must.
    pieces: list[bytes] = []
    with archive.open(member) as file:
        while piece := file.read(_AT_ONCE):
            most -= len(piece)
            if most < 0:
                raise Problems((_too_much(),))
            pieces.append(piece)
    return b"".join(pieces)


def _is_nobodys(member: zipfile.ZipInfo) -> bool:
    return member.is_dir() or any(one in member.filename for one in _NOBODYS)


def _too_much() -> Problem:
    values: dict[str, str | int] = {"most": MOST_BYTES // (1024 * 1024), "count": MOST_FILES}
    return Problem(Code.FILES_TOO_LARGE, values)
