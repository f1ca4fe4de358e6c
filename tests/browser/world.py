"""A real demo for the browser: a hub and a laptop as processes, which may lose their power."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from fieldtool.cli import demo
from fieldtool.cli.processes import Child
from fieldtool.config import USUAL_PORTS


@dataclass
class World:
    """Where everything runs; a process that was killed can be started again at its address."""

    folder: Path
    hub: Child
    node: Child

    def cut_the_power(self) -> None:
        """Kill the laptop's program at once."""
        self.node.kill()

    def start_the_laptop(self) -> None:
        """Start the laptop's program again on the same folder, at the same address."""
        if not self.node.running:
            port = str(urlsplit(self.node.address).port)
            self.node = Child(("start", "--data", str(self.folder), "--port", port))

    def lose_the_hub(self) -> None:
        """Kill the hub, as when the network is gone."""
        self.hub.kill()

    def find_the_hub(self) -> None:
        """Start the hub again on the same folder, at the same address."""
        if not self.hub.running:
            port = str(urlsplit(self.hub.address).port)
            self.hub = Child(("hub", "start", "--data", str(self.folder), "--port", port))

    def repair(self) -> None:
        """Start what is not running."""
        self.start_the_laptop()
        self.find_the_hub()


@contextmanager
def world(folder: Path) -> Iterator[World]:
    """Run a demo in *folder*; whatever runs at the end is stopped."""
    # Somebody else's demo must not take our address while our laptop is without power.
    with usual_ports_taken(), demo.started(folder, _nothing) as running:
        found = World(folder, running.hub, running.node)
        try:
            yield found
        finally:
            found.node.stop()
            found.hub.stop()


@contextmanager
def usual_ports_taken() -> Iterator[None]:
    """Hold the usual ports, or see that somebody else does."""
    with ExitStack() as stack:
        for port in USUAL_PORTS.values():
            door = stack.enter_context(closing(socket.socket()))
            try:
                door.bind(("127.0.0.1", port))
                door.listen(1)
            except OSError:
                continue
        yield


def _nothing(_line: str) -> None:
    """Say nothing."""
