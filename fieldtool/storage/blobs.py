"""Blobs in a folder: each a file named by the hash of its bytes, grown range by range."""

from __future__ import annotations

import hashlib
import threading
from contextlib import suppress
from pathlib import Path

from fieldtool.log.blobs import is_name
from fieldtool.problems import Code, Problem
from fieldtool.storage import files

_AT_ONCE = 1 << 20
_PART = ".part"


class BlobStore:
    """The blobs of a workspace or of a hub; one object per folder, for any number of threads.

    Whatever stands under its name is whole: it got that name after its hash was checked. All
    methods raise Problem for a text that is no blob's name and for what the disk does not do.
    """

    def __init__(self, folder: Path, keep_free: int = 0) -> None:
        """Keep blobs in *folder*, which is made when the first one comes.

        Args:
            folder: nothing else is in it.
            keep_free: bytes of the disk that blobs must leave to more important things.
        """
        self._folder = folder
        self._keep_free = keep_free
        self._lock = threading.Lock()

    @property
    def place(self) -> str:
        """Return the folder, for a sentence."""
        return str(self._folder)

    def has(self, name: str) -> bool:
        """Say whether the blob is here, whole."""
        return self._path(name).is_file()

    def names(self) -> frozenset[str]:
        """Return the names of all that are here, whole."""
        if not self._folder.is_dir():
            return frozenset()
        return frozenset(path.name for path in self._folder.iterdir() if is_name(path.name))

    def size(self, name: str) -> int:
        """Return the bytes of a blob that is here; raises Problem BLOB_NOT_HERE."""
        try:
            return self._path(name).stat().st_size
        except FileNotFoundError as error:
            raise Problem(Code.BLOB_NOT_HERE) from error

    def get(self, name: str) -> bytes:
        """Return the ciphertext; raises Problem BLOB_NOT_HERE."""
        return self.read(name, 0, -1)

    def read(self, name: str, start: int, most: int) -> bytes:
        """Return up to *most* bytes from *start* on; raises Problem BLOB_NOT_HERE."""
        path = self._path(name)
        try:
            with path.open("rb") as file:
                # No file system is asked to go where no file of it can end.
                file.seek(min(start, path.stat().st_size))
                return file.read(most)
        except FileNotFoundError as error:
            raise Problem(Code.BLOB_NOT_HERE) from error
        except OSError as error:
            raise files.problem_of(error, path) from error

    def is_whole(self, name: str) -> bool:
        """Say whether the bytes on the disk are still those of that name."""
        try:
            return _hash(self._path(name)) == name
        except OSError:
            return False

    def put(self, name: str, ciphertext: bytes) -> None:
        """Keep a whole blob; it is on the disk when this returns.

        Raises:
            Problem: BLOB_DAMAGED when the bytes are not those of that name.
        """
        if hashlib.sha256(ciphertext).hexdigest() != name:
            raise Problem(Code.BLOB_DAMAGED)
        with self._lock:
            if self.has(name):
                return
            self._make_room(len(ciphertext))
            self._write(self._part(name), 0, ciphertext)
            self._finish(name)

    def part(self, name: str) -> int:
        """Return how many bytes of a blob are here, from its beginning: where to go on."""
        path = self._path(name)
        for found in (path, self._part(name)):
            try:
                return found.stat().st_size
            except FileNotFoundError:
                continue
        return 0

    def resume(self, name: str, size: int) -> int:
        """Return how many of *size* bytes are here, as `part` does.

        A part that has all of them, because the program ended before it looked it through, is
        looked through now: nobody would send a range of it any more.
        """
        with self._lock:
            if not self.has(name) and self.part(name) >= size:
                with suppress(Problem):
                    self._check_and_finish(name)
        return self.part(name)

    def grow(self, name: str, start: int, content: bytes, size: int) -> int:
        """Add *content*, which begins at *start* of *size* bytes; return how many are here now.

        What is here already is passed over, so a range may come twice or overlap. With the last
        byte the whole is checked against its name.

        Raises:
            Problem: BLOB_GAP, or BLOB_DAMAGED: all that was here of it is then forgotten.
        """
        with self._lock:
            here = self.part(name)
            if not 0 <= start <= here or not 1 <= size >= start + len(content):
                raise Problem(Code.BLOB_GAP, {"here": here, "size": size})
            if self.has(name):
                return here
            new = content[here - start :]
            if new:
                self._make_room(size - here)
                self._write(self._part(name), here, new)
                here += len(new)
            if here >= size:
                self._check_and_finish(name)
            return here

    def give(self, name: str, other: BlobStore) -> None:
        """Move a blob that is here into *other*, on the same disk."""
        try:
            other._folder.mkdir(parents=True, exist_ok=True)
            files.replace(self._path(name), other._path(name))
            files.flush_folder(other._folder)
        except OSError as error:
            raise files.problem_of(error, other._folder) from error

    def remove(self, name: str) -> None:
        """Delete a blob and what there is of a part; without its key it was unreadable anyway."""
        with self._lock:
            for path in (self._path(name), self._part(name)):
                try:
                    path.unlink(missing_ok=True)
                except OSError as error:
                    raise files.problem_of(error, path) from error
            if self._folder.is_dir():
                files.flush_folder(self._folder)

    def _path(self, name: str) -> Path:
        if not is_name(name):
            raise Problem(Code.BLOB_NOT_HERE)
        return self._folder / name

    def _part(self, name: str) -> Path:
        return self._path(name).with_suffix(_PART)

    def _make_room(self, size: int) -> None:
        try:
            files.make_folder(self._folder)
            if files.free_space(self._folder) < size + self._keep_free:
                raise Problem(Code.DISK_FULL, {"place": str(self._folder)})
        except OSError as error:
            raise files.problem_of(error, self._folder) from error

    def _write(self, path: Path, start: int, content: bytes) -> None:
        try:
            with path.open("r+b" if start else "wb") as file:
                file.seek(start)
                file.write(content)
                files.flush(file)
        except OSError as error:
            self._cut(path, start)
            raise files.problem_of(error, path) from error

    def _cut(self, path: Path, size: int) -> None:
        """Give back the room that half a range took on a full disk."""
        try:
            with path.open("r+b") as file:
                file.truncate(size)
        except OSError:
            return

    def _check_and_finish(self, name: str) -> None:
        part = self._part(name)
        try:
            is_whole = _hash(part) == name
            if not is_whole:
                part.unlink()
        except OSError as error:
            raise files.problem_of(error, part) from error
        if not is_whole:
            raise Problem(Code.BLOB_DAMAGED)
        self._finish(name)

    def _finish(self, name: str) -> None:
        path = self._path(name)
        try:
            files.replace(self._part(name), path)
        except OSError as error:
            raise files.problem_of(error, path) from error
        files.flush_folder(self._folder)


def _hash(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(_AT_ONCE):
            digest.update(chunk)
    return digest.hexdigest()
