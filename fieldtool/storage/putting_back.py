"""Files that are put in the place of others: all of them or none, whatever interrupts it.

A folder `restoring/` that is there is the decision; whoever opens the files finishes it first.
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from fieldtool.storage import files

_STAGED, _PART, _ASIDE = "restoring", "restoring.part", "aside"
_NAME = "aside.txt"
# What SQLite keeps beside a database belongs to that database and to no other.
_COMPANIONS = ("", "-wal", "-shm", "-journal")


def stage(home: Path) -> Path:
    """Return an empty folder to write the new files to; nothing of *home* has changed yet."""
    part = home / _PART
    try:
        files.forget_folder(part)
        part.mkdir(parents=True)
    except OSError as error:
        raise files.problem_of(error, home) from error
    return part


def give_up(home: Path) -> None:
    """Forget what was written to the folder of `stage`."""
    files.forget_folder(home / _PART)


def put(home: Path, now: int) -> Path:
    """Put the staged files, which are on the disk, in the place of those of the same names.

    Returns where the present ones are now; nothing is deleted.

    Raises:
        Problem: the disk does not do it; then it is finished the next time the files are opened.
    """
    stamp = datetime.fromtimestamp(now / 1000, UTC).strftime("%Y%m%dT%H%M%SZ")
    aside = home / _ASIDE / stamp
    number = 1
    while aside.exists():
        number += 1
        aside = home / _ASIDE / f"{stamp}-{number}"
    files.write_atomically(home / _PART / _NAME, aside.name.encode("ascii"))
    try:
        files.replace(home / _PART, home / _STAGED)
        files.flush_folder(home)
    except OSError as error:
        raise files.problem_of(error, home) from error
    finish(home)
    return aside


def finish(home: Path) -> None:
    """Do to its end what was decided; without a decision nothing happens."""
    staged = home / _STAGED
    if not staged.is_dir():
        return
    try:
        new = sorted(path for path in staged.iterdir() if path.name != _NAME)
        if new:
            name = (staged / _NAME).read_text(encoding="ascii")
            for path in new:
                _exchange(path, home, home / _ASIDE / name)
    except OSError as error:
        raise files.problem_of(error, home) from error
    files.forget_folder(staged)


def put_aside(home: Path) -> list[Path]:
    """Return the folders of what earlier restores put aside, the oldest first."""
    place = home / _ASIDE
    return sorted(path for path in place.iterdir() if path.is_dir()) if place.is_dir() else []


def _exchange(new: Path, home: Path, aside: Path) -> None:
    files.make_folder(aside)
    for companion in _COMPANIONS:
        old = home / f"{new.name}{companion}"
        if old.exists():
            files.replace(old, aside / old.name)
    files.flush_folder(aside)
    files.replace(new, home / new.name)
    files.flush_folder(home)
    if not any(aside.iterdir()):
        aside.rmdir()


def is_pending(home: Path) -> bool:
    """Return whether a restore was decided and not finished."""
    return (home / _STAGED).is_dir()
