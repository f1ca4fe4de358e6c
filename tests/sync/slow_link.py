"""A link between a laptop and a hub that is slow and breaks: a small proxy on this computer."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

_AT_ONCE = 1024


class Link:
    """Passes bytes on, each way, until it breaks."""

    def __init__(self, host: str, port: int, own_port: int = 0) -> None:
        self._to = (host, port)
        self._door = socket.create_server(("127.0.0.1", own_port))
        self._open: list[socket.socket] = []
        self._lock = threading.Lock()
        self._threads: list[threading.Thread] = []
        self._goes = threading.Event()
        self._goes.set()
        self.bytes_per_second = 0
        self.breaks_after = 0
        self.passed = 0
        self.is_down = False
        self._start(self._serve)

    @property
    def address(self) -> str:
        """Return where the laptop finds the hub behind it."""
        return f"http://127.0.0.1:{self._door.getsockname()[1]}"

    def hold(self) -> None:
        """Let nothing pass until `go`."""
        self._goes.clear()

    def go(self) -> None:
        """Let everything pass again."""
        self._goes.set()

    def cut(self) -> None:
        """Break what is open, and let nothing be opened."""
        self.is_down = True
        with self._lock:
            for one in self._open:
                with suppress(OSError):
                    one.shutdown(socket.SHUT_RDWR)

    def mend(self) -> None:
        """Be there again, for as long as nothing else is said."""
        self.is_down, self.breaks_after, self.passed = False, 0, 0

    def close(self) -> None:
        """Stop."""
        with suppress(OSError):
            # Whoever waits at it wakes up.
            self._door.shutdown(socket.SHUT_RDWR)
        self._door.close()
        self._goes.set()
        self.cut()
        for thread in self._threads:
            thread.join()
        for one in self._open:
            one.close()

    def _serve(self) -> None:
        while True:
            try:
                near, _address = self._door.accept()
            except OSError:
                return
            if self.is_down:
                near.close()
                continue
            far = socket.create_connection(self._to)
            with self._lock:
                self._open += [near, far]
            for start, end in ((near, far), (far, near)):
                self._start(self._pass, start, end)

    def _start(self, does: Callable[..., None], *args: socket.socket) -> None:
        thread = threading.Thread(target=does, args=args, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _pass(self, start: socket.socket, end: socket.socket) -> None:
        with suppress(OSError):
            while content := start.recv(_AT_ONCE):
                self._goes.wait()
                if self.bytes_per_second:
                    time.sleep(len(content) / self.bytes_per_second)
                self.passed += len(content)
                if self.breaks_after and self.passed > self.breaks_after:
                    self.cut()
                    return
                end.sendall(content)
        for one in (start, end):
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)


@contextmanager
def link(host: str, port: int, own_port: int = 0) -> Iterator[Link]:
    """Have a link to the hub at *host* and *port* for a while."""
    made = Link(host, port, own_port)
    try:
        yield made
    finally:
        made.close()
