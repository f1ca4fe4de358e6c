"""The checkout names no package registry and no place on the computers it was written on."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

from tests.house import tree

# Taken apart, so that this file does not name them itself.
HOSTS = ("pypi" + ".org", "pythonhosted" + ".org", "npmjs" + ".org", "npmjs" + ".com")
PLACES = ("/" + "work/", "/" + "tmp/w", "/" + "root/.", "/" + "home/", "../" + "shared")
FORBIDDEN = re.compile("|".join(re.escape(word) for word in HOSTS + PLACES))


def _tracked() -> list[Path]:
    names = subprocess.run(
        ["git", "ls-files", "-z"], cwd=tree.ROOT, capture_output=True, text=True, check=False
    ).stdout.split("\0")
    return [tree.ROOT / name for name in names if name and (tree.ROOT / name).is_file()]


def _words(path: Path) -> set[str]:
    try:
        return set(FORBIDDEN.findall(tree.text(path)))
    except UnicodeDecodeError:
        return set()


def test_no_registry_and_no_place_of_a_workshop_is_named() -> None:
    ours = [path for path in _tracked() if "vendor" not in path.parts]
    found = {tree.name(path): words for path in ours if (words := _words(path))}

    assert found == {}
