"""A bad link where nobody may lay one: a proxy that passes bytes on slowly, late and in jerks.

TCP itself is this computer's: a packet that is lost shows as the time that it takes to send it
again, and nothing grows slowly at the beginning of a connection.
"""

from __future__ import annotations

import queue
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from random import Random
from typing import TypeAlias, TypeVar
from urllib.parse import urlsplit

Result = TypeVar("Result")
_Late: TypeAlias = tuple[float, bytes]

_PACKET, _WAITING = 1400, 34  # bytes, and how many packets a modem keeps
_PAUSE = 0.05


@dataclass
class _Way:
    """One direction, which all connections share."""

    free_at: float = 0.0
    lock: threading.Lock = field(default_factory=threading.Lock)


@dataclass
class Throttled:
    """A link with so many bits per second, a delay each way in seconds, and a share of loss."""

    rate: float
    delay: float
    loss: float
    is_up: bool = True
    here: str = "127.0.0.1"
    said: str = "a throttling proxy: no slow start, a loss is a pause of 600 ms"
    _chance: Random = field(default_factory=lambda: Random(11))  # noqa: S311 - no secret
    _ways: tuple[_Way, _Way] = field(default_factory=lambda: (_Way(), _Way()))
    _doors: list[socket.socket] = field(default_factory=list)

    def behind(self, work: Callable[[], Result]) -> Result:
        """Do *work*; it is on the far side of whatever it reaches by `to`."""
        return work()

    def to(self, address: str) -> str:
        """Return where what listens at *address* is found on the far side."""
        parts = urlsplit(address)
        door = socket.create_server((self.here, 0))
        self._doors.append(door)
        target = (parts.hostname or self.here, parts.port or 80)
        threading.Thread(target=self._serve, args=(door, target), daemon=True).start()
        return f"http://{self.here}:{door.getsockname()[1]}"

    def close(self) -> None:
        """Let nobody connect any more."""
        for door in self._doors:
            door.close()

    def _serve(self, door: socket.socket, target: tuple[str, int]) -> None:
        with suppress(OSError):  # it was closed
            while True:
                near, _address = door.accept()
                far = socket.create_connection(target)
                # The handshake went there and back before anything else could.
                begins = time.monotonic() + 2 * self.delay
                for way, ends in zip(self._ways, ((near, far), (far, near)), strict=True):
                    self._pump(way, *ends, begins)

    def _pump(self, way: _Way, source: socket.socket, to: socket.socket, begins: float) -> None:
        late: queue.Queue[_Late] = queue.Queue(_WAITING)
        for work, arguments in (
            (self._take, (way, source, late, begins)),
            (self._give, (late, to)),
        ):
            threading.Thread(target=work, args=arguments, daemon=True).start()

    def _take(
        self, way: _Way, source: socket.socket, late: queue.Queue[_Late], begins: float
    ) -> None:
        arrived, packet = begins, b"-"
        while packet:
            try:
                packet = source.recv(_PACKET)
            except OSError:
                packet = b""
            arrived = max(arrived, self._arrival(way, len(packet), begins))
            late.put((arrived, packet))

    def _arrival(self, way: _Way, size: int, begins: float) -> float:
        with way.lock:
            start = max(time.monotonic(), begins, way.free_at)
            way.free_at = start + size * 8 / self.rate
            lost = self._chance.random() < self.loss
            return way.free_at + self.delay + (2 * self.delay if lost else 0)

    def _give(self, late: queue.Queue[_Late], to: socket.socket) -> None:
        packet = b"-"
        while packet:
            at, packet = late.get()
            time.sleep(max(0.0, at - time.monotonic()))
            while not self.is_up:
                time.sleep(_PAUSE)
            with suppress(OSError):
                if packet:
                    to.sendall(packet)
                else:
                    to.shutdown(socket.SHUT_WR)


@contextmanager
def laid(rate: float, delay: float, loss: float) -> Iterator[Throttled]:
    """Give a link; nobody can connect over it after the block."""
    link = Throttled(rate, delay, loss)
    with closing(link):
        yield link
