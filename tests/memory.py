"""Finds a place in memory for files that nobody needs after a test."""

from __future__ import annotations

# Nothing but the standard library here: this runs on a Python that has nothing else yet.
import os
import shutil
from pathlib import Path

# A whole run leaves a third of this; a container often has next to none.
_ENOUGH = 3 * 1024**3


def place() -> Path | None:
    """Return a folder to make folders in, or None where there is none or too little of it.

    What is flushed there takes no time. No test needs a disk for it: those of power cuts see each
    flush themselves.
    """
    memory = Path("/dev/shm")  # noqa: S108 - a folder of its own is made in it
    if not memory.is_dir() or not os.access(memory, os.W_OK):
        return None
    return memory if shutil.disk_usage(memory).free >= _ENOUGH else None
