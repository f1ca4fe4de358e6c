"""A disk that forgets in a power cut what was not flushed, in every way that disks may.

What `fsync` confirmed stays. Of the rest each sector is lost, kept or torn; each change of a name
that no `fsync` of its folder followed is lost or kept. Two kinds of file system are played: one
with a journal, where names change in their order and a new file that is flushed has its name, and
one where any of them may be missing and what was lost is rubbish.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from random import Random

from tests.power import trace
from tests.power.trace import Change

# SQLite's map of its journal: it lives in memory and is rubbish after a cut.
_IN_MEMORY = "-shm"
Files = dict[str, bytes]


@dataclass(frozen=True)
class Cut:
    """How the disk behaves when the power goes.

    Attributes:
        kept: how likely a sector or a name that was not flushed is there; 0 and 1 are certain.
        sector: bytes that are written at once.
        has_journal: whether names change in their order, as on ext4, XFS and NTFS.
        tears: how likely a sector is half new and half old.
    """

    kept: float
    sector: int = 512
    has_journal: bool = True
    tears: float = 0.02


# Everything that was not flushed is gone; everything is there; and what is between.
CUTS = (
    Cut(0),
    Cut(0, has_journal=False),
    Cut(1, tears=0),
    *(
        Cut(kept, sector, has_journal=journal)
        for kept in (0.2, 0.5, 0.9)
        for sector in (512, 4096)
        for journal in (True, False)
    ),
)


@dataclass(frozen=True)
class Flushes:
    """Which flushes the disk obeys; a cheap one confirms what it did not do."""

    files: bool = True
    folders: bool = True


@dataclass
class _File:
    """What is on the disk for certain, and what was asked since."""

    flushed: bytearray
    latest: bytearray
    waiting: list[tuple[int, bytes | None]] = field(default_factory=list)
    # The change of a name that made it, until that is on the disk.
    made_by: _Naming | None = None


@dataclass
class _Folder:
    flushed: dict[str, _Node] = field(default_factory=dict)
    latest: dict[str, _Node] = field(default_factory=dict)


_Node = _File | _Folder


@dataclass(eq=False)
class _Naming:
    """A change of names: what each of these places holds afterwards."""

    places: tuple[tuple[_Folder, str, _Node | None], ...]
    # A journal has it on the disk, where a plain file system may not.
    is_journalled: bool = False

    def touches(self, other: _Naming) -> bool:
        mine = {(id(folder), name) for folder, name, _ in self.places}
        return any((id(folder), name) in mine for folder, name, _ in other.places)


class Disk:
    """The files below *root*, from what they were at *first* on through every change."""

    def __init__(self, root: Path, first: Path, flushes: Flushes | None = None) -> None:
        self._root = PurePosixPath(root.resolve())
        self._flushes = flushes or Flushes()
        self._top = _loaded(first)
        self._opened: dict[int, _Node] = {}
        self._namings: list[_Naming] = []
        self.mapped: set[str] = set()

    def do(self, change: Change) -> None:
        """Let *change* happen."""
        kind = change.kind
        if kind == trace.OPEN:
            self._open(change)
        elif kind in (trace.WRITE, trace.TRUNCATE):
            self._write(change)
        elif kind == trace.SYNC:
            self._flush(self._opened[change.file])
        elif kind == trace.MAP:
            self.mapped |= {
                path for path, one in _walk(self._top) if one is self._opened[change.file]
            }
        else:
            self._name(change)

    def latest(self) -> Files:
        """Return what programs see."""
        return {path: bytes(one.latest) for path, one in _walk(self._top)}

    def after(self, cut: Cut, rng: Random) -> Files:
        """Return what is there after a power cut now; the disk itself goes on."""
        names = self._names_after(cut, rng)
        return {
            path: _content_after(one, cut, rng)
            for path, one in _walk_flushed(self._top, names)
            if not path.endswith(_IN_MEMORY)
        }

    # ---- changes

    def _open(self, change: Change) -> None:
        folder, name = self._place(change.name)
        if folder is None:
            self._opened[change.file] = self._top
            return
        if change.is_new:
            made = _File(bytearray(), bytearray())
            made.made_by = self._rename((folder, name, made))
        found = folder.latest[name]
        self._opened[change.file] = found
        if change.at and not change.is_new and isinstance(found, _File):
            self._change(found, 0, None)

    def _write(self, change: Change) -> None:
        file = self._opened[change.file]
        assert isinstance(file, _File)
        is_cut = change.kind == trace.TRUNCATE
        self._change(file, change.at, None if is_cut else change.content)

    def _change(self, file: _File, at: int, content: bytes | None) -> None:
        file.waiting.append((at, content))
        _apply(file.latest, at, content)

    def _name(self, change: Change) -> None:
        folder, name = self._place(change.name)
        assert folder is not None
        if change.kind == trace.MAKE_FOLDER:
            self._rename((folder, name, _Folder()))
        elif change.kind in (trace.UNLINK, trace.REMOVE_FOLDER):
            self._rename((folder, name, None))
        elif change.kind in (trace.RENAME, trace.LINK):
            target, new = self._place(change.to)
            assert target is not None
            moved = folder.latest[name]
            gone = ((folder, name, None),) if change.kind == trace.RENAME else ()
            self._rename(*gone, (target, new, moved))
        else:
            raise NotImplementedError(change)

    def _rename(self, *places: tuple[_Folder, str, _Node | None]) -> _Naming:
        made = _Naming(places)
        self._namings.append(made)
        for folder, name, node in places:
            _put(folder.latest, name, node)
        return made

    def _place(self, path: str) -> tuple[_Folder | None, str]:
        parts = PurePosixPath(path).relative_to(self._root).parts
        if not parts:
            return None, ""
        folder = self._top
        for part in parts[:-1]:
            inner = folder.latest[part]
            assert isinstance(inner, _Folder)
            folder = inner
        return folder, parts[-1]

    # ---- flushing

    def _flush(self, node: _Node) -> None:
        if isinstance(node, _Folder):
            if self._flushes.folders:
                self._flush_names([one for one in self._namings if _is_of(one, node)])
            return
        if not self._flushes.files:
            return
        for at, content in node.waiting:
            _apply(node.flushed, at, content)
        node.waiting.clear()
        if node.made_by is not None:
            self._journal_up_to(node.made_by)

    def _flush_names(self, wanted: list[_Naming]) -> None:
        """Bring *wanted* onto the disk, with all before them that concern the same places."""
        done: list[_Naming] = []
        for one in reversed(self._namings):
            if one in wanted or any(one.touches(later) for later in done):
                done.append(one)
        for one in reversed(done):
            _settle(one)
        if done:
            self._journal_up_to(done[0])
        self._namings = [one for one in self._namings if one not in done]

    def _journal_up_to(self, last: _Naming) -> None:
        if last not in self._namings:
            return
        for one in self._namings[: self._namings.index(last) + 1]:
            one.is_journalled = True

    def _names_after(self, cut: Cut, rng: Random) -> Mapping[tuple[int, str], _Node | None]:
        if cut.has_journal:
            sure = sum(1 for one in self._namings if one.is_journalled)
            more = sum(1 for _ in self._namings[sure:] if rng.random() < cut.kept)
            kept = self._namings[: sure + more]
        else:
            kept = [one for one in self._namings if rng.random() < cut.kept]
        return {(id(folder), name): node for one in kept for folder, name, node in one.places}


def write(files: Files, folder: Path) -> None:
    """Write *files* to the empty *folder*."""
    made: set[Path] = set()
    for path, content in files.items():
        target = folder / path
        if target.parent not in made:
            target.parent.mkdir(parents=True, exist_ok=True)
            made.add(target.parent)
        target.write_bytes(content)


def loaded(folder: Path) -> Files:
    """Return the files in *folder*."""
    return Disk(folder, folder).latest()


def _loaded(folder: Path) -> _Folder:
    here = _Folder()
    for path in folder.iterdir():
        node = _loaded(path) if path.is_dir() else _whole(path.read_bytes())
        here.flushed[path.name] = here.latest[path.name] = node
    return here


def _whole(content: bytes) -> _File:
    return _File(bytearray(content), bytearray(content))


def _put(names: dict[str, _Node], name: str, node: _Node | None) -> None:
    if node is None:
        names.pop(name, None)
    else:
        names[name] = node


def _settle(one: _Naming) -> None:
    for folder, name, node in one.places:
        _put(folder.flushed, name, node)


def _is_of(one: _Naming, folder: _Folder) -> bool:
    return any(place is folder for place, _, _ in one.places)


def _apply(content: bytearray, at: int, new: bytes | None) -> None:
    """Write *new* at *at*; None: let the file end there."""
    end = at if new is None else at + len(new)
    if len(content) < end:
        content.extend(bytes(end - len(content)))
    if new is None:
        del content[at:]
    else:
        content[at:end] = new


def _walk(folder: _Folder, before: str = "") -> Iterator[tuple[str, _File]]:
    for name, node in folder.latest.items():
        if isinstance(node, _Folder):
            yield from _walk(node, f"{before}{name}/")
        else:
            yield before + name, node


def _walk_flushed(
    folder: _Folder, names: Mapping[tuple[int, str], _Node | None], before: str = ""
) -> Iterator[tuple[str, _File]]:
    here = dict(folder.flushed)
    for (place, name), node in names.items():
        if place == id(folder):
            _put(here, name, node)
    for name, node in here.items():
        if isinstance(node, _Folder):
            yield from _walk_flushed(node, names, f"{before}{name}/")
        else:
            yield before + name, node


def _content_after(file: _File, cut: Cut, rng: Random) -> bytes:
    if not file.waiting or cut.kept == 0:
        return bytes(file.flushed)
    content = bytearray(file.flushed)
    for at, new in file.waiting:
        if new is None:
            if rng.random() < cut.kept:
                _apply(content, at, None)
            continue
        for start, part in _sectors(at, new, cut.sector):
            if rng.random() < cut.kept:
                _apply(content, *_torn(start, part, cut, rng))
            elif not cut.has_journal and start + len(part) > len(content):
                # The file grew and its bytes did not come: what was there before.
                _apply(content, start, rng.randbytes(len(part)))
    return bytes(content)


def _sectors(at: int, content: bytes, size: int) -> Iterator[tuple[int, bytes]]:
    start = 0
    while start < len(content):
        end = min(len(content), start + size - (at + start) % size)
        yield at + start, content[start:end]
        start = end


def _torn(at: int, part: bytes, cut: Cut, rng: Random) -> tuple[int, bytes]:
    if rng.random() >= cut.tears or len(part) < 2:
        return at, part
    middle = rng.randrange(1, len(part))
    return (at, part[:middle]) if rng.random() < 0.5 else (at + middle, part[middle:])
