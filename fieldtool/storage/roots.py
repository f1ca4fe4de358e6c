"""Which roots a hub at an address named for itself: certificates, which everybody may read.

They lie beside the encrypted files, so that whoever sends a colleague's parcel speaks to the right
hub too.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

from fieldtool.storage import files

_FOLDER = "roots"


def find(folder: Path, address: str) -> str:
    """Return the roots of the hub at *address*; empty where it named none."""
    path = _path(folder, address)
    try:
        return path.read_text(encoding="ascii", errors="replace") if path.is_file() else ""
    except OSError as error:
        raise files.problem_of(error, path) from error


def keep(folder: Path, address: str, roots: str) -> None:
    """Believe *roots* for the hub at *address* from now on; raises Problem for a full disk."""
    if roots and find(folder, address) != roots:
        path = _path(folder, address)
        path.parent.mkdir(parents=True, exist_ok=True)
        files.write_atomically(path, roots.encode("ascii"))


def _path(folder: Path, address: str) -> Path:
    name = hashlib.sha256(address.strip().rstrip("/").encode("utf-8")).hexdigest()[:16]
    return folder / _FOLDER / f"{name}.pem"
