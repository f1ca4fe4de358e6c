"""The thread that destroys a project's answers beside the hub's pages."""

from __future__ import annotations

import threading
from collections.abc import Callable

from fieldtool import diagnostics
from fieldtool.problems import Problem

# Between two batches others may write.
_PAUSE = 0.02


class Destroying:
    """At most one destruction that goes on in this process.

    What was destroyed is noted with each batch, so that a killed hub goes on where it was.
    """

    def __init__(self) -> None:
        self._thread: threading.Thread | None = None
        self._stop = threading.Event()
        self._lock = threading.Lock()

    @property
    def is_running(self) -> bool:
        """Return whether it goes on now; a disk that is full stops it, for one."""
        return self._thread is not None and self._thread.is_alive()

    def begin(self, step: Callable[[], bool], finish: Callable[[], None]) -> None:
        """Call *step* until it says that nothing is left, then *finish*; once at a time."""
        with self._lock:
            if self.is_running or self._stop.is_set():
                return
            self._thread = threading.Thread(
                target=self._run, args=(step, finish), daemon=True, name="destroying"
            )
            self._thread.start()

    def wait(self) -> None:
        """Wait until nothing goes on any more."""
        thread = self._thread
        if thread is not None:
            thread.join()

    def stop(self) -> None:
        """Stop after the batch that is on its way; the next start of the hub goes on."""
        self._stop.set()
        self.wait()

    def _run(self, step: Callable[[], bool], finish: Callable[[], None]) -> None:
        try:
            while step():
                if self._stop.wait(_PAUSE):
                    return
            finish()
        except Problem as problem:
            diagnostics.event("destroying:stopped", reason=problem.code.reference)
