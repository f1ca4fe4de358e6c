"""Folders of backups: each whole or not there, numbered, listed, thinned out and destroyed.

<place>/<number>-<time>/  about.json, the database, and on laptops its wrapped key

The word of the clock is never taken for the order: laptops' clocks are wrong by years.
"""

from __future__ import annotations

import re
import secrets
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from fieldtool.log.canonical import NotCanonicalError, Tree, encode, parse
from fieldtool.log.content import Fields
from fieldtool.problems import Code, Problem
from fieldtool.storage import copies, files

KEPT = 3
_FORMAT = "fieldtool backup 1"
_NAME = re.compile(r"(\d{4,})-\d{8}T\d{6}Z")
_ABOUT, _DUE, _PART = "about.json", "replace.due", ".part"
# What makes the rest of a backup worthless is destroyed first.
_SECRETS = ("key.box", "keys.json", "hub.db")

Fill = Callable[[Path], tuple[Path, int]]


@dataclass(frozen=True)
class About:
    """What a backup says of itself.

    Attributes:
        face: `node` or `hub`.
        owner: the workspace; the hub's public key in hexadecimal.
        made: milliseconds UTC by the clock of the computer that made it.
        entries: how many entries of all logs are in it.
        file: name of the database in the folder.
        size: bytes of the database.
        digest: SHA-256 of the database.
    """

    face: str
    owner: str
    made: int
    entries: int
    file: str
    size: int
    digest: str

    def to_tree(self) -> dict[str, Tree]:
        """Return it as it is written."""
        return {
            "digest": self.digest,
            "entries": str(self.entries),
            "face": self.face,
            "file": self.file,
            "format": _FORMAT,
            "made": str(self.made),
            "owner": self.owner,
            "size": str(self.size),
        }


@dataclass(frozen=True)
class Backup:
    """A backup that was written to its end."""

    folder: Path
    about: About

    @property
    def database(self) -> Path:
        """Return where its database is."""
        return self.folder / self.about.file

    @property
    def number(self) -> int:
        """Return its place in the order of all that were made here."""
        found = _NAME.fullmatch(self.folder.name)
        return int(found[1]) if found else 0

    def is_whole(self) -> bool:
        """Read the database and say whether its bytes are still those that were written."""
        try:
            return copies.digest(self.database) == self.about.digest
        except Problem:
            return False


def listing(place: Path) -> list[Backup]:
    """Return the backups in *place*, the newest first; their bytes are not looked at."""
    if not place.is_dir():
        return []
    found = []
    for folder in place.iterdir():
        if _NAME.fullmatch(folder.name):
            try:
                found.append(read(folder))
            except Problem:
                continue
    return sorted(found, key=lambda one: -one.number)


def read(folder: Path) -> Backup:
    """Return the backup in *folder*.

    Raises:
        Problem: BACKUP_NOT_FOUND, or BACKUP_DAMAGED where what it says of itself is not readable.
    """
    path = folder / _ABOUT
    if not path.is_file():
        raise Problem(Code.BACKUP_NOT_FOUND, {"place": str(folder)})
    try:
        about = _about(Fields.of_tree(parse(path.read_bytes()), "backup"))
    except (OSError, NotCanonicalError, Problem) as error:
        raise copies.damaged(path) from error
    return Backup(folder, about)


def newest_good(place: Path) -> Backup | None:
    """Return the newest backup of *place* whose bytes are whole."""
    return next((one for one in listing(place) if one.is_whole()), None)


def keep(place: Path, face: str, owner: str, made: int, fill: Fill) -> Backup:
    """Make a backup in *place* and return it: after a power cut it is there whole, or not at all.

    *fill* is given the folder, writes everything, looks through the database and returns it with
    the number of its entries.

    Raises:
        Problem: the disk does not take it, or another program makes a backup here now.
    """
    with _locked(place):
        part = place / f"{secrets.token_hex(4)}{_PART}"
        try:
            part.mkdir()
            path, entries = fill(part)
            size, digest = path.stat().st_size, copies.digest(path)
            about = About(face, owner, made, entries, path.name, size, digest)
            files.write_atomically(part / _ABOUT, encode(about.to_tree()))
            folder = place / _name(place, made)
            files.replace(part, folder)
            files.flush_folder(place)
        except OSError as error:
            _destroy(part)
            raise files.problem_of(error, place) from error
        except Problem:
            _destroy(part)
            raise
        return Backup(folder, about)


def thin_out(place: Path, kept: int = KEPT) -> None:
    """Destroy all but the newest *kept* backups of *place*."""
    with _locked(place):
        for backup in listing(place)[kept:]:
            destroy(backup)


def destroy(backup: Backup) -> None:
    """Destroy a backup, its key first; raises Problem."""
    gone = backup.folder.with_suffix(_PART)
    try:
        files.replace(backup.folder, gone)
        # Its key goes next: under its old name it would pass for a good backup.
        files.flush_folder(gone.parent)
    except OSError as error:
        raise files.problem_of(error, backup.folder) from error
    _destroy(gone)


def mirror(source: Path, target: Path, *, everything: bool = False) -> None:
    """Make *target*, on another disk, hold the backups of *source* and no earlier ones.

    Each copy is read again before it counts. Backups that are further on in the order than those
    of *source* stay, as after a disk was lost and work went on from an old one; *everything*
    destroys them too.

    Raises:
        Problem: the disk does not take it; what was there is as it was.
    """
    wanted = {one.folder.name: one for one in listing(source)}
    with _locked(target):
        there = {one.folder.name: one for one in listing(target)}
        for name, backup in wanted.items():
            if name not in there or there[name].about != backup.about:
                _copy(backup, target)
        newest = max((one.number for one in wanted.values()), default=0)
        for name, backup in there.items():
            if name not in wanted and (everything or backup.number <= newest):
                destroy(backup)


def set_due(place: Path) -> None:
    """Note that everything in *place* is to be replaced, whatever happens in between."""
    files.write_atomically(place / _DUE, b"")


def is_due(place: Path) -> bool:
    """Return whether everything in *place* is still to be replaced."""
    return (place / _DUE).is_file()


def clear_due(place: Path) -> None:
    """Note that it was."""
    try:
        (place / _DUE).unlink(missing_ok=True)
    except OSError as error:
        raise files.problem_of(error, place) from error


def moment(made: int) -> str:
    """Return *made* for a sentence that no calendar belongs to yet: UTC, to the minute."""
    return datetime.fromtimestamp(made / 1000, UTC).strftime("%Y-%m-%d %H:%M UTC")


@contextmanager
def offered(place: Path, database: Path) -> Iterator[None]:
    """Name the newest good backup of *place* where *database* turns out damaged in the block.

    Raises:
        Problem: DATABASE_DAMAGED_BACKUP instead of DATABASE_DAMAGED.
    """
    try:
        yield
    except Problem as problem:
        backup = newest_good(place) if problem.code is Code.DATABASE_DAMAGED else None
        if backup is None:
            raise
        values = {
            "place": str(database),
            "made": moment(backup.about.made),
            "backup": str(backup.folder),
        }
        raise Problem(Code.DATABASE_DAMAGED_BACKUP, values) from problem


def _about(fields: Fields) -> About:
    name = fields.text("file")
    if fields.text("format") != _FORMAT or Path(name).name != name:
        raise NotCanonicalError("no backup of ours")
    return About(
        face=fields.text("face"),
        owner=fields.text("owner"),
        made=fields.number("made"),
        entries=fields.number("entries"),
        file=name,
        size=fields.number("size"),
        digest=fields.text("digest"),
    )


def _name(place: Path, made: int) -> str:
    numbers = [int(found[1]) for one in place.iterdir() if (found := _NAME.fullmatch(one.name))]
    stamp = datetime.fromtimestamp(made / 1000, UTC).strftime("%Y%m%dT%H%M%SZ")
    return f"{max(numbers, default=0) + 1:04d}-{stamp}"


def _copy(backup: Backup, target: Path) -> None:
    part = target / f"{secrets.token_hex(4)}{_PART}"
    final = target / backup.folder.name
    try:
        shutil.copytree(backup.folder, part)
        for path in part.iterdir():
            files.flush_file(path)
        files.flush_folder(part)
        _check_copy(Backup(part, backup.about), target)
        if final.is_dir():
            _destroy(final)
        files.replace(part, final)
        files.flush_folder(target)
    except OSError as error:
        _destroy(part)
        raise files.problem_of(error, target) from error
    except Problem:
        _destroy(part)
        raise


def _check_copy(copy: Backup, target: Path) -> None:
    if not copy.is_whole():
        raise Problem(Code.STICK_FAILING, {"place": str(target)})


@contextmanager
def _locked(place: Path) -> Iterator[None]:
    """Let one program at a time work on *place*, and clear away what one left that was killed."""
    with files.FolderLock(place):
        for part in place.glob(f"*{_PART}"):
            _destroy(part)
            part.unlink(missing_ok=True)
        yield


def _destroy(folder: Path) -> None:
    try:
        for name in _SECRETS:
            files.destroy(folder / name)
    except OSError as error:
        raise files.problem_of(error, folder) from error
    if folder.is_dir():
        files.forget_folder(folder)
