"""What others made and the program ships unchanged, from the manifest beside it."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from fieldtool.problems import N_

# What each is for, as the manifest says it: named here for the translators.
USES = (
    N_("sends one answer, morphs the fragments that changed"),
    N_("the typeface of every page; has all letters of Pashto and the digits of Dari"),
    N_("fallback for the Afghani sign U+060B, which Vazirmatn lacks"),
)


@dataclass(frozen=True)
class Vendored:
    """Something made by others that is shipped; *text* is the file of its licence."""

    name: str
    version: str
    licence: str
    use: str  # one of USES
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
