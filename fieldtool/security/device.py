"""The random id of this laptop: it groups the workspaces on it and says nothing else."""

from __future__ import annotations

from pathlib import Path

from fieldtool.log import ids
from fieldtool.storage import files


def device_id(folder: Path) -> str:
    """Return the id kept in *folder*, made at the first call."""
    path = folder / "device.txt"
    if path.is_file():
        found = path.read_text(encoding="ascii", errors="replace").strip()
        if ids.is_id(found, ids.DEVICE):
            return found
    made = ids.new_id(ids.DEVICE)
    files.write_atomically(path, made.encode("ascii"))
    return made
