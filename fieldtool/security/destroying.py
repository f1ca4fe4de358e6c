"""Destroying a workspace: first every key that opens any of it, then the files."""

from __future__ import annotations

from pathlib import Path

from fieldtool import diagnostics
from fieldtool.problems import Code, Problem
from fieldtool.security.backups import BOX, folder_name
from fieldtool.security.workspace_files import KEYS, home_of
from fieldtool.storage import files


def destroy(folder: Path, name: str, second: Path | None = None, *, is_told: bool = True) -> None:
    """Destroy the workspace *name* under *folder*, its backups and what a restore put aside.

    Its database must be closed. *second* is the folder on another disk that has copies of its
    backups. A cut in the middle leaves files that nobody can open. The outbox is left alone.
    *is_told*: whether the program's log says so.

    Raises:
        Problem: ERASING_NOT_FINISHED; the keys are gone, but a file is held by another program.
    """
    homes = [home_of(folder, name)]
    if second is not None:
        homes.append(second / folder_name(name))
    try:
        for home in homes:
            for path in _keys(home):
                files.destroy(path)
    except OSError as error:
        raise files.problem_of(error, homes[0]) from error
    for home in homes:
        files.forget_folder(home)
    if is_told:
        diagnostics.event("workspace:destroyed", workspace=name)
    left = [home for home in homes if home.exists()]
    if left:
        raise Problem(Code.ERASING_NOT_FINISHED, {"place": str(left[0])})


def _keys(home: Path) -> list[Path]:
    """Return the files that hold keys, the one that opens the most first."""
    inside = sorted(path for name in (KEYS, BOX) for path in home.rglob(name))
    return sorted(inside, key=lambda path: len(path.parts))
