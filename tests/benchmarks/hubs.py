"""A hub process with thousands of laptops on its lists, on SQLite or PostgreSQL; both flush."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from threading import Thread
from urllib.parse import urlsplit

from fieldtool.app import hub_database
from fieldtool.cli import demo_world
from fieldtool.cli.processes import Child
from fieldtool.config import Config, Face
from fieldtool.log.kinds import Revision
from fieldtool.log.sites import Site
from fieldtool.security import hubkeys
from fieldtool.storage.queries import forms, projects
from fieldtool.sync.hub.handing import Passing
from fieldtool.sync.hub.publishing import publish_sites
from fieldtool.sync.wire import protocol
from tests import postgresql
from tests.benchmarks import fleet, invented
from tests.benchmarks.fleet import Place, Sender
from tests.benchmarks.laptop import worked_by

DATABASES = ("SQLite", "PostgreSQL")


@dataclass(frozen=True)
class Posted:
    """What it took to post some requests: the time of each, of all, and of the hub's processor."""

    each: tuple[float, ...]
    passed: float
    worked: float


@dataclass(frozen=True)
class Hub:
    """A hub that serves, and who sends to it.

    Attributes:
        pool: interviews with Q1 to send, which differ in their ids, numbers and answers.
        xform: that form, as the hub has it.
    """

    child: Child
    config: Config
    place: Place
    senders: list[Sender]
    pool: tuple[Revision, ...]
    xform: str

    @property
    def url(self) -> str:
        """Return the URL of its PostgreSQL; empty for a file."""
        return self.config.database

    def post(self, by_client: Sequence[Sequence[bytes]]) -> Posted:
        """Let as many clients as there are lists send each its own, one after the other."""
        each: list[float] = []
        clients = [Thread(target=self._send, args=(some, each)) for some in by_client]
        worked, began = worked_by(self.child.pid), time.perf_counter()
        for client in clients:
            client.start()
        for client in clients:
            client.join()
        passed = time.perf_counter() - began
        if len(each) != sum(map(len, by_client)):
            raise ConnectionError("the hub refused")
        return Posted(tuple(each), passed, worked_by(self.child.pid) - worked)

    def _send(self, some: Sequence[bytes], each: list[float]) -> None:
        connection = HTTPConnection(urlsplit(self.child.address).netloc)
        for raw in some:
            began = time.perf_counter()
            connection.request("POST", "/sync", raw, {"Content-Type": protocol.CONTENT_TYPE})
            answer = connection.getresponse()
            content = answer.read()
            if answer.status != 200:
                print(answer.status, content[:200])
                return
            each.append(time.perf_counter() - began)
        connection.close()


@contextmanager
def serving(
    database: str, laptops: int, *, host: str = "127.0.0.1", has_news: bool = False
) -> Iterator[Hub]:
    """Give a hub on one of DATABASES that knows so many laptops, and listens on *host*.

    Where it *has_news*, a place was added to the register that no laptop has heard of.
    """
    pool = invented.pool()
    with (
        tempfile.TemporaryDirectory() as text,
        postgresql.server(durable=True) if database == "PostgreSQL" else nullcontext("") as url,
    ):
        config = Config(Face.HUB, Path(text), database=url)
        demo_world.begin(config)
        place, senders, xform = _listed(config, laptops, pool[0].form_hash, has_news=has_news)
        environ = {"FIELDTOOL_DATABASE": url} if url else {}
        with Child(("hub", "start", "--data", text, "--host", host), environ) as child:
            yield Hub(child, config, place, senders, pool, xform)


def _listed(
    config: Config, laptops: int, form: str, *, has_news: bool
) -> tuple[Place, list[Sender], str]:
    database = hub_database(config)
    try:
        with database.read() as session:
            project = projects.ids(session)[0]
            asked = forms.source(session, project, form)
            assert asked is not None
        identity = hubkeys.load_or_create(database)
        before = fleet.place_of(database, project, identity.keys.box_key)
        senders = fleet.enrol(database, before, laptops)
        with database.work() as session:
            # A hub names colleagues at the first sync after somebody was set up.
            Passing(session, identity, project, invented.clock_of_project().now()).pass_on()
        place = fleet.place_of(database, project, identity.keys.box_key)
        for one in senders:
            one.place = place
        if has_news:
            new = [Site("new", "AF32", "village", "own", "new", {"fa_AF": "قریهٔ نو"})]
            with database.work() as session:
                now = invented.clock_of_project().now()
                publish_sites(session, identity, project, new, now)
        return place, senders, asked.xform
    finally:
        database.close()
