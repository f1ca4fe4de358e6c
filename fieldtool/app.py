"""The composition root: a Config in, the Flask app of a node or of a hub out."""

from __future__ import annotations

import secrets
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from flask import Flask

from fieldtool import diagnostics
from fieldtool.config import Config, Face
from fieldtool.log.clock import SystemClock
from fieldtool.problems import Code, Problem
from fieldtool.storage.files import WARN_BELOW_BYTES, FolderLock, Reserve
from fieldtool.web import parts

if TYPE_CHECKING:
    import httpx

    from fieldtool.security.hubkeys import HubIdentity
    from fieldtool.storage.database import Database
    from fieldtool.web.services import HubServices, NodeServices

# An answer is a few bytes, but a page without JavaScript may carry three photos or recordings.
MOST_POSTED = 64 * 1024 * 1024
# What a page of a hub takes; the doors for laptops, and for whole forms, have limits of their own.
MOST_AT_HUB = 8 * 1024 * 1024
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
    try:
        app.extensions["fieldtool"] = services = make(app, config)
    except Problem:
        lock.close()
        raise
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
    from fieldtool.collect.practising import Practices
    from fieldtool.storage import files, putting_back
    from fieldtool.web.services import NodeServices, OpenWork

    def client_for(address: str) -> httpx.Client:
        return hub_client(address, config.folder)

    for home in sorted((config.folder / "workspaces").glob("*")):
        putting_back.finish(home)
    for old in (config.folder / "forms").glob("*.json"):
        # Compiled forms in clear, of a program from before they were sealed.
        with suppress(OSError):
            files.destroy(old)
    # Nobody stays signed in over a restart: the keys were in memory alone.
    app.secret_key = secrets.token_bytes(32)
    app.config["MAX_CONTENT_LENGTH"] = MOST_POSTED
    work = OpenWork(config.lock_after * 60_000)
    work.watch()
    forms = FormCache(config.folder / "forms")
    practices = Practices(config.folder / "practice", forms)
    work.goes_with(practices.park, practices.end)
    return NodeServices(config, _clock(), forms, client_for, practices, work)


def _hub(app: Flask, config: Config) -> HubServices:
    from fieldtool.security import hubkeys
    from fieldtool.storage.blobs import BlobStore
    from fieldtool.sync.hub import erasing
    from fieldtool.web.services import HubServices

    database = hub_database(config)
    identity = hubkeys.load_or_create(database)
    app.secret_key = hubkeys.session_key(identity)
    app.config["MAX_CONTENT_LENGTH"] = MOST_AT_HUB
    # Interviews come before photos: these leave the database the room that it needs.
    blobs = BlobStore(config.folder / "blobs", keep_free=WARN_BELOW_BYTES)
    clock = _clock()
    erasing.repeat(database, identity, config.folder, clock.now())
    has_erased = erasing.finish_at_hub(database, blobs)
    erasing.remember(database, config.folder)
    _name_roots(config, database, identity, clock)
    services = HubServices(config, clock, database, identity, blobs)
    _back_up_of_the_day(services, has_erased=has_erased)
    _go_on_destroying(services)
    return _with_rounds(services) if identity.higher else services


def _go_on_destroying(services: HubServices) -> None:
    """Take up a destruction of all answers in which the hub was stopped."""
    from fieldtool.storage.queries import projects, retention

    with services.database.read() as session:
        known = projects.ids(session)
        begun = [one for one in known if retention.unfinished(session, one) is not None]
    for project in begun:
        services.go_on_destroying(project)


def _with_rounds(services: HubServices) -> HubServices:
    from fieldtool.sync.relay.relaying import Relay
    from fieldtool.sync.relay.rounds import Rounds

    folder = services.config.folder
    relay = Relay(services.database, services.identity, services.blobs, services.clock, folder)

    def back_up() -> None:
        _back_up_of_the_day(services, has_erased=True)

    rounds = Rounds(relay, hub_client, back_up)
    services.closes.append(rounds.stop)
    return replace(services, rounds=rounds)


def _name_roots(
    config: Config, database: Database, identity: HubIdentity, clock: SystemClock
) -> None:
    """Tell laptops which certificates prove this hub, where its setting names others than before.

    Raises:
        Problem: ROOTS_NOT_READABLE.
    """
    from fieldtool.security import transport
    from fieldtool.storage.queries import projects
    from fieldtool.sync.hub.publishing import publish_project

    if not config.roots or identity.higher is not None:
        return
    try:
        named = transport.check(Path(config.roots).read_text(encoding="ascii"))
    except (OSError, ValueError) as error:
        raise Problem(Code.ROOTS_NOT_READABLE) from error
    with database.work() as session:
        for project in projects.ids(session):
            found = projects.get(session, project)
            if found.roots != named:
                publish_project(session, identity, replace(found, roots=named), clock.now())


def hub_database(config: Config) -> Database:
    """Open the hub's database, finish what a restore began, and bring it up to date.

    Raises:
        Problem: it is damaged, newer, or does not answer; a good backup is named.
    """
    from fieldtool.security import hub_backups
    from fieldtool.storage import backups, putting_back, schema
    from fieldtool.storage.database import open_file, open_hub
    from fieldtool.storage.models import Side

    path = config.folder / hub_backups.DATABASE
    putting_back.finish(config.folder)
    database = open_hub(config.database) if config.database else open_file(path)

    def save() -> None:
        hub_backups.before_migration(config.folder, database, _clock().now().wall)

    try:
        with backups.offered(config.folder / hub_backups.BACKUPS, path):
            database.check()
            schema.prepare(database, Side.HUB, before_migration=save)
    except Problem:
        # A damaged file is left as it is: closing it properly would write to it.
        database.engine.dispose()
        raise
    return database


def _back_up_of_the_day(services: HubServices, *, has_erased: bool) -> None:
    """Let a hub that starts have a backup of the day; a command makes those in between."""
    from fieldtool.security import hub_backups

    config, owner = services.config, hub_backups.owner_of(services.identity)
    if not services.database.is_sqlite:
        return
    try:
        now = services.clock.now().wall
        back_up = hub_backups.after_erasure if has_erased else hub_backups.daily
        back_up(config.folder, services.database, owner, now, config.second_place)
    except Problem as problem:
        # Interviews must be taken in even where no backup fits on the disk any more.
        diagnostics.event("backup:failed", reason=problem.code.reference)


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


def hub_client(address: str, folder: Path | None = None) -> httpx.Client:
    """Return a client for the hub at *address*.

    It believes the roots alone that the hub named for itself, where *folder* has them.
    """
    import httpx

    from fieldtool.security import transport
    from fieldtool.storage import roots

    trusted = roots.find(folder, address) if folder else ""

    # No proxy and no credentials from the environment: nothing on the way that nobody chose.
    return httpx.Client(
        base_url=address,
        verify=transport.context(trusted) if trusted else True,
        timeout=httpx.Timeout(SECONDS_TO_ANSWER, connect=SECONDS_TO_CONNECT),
        trust_env=False,
        follow_redirects=False,
    )
