"""A national hub, a province's hub that is its relay, and laptops behind either."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import httpx

from fieldtool.log.kinds import workspace_log
from fieldtool.security import hubkeys, workspace
from fieldtool.security.workspace import Workspace
from fieldtool.storage.database import open_file
from fieldtool.storage.queries import entries, people
from fieldtool.sync.hub.hub_bundles import Door
from fieldtool.sync.hub.inviting import invite_relay
from fieldtool.sync.laptop import node
from fieldtool.sync.laptop.carrying import Carried, carry
from fieldtool.sync.laptop.enrol import Invitation, enrol
from fieldtool.sync.relay import relay_blobs
from fieldtool.sync.relay.enrol_relay import enrol_relay
from fieldtool.sync.relay.relaying import Passed, Relay, pass_on
from tests.clocks import StepClock
from tests.log import samples
from tests.sync.post import hub_in
from tests.sync.rooms import CHEAP, PERSON, WORDS, Hub, Link

P = samples.PROJECT
# Whose laptops they are.
BEHIND, DIRECT = ("one", "two"), "direct"


@dataclass
class Province:
    """All of it, over links that can be made to fail."""

    folder: Path
    national: Hub
    hub: Hub
    laptops: dict[str, Workspace] = field(default_factory=dict)
    link: Link = field(default_factory=Link)

    @property
    def clock(self) -> StepClock:
        return self.national.clock

    @property
    def relay(self) -> Relay:
        hub = self.hub
        return Relay(hub.database, hub.identity, hub.blobs, hub.clock, hub.folder)

    def pass_on(self, *, blobs_past: int = 0) -> Passed:
        with httpx.Client(transport=self.link) as client:
            return pass_on(self.reachable(), client, blobs_past=blobs_past)

    @property
    def door(self) -> Door:
        """Return what the relay reads sticks with."""
        hub = self.hub
        return Door(hub.database, hub.identity, hub.clock, hub.blobs, self.relay)

    @property
    def door_above(self) -> Door:
        """Return what the national hub reads sticks with."""
        hub = self.national
        return Door(hub.database, hub.identity, hub.clock, hub.blobs)

    def carry_on(self) -> Carried:
        with httpx.Client(transport=self.link) as client:
            return relay_blobs.carry(self.reachable(), client, 600.0)

    def reachable(self) -> Relay:
        """Return the relay, which finds the national hub wherever it listens now."""
        found = self.relay
        above = replace(found.higher, url=self.national.url)
        return replace(found, identity=replace(found.identity, higher=above))

    def sync(self, name: str) -> None:
        hub = self.national if name == DIRECT else self.hub
        with httpx.Client(transport=httpx.WSGITransport(app=hub.app)) as client:
            node.sync(self.laptops[name], client, self.clock)

    def carry(self, name: str) -> Carried:
        hub = self.national if name == DIRECT else self.hub
        with httpx.Client(transport=httpx.WSGITransport(app=hub.app)) as client:
            return carry(self.laptops[name], client, self.clock, 600.0)

    def log(self, name: str) -> str:
        return workspace_log(self.laptops[name].id)


def ids(hub: Hub, log: str) -> list[str]:
    """Return what *hub* has of a log."""
    with hub.database.read() as session:
        return [one.id for one in entries.all_of(session, P, log)]


def begin(folder: Path) -> None:
    """Set everything up: keys take a while, so this is done once and copied."""
    clock = StepClock()
    for name in ("national", "relay"):
        (folder / name).mkdir()
    with ExitStack() as stack, httpx.Client(timeout=20) as client:
        national = stack.enter_context(hub_in(folder / "national", clock))
        national.begin()
        national.publish()
        with national.database.work() as session:
            made = invite_relay(session, P, "هرات", now=clock.now().wall)
        hub = stack.enter_context(hub_in(folder / "relay", clock))
        code = Invitation(national.url, made.code)
        enrol_relay(client, code, hub.database, hub.identity, hub.folder)
        hub.use(hub.database)
        pass_on(Relay(hub.database, hub.identity, hub.blobs, clock, hub.folder), client)
        with hub.database.work() as session:
            people.put(session, P, PERSON)
        for name in BEHIND:
            enrol(client, hub.invitation(), WORDS, folder / name, CHEAP).close()
        enrol(client, national.invitation(), WORDS, folder / DIRECT, CHEAP).close()


@contextmanager
def copied(day: Path, folder: Path, clock: StepClock) -> Iterator[Province]:
    """Give a copy of *day*, with everybody at work."""
    shutil.copytree(day, folder, dirs_exist_ok=True)
    with ExitStack() as stack:
        national = stack.enter_context(hub_in(folder / "national", clock))
        hub = stack.enter_context(hub_in(folder / "relay", clock))
        made = Province(folder, national, hub)
        for name in (*BEHIND, DIRECT):
            home = folder / name
            (found,) = workspace.listing(home)
            ws = workspace.unlock(home, found[0], WORDS, 1)
            stack.callback(ws.close)
            made.laptops[name] = ws
        yield made


def restored(hub: Hub, copy: Path, *, is_known: bool) -> None:
    """Let a hub go on from *copy*, as after a restore; where *is_known*, by the product's own."""
    place = Path(hub.database.place)
    hub.database.close()
    for left in place.parent.glob(f"{place.name}*"):
        left.unlink()
    shutil.copy(copy, place)
    database = open_file(place)
    if is_known:
        hubkeys.renew_epoch(database)
    hub.use(database)


def copy_of(hub: Hub, name: str) -> Path:
    """Copy a hub's database as it is now."""
    place = Path(hub.database.place)
    with hub.database.work() as session:
        session.connection().exec_driver_sql("SELECT 1")
    target = place.with_name(name)
    hub.database.scrub()
    shutil.copy(place, target)
    return target
