"""A process whose children make and restore backups until they are killed."""

from __future__ import annotations

import resource
import signal
from pathlib import Path

from fieldtool.problems import Problem
from fieldtool.security import backups, restoring, workspace
from fieldtool.storage import backups as kept
from tests.killing import say, serve
from tests.security.test_backups import ID, NOW, WORDS, place


def back_up(folder: Path, _about: str) -> None:
    """Replace all backups by a fresh one."""
    backups.replace_all(workspace.unlock(folder, ID, WORDS, NOW), NOW)


def put_back(folder: Path, _about: str) -> None:
    """Put the oldest backup back."""
    restoring.restore(folder, kept.listing(place(folder))[-1], WORDS, NOW)


def back_up_without_room(folder: Path, _about: str) -> None:
    """Make a backup where the disk takes no more than a few pages."""
    ws = workspace.unlock(folder, ID, WORDS, NOW)
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (40_000, resource.RLIM_INFINITY))
    try:
        backups.replace_all(ws, NOW)
    except Problem as problem:
        say(problem.code.name)


if __name__ == "__main__":
    serve({"back-up": back_up, "put-back": put_back, "no-room": back_up_without_room})
