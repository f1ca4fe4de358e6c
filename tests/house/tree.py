"""The files of the checkout that are ours."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
PACKAGE = ROOT / "fieldtool"
STATIC = PACKAGE / "web" / "static"
TEMPLATES = PACKAGE / "web" / "templates"
TESTS = ROOT / "tests"


def files(folder: Path, *patterns: str) -> list[Path]:
    """Return our files below *folder*; what others made is in folders named vendor."""
    found = {path for pattern in patterns for path in folder.rglob(pattern)}
    hidden = {"vendor", "__pycache__"}
    return sorted(path for path in found if path.is_file() and not hidden & set(path.parts))


def name(path: Path) -> str:
    """Return the path as a person at the root of the checkout would type it."""
    return path.relative_to(ROOT).as_posix()


def text(path: Path) -> str:
    """Return the text of a file."""
    return path.read_text(encoding="utf-8")
