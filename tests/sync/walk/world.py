"""Laptops, copies of laptops and a hub in one process: the product itself, without a network."""

from __future__ import annotations

import atexit
import shutil
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

from fieldtool.log import kinds
from fieldtool.log.kinds import log_to, team_log, workspace_log
from fieldtool.security import higher, hubkeys, workspace, writer
from fieldtool.security.higher import Higher
from fieldtool.security.hubkeys import HubIdentity
from fieldtool.security.keys import Identity
from fieldtool.security.workspace import Membership, Workspace
from fieldtool.storage import schema
from fieldtool.storage.blobs import BlobStore
from fieldtool.storage.database import Database, Session, open_file
from fieldtool.storage.models import Side
from fieldtool.storage.queries import entries, people, relays, workspaces
from fieldtool.storage.queries.people import Person
from fieldtool.storage.queries.relays import Relay
from fieldtool.sync.relay import relaying
from fieldtool.sync.wire.runs import Store
from tests import memory
from tests.clocks import StepClock
from tests.log import samples
from tests.sync.rooms import CHEAP, WORDS
from tests.sync.walk.questions import FORM
from tests.sync.walk.truths import P

NAMES = ("aaaaaaaa", "bbbbbbbb")
# A laptop whose hub is the relay, and the name by which the hub knows that.
BEHIND, RELAY = "cccccccc", "rrrrrrrr"
# Everybody's.
TEAM = "HRT"
YEAR = timedelta(days=365)


def _identity(number: int) -> Identity:
    return Identity(bytes([number]) * 32, bytes([number + 100]) * 32)


def _membership(name: str, number: int, hub: HubIdentity) -> Membership:
    return Membership(
        higher_key=hub.higher.logs_key if hub.higher else b"",
        project_id=P,
        workspace=name,
        person=f"HRT-0{number}",
        sex="female",
        trained=True,
        language="fa_AF",
        device="d3f2qa7m",
        title="هرات امن‌تر",
        zone="Asia/Kabul",
        hub_url="http://hub",
        hub_key=hub.keys.verify_key,
        hub_box_key=hub.keys.box_key,
        identity=_identity(number),
    )


@cache
def first_day() -> Path:
    """Return a folder with a hub and two enrolled laptops, made once and then only copied."""
    folder = _memory()
    database = open_file(folder / "hub" / "hub.db")
    schema.prepare(database, Side.HUB)
    identity = hubkeys.load_or_create(database)
    clock = StepClock()
    with database.work() as session:
        own, form = identity.writer(P), FORM
        said = samples.SETTINGS.to_content()
        writer.append(session, own, kinds.PROJECT, P, said, clock=clock.now())
        # With its form at hand, an interview's conflicts are seen.
        said = form.to_content()
        writer.append(session, own, kinds.FORM, form.hash, said, clock=clock.now())
        for number, name in enumerate(NAMES, start=1):
            _enrol(session, folder, name, number, identity)
    _begin_relay(folder, database, identity)
    database.close()
    empty = open_file(folder / "hub" / "empty.db")
    schema.prepare(empty, Side.HUB)
    empty.close()
    return folder


def _enrol(session: Session, folder: Path, name: str, number: int, hub: HubIdentity) -> None:
    member = _membership(name, number, hub)
    people.put(session, P, Person(member.person, "فریبا", "female", True, "fa_AF", TEAM))
    keys = member.identity
    made = workspaces.Workspace(
        name, member.person, member.device, keys.verify_key, keys.box_key, 1
    )
    workspaces.put(session, P, made)
    workspace.create(folder / name, member, WORDS, CHEAP).close()


def _begin_relay(folder: Path, database: Database, hub: HubIdentity) -> None:
    """Make a hub that is a relay and has what the hub said so far."""
    other = open_file(folder / "relay" / "hub.db")
    schema.prepare(other, Side.HUB)
    keys = hubkeys.load_or_create(other).keys
    above = Higher(
        RELAY, P, "", "http://hub", hub.keys.verify_key, hub.keys.box_key, hub.keys.verify_key
    )
    with other.work() as session:
        higher.keep(session, above)
    with database.work() as session:
        found = Relay(RELAY, "هرات", "d3f2qa7m", keys.verify_key, keys.box_key, 1)
        relays.put(session, P, found)
        line = entries.run(session, P, kinds.PROJECT_LOG)
        assert line is not None
    identity = hubkeys.load_or_create(other)
    with other.work() as session:
        Store(session, P, 1).keep(line)
        _enrol(session, folder, BEHIND, len(NAMES) + 1, identity)
    other.close()


def _home_of(name: str) -> str:
    """Return the hub that a laptop enrolled with."""
    return "relay" if name == BEHIND else "hub"


def _memory() -> Path:
    """Return an empty folder, in memory where there is one: power cuts are another test's."""
    folder = Path(mkdtemp(prefix="walk-", dir=memory.place()))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    for name in ("hub", "relay"):
        (folder / name).mkdir()
    return folder


def empty_folder() -> Path:
    """Return an empty folder beside that of the first day; it goes away with that."""
    return Path(mkdtemp(dir=first_day()))


def copy_files(source: Path, target: Path) -> None:
    """Put the files of *source* in the place of those of *target*, as a backup program does."""
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(source, target, ignore=shutil.ignore_patterns("*-shm"))


@dataclass(frozen=True)
class Answered:
    """An answer of a hub: the how manieth of all, and from which generation of it."""

    number: int
    generation: int


NOTHING = Answered(0, -1)


@dataclass
class Hub:
    """A hub; `generation` grows with every old copy that it goes on from.

    Attributes:
        heard: of a relay, the answer of the hub above that it took last.
        copies: older copies of the folder, with what was heard at that time.
        replies: what the hub above answered a relay.
    """

    folder: Path
    clock: StepClock = field(default_factory=StepClock)
    generation: int = 0
    heard: Answered = NOTHING
    copies: list[tuple[Path, Answered]] = field(default_factory=list)
    replies: list[bytes] = field(default_factory=list)
    database: Database = field(init=False)
    identity: HubIdentity = field(init=False)
    blobs: BlobStore = field(init=False)

    def __post_init__(self) -> None:
        """Start."""
        self.open()

    def open(self) -> None:
        """Open what lies in the folder."""
        self.database = open_file(self.folder / "hub.db")
        self.identity = hubkeys.load_or_create(self.database)
        self.blobs = BlobStore(self.folder / "blobs")

    def back_up(self) -> None:
        """Keep a copy of now."""
        place = self.folder.with_name(f"{self.folder.name}-copy-{len(self.copies)}")
        copy_files(self.folder, place)
        self.copies.append((place, self.heard))

    def restore(self, number: int, *, is_known: bool) -> None:
        """Go on from an older copy; where *is_known*, as the product's own restore does it."""
        self.database.close()
        place, self.heard = self.copies[number]
        copy_files(place, self.folder)
        self.open()
        if is_known:
            hubkeys.renew_epoch(self.database)
            self.identity = hubkeys.load_or_create(self.database)
        self.generation += 1

    @property
    def relay(self) -> relaying.Relay:
        """Return this hub as a relay."""
        return relaying.Relay(self.database, self.identity, self.blobs, self.clock, self.folder)


@dataclass
class Laptop:
    """One person on one laptop, or a copy of it that goes on alone.

    Attributes:
        home: the name of the hub that it syncs with.
        heard: the answer that it took last.
        copies: older copies of the folder, with what was heard at that time.
    """

    folder: Path
    workspace: str
    clock: StepClock = field(default_factory=StepClock)
    heard: Answered = NOTHING
    home: str = "hub"
    copies: list[tuple[Path, Answered]] = field(default_factory=list)
    replies: list[bytes] = field(default_factory=list)
    ws: Workspace = field(init=False)

    def __post_init__(self) -> None:
        """Unlock."""
        self.ws = workspace.unlock(self.folder, self.workspace, WORDS, 1)

    @property
    def database(self) -> Database:
        """Return the person's database."""
        return self.ws.database

    @property
    def blobs(self) -> BlobStore:
        """Return the person's photos."""
        return self.ws.blobs

    @property
    def log(self) -> str:
        """Return the log that the person writes."""
        return workspace_log(self.workspace)

    def move(self, hub: Hub) -> None:
        """Sync with *hub* itself from now on, and not with its relay any more."""
        keys = hub.identity.keys
        member = replace(
            self.ws.membership,
            hub_key=keys.verify_key,
            hub_box_key=keys.box_key,
            higher_key=b"",
        )
        self.ws = replace(self.ws, membership=member)
        self.home, self.heard = hub.folder.name, NOTHING

    @property
    def hears(self) -> tuple[str, ...]:
        """Return the hub's logs that are meant for it while nobody revokes it."""
        return kinds.PROJECT_LOG, team_log(TEAM), log_to(self.workspace)

    def back_up(self) -> None:
        """Keep a copy of now."""
        place = self.folder.with_name(f"{self.folder.name}-copy-{len(self.copies)}")
        copy_files(self.folder, place)
        self.copies.append((place, self.heard))

    def restore(self, number: int) -> None:
        """Go on from an older copy: what was written since is gone."""
        self.ws.close()
        place, self.heard = self.copies[number]
        copy_files(place, self.folder)
        self.ws = workspace.unlock(self.folder, self.workspace, WORDS, 1)
        if self.home != _home_of(self.workspace):
            self.home, self.heard = _home_of(self.workspace), NOTHING

    def clone(self, name: str) -> Laptop:
        """Return a copy that goes on alone."""
        place = self.folder.with_name(name)
        copy_files(self.folder, place)
        home = _home_of(self.workspace)
        heard = self.heard if self.home == home else NOTHING
        made = Laptop(place, self.workspace, StepClock(self.clock.moment), heard, home)
        made.replies = list(self.replies)
        return made
