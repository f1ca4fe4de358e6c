"""Where memory sticks are on this computer, as far as the system tells."""

from __future__ import annotations

import sys
from pathlib import Path

# Where Linux systems put what is plugged in.
_PLUGGED_IN = ("/media/", "/run/media/", "/mnt/")
_NO_STICKS = frozenset({"proc", "sysfs", "tmpfs", "overlay", "cgroup2", "squashfs", "autofs"})
_REMOVABLE = 2


def removable() -> tuple[Path, ...]:
    """Return the folders of all drives that can be taken out; none where nobody can tell."""
    try:
        return _found()
    except OSError:
        return ()


def of_mounts(table: str) -> tuple[Path, ...]:
    """Return the drives that were plugged in, from *table*, which is /proc/mounts."""
    found = []
    for line in table.splitlines():
        fields = line.split()
        if len(fields) < 3:
            continue
        place, kind = _unescaped(fields[1]), fields[2]
        if kind not in _NO_STICKS and f"{place}/".startswith(_PLUGGED_IN):
            found.append(Path(place))
    return tuple(sorted(found))


def _unescaped(place: str) -> str:
    """Return a path in which the table writes spaces and the like as octal numbers."""
    for number, letter in (("040", " "), ("011", "\t"), ("012", "\n"), ("134", "\\")):
        place = place.replace(f"\\{number}", letter)
    return place


if sys.platform == "win32":

    def _found() -> tuple[Path, ...]:
        import ctypes

        kernel = ctypes.windll.kernel32
        letters = kernel.GetLogicalDrives()
        drives = [f"{chr(65 + at)}:\\" for at in range(26) if letters >> at & 1]
        return tuple(Path(one) for one in drives if kernel.GetDriveTypeW(one) == _REMOVABLE)

elif sys.platform == "darwin":

    def _found() -> tuple[Path, ...]:
        volumes = Path("/Volumes").iterdir()
        return tuple(sorted(one for one in volumes if one.is_dir() and not one.is_symlink()))

else:

    def _found() -> tuple[Path, ...]:
        return of_mounts(Path("/proc/mounts").read_text(encoding="utf-8", errors="replace"))
