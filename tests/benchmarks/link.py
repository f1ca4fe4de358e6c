"""A bad link on this computer: real TCP over two TUN devices, packets queued, late and lost.

What is done inside `Link.behind` runs on the far side. It needs root and Linux; the kernel's own
emulation (netem) is in few containers.
"""

from __future__ import annotations

import ctypes
import fcntl
import heapq
import os
import select
import shutil
import struct
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import TypeVar

Result = TypeVar("Result")

HERE, THERE = "10.213.7.1", "10.213.7.2"
_SPACE, _NEAR, _FAR = "fieldtool-far", "ftnear", "ftfar"
_MTU = 1400
_QUEUE = 48 * 1024  # bytes that wait in a modem before it drops some
_TUNSETIFF, _TUN, _NO_INFO = 0x400454CA, 0x0001, 0x1000
_NEW_NET = 0x40000000


@dataclass
class _Way:
    """One direction: what waits to be sent, and what is on its way, by time of arrival."""

    to: int
    free_at: float = 0.0
    travelling: list[tuple[float, int, bytes]] = field(default_factory=list)


@dataclass
class Link:
    """A link with so many bits per second, a delay each way in seconds, and a share of loss."""

    rate: float
    delay: float
    loss: float
    is_up: bool = True
    here: str = HERE
    said: str = "real TCP (cubic) over two TUN devices, a modem with a queue of 48 kB"
    packets: int = 0
    lost: int = 0
    _chance: Random = field(default_factory=lambda: Random(11))  # noqa: S311 - no secret
    _ends: bool = False

    def to(self, address: str) -> str:
        """Return where what listens at *address* is found on the far side."""
        return address

    def behind(self, work: Callable[[], Result]) -> Result:
        """Do *work* on the far side of the link, in a thread of its own."""
        found: list[Result] = []
        failed: list[BaseException] = []

        def run() -> None:
            try:
                _enter_space()
                found.append(work())
            except BaseException as error:  # noqa: BLE001 - raised again in the caller's thread
                failed.append(error)

        thread = threading.Thread(target=run)
        thread.start()
        thread.join()
        if failed:
            raise failed[0]
        return found[0]

    def _carry(self, near: int, far: int) -> None:
        ways = {near: _Way(far), far: _Way(near)}
        while not self._ends:
            waits = [way.travelling[0][0] for way in ways.values() if way.travelling]
            pause = max(0.0, min([*waits, time.monotonic() + 0.05]) - time.monotonic())
            ready, _writing, _failed = select.select(list(ways), [], [], pause)
            for device in ready:
                self._send(ways[device], os.read(device, 65536))
            for way in ways.values():
                _arrive(way)

    def _send(self, way: _Way, packet: bytes) -> None:
        now = time.monotonic()
        self.packets += 1
        waits = max(0.0, way.free_at - now) * self.rate / 8
        if not self.is_up or waits > _QUEUE or self._chance.random() < self.loss:
            self.lost += 1
            return
        way.free_at = max(now, way.free_at) + len(packet) * 8 / self.rate
        heapq.heappush(way.travelling, (way.free_at + self.delay, self.packets, packet))


@contextmanager
def laid(rate: float, delay: float, loss: float) -> Iterator[Link]:
    """Give a link between HERE and THERE; it is taken away after the block."""
    link = Link(rate, delay, loss)
    with _space():
        near = _device(_NEAR, HERE, THERE)
        far = link.behind(lambda: _device(_FAR, THERE, HERE))
        carrying = threading.Thread(target=link._carry, args=(near, far), daemon=True)
        carrying.start()
        try:
            yield link
        finally:
            link._ends = True
            carrying.join()
            os.close(near)
            os.close(far)


def can_be_laid() -> bool:
    """Say whether this computer lets us lay a link."""
    is_there = Path("/dev/net/tun").exists() and shutil.which("ip") is not None
    return is_there and os.geteuid() == 0


@contextmanager
def _space() -> Iterator[None]:
    # One that was interrupted may have left it behind.
    subprocess.run(("ip", "netns", "del", _SPACE), check=False, stderr=subprocess.DEVNULL)
    subprocess.run(("ip", "netns", "add", _SPACE), check=True)
    try:
        yield
    finally:
        subprocess.run(("ip", "netns", "del", _SPACE), check=True)


def _enter_space() -> None:
    # Of this thread alone: the rest of the program stays where it is.
    with Path(f"/run/netns/{_SPACE}").open() as file:
        if ctypes.CDLL(None, use_errno=True).setns(file.fileno(), _NEW_NET):
            raise OSError(ctypes.get_errno(), "setns")


def _device(name: str, own: str, other: str) -> int:
    device = os.open("/dev/net/tun", os.O_RDWR)
    fcntl.ioctl(device, _TUNSETIFF, struct.pack("16sH14x", name.encode(), _TUN | _NO_INFO))
    for command in (
        ("ip", "address", "add", own, "peer", other, "dev", name),
        ("ip", "link", "set", name, "mtu", str(_MTU), "up"),
    ):
        subprocess.run(command, check=True)
    return device


def _arrive(way: _Way) -> None:
    now = time.monotonic()
    while way.travelling and way.travelling[0][0] <= now:
        os.write(way.to, heapq.heappop(way.travelling)[2])
