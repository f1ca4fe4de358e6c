"""A real demo for the browser: a hub and a laptop as processes, which may lose their power."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from flask import Flask
from waitress import wasyncore
from waitress.server import create_server

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


@contextmanager
def served(app: Flask) -> Iterator[str]:
    """Give the address at which *app*, in this process, answers."""
    sockets: dict[int, Any] = {}
    server = create_server(app, host="127.0.0.1", port=0, threads=4, map=sockets)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.effective_port}"
    server.task_dispatcher.shutdown()
    # In its own thread: connections that the browser keeps open would keep the loop running.
    server.trigger.pull_trigger(lambda: wasyncore.close_all(sockets))
    thread.join(10)

    assert not thread.is_alive()


def _nothing(_line: str) -> None:
    """Say nothing."""
