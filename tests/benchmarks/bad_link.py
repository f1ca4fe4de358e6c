"""200 interviews, and then a photo, over a link such as a district office has."""

from __future__ import annotations

import socket
import tempfile
import threading
import time
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, TypeAlias

import httpx

from fieldtool.app import SECONDS_TO_ANSWER, SECONDS_TO_CONNECT, hub_client
from fieldtool.cli import demo_world
from fieldtool.cli.demo_world import FACILITATOR
from fieldtool.cli.processes import Child
from fieldtool.config import Config, Face
from fieldtool.log.kinds import Revision
from fieldtool.problems import Problem
from fieldtool.security import sealing
from fieldtool.sync.laptop import carrying, node
from fieldtool.sync.laptop.photos import photos
from fieldtool.sync.wire import protocol
from tests.benchmarks import fleet, floors, hubs, invented, link, throttled
from tests.benchmarks.hubs import Hub
from tests.benchmarks.link import Link
from tests.benchmarks.tables import Table, middle, times
from tests.benchmarks.throttled import Throttled
from tests.sync.photographs import photo, photograph

if TYPE_CHECKING:
    from fieldtool.security.workspace import Workspace

Far: TypeAlias = Link | Throttled

COUNT, RUNS = 200, 5
_RATE, _DELAY, _LOSS = 100_000, 0.3, 0.03
# The posts take some two seconds each, so that a few have to say how long all would.
_POSTS = 60
# Collect asks with HEAD before each post where the server does not say where to post.
_WITH_HEAD = 20
_UP, _DOWN, _PHOTO = 20.0, 25.0, 1_000_000
# After so many seconds it says how far it is, and goes on.
_PATIENCE = 10.0
# Laptops mostly send in the way of "cubic", whatever this computer does.
_CUBIC = [(socket.IPPROTO_TCP, socket.TCP_CONGESTION, b"cubic")]


@dataclass(frozen=True)
class _Run:
    """One request: its bytes, and the seconds until its answer was here."""

    size: int
    seconds: float


def measure() -> Table:
    """Send the same interviews in one request, and one by one, over the same link."""
    lay = link.laid if link.can_be_laid() else throttled.laid
    with lay(_RATE, _DELAY, _LOSS) as far:
        rows = tuple(_rows(far))
        said = far.said
    return Table(
        f"{COUNT} interviews at 100 kbit/s, 600 ms there and back, 3 % of packets lost each way",
        ("what", "seconds", "without loss", "to ours"),
        rows,
        "Aims: median at most 6 s, sealed one by one at most 10 s, and 1/40 of one post each. "
        f"The link: {said}; no TLS on either side. Each run connects anew; posts share one.",
    )


def _rows(far: Far) -> Iterator[tuple[str, ...]]:
    ours = {name: list(_ours(far, way)) for name, way in _WAYS.items()}
    first = middle([one.seconds for one in next(iter(ours.values()))])
    for name, runs in ours.items():
        seconds = middle([one.seconds for one in runs])
        each = ", ".join(f"{one.seconds:.1f}" for one in runs)
        size = middle([one.size for one in runs])
        about = f"{name}: one request of {size / 1000:.1f} kB (runs: {each})"
        yield about, f"{seconds:.1f}", f"{_floor(size):.1f}", times(seconds, first)
    for name, count, head in (
        (f"{COUNT} OpenRosa posts", _POSTS, False),
        (f"{COUNT} OpenRosa posts with HEAD before each", _WITH_HEAD, True),
    ):
        seconds = _posts(far, count, head=head) * COUNT / count
        yield f"{name} ({count} measured)", f"{seconds:.0f}", "", times(seconds, first)
    seconds, tries = _photo(far)
    name = f"a photo of 1 MB, up {_UP:.0f} s and down {_DOWN:.0f} s, {tries} tries"
    yield name, f"{seconds:.0f}", f"{_PHOTO * 8 / _RATE:.0f}", ""


def _floor(size: float) -> float:
    """Return the seconds without any loss: a connection, the bytes, and the way of the answer."""
    return 4 * _DELAY + size * 8 / _RATE


def _as_it_is(revision: Revision, _hub: Hub) -> Revision:
    return revision


def _sealed(revision: Revision, hub: Hub) -> Revision:
    # Whose key it is makes no difference: nobody opens it.
    return sealing.sealed_revision(revision, hub.place.box_key, hub.xform)


def _sealed_untimed(revision: Revision, hub: Hub) -> Revision:
    return _sealed(replace(revision, paradata={}), hub)


_WAYS: dict[str, Callable[[Revision, Hub], Revision]] = {
    "with the times of answers": _as_it_is,
    "sealed one by one": _sealed_untimed,
    "sealed one by one with the times of answers": _sealed,
}


def _ours(far: Far, way: Callable[[Revision, Hub], Revision]) -> Iterator[_Run]:
    chance = Random(3)  # noqa: S311 - invented answers
    with hubs.serving("SQLite", RUNS, host=far.here) as hub:
        address = far.to(hub.child.address)
        for sender in hub.senders:
            written = [way(one, hub) for one in fleet.others(hub.pool, COUNT, chance)]
            raw = sender.request(sender.write(written))
            run = _Run(len(raw), far.behind(partial(_sent, address, raw)))
            print(f"one request of {run.size:,} B in {run.seconds:.1f} s", flush=True)
            yield run


def _sent(address: str, raw: bytes) -> float:
    with _client(address) as client:
        began = time.monotonic()
        reply = client.post("/sync", content=raw, headers={"Content-Type": protocol.CONTENT_TYPE})
        assert reply.status_code == 200
        return time.monotonic() - began


def _client(address: str) -> httpx.Client:
    wait = httpx.Timeout(SECONDS_TO_ANSWER, connect=SECONDS_TO_CONNECT)
    transport = httpx.HTTPTransport(socket_options=_CUBIC)
    return httpx.Client(base_url=address, timeout=wait, transport=transport)


def _posts(far: Far, count: int, *, head: bool) -> float:
    chance = Random(4)  # noqa: S311 - invented answers
    instances = list(map(floors.instance_of, fleet.others(invented.pool(), count, chance)))
    with _openrosa(far.here) as address:
        return far.behind(partial(_posted, far.to(address), instances, head=head))


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
        self.send_header("Location", f"http://{self.headers['Host']}/submission")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its name there
        """Say nothing."""


@contextmanager
def _openrosa(here: str) -> Iterator[str]:
    server = ThreadingHTTPServer((here, 0), _Server)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://{here}:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


def _photo(far: Far) -> tuple[float, int]:
    """Return the seconds until the hub has a photo, and how often that was begun."""
    with tempfile.TemporaryDirectory() as text, _laptop(Path(text), far.here) as (ws, address):
        photograph(ws, invented.clock_of_project(), 1, photo(1, _PHOTO))
        ends = threading.Event()
        switching = threading.Thread(target=_switch, args=(far, ends))
        switching.start()
        try:
            return far.behind(partial(_carried, ws, far.to(address)))
        finally:
            ends.set()
            switching.join()
            far.is_up = True


@contextmanager
def _laptop(folder: Path, here: str) -> Iterator[tuple[Workspace, str]]:
    """Give a laptop that has all the hub had to say, and the address of the hub."""
    codes = demo_world.begin(Config(Face.HUB, folder))
    arguments = ("hub", "start", "--data", str(folder), "--host", here)
    with Child(arguments) as hub, hub_client(hub.address) as client:
        code = codes.by_person[FACILITATOR.code]
        ws = demo_world.enrol_person(client, hub.address, code, folder / "node")
        try:
            yield ws, hub.address
        finally:
            ws.close()


def _switch(far: Far, ends: threading.Event) -> None:
    while True:
        for far.is_up, seconds in ((True, _UP), (False, _DOWN)):
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
