"""All replacing, locking, flushing and deleting of files, the same on Windows, Linux and macOS."""

from __future__ import annotations

import os
import secrets
import shutil
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import IO

from fieldtool.problems import Code, Problem, ProblemKind

# Scanners of viruses hold a file open for a moment after it was written.
_PATIENCE = (0.02, 0.05, 0.1, 0.2, 0.5)
_RESERVE = "reserve.bin"
# More than the last corner of a disk that is full.
_PROBE = 1 << 16
WARN_BELOW_BYTES = 200_000_000
# Far beyond the text in the file, so that other programs can read who holds the lock.
_LOCKED_BYTE = 1 << 30


def write_atomically(path: Path, content: bytes) -> None:
    """Replace *path* by *content*: after a power cut it is the old file or the new one, whole.

    Raises:
        Problem: the disk is full, failing or read-only; the old file is untouched.
    """
    beside = path.with_name(f"{path.name}.{secrets.token_hex(4)}.part")
    try:
        make_folder(path.parent)
        with beside.open("wb") as file:
            file.write(content)
            flush(file)
        replace(beside, path)
        flush_folder(path.parent)
    except OSError as error:
        # A disk that can only be read refuses this too.
        with suppress(OSError):
            beside.unlink(missing_ok=True)
        raise problem_of(error, path) from error


def flush(file: IO[bytes]) -> None:
    """Bring what was written to *file* onto the disk itself."""
    file.flush()
    if sys.platform == "darwin":
        import fcntl

        fcntl.fcntl(file.fileno(), fcntl.F_FULLFSYNC)
    else:
        os.fsync(file.fileno())


def flush_file(path: Path) -> None:
    """Bring a file that somebody else wrote onto the disk itself; raises Problem."""
    try:
        with path.open("r+b") as file:
            flush(file)
    except OSError as error:
        raise problem_of(error, path) from error


def flush_folder(folder: Path) -> None:
    """Bring the names in *folder* onto the disk; Windows does so with the files themselves."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def make_folder(folder: Path) -> None:
    """Make *folder* and those above it; after a power cut they are there with what is in them."""
    new = []
    place = folder
    while not place.is_dir():
        new.append(place)
        place = place.parent
    folder.mkdir(parents=True, exist_ok=True)
    for made in new:
        flush_folder(made.parent)


def keep_private(folder: Path) -> None:
    """Let nobody but its user look into *folder*, where the system and the disk know of that.

    Windows gives each user a folder that others cannot read; there it is left as it is.
    """
    if os.name != "nt":
        with suppress(OSError):
            folder.chmod(0o700)


def replace(source: Path, target: Path) -> None:
    """Rename *source* over *target*, patient with programs that look into new files."""
    for pause in _PATIENCE:
        try:
            source.replace(target)
        except PermissionError:
            if os.name != "nt":
                raise
            time.sleep(pause)
        else:
            return
    source.replace(target)


def destroy(path: Path) -> None:
    """Overwrite and delete *path*; a solid-state disk may keep a copy that only its maker reads.

    Raises:
        OSError: it is still there.
    """
    if not path.is_file():
        return
    # A disk that is full or failing may refuse to write over it, and still let it go.
    with suppress(OSError):
        path.chmod(0o600)
        _overwrite(path)
    path.unlink()
    with suppress(OSError):
        flush_folder(path.parent)


def _overwrite(path: Path) -> None:
    with path.open("r+b") as file:
        remaining = path.stat().st_size
        while remaining > 0:
            remaining -= file.write(secrets.token_bytes(min(remaining, 1 << 20)))
        flush(file)


def forget_folder(folder: Path) -> None:
    """Delete *folder* and all in it, as far as it can be; for what is of no worth, or sealed."""
    shutil.rmtree(folder, ignore_errors=True)


def free_space(folder: Path) -> int:
    """Return the bytes this user can still write in *folder*."""
    return shutil.disk_usage(folder).free


def refusal(folder: Path) -> ProblemKind | None:
    """Return why nothing can be written in *folder* now; None where it can."""
    probe = folder / f"probe.{secrets.token_hex(4)}.part"
    try:
        with probe.open("wb") as file:
            file.write(bytes(_PROBE))
            flush(file)
    except OSError as error:
        return problem_of(error, folder).code
    finally:
        with suppress(OSError):
            probe.unlink(missing_ok=True)
    return None


def problem_of(error: OSError, path: Path) -> Problem:
    """Return what *error* means for the person whose file *path* is."""
    import errno

    codes = {
        errno.ENOSPC: Code.DISK_FULL,
        errno.EDQUOT if hasattr(errno, "EDQUOT") else -1: Code.DISK_FULL,
        errno.EFBIG: Code.DISK_FULL,
        errno.EROFS: Code.DISK_READ_ONLY,
        errno.EACCES: Code.DISK_READ_ONLY,
        errno.EPERM: Code.DISK_READ_ONLY,
        errno.ENOENT: Code.PLACE_NOT_OPENED,
        errno.ENOTDIR: Code.PLACE_NOT_OPENED,
    }
    return Problem(codes.get(error.errno or 0, Code.DISK_FAILING), {"place": str(path)})


class Reserve:
    """Room set aside in a folder, given up when the disk is full so that work can be finished."""

    def __init__(self, folder: Path, size: int = 0) -> None:
        self._path = folder / _RESERVE
        self._size = size

    def fill(self) -> None:
        """Set the room aside where there is plenty; a nearly full disk is left alone."""
        try:
            if self._path.is_file() and self._path.stat().st_size == self._size:
                return
            if free_space(self._path.parent) < WARN_BELOW_BYTES + self._size:
                return
            # Random bytes: a file system that compresses would keep nothing of zeros.
            write_atomically(self._path, os.urandom(self._size))
        except (Problem, OSError):
            self.give_up()

    def give_up(self) -> None:
        """Free the room."""
        try:
            self._path.unlink(missing_ok=True)
        except OSError:
            return


class FolderLock:
    """One process per folder: held until closed, let go by the system when the process dies."""

    def __init__(self, folder: Path) -> None:
        """Take the lock of *folder*.

        Raises:
            Problem: FOLDER_IN_USE, or the folder cannot be written.
        """
        path = folder / "in-use.lock"
        try:
            make_folder(folder)
            keep_private(folder)
            self._file = path.open("a+b")
        except OSError as error:
            raise problem_of(error, folder) from error
        try:
            _lock(self._file)
        except OSError as error:
            self._file.close()
            raise Problem(Code.FOLDER_IN_USE, {"place": str(folder)}) from error
        self._file.truncate(0)
        self._file.write(str(os.getpid()).encode())
        self._file.flush()

    def close(self) -> None:
        """Let the folder go."""
        self._file.close()

    def __enter__(self) -> FolderLock:
        return self

    def __exit__(self, *_reason: object) -> None:
        self.close()


if sys.platform == "win32":

    def _lock(file: IO[bytes]) -> None:
        import msvcrt

        file.seek(_LOCKED_BYTE)
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        file.seek(0)

else:

    def _lock(file: IO[bytes]) -> None:
        import fcntl

        fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
