"""A hub, a laptop's open work and honest messages, for inputs that are made from them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from sqlalchemy import select

from fieldtool.log import kinds
from fieldtool.log.blobs import BlobRef
from fieldtool.log.canonical import Tree
from fieldtool.log.chain import Run
from fieldtool.log.entry import Entry
from fieldtool.security import hubkeys, workspace, writer
from fieldtool.security.blobs import seal
from fieldtool.security.hubkeys import HubIdentity
from fieldtool.security.keys import Identity
from fieldtool.security.passphrase import MEBIBYTE, Effort
from fieldtool.security.workspace import Membership, Workspace
from fieldtool.storage import schema
from fieldtool.storage.blobs import BlobStore
from fieldtool.storage.database import Database, open_hub
from fieldtool.storage.models import Side, kept_tables, projected_tables
from fieldtool.storage.queries import entries, people, workspaces
from fieldtool.storage.queries.people import Person
from fieldtool.sync.hub import receiving as hub
from fieldtool.sync.hub import sealing
from fieldtool.sync.hub.inviting import invite
from fieldtool.sync.laptop import taking
from fieldtool.sync.wire import messages, requests, runs
from tests.clocks import StepClock
from tests.log import samples
from tests.sync.interviews import finalise, revision

P = samples.PROJECT
PERSON = Person("HRT-07", "فریبا", "female", trained=True, language="fa_AF")
# Fixed keys: the same number makes the same input in every run.
LAPTOP, HUB = Identity(samples.SEED, samples.SEED), Identity(samples.SEED[::-1], samples.SEED[::-1])
NAME = "k3f2qa7m"


@dataclass(frozen=True, eq=False)
class World:
    """What honest inputs are made of, and what must not change.

    Attributes:
        honest: a request of the laptop, and the hub's answer to it.
        run: the entries of the laptop in that request.
        said: the entries of the hub's log `project`.
        photo: what the laptop's last interview shows, half of which the hub has.
    """

    folder: Path
    database: Database
    identity: HubIdentity
    clock: StepClock
    blobs: BlobStore
    ws: Workspace
    code: str
    honest: tuple[bytes, bytes]
    run: Run
    said: tuple[Entry, ...]
    photo: BlobRef
    ciphertext: bytes

    def header(self) -> dict[str, Tree]:
        """Return the header of an honest request."""
        tip = self.run.signed.tip
        said = messages.RequestHeader(P, tip.log, tip.id, tip.count, 3, {}, self.clock.now())
        return said.to_tree()

    def body(self) -> dict[str, Tree]:
        """Return the body of an honest request."""
        return messages.RequestBody((runs.to_wire(self.run),)).to_tree()

    def state(self) -> str:
        """Return a digest of all that hub and laptop have stored."""
        found = hashlib.sha256()
        for database, side in ((self.database, Side.HUB), (self.ws.database, Side.NODE)):
            for line in _rows(database, side):
                found.update(line.encode("utf-8", "surrogatepass"))
        for path in sorted(self.folder.rglob("blobs/**/*")):
            found.update(f"{path.name} {path.stat().st_size if path.is_file() else 0}\n".encode())
        return found.hexdigest()


def _rows(database: Database, side: Side) -> Iterator[str]:
    with database.read() as session:
        for table in (*kept_tables(side), *projected_tables()):
            # Not as they are mapped: what one session has seen it does not read again.
            for row in sorted(map(repr, session.execute(select(*table.c)))):
                yield f"{table.name} {row}\n"


@contextmanager
def world(folder: Path, url: str = "") -> Iterator[World]:
    """Give a hub at *url* (a file where there is none) and a laptop that synced with it once."""
    database = open_hub(url or f"sqlite:///{folder / 'hub.db'}")
    schema.prepare(database, Side.HUB)
    identity = replace(hubkeys.load_or_create(database), keys=HUB)
    ws = workspace.create(folder, _membership(), "باران می‌بارد ۷۲", Effort(1, MEBIBYTE))
    yield _begun(folder, database, identity, ws)
    ws.close()
    database.close()


def _membership() -> Membership:
    hub_keys = (HUB.verify_key, HUB.box_key)
    who = (PERSON.code, PERSON.sex, PERSON.trained, PERSON.language, "d2e4v6i8ce")
    return Membership(
        P, NAME, *who, "هرات امن‌تر", "Asia/Kabul", "https://hub.invalid", *hub_keys, LAPTOP
    )


def _begun(folder: Path, database: Database, identity: HubIdentity, ws: Workspace) -> World:
    clock, blobs = StepClock(), BlobStore(folder / "hub" / "blobs")
    own = identity.writer(P)
    with database.work() as session:
        people.put(session, P, PERSON)
        known = workspaces.Workspace(
            NAME, PERSON.code, "d2e4v6i8ce", LAPTOP.verify_key, LAPTOP.box_key, 1
        )
        workspaces.put(session, P, known)
        for kind, subject, content in (
            (kinds.PROJECT, P, replace(samples.SETTINGS, sealing=sealing.WAIVED).to_content()),
            (kinds.FORM, samples.FORM.hash, samples.FORM.to_content()),
            (kinds.SITES, P, samples.SITES.to_content()),
        ):
            writer.append(session, own, kind, subject, content, clock=clock.now())
        code = invite(session, P, PERSON.code, now=clock.now().wall).code
    photo, ciphertext = seal(b"\xff\xd8" + bytes(range(256)) * 30)
    finalise(ws, clock, range(3))
    _photographed(ws, clock, photo)
    request = requests.packed(ws, requests.prepared(ws, clock, taking.Marks()), 1 << 20)
    reply = hub.answer(database, identity, request, clock, blobs)
    blobs.grow(photo.name, 0, ciphertext[: photo.size // 2], photo.size)
    with ws.database.read() as session:
        run = entries.run(session, P, ws.log)
    with database.read() as session:
        said = entries.all_of(session, P, kinds.PROJECT_LOG)
    assert run is not None
    return World(
        folder, database, identity, clock, blobs, ws, code, (request, reply), run, tuple(said),
        photo, ciphertext,
    )  # fmt: skip


def _photographed(ws: Workspace, clock: StepClock, photo: BlobRef) -> None:
    shown = replace(revision(99), attachments={"1764139200000.jpg": photo})
    with ws.database.work() as session:
        writer.append(
            session, ws, kinds.FINALISE, shown.interview, shown.to_content(), clock=clock.now(),
            blobs=(photo.blob,),
        )  # fmt: skip
