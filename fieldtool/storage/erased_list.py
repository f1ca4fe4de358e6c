"""Which subjects a hub erased, in a file beside its database.

A database that is put back from an old copy does not know its last erasures; this file does. It
holds random ids and reasons, and nothing that anybody said.
"""

from __future__ import annotations

from pathlib import Path
from typing import TypeAlias

from fieldtool.storage import files

_FILE = "erased.txt"
# The reason by project and subject.
Erasures: TypeAlias = dict[tuple[str, str], str]


def read(folder: Path) -> Erasures:
    """Return what the file of the hub in *folder* says; lines that are none are passed over."""
    path = folder / _FILE
    try:
        # A damaged line must not keep the hub from starting: the others are carried out.
        text = path.read_text(encoding="utf-8", errors="replace") if path.exists() else ""
    except OSError as error:
        raise files.problem_of(error, path) from error
    parts = [line.split(" ") for line in text.splitlines()]
    return {(one[0], one[1]): one[2] for one in parts if len(one) == 3}


def keep(folder: Path, found: Erasures) -> None:
    """Write *found* into the file, which is on the disk when this returns."""
    lines = [f"{project} {subject} {reason}" for (project, subject), reason in found.items()]
    text = "\n".join([*sorted(lines), ""])
    files.write_atomically(folder / _FILE, text.encode("utf-8"))
