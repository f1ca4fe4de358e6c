"""200 interviews, and then a photo, over a link such as a district office has."""

from __future__ import annotations

import socket
import tempfile
import threading
import time
import xml.etree.ElementTree as ET
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

import httpx

from fieldtool.app import SECONDS_TO_ANSWER, SECONDS_TO_CONNECT, hub_client
from fieldtool.cli import demo_world
from fieldtool.cli.demo_world import FACILITATOR
from fieldtool.cli.processes import Child
from fieldtool.config import Config, Face
from fieldtool.problems import Problem
from fieldtool.sync import carrying, node, protocol
from fieldtool.sync.photos import photos
from tests.benchmarks import fleet, floors, hubs, invented
from tests.benchmarks.link import HERE, Link, can_be_laid, laid
from tests.benchmarks.tables import Table, middle, times
from tests.sync.photographs import photo, photograph

if TYPE_CHECKING:
    from fieldtool.security.workspace import Workspace

COUNT, RUNS = 200, 5
_RATE, _DELAY, _LOSS = 100_000, 0.3, 0.03
# Collect asks with HEAD before each post where the server does not say where to post.
_WITH_HEAD = 40
_UP, _DOWN, _PHOTO = 20.0, 25.0, 1_000_000
# After so many seconds it says how far it is, and goes on.
_PATIENCE = 10.0


def measure() -> Table:
    """Send the same interviews in one request, and one by one, over the same link."""
    if not can_be_laid():
        raise SystemExit("The bad link needs root and /dev/net/tun, as a container in CI has them.")
    with laid(_RATE, _DELAY, _LOSS) as link:
        ours = list(_ours(link))
        head_once = _posts(link, COUNT, head=False)
        head_each = _posts(link, _WITH_HEAD, head=True) * COUNT / _WITH_HEAD
        seconds, connections = _photo(link)
    each = ", ".join(f"{one:.1f}" for one in ours)
    return Table(
        f"{COUNT} interviews at 100 kbit/s, 600 ms there and back, 3 % of packets lost each way",
        ("what", "seconds", "to ours"),
        (
            (f"one request (runs: {each})", f"{middle(ours):.1f}", times(1, 1)),
            (f"{COUNT} OpenRosa posts", f"{head_once:.0f}", times(head_once, middle(ours))),
            (
                f"{COUNT} OpenRosa posts with HEAD before each ({_WITH_HEAD} measured)",
                f"{head_each:.0f}",
                times(head_each, middle(ours)),
            ),
            (
                f"a photo of 1 MB, up {_UP:.0f} s and down {_DOWN:.0f} s, {connections} tries",
                f"{seconds:.0f}",
                "",
            ),
        ),
        "Aims: median at most 6 s, and 1/40 of one post each. Real TCP (cubic), a modem with a "
        "queue of 48 kB, no TLS on either side. Each run connects anew; posts share a connection.",
    )


def _ours(link: Link) -> Iterator[float]:
    chance = Random(3)  # noqa: S311 - invented answers
    with hubs.serving("SQLite", RUNS, host=HERE) as hub:
        for sender in hub.senders:
            raw = sender.request(sender.write(fleet.others(hub.pool, COUNT, chance)))

            def send(raw: bytes = raw) -> float:
                with _client(hub.child.address) as client:
                    began = time.monotonic()
                    reply = client.post(
                        "/sync", content=raw, headers={"Content-Type": protocol.CONTENT_TYPE}
                    )
                    assert reply.status_code == 200
                    return time.monotonic() - began

            yield link.behind(send)
            print(f"one request of {len(raw):,} B", flush=True)


def _client(address: str) -> httpx.Client:
    # Laptops mostly send in the way of "cubic", whatever this computer does.
    cubic = (socket.IPPROTO_TCP, socket.TCP_CONGESTION, b"cubic")
    wait = httpx.Timeout(SECONDS_TO_ANSWER, connect=SECONDS_TO_CONNECT)
    transport = httpx.HTTPTransport(socket_options=[cubic])
    return httpx.Client(base_url=address, timeout=wait, transport=transport)


def _posts(link: Link, count: int, *, head: bool) -> float:
    chance = Random(4)  # noqa: S311 - invented answers
    instances = list(map(floors.instance_of, fleet.others(invented.pool(), count, chance)))
    with _openrosa() as address:
        return link.behind(lambda: _posted(address, instances, head=head))


def _posted(address: str, instances: Sequence[bytes], *, head: bool) -> float:
    version = {"X-OpenRosa-Version": "1.0"}
    with _client(address) as client:
        client.headers.update(version)
        began = time.monotonic()
        for number, content in enumerate(instances):
            if head or number == 0:
                client.head("/submission")
            file = {"xml_submission_file": ("submission.xml", content, "text/xml")}
            assert client.post("/submission", files=file).status_code == 201
            if number % 20 == 19:
                print(f"{number + 1} posts in {time.monotonic() - began:.0f} s", flush=True)
        return time.monotonic() - began


class _Server(BaseHTTPRequestHandler):
    """A server for OpenRosa that reads each instance and says thank you."""

    protocol_version = "HTTP/1.1"

    def do_HEAD(self) -> None:
        self._answer(204, b"")

    def do_POST(self) -> None:
        content = self.rfile.read(int(self.headers["Content-Length"]))
        start, end = content.index(b"<data"), content.rindex(b"</data>") + len(b"</data>")
        ET.fromstring(content[start:end])  # noqa: S314 - our own
        thanks = b'<OpenRosaResponse xmlns="http://openrosa.org/http/response"/>'
        self._answer(201, thanks)

    def _answer(self, status: int, content: bytes) -> None:
        self.send_response(status)
        self.send_header("X-OpenRosa-Version", "1.0")
        self.send_header("Location", f"http://{HERE}/submission")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its name there
        """Say nothing."""


@contextmanager
def _openrosa() -> Iterator[str]:
    server = ThreadingHTTPServer((HERE, 0), _Server)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://{HERE}:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


def _photo(link: Link) -> tuple[float, int]:
    """Return the seconds until the hub has a photo, and how often that was begun."""
    with tempfile.TemporaryDirectory() as text, _laptop(Path(text)) as (ws, address):
        photograph(ws, invented.clock_of_project(), 1, photo(1, _PHOTO))
        ends = threading.Event()
        switching = threading.Thread(target=_switch, args=(link, ends))
        switching.start()
        try:
            return link.behind(lambda: _carried(ws, address))
        finally:
            ends.set()
            switching.join()
            link.is_up = True


@contextmanager
def _laptop(folder: Path) -> Iterator[tuple[Workspace, str]]:
    """Give a laptop that has all the hub had to say, and the address of the hub."""
    codes = demo_world.begin(Config(Face.HUB, folder))
    arguments = ("hub", "start", "--data", str(folder), "--host", HERE)
    with Child(arguments) as hub, hub_client(hub.address) as client:
        code = codes.by_person[FACILITATOR.code]
        ws = demo_world.enrol_person(client, hub.address, code, folder / "node")
        try:
            yield ws, hub.address
        finally:
            ws.close()


def _switch(link: Link, ends: threading.Event) -> None:
    while True:
        for link.is_up, seconds in ((True, _UP), (False, _DOWN)):
            if ends.wait(seconds):
                return


def _carried(ws: Workspace, address: str) -> tuple[float, int]:
    began, tries, clock = time.monotonic(), 0, invented.clock_of_project()
    while not tries or photos(ws).waiting:
        tries += 1
        try:
            with _client(address) as client:
                node.sync(ws, client, clock)
                problem = carrying.carry(ws, client, clock, _PATIENCE).problem
        except Problem as found:
            problem = found
        if problem is not None:
            print(f"{time.monotonic() - began:.0f} s: {problem.code.name}", flush=True)
            time.sleep(2)
        print(f"{time.monotonic() - began:.0f} s: {photos(ws).left:,} B left", flush=True)
    return time.monotonic() - began, tries
