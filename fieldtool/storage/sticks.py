"""Memory sticks: reading what somebody brought without trusting it, and writing so that it stays.

Only files with our ending are opened, and no link is followed; all others are left alone.
"""

from __future__ import annotations

import os
import stat
from pathlib import Path

from fieldtool.problems import Code, Problem
from fieldtool.storage import files

SUFFIX = ".ftb"
# A project has hundreds of laptops; a folder with more files is no stick of ours.
MOST_FILES = 10_000
_FLAGS = os.O_RDONLY | getattr(os, "O_BINARY", 0)
# A pipe or a device with our ending must not make the program wait.
_FLAGS |= getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)


def folder(text: str) -> Path:
    """Return the folder that somebody typed.

    Raises:
        Problem: STICK_NOT_HERE, it is not a folder of this computer with its whole path.
    """
    typed = text.strip().strip('"')
    path = Path(typed)
    try:
        is_good = path.is_absolute() and path.is_dir()
    except (OSError, ValueError):  # a name that the system does not allow
        is_good = False
    if not is_good:
        examples = {"windows": "E:\\", "linux": "/media/usb"}
        raise Problem(Code.STICK_NOT_HERE, {"place": typed[:200], **examples})
    return path


def bundles(place: Path) -> list[str]:
    """Return the names of all bundles in the folder, sorted.

    Raises:
        Problem: the folder cannot be read, or it has too many files.
    """
    try:
        with os.scandir(place) as entries:
            found = [entry.name for entry in entries if _is_ours(entry)]
    except OSError as error:
        raise files.problem_of(error, place) from error
    if len(found) > MOST_FILES:
        raise Problem(Code.STICK_TOO_FULL, {"most": MOST_FILES, "place": str(place)})
    return sorted(found)


def read(place: Path, name: str, most: int) -> bytes:
    """Return the content of a file; one byte more than *most* shows that it is larger.

    Raises:
        Problem: the stick cannot be read there, or it is no ordinary file.
    """
    path = place / name
    try:
        handle = os.open(path, _FLAGS)
        with os.fdopen(handle, "rb") as file:
            if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                raise Problem(Code.BUNDLE_DAMAGED)
            return file.read(most + 1)
    except OSError as error:
        raise files.problem_of(error, path) from error


def put(place: Path, name: str, raw: bytes) -> None:
    """Write a file, bring it onto the stick itself, read it again and compare.

    A file of that name is replaced as a whole. When this returns, the stick may be taken out.

    Raises:
        Problem: the stick is full, write protected or gone, or it gives back something else.
    """
    path = place / name
    try:
        for left in place.glob(f"{name}.*.part"):
            left.unlink(missing_ok=True)
        files.write_atomically(path, raw)
        _forget_cached(path)
    except OSError as error:
        raise files.problem_of(error, path) from error
    if read(place, name, len(raw)) != raw:
        raise Problem(Code.STICK_FAILING, {"place": str(place)})


def _is_ours(entry: os.DirEntry[str]) -> bool:
    name = entry.name
    # Some systems leave a hidden file beside each that they copy.
    if name.startswith(".") or not name.lower().endswith(SUFFIX):
        return False
    return entry.is_file(follow_symlinks=False)


def _forget_cached(path: Path) -> None:
    """Let the next reading come from the stick and not from memory, where the system can."""
    if not hasattr(os, "posix_fadvise"):
        return
    handle = os.open(path, os.O_RDONLY)
    try:
        os.posix_fadvise(handle, 0, 0, os.POSIX_FADV_DONTNEED)
    finally:
        os.close(handle)
