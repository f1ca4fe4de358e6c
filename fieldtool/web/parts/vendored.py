"""What others made and the program ships unchanged, from the manifest beside it."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path


@dataclass(frozen=True)
class Vendored:
    """Something made by others that is shipped; *text* is the file of its licence."""

    name: str
    version: str
    licence: str
    use: str
    text: str


@cache
def vendored(static: Path) -> tuple[Vendored, ...]:
    """Return what lies in the folder `vendor` of *static*."""
    manifest = tomllib.loads((static / "vendor" / "MANIFEST.toml").read_text(encoding="utf-8"))
    return tuple(
        Vendored(
            one["name"],
            one["version"],
            one["licence"],
            one["use"],
            next(name for name in one["sha256"] if "LICENSE" in name),
        )
        for one in manifest["package"]
    )
