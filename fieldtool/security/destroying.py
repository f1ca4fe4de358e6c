"""Destroying a workspace: first every key that opens any of it, then the files."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from fieldtool import diagnostics
from fieldtool.problems import Code, Problem
from fieldtool.security.backups import BOX, folder_name
from fieldtool.security.workspace_files import KEYS, home_of
from fieldtool.storage import files


def destroy(
    folder: Path,
    name: str,
    second: Path | None = None,
    *,
    rescue: Callable[[Path], None] | None = None,
    is_told: bool = True,
) -> None:
    """Destroy the workspace *name* under *folder*, its backups and what a restore put aside.

    Its database must be closed. *second* is the folder on another disk that has copies of its
    backups. A cut in the middle leaves files that nobody can open. The outbox is left alone.
    *rescue* takes out of the folder what belongs to it, once no key is there any more.
    *is_told*: whether the program's log says so.

    Raises:
        Problem: ERASING_NOT_FINISHED; the keys are gone, but a file is held by another program. Or
            a key could not be destroyed; all else is gone then.
    """
    homes = [home_of(folder, name)]
    if second is not None:
        homes.append(second / folder_name(name))
    held = _destroy_keys(homes)
    for home in homes[1:] if _is_stuck(rescue, homes[0]) else homes:
        files.forget_folder(home)
    if is_told:
        diagnostics.event("workspace:destroyed", workspace=name)
    _expect_gone(homes, held)


def _is_stuck(rescue: Callable[[Path], None] | None, home: Path) -> bool:
    try:
        if rescue is not None:
            rescue(home)
    except Problem:
        # What could not be taken out stays, and is found there; nobody opens what is beside it.
        return True
    return False


def _expect_gone(homes: Sequence[Path], held: Sequence[tuple[Path, OSError]]) -> None:
    for path, error in held:
        if path.exists():
            raise files.problem_of(error, path)
    left = [home for home in homes if home.exists()]
    if left:
        raise Problem(Code.ERASING_NOT_FINISHED, {"place": str(left[0])})


def _destroy_keys(homes: Sequence[Path]) -> list[tuple[Path, OSError]]:
    """Destroy every key, also after one that cannot be; return those that are left, and why."""
    held = []
    for path in (path for home in homes for path in _keys(home)):
        try:
            files.destroy(path)
        except OSError as error:
            held.append((path, error))
    return held


def _keys(home: Path) -> list[Path]:
    """Return the files that hold keys, the one that opens the most first."""
    inside = sorted(path for name in (KEYS, BOX) for path in home.rglob(name))
    return sorted(inside, key=lambda path: len(path.parts))
