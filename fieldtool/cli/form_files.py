"""Forms and what belongs to them, read from a designer's folder."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import Path

import click

from fieldtool.forms.checking import Opened, open_form
from fieldtool.forms.checking.opening import ADDRESS, LISTS
from fieldtool.forms.workbook import MAX_BYTES
from fieldtool.problems import Code, Problem
from fieldtool.questionnaires import PROFILES, project_csv

PROJECT = "project.csv"  # what a form reads of the project's settings; the program supplies it
MOST = 100_000_000  # bytes of one attached list

profile_option = click.option(
    "--profile",
    type=click.Choice(list(PROFILES)),
    default="afghanistan",
    show_default=True,
    help="Country profile that project.csv is supplied from.",
)


def opened(path: Path) -> Opened:
    """Return the form in a file; raises Problem or Problems."""
    if _size(path) > MAX_BYTES:
        values: dict[str, str | int] = {"file": path.name, "most": MAX_BYTES // 1_000_000}
        raise Problem(Code.WORKBOOK_NOT_READABLE, values)
    return open_form(path.name, _content(path))


def attached(path: Path, names: Collection[str], profile: str) -> dict[str, bytes]:
    """Return those files that lie beside the form or in its media folder.

    Only lists are read; of pictures, sounds and films it matters only that they are there. The
    `project.csv` of a country *profile* is supplied when none lies there.
    """
    found = {name: _attached(file) for name, file in _files(path, names)}
    if PROJECT in names:
        found.setdefault(PROJECT, project_csv(profile).encode())
    return found


def _files(path: Path, names: Collection[str]) -> Iterator[tuple[str, Path]]:
    folders = (path.parent, path.parent / f"{path.stem}-media")
    for name in sorted(names):
        # A form names files, never folders: whatever it says, nothing outside is looked at.
        if Path(name).name != name or name in (".", ".."):
            continue
        for folder in folders:
            if _is_file(folder / name) and (folder / name) != path:
                yield name, folder / name


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except (OSError, ValueError):  # a name that no file can have
        return False


def _attached(file: Path) -> bytes:
    if file.suffix.lower().lstrip(".") not in LISTS:
        return b""
    if _size(file) > MOST:
        reason = f"it is larger than {MOST // 1_000_000} MB"
        raise Problem(Code.FORM_FILE_NOT_VALID, {"file": file.name, "reason": reason})
    return _content(file)


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError as error:
        raise Problem(Code.PLACE_NOT_OPENED, {"place": str(path)}) from error


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise Problem(Code.PLACE_NOT_OPENED, {"place": str(path)}) from error


def read_by(xform: str) -> list[str]:
    """Return the names of the files that an XForm reads or shows."""
    return sorted({name.strip() for name in ADDRESS.findall(xform)} - {"last-saved"})
