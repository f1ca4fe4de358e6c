"""Laptops, copies of laptops and a hub in one process: the product itself, without a network."""

from __future__ import annotations

import atexit
import shutil
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

from fieldtool.log import kinds
from fieldtool.log.kinds import log_to, workspace_log
from fieldtool.security import hubkeys, workspace, writer
from fieldtool.security.hubkeys import HubIdentity
from fieldtool.security.keys import Identity
from fieldtool.security.workspace import Membership, Workspace
from fieldtool.storage import people, schema, workspaces
from fieldtool.storage.blobs import BlobStore
from fieldtool.storage.database import Database, open_file
from fieldtool.storage.models import Side
from fieldtool.storage.people import Person
from tests.clocks import StepClock
from tests.log import samples
from tests.sync.rooms import CHEAP, WORDS
from tests.sync.walk.truths import P

NAMES = ("aaaaaaaa", "bbbbbbbb")
YEAR = timedelta(days=365)


def _identity(number: int) -> Identity:
    return Identity(bytes([number]) * 32, bytes([number + 100]) * 32)


def _membership(name: str, number: int, hub: HubIdentity) -> Membership:
    return Membership(
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
        own, form = identity.writer(P), samples.FORM
        said = samples.SETTINGS.to_content()
        writer.append(session, own, kinds.PROJECT, P, said, clock=clock.now())
        # With its form at hand, an interview's conflicts are seen.
        said = form.to_content()
        writer.append(session, own, kinds.FORM, form.hash, said, clock=clock.now())
        for number, name in enumerate(NAMES, start=1):
            member = _membership(name, number, identity)
            people.put(session, P, Person(member.person, "فریبا", "female", True, "fa_AF"))
            keys = member.identity
            made = workspaces.Workspace(
                name, member.person, member.device, keys.verify_key, keys.box_key, 1
            )
            workspaces.put(session, P, made)
            workspace.create(folder / name, member, WORDS, CHEAP).close()
    database.close()
    empty = open_file(folder / "hub" / "empty.db")
    schema.prepare(empty, Side.HUB)
    empty.close()
    return folder


def _memory() -> Path:
    """Return an empty folder, in memory where there is one: power cuts are another test's."""
    shared = Path("/dev/shm")  # noqa: S108 - a place for files that nobody needs later
    folder = Path(mkdtemp(prefix="walk-", dir=shared if shared.is_dir() else None))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    (folder / "hub").mkdir()
    return folder


def copy_files(source: Path, target: Path) -> None:
    """Put the files of *source* in the place of those of *target*, as a backup program does."""
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(source, target, ignore=shutil.ignore_patterns("*-shm"))


@dataclass
class Hub:
    """A hub; `generation` grows with every old copy that it goes on from."""

    folder: Path
    clock: StepClock = field(default_factory=StepClock)
    generation: int = 0
    copies: list[Path] = field(default_factory=list)
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
        self.copies.append(self.folder.with_name(f"hub-copy-{len(self.copies)}"))
        copy_files(self.folder, self.copies[-1])

    def restore(self, copy: Path, *, is_known: bool) -> None:
        """Go on from *copy*; where *is_known*, as the product's own restore does it."""
        self.database.close()
        copy_files(copy, self.folder)
        self.open()
        if is_known:
            hubkeys.renew_epoch(self.database)
            self.identity = hubkeys.load_or_create(self.database)
        self.generation += 1

    def log_writer(self, log: str) -> hubkeys.HubWriter:
        """Return the hub as the writer of *log*."""
        return self.identity.writer(P, log)


@dataclass
class Laptop:
    """One person on one laptop, or a copy of it that goes on alone.

    Attributes:
        met: the generation of the hub that the last answer came from.
        copies: older copies of the folder, with `met` at that time.
    """

    folder: Path
    workspace: str
    clock: StepClock = field(default_factory=StepClock)
    met: int = -1
    copies: list[tuple[Path, int]] = field(default_factory=list)
    replies: list[bytes] = field(default_factory=list)
    ws: Workspace = field(init=False)

    def __post_init__(self) -> None:
        """Unlock."""
        self.ws = workspace.unlock(self.folder, self.workspace, WORDS, 1)

    @property
    def log(self) -> str:
        """Return the log that the person writes."""
        return workspace_log(self.workspace)

    @property
    def hears(self) -> tuple[str, ...]:
        """Return the hub's logs that are meant for it."""
        return kinds.PROJECT_LOG, log_to(self.workspace)

    def back_up(self) -> None:
        """Keep a copy of now."""
        place = self.folder.with_name(f"{self.folder.name}-copy-{len(self.copies)}")
        copy_files(self.folder, place)
        self.copies.append((place, self.met))

    def restore(self, number: int) -> None:
        """Go on from an older copy: what was written since is gone."""
        self.ws.close()
        place, self.met = self.copies[number]
        copy_files(place, self.folder)
        self.ws = workspace.unlock(self.folder, self.workspace, WORDS, 1)

    def clone(self, name: str) -> Laptop:
        """Return a copy that goes on alone."""
        place = self.folder.with_name(name)
        copy_files(self.folder, place)
        made = Laptop(place, self.workspace, StepClock(self.clock.moment), self.met)
        made.replies = list(self.replies)
        return made
