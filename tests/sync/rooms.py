"""A hub that answers over HTTP, laptops that enrol with it, and links that fail."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

import httpx
from flask import Flask
from werkzeug.serving import make_server

from fieldtool.config import Config, Face
from fieldtool.log import kinds
from fieldtool.log.canonical import Encodable
from fieldtool.log.kinds import FormPublished
from fieldtool.security import hubkeys, writer
from fieldtool.security.hubkeys import HubIdentity
from fieldtool.security.passphrase import MEBIBYTE, Effort
from fieldtool.security.workspace import Workspace
from fieldtool.storage.blobs import BlobStore
from fieldtool.storage.database import Database
from fieldtool.storage.queries import people
from fieldtool.storage.queries.people import Person
from fieldtool.sync.hub import sealing
from fieldtool.sync.hub.inviting import invite
from fieldtool.sync.laptop.enrol import Invitation, enrol
from fieldtool.sync.laptop.node import SyncResult, sync
from fieldtool.web.api import api
from fieldtool.web.services import HubServices
from tests.clocks import StepClock
from tests.log import samples

CHEAP = Effort(1, MEBIBYTE)
WORDS = "باران می‌بارد ۷۲"
# What is not about sealing is tested without.
SETTINGS = replace(samples.SETTINGS, sealing=sealing.WAIVED)
PERSON = Person("HRT-07", "فریبا", "female", trained=True, language="fa_AF")


@dataclass
class Hub:
    """A hub that serves on a free port of this computer."""

    database: Database
    identity: HubIdentity
    clock: StepClock
    folder: Path
    app: Flask = field(init=False)
    blobs: BlobStore = field(init=False)
    folder_of_blobs: Path = field(init=False)
    url: str = field(init=False)

    def __post_init__(self) -> None:
        """Start to answer."""
        self.app = Flask("hub")
        self.app.register_blueprint(api)
        self.use(self.database)
        # A server that can be stopped from another thread while it answers.
        self._server = make_server("127.0.0.1", 0, self.app, threaded=True)
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        # It is asked that often whether it is to stop.
        often = {"poll_interval": 0.01}
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs=often, daemon=True
        )
        self._thread.start()

    def use(self, database: Database) -> None:
        """Go on with another database, as after a restore."""
        self.database = database
        self.identity = hubkeys.load_or_create(database)
        config = Config(Face.HUB, self.folder, reserve=0)
        self.folder_of_blobs = config.folder / "blobs"
        self.blobs = BlobStore(self.folder_of_blobs)
        services = HubServices(config, self.clock, database, self.identity, self.blobs)
        self.app.extensions["fieldtool"] = services

    def keep_blobs(self, blobs: BlobStore) -> None:
        """Go on with another place for photos."""
        self.blobs = blobs
        wired: HubServices = self.app.extensions["fieldtool"]
        self.app.extensions["fieldtool"] = replace(wired, blobs=blobs)

    def begin(self) -> None:
        """Publish the project and put one person on the list."""
        self.say(kinds.PROJECT, samples.PROJECT, SETTINGS.to_content())
        with self.database.work() as session:
            people.put(session, samples.PROJECT, PERSON)

    def publish(self, form: FormPublished = samples.FORM) -> None:
        """Publish a form version."""
        self.say(kinds.FORM, form.hash, form.to_content())

    def say(self, kind: str, subject: str, content: dict[str, Encodable]) -> None:
        """Write to the project's log."""
        own = self.identity.writer(samples.PROJECT)
        with self.database.work() as session:
            writer.append(session, own, kind, subject, content, clock=self.clock.now())

    def invitation(self) -> Invitation:
        """Return a fresh code for the person."""
        with self.database.work() as session:
            made = invite(session, samples.PROJECT, PERSON.code, now=self.clock.now().wall)
        return Invitation(self.url, made.code)

    def close(self) -> None:
        """Stop answering."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(timeout=5)


@dataclass
class Laptop:
    """A laptop with one person's work unlocked."""

    ws: Workspace
    clock: StepClock
    client: httpx.Client

    def sync(self) -> SyncResult:
        """Sync with the hub it enrolled with."""
        return sync(self.ws, self.client, self.clock)

    def close(self) -> None:
        """Lock and go offline."""
        self.ws.close()
        self.client.close()


def new_laptop(hub: Hub, folder: Path, client: httpx.Client | None = None) -> Laptop:
    """Enrol a laptop over HTTP."""
    used = client or httpx.Client(timeout=20)
    ws = enrol(used, hub.invitation(), WORDS, folder, CHEAP)
    return Laptop(ws, hub.clock, used)


class Link(httpx.BaseTransport):
    """A real connection that loses or changes what passes, as told."""

    def __init__(self) -> None:
        self._real = httpx.HTTPTransport()
        self.requests: list[bytes] = []
        self.replies: list[bytes] = []
        # For how many seconds each was to be waited for.
        self.waits: list[float] = []
        # Given the content of a request or a reply, what arrives of it; may raise.
        self.up: Callable[[bytes], bytes] = bytes
        self.down: Callable[[bytes], bytes] = bytes

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Pass a request on and its reply back."""
        content = request.read()
        self.requests.append(content)
        self.waits.append(request.extensions["timeout"]["read"])
        headers = {"Content-Type": request.headers["Content-Type"]}
        sent = httpx.Request(request.method, request.url, headers=headers, content=self.up(content))
        response = self._real.handle_request(sent)
        body = response.read()
        self.replies.append(body)
        return httpx.Response(
            response.status_code,
            headers={"Content-Type": response.headers["Content-Type"]},
            content=self.down(body),
        )

    def close(self) -> None:
        """Close the connection."""
        self._real.close()
