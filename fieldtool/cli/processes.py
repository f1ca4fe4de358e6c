"""Real child processes of this program, started and stopped the same way on every system."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from queue import Empty, Queue
from types import TracebackType

from fieldtool.problems import Code, Problem

SECONDS_TO_START = 60.0
SECONDS_TO_STOP = 15.0


class Child:
    """A node or a hub in a process of its own, which ends when its standard input is closed."""

    def __init__(self, arguments: Sequence[str], environ: Mapping[str, str] | None = None) -> None:
        self.arguments = tuple(arguments)
        # What the child complains of is shown as it is.
        self._process = subprocess.Popen(  # noqa: S603 - our own program, no shell
            [sys.executable, "-m", "fieldtool", *self.arguments, "--stop-with-parent"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, **(environ or {}), "PYTHONUNBUFFERED": "1", "PYTHONUTF8": "1"},
            # Ctrl-C reaches the parent alone, which then stops its children in order.
            creationflags=getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0),
            start_new_session=sys.platform != "win32",
        )
        self.address = self._read_address()

    @property
    def pid(self) -> int:
        """Return the process id."""
        return self._process.pid

    @property
    def running(self) -> bool:
        """Return whether the process is alive."""
        return self._process.poll() is None

    def stop(self) -> None:
        """Close its standard input and wait; end it by force if it does not listen."""
        if self._process.stdin is not None and not self._process.stdin.closed:
            self._process.stdin.close()
        try:
            self._process.wait(SECONDS_TO_STOP)
        except subprocess.TimeoutExpired:
            self.kill()
        if self._process.stdout is not None:
            self._process.stdout.close()

    def kill(self) -> None:
        """End it at once, as a power cut would (SIGKILL, TerminateProcess)."""
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                pipe.close()

    def __enter__(self) -> Child:
        """Return itself; leaving stops the process."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop the process."""
        if self.running:
            self.stop()

    def _read_address(self) -> str:
        lines: Queue[str] = Queue()
        threading.Thread(target=self._read_lines, args=(lines,), daemon=True).start()
        try:
            first = lines.get(timeout=SECONDS_TO_START)
        except Empty:
            first = ""
        _face, _space, address = first.strip().partition(" ")
        if not address.startswith("http://"):
            self.kill()
            raise Problem(Code.PROCESS_DID_NOT_START, {"command": " ".join(self.arguments[:2])})
        return address.rstrip("/")

    def _read_lines(self, lines: Queue[str]) -> None:
        if self._process.stdout is None:
            return
        try:
            for line in self._process.stdout:
                lines.put(line.decode("utf-8", "replace"))
        except ValueError:  # closed by stop()
            return
        lines.put("")
