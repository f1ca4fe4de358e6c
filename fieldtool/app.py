"""The composition root: a Config in, the Flask app of a node or of a hub out."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from flask import Flask

from fieldtool import diagnostics
from fieldtool.config import Config, Face
from fieldtool.log.clock import SystemClock
from fieldtool.storage.files import WARN_BELOW_BYTES, FolderLock, Reserve
from fieldtool.web import parts

if TYPE_CHECKING:
    import httpx

    from fieldtool.web.services import HubServices, NodeServices

# An answer is a few bytes, but a page without JavaScript may carry three photos or recordings.
MOST_POSTED = 64 * 1024 * 1024
# A hub takes whole batches from laptops.
MOST_SYNCED = 8 * 1024 * 1024
SECONDS_TO_CONNECT, SECONDS_TO_ANSWER = 15.0, 120.0


def create_app(config: Config) -> Flask:
    """Return the app that *config* describes; it holds the folder until `running(app).close()`.

    Raises:
        Problem: another process uses the folder, or a file in it is damaged or newer.
    """
    lock = FolderLock(config.folder)
    diagnostics.open_log(config.folder, config.log_level)
    if config.reserve:
        Reserve(config.folder, config.reserve * 1_000_000).fill()
    app = Flask("fieldtool.web")
    make = _node if config.face is Face.NODE else _hub
    app.extensions["fieldtool"] = services = make(app, config)
    app.extensions["fieldtool_running"] = Running(services, lock)
    _add_pages(app, config)
    diagnostics.event("program:started", face=config.face.value)
    return app


@dataclass(frozen=True)
class Running:
    """What is to be closed when the program stops."""

    services: NodeServices | HubServices
    lock: FolderLock

    def close(self) -> None:
        """Close databases, the log and the folder, in this order."""
        self.services.close()
        diagnostics.event("program:stopped")
        diagnostics.close_log()
        self.lock.close()


def running(app: Flask) -> Running:
    """Return what is to be closed."""
    found = app.extensions["fieldtool_running"]
    assert isinstance(found, Running)  # noqa: S101 - set above
    return found


def hub_services(app: Flask) -> HubServices:
    """Return what the hub *app* works with."""
    found: HubServices = app.extensions["fieldtool"]
    return found


def _node(app: Flask, config: Config) -> NodeServices:
    from fieldtool.collect.form_cache import FormCache
    from fieldtool.web.services import NodeServices

    # Nobody stays signed in over a restart: the keys were in memory alone.
    app.secret_key = secrets.token_bytes(32)
    app.config["MAX_CONTENT_LENGTH"] = MOST_POSTED
    return NodeServices(config, _clock(), FormCache(config.folder / "forms"), hub_client)


def _hub(app: Flask, config: Config) -> HubServices:
    from fieldtool.security import hubkeys
    from fieldtool.storage import schema
    from fieldtool.storage.blobs import BlobStore
    from fieldtool.storage.database import open_file, open_hub
    from fieldtool.storage.models import Side
    from fieldtool.sync import erasing
    from fieldtool.web.services import HubServices

    path = config.folder / "hub.db"
    database = open_hub(config.database) if config.database else open_file(path)
    schema.prepare(database, Side.HUB)
    identity = hubkeys.load_or_create(database)
    app.secret_key = hubkeys.session_key(identity)
    app.config["MAX_CONTENT_LENGTH"] = MOST_SYNCED
    # Interviews come before photos: these leave the database the room that it needs.
    blobs = BlobStore(config.folder / "blobs", keep_free=WARN_BELOW_BYTES)
    clock = _clock()
    erasing.repeat(database, identity, config.folder, clock.now())
    erasing.finish_at_hub(database, blobs)
    erasing.remember(database, config.folder)
    return HubServices(config, clock, database, identity, blobs)


def _add_pages(app: Flask, config: Config) -> None:
    if config.face is Face.NODE:
        from fieldtool.web import field

        parts.install(app, config, field.HOME)
        field.install(app)
    else:
        from fieldtool.web import api, desk
        from fieldtool.web.parts import csrf

        desk.allow_uploads(app)
        parts.install(app, config, desk.HOME)
        desk.install(app)
        app.register_blueprint(api.api)
        csrf.exempt(app, api.api)


def _clock() -> SystemClock:
    # Whoever opens a workspace tells the time in its project's own zone.
    return SystemClock(ZoneInfo("UTC"))


def hub_client(address: str) -> httpx.Client:
    """Return a client for the hub at *address*."""
    import httpx

    # No proxy and no credentials from the environment: nothing on the way that nobody chose.
    return httpx.Client(
        base_url=address,
        timeout=httpx.Timeout(SECONDS_TO_ANSWER, connect=SECONDS_TO_CONNECT),
        trust_env=False,
        follow_redirects=False,
    )
