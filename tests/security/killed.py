"""A process that makes and restores backups in children, each killed before a chosen write.

Python tells an audit hook before it opens, renames, makes or deletes a file: the child counts
these moments and kills itself at one of them, so every boundary between two writes is met.
"""

from __future__ import annotations

import os
import resource
import signal
import sys
from pathlib import Path
from typing import Any

from fieldtool.problems import Problem
from fieldtool.security import backups, restoring, workspace
from fieldtool.storage import backups as kept
from tests.security.test_backups import ID, NOW, WORDS, place

_CHANGES = {"os.rename", "os.remove", "os.rmdir", "os.mkdir"}


def back_up(folder: Path, kill_at: int) -> None:
    """Replace all backups by a fresh one."""
    ws = workspace.unlock(folder, ID, WORDS, NOW)
    _kill(kill_at)
    backups.replace_all(ws, NOW)


def put_back(folder: Path, kill_at: int) -> None:
    """Put the oldest backup back."""
    oldest = kept.listing(place(folder))[-1]
    _kill(kill_at)
    restoring.restore(folder, oldest, WORDS, NOW)


def back_up_without_room(folder: Path, _kill_at: int) -> None:
    """Make a backup where the disk takes no more than a few pages."""
    ws = workspace.unlock(folder, ID, WORDS, NOW)
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (40_000, resource.RLIM_INFINITY))
    try:
        backups.replace_all(ws, NOW)
    except Problem as problem:
        _say(problem.code.name)


WORK = {"back-up": back_up, "put-back": put_back, "no-room": back_up_without_room}


def _kill(kill_at: int) -> None:
    left = [kill_at]

    def hook(event: str, arguments: tuple[Any, ...]) -> None:
        if not _is_change(event, arguments):
            return
        left[0] -= 1
        if left[0] == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(hook)


def _is_change(event: str, arguments: tuple[Any, ...]) -> bool:
    if event != "open":
        return event in _CHANGES
    return bool((arguments[2] or 0) & (os.O_WRONLY | os.O_RDWR))


def _say(word: str) -> None:
    print(word, flush=True)


def main(folder: Path) -> None:
    """Do what each line of the input says in a child that is killed at its n-th change."""
    for line in sys.stdin:
        what, kill_at = line.split()
        pid = os.fork()
        if pid == 0:
            WORK[what](folder, int(kill_at))
            os._exit(0)
        _pid, status = os.waitpid(pid, 0)
        _say("killed" if os.WIFSIGNALED(status) else "end")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
