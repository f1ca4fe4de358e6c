"""A process whose children work at a laptop and at its hub until they are killed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import httpx
from flask import Flask

from fieldtool.collect import attachments, drafts, finalising, rows
from fieldtool.collect.attachments import Sent
from fieldtool.collect.form_cache import FormCache
from fieldtool.collect.sitting import Sittings
from fieldtool.config import Config, Face
from fieldtool.security import hubkeys
from fieldtool.security import workspace as workspaces
from fieldtool.security.workspace import Workspace
from fieldtool.storage.blobs import BlobStore
from fieldtool.storage.database import open_file
from fieldtool.storage.mail import Mail
from fieldtool.sync.hub.hub_bundles import Door, read_folder
from fieldtool.sync.laptop import couriers, outbox
from fieldtool.sync.laptop.carrying import carry
from fieldtool.sync.laptop.node import sync
from fieldtool.web.api import api
from fieldtool.web.services import HubServices
from tests.clocks import KABUL, StepClock
from tests.collect import pictures
from tests.killing import say, serve
from tests.web.laptop import PASSPHRASE

WINDOW = "windowaaaa"
CLOCK = StepClock(datetime.now(KABUL))
STICK = "stick"


def laptop(folder: Path) -> Path:
    """Return where the laptop's files are."""
    return folder / "node" / "node"


def opened(folder: Path) -> Workspace:
    """Open the only work of the laptop."""
    ((name, _person),) = workspaces.listing(laptop(folder))
    return workspaces.unlock(laptop(folder), name, PASSPHRASE, 1)


def sittings_of(folder: Path) -> Sittings:
    """Open its drafts, too."""
    return Sittings(opened(folder), FormCache(laptop(folder) / "forms"), CLOCK)


@contextmanager
def hub_of(folder: Path) -> Iterator[HubServices]:
    """Open the hub."""
    place = folder / "hub" / "hub"
    database = open_file(place / "hub.db")
    config = Config(Face.HUB, folder / "hub", reserve=0)
    identity = hubkeys.load_or_create(database)
    yield HubServices(config, CLOCK, database, identity, BlobStore(place / "blobs"))
    database.close()


def answer(folder: Path, draft: str) -> None:
    """Give answers and add a row."""
    sittings = sittings_of(folder)
    base = drafts.answers_of(sittings.workspace, draft)[1]
    for path, value in (("safety/why", "کوچه تاریک است"), ("safety/age", "44")):
        base = sittings.answer(draft, {path: value}, base, WINDOW).saved.seq
        say("answer", path, value)
    row = "hazard[zz22bb]"
    rows.put(sittings, draft, row, WINDOW)
    say("answer", row, "")


def attach(folder: Path, draft: str) -> None:
    """Replace a photo."""
    attach_to(sittings_of(folder), draft)


def attach_to(sittings: Sittings, draft: str) -> None:
    """Attach a photo to an interview that is open."""
    base = drafts.answers_of(sittings.workspace, draft)[1]
    sent = Sent(pictures.photo(60, 30), "x", base, WINDOW)
    attachments.attach(sittings, draft, "safety/photo", sent)
    with sittings.of(draft) as sitting:
        say("answer", "safety/photo", sitting.interview.state("safety/photo").value)


def finalise(folder: Path, draft: str) -> None:
    """Finalise the interview and leave it in the outbox."""
    sittings = sittings_of(folder)
    finalising.finalise(sittings, draft, "partial", CLOCK)
    say("finalised")
    outbox.settle(sittings.workspace, Mail(laptop(folder)), CLOCK)


def send(folder: Path, _draft: str) -> None:
    """Send to the hub, which is here too: the power fails for both."""
    ws = opened(folder)
    with hub_of(folder) as hub:
        app = Flask("hub")
        app.register_blueprint(api)
        app.extensions["fieldtool"] = hub
        with httpx.Client(transport=httpx.WSGITransport(app=app)) as client:
            sync(ws, client, CLOCK)
            carry(ws, client, CLOCK, 60)
        say("sent")


def read_stick(folder: Path, _draft: str) -> None:
    """Let the hub read the stick."""
    with hub_of(folder) as hub:
        read_folder(Door(hub.database, hub.identity, CLOCK, hub.blobs), folder / STICK)
        say("sent")


def bring(folder: Path, _draft: str) -> None:
    """Take the hub's answer from the stick, and let its person see it."""
    mail = Mail(laptop(folder))
    couriers.bring(mail, folder / STICK)
    outbox.settle(opened(folder), mail, CLOCK)
    say("sent")


def open_laptop(folder: Path, _draft: str) -> None:
    """Open work that an older program left."""
    opened(folder).close()


def open_hub(folder: Path, _draft: str) -> None:
    """Open a hub that an older program left."""
    from fieldtool.app import hub_database

    hub_database(Config(Face.HUB, folder / "hub", reserve=0)).close()


WORKS = {
    "answer": answer,
    "attach": attach,
    "finalise": finalise,
    "send": send,
    "read-stick": read_stick,
    "bring": bring,
    "open-node": open_laptop,
    "open-hub": open_hub,
}

if __name__ == "__main__":
    serve(WORKS)
