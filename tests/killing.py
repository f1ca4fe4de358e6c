"""Children of a process that are killed -9: at a moment, or before each of their changes.

The process imports everything once and forks for each piece of work, so that many kills take
little time. Every line that a child says is something that was shown as done.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from itertools import count
from pathlib import Path

from tests.power.witness import Witness, kill_me_at

Work = Callable[[Path, str], None]
_ENDS = {"killed", "end"}


def say(*words: object) -> None:
    """Tell the test of something that is done."""
    os.write(1, (" ".join(map(str, words)) + "\n").encode())


def serve(works: Mapping[str, Work]) -> None:
    """For each line `<what> <folder> <about> <kill at>` fork, do it, and say how that ended."""
    for line in sys.stdin:
        what, folder, about, kill_at = line.rstrip("\n").split("\t")
        child = os.fork()
        if child == 0:
            _do(works[what], Path(folder), about, int(kill_at))
        say("pid", child)
        _pid, status = os.waitpid(child, 0)
        say("killed" if os.WIFSIGNALED(status) else "end")


def _do(work: Work, folder: Path, about: str, kill_at: int) -> None:
    status = 1
    try:
        if kill_at:
            kill_me_at(kill_at)
        work(folder, about)
        status = 0
    finally:
        os._exit(status)


class Worker:
    """The process that makes processes to be killed."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def begin(self, what: str, folder: Path, about: str = "", kill_at: int = 0) -> int:
        """Let a child begin, and return its number."""
        assert self._process.stdin is not None
        self._process.stdin.write(f"{what}\t{folder}\t{about}\t{kill_at}\n")
        self._process.stdin.flush()
        number = next(words[1] for words in iter(self.said, None) if words[0] == "pid")
        return int(number)

    def said(self) -> list[str]:
        """Return the words of the next line."""
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        assert line, "the worker is gone"
        return line.split()

    def until_dead(self) -> list[list[str]]:
        """Return what is said until the child is dead; the last is how it ended."""
        lines: list[list[str]] = []
        while not lines or lines[-1][0] not in _ENDS:
            lines.append(self.said())
        return lines

    def run(self, what: str, folder: Path, about: str = "", kill_at: int = 0) -> list[list[str]]:
        """Let a child work until it is dead, and return what it said."""
        self.begin(what, folder, about, kill_at)
        return self.until_dead()

    def run_and_kill(self, what: str, folder: Path, about: str, after: float) -> list[list[str]]:
        """Return what a child said that was killed *after* seconds from its first word on."""
        child = self.begin(what, folder, about)
        first = self.said()
        time.sleep(after)
        os.kill(child, signal.SIGKILL)
        return [first, *self.until_dead()[:-1]]

    def killed_everywhere(
        self, what: str, folders: Iterator[Path], about: str = ""
    ) -> Iterator[tuple[Path, list[list[str]]]]:
        """Kill a child before each of its changes, each time in another of *folders*.

        Gives the folder and what was said before; the last child came to its end.
        """
        for moment in count(1):
            folder = next(folders)
            said = self.run(what, folder, about, moment)
            yield folder, said
            if said[-1] == ["end"]:
                return


@contextmanager
def worker(module: str, witness: Witness | None = None) -> Iterator[Worker]:
    """Run *module*, which serves; with a *witness* changes are counted."""
    environ = witness.environ(traced=False) if witness else {}
    with subprocess.Popen(
        [sys.executable, "-m", module],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, **environ},
    ) as process:
        yield Worker(process)
        assert process.stdin is not None
        process.stdin.close()
