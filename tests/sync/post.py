"""Laptops with several people, sticks, and a hub that reads them."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from fieldtool.security import hubkeys, workspace
from fieldtool.security.workspace import Workspace
from fieldtool.storage import schema
from fieldtool.storage.blobs import BlobStore
from fieldtool.storage.database import Database, open_file
from fieldtool.storage.mail import Mail
from fieldtool.storage.models import Side
from fieldtool.storage.queries import interviews
from fieldtool.sync.hub import hub_bundles
from fieldtool.sync.hub.hub_bundles import Door, Reading
from fieldtool.sync.laptop import couriers, node, outbox
from fieldtool.sync.laptop.couriers import Went
from fieldtool.sync.laptop.enrol import enrol
from fieldtool.sync.laptop.outbox import Settled
from fieldtool.sync.wire import bundles
from tests.clocks import StepClock
from tests.log import samples
from tests.sync.rooms import CHEAP, WORDS, Hub

P = samples.PROJECT
# How many people work on each laptop.
LAPTOPS = {"one": 2, "two": 1}


@dataclass
class Shared:
    """A laptop on which several people work, and which may have no network."""

    folder: Path
    hub: Hub
    people: list[Workspace] = field(default_factory=list)

    @property
    def mail(self) -> Mail:
        return Mail(self.folder)

    @property
    def clock(self) -> StepClock:
        return self.hub.clock

    def client(self, _address: str = "") -> httpx.Client:
        return httpx.Client(transport=httpx.WSGITransport(app=self.hub.app))

    def open(self) -> None:
        for name, _person in workspace.listing(self.folder):
            self.people.append(workspace.unlock(self.folder, name, WORDS, 1))

    def settle(self, person: int = 0, *, asks: bool = False) -> Settled:
        return outbox.settle(self.people[person], self.mail, self.clock, asks=asks)

    def send(self) -> tuple[Went, ...]:
        return couriers.send_all(self.mail, self.client)

    def sync(self, person: int = 0) -> None:
        with self.client() as client:
            node.sync(self.people[person], client, self.clock)

    def address(self, person: int = 0) -> str:
        return bundles.address(self.people[person].identity.box_key)

    def parcel(self, person: int = 0) -> bytes:
        found = self.mail.parcel(self.address(person))
        assert found is not None
        return found

    def proven(self, person: int = 0) -> int:
        ws = self.people[person]
        with ws.database.read() as session:
            return len(interviews.proven(session, P, ws.log))

    def close(self) -> None:
        for ws in self.people:
            ws.close()


@contextmanager
def hub_in(folder: Path, clock: StepClock) -> Iterator[Hub]:
    """Run a hub whose database is a file in *folder*, so that it can be copied."""
    database = open_file(folder / "hub.db")
    schema.prepare(database, Side.HUB)
    hub = Hub(database, hubkeys.load_or_create(database), clock, folder / "hub")
    yield hub
    hub.close()
    hub.database.close()


def begin(folder: Path) -> None:
    """Set up a hub with a form, and two laptops that know nothing of it yet."""
    with hub_in(folder, StepClock()) as hub, httpx.Client(timeout=20) as client:
        hub.begin()
        hub.publish()
        for name, people in LAPTOPS.items():
            for _ in range(people):
                enrol(client, hub.invitation(), WORDS, folder / name, CHEAP).close()


@contextmanager
def copied(day: Path, folder: Path, clock: StepClock) -> Iterator[tuple[Shared, Shared]]:
    """Give the two laptops, unlocked, of a copy of *day*; their hub runs meanwhile."""
    shutil.copytree(day, folder, dirs_exist_ok=True)
    with hub_in(folder, clock) as hub:
        one, two = (Shared(folder / name, hub) for name in LAPTOPS)
        for laptop in (one, two):
            laptop.open()
        yield one, two
        for laptop in (one, two):
            laptop.close()


def stored(hub: Hub) -> int:
    """Return how many interviews are at the hub."""
    with hub.database.read() as session:
        return interviews.count(session, P)


def door(hub: Hub, database: Database | None = None) -> Door:
    """Return what the hub answers with."""
    blobs = BlobStore(hub.folder / "blobs")
    return Door(database or hub.database, hub.identity, hub.clock, blobs)


def read(hub: Hub, stick: Path) -> Reading:
    """Let the hub read a stick."""
    return hub_bundles.read_folder(door(hub), stick)
