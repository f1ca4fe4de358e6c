"""The program opens what a power cut left, and everything that was promised is looked for."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import httpx
from flask import Flask

from fieldtool.app import _hub as start_hub
from fieldtool.collect import attachments, drafts, work
from fieldtool.config import Config, Face
from fieldtool.log.kinds import Revision
from fieldtool.problems import Problem
from fieldtool.security import backups, checking, hubkeys
from fieldtool.security import workspace as workspaces
from fieldtool.security.workspace import Workspace
from fieldtool.storage import backups as kept
from fieldtool.storage import putting_back
from fieldtool.storage.blobs import BlobStore
from fieldtool.storage.database import open_file
from fieldtool.storage.mail import Mail
from fieldtool.storage.queries import drafts as stored
from fieldtool.storage.queries import entries, interviews
from fieldtool.sync.laptop import outbox
from fieldtool.sync.laptop.carrying import carry
from fieldtool.sync.laptop.node import sync
from fieldtool.sync.wire import bundles
from fieldtool.web.api import api
from fieldtool.web.services import HubServices
from tests.clocks import StepClock
from tests.power.promises import Promised
from tests.web.laptop import PASSPHRASE


@dataclass(frozen=True)
class Found:
    """A laptop and its hub after a cut.

    Attributes:
        wall: milliseconds UTC, when the laptop is opened again.
        is_sent: whether all is sent to the hub afterwards.
        is_backed_up: whether a backup of the day is made.
        hub_fell: whether it was the hub that lost its power, and starts again.
        is_late: whether the laptop may have purged what the hub had for long enough.
        has_backup: whether a backup was there before.
    """

    laptop: Path
    hub: Path
    wall: int
    is_sent: bool
    is_backed_up: bool
    hub_fell: bool
    is_late: bool
    has_backup: bool
    promised: dict[str, Promised]


def faults(found: Found) -> list[str]:
    """Return all that is wrong: lost, damaged, or not to be sent."""
    try:
        return list(_faults(found))
    except Problem as problem:
        return [f"{problem.code.name}: {problem.sentence()}"]


def _faults(found: Found) -> Iterator[str]:
    clock = StepClock(datetime.fromtimestamp(found.wall / 1000, UTC))
    for home in (found.laptop / "workspaces").iterdir():
        putting_back.finish(home)
    ((name, _person),) = workspaces.listing(found.laptop)
    with closing(workspaces.unlock(found.laptop, name, PASSPHRASE, found.wall)) as ws:
        for draft, promised in found.promised.items():
            yield from _interview(ws, draft, promised, is_late=found.is_late)
        yield from _whole(ws)
        mail = Mail(found.laptop)
        yield from (problem.sentence() for problem in outbox.settle(ws, mail, clock).refused)
        _parcels(mail)
        if found.has_backup and not kept.listing(ws.folder / "backups"):
            yield "no backup"
        if found.is_backed_up:
            backups.daily(ws, found.wall)
            yield from _backups(ws)
        if found.is_sent:
            with _hub(found, clock) as hub:
                yield from _sent(ws, hub, clock, found.promised)


# ---- the laptop


def _interview(ws: Workspace, draft: str, promised: Promised, *, is_late: bool) -> Iterator[str]:
    with ws.database.read() as session:
        state = getattr(stored.get(session, ws.project_id, draft), "state", "")
        entry = entries.last_of(session, ws.project_id, ws.log, draft)
    if "finalised" in promised.must and entry is None:
        yield f"{draft}: finalised, and not in the log"
    elif entry is not None and state not in {stored.FINALISED, ""}:
        yield f"{draft}: in the log, and {state}"
    elif entry is not None and entry.is_stub:
        if not (is_late or "erased" in promised.may):
            yield f"{draft}: answers are gone"
    elif entry is not None:
        revision = Revision.from_content(draft, entry.content())
        yield from _answers(draft, revision.answers, promised)
        names = {ref.name for ref in revision.attachments.values()}
        yield from (f"{draft}: photo" for one in names if not ws.blobs.is_whole(one))
    elif state == stored.OPEN and "deleted" not in promised.must:
        yield from _open_draft(ws, draft, promised)
    elif state != stored.DELETED or "deleted" not in promised.may:
        yield f"{draft}: {state or 'gone'}"


def _open_draft(ws: Workspace, draft: str, promised: Promised) -> Iterator[str]:
    answers, _seq = drafts.answers_of(ws, draft)
    yield from _answers(draft, answers, promised)
    for file in attachments.of_draft(ws, draft):
        if file in answers.values():
            attachments.content(ws, draft, file)


def _answers(draft: str, answers: dict[str, str], promised: Promised) -> Iterator[str]:
    removed = {path for path, values in promised.answers.items() if "removed" in values}
    for path, values in promised.answers.items():
        # A removed row goes into no log, nor what was answered in it.
        is_out = any(path == row or path.startswith(f"{row}/") for row in removed)
        if not is_out and answers.get(path, "") not in values:
            yield f"{draft}/{path}: {answers.get(path)!r} instead of {values}"


def _whole(ws: Workspace) -> Iterator[str]:
    for one in checking.findings(checking.of_workspace(ws)):
        if one.problem is not None:
            yield f"{one.about}: {one.problem.sentence()}"


def _parcels(mail: Mail) -> None:
    for address in mail.addresses():
        parcel = mail.parcel(address)
        if parcel is not None:
            bundles.parse(parcel)


def _backups(ws: Workspace) -> Iterator[str]:
    found = kept.listing(ws.folder / "backups")
    if not found:
        yield "no backup of the day"
    yield from (f"{one.folder.name} is not whole" for one in found if not one.is_whole())


# ---- the hub

_app = Flask("hub")
_app.register_blueprint(api)


@contextmanager
def _hub(found: Found, clock: StepClock) -> Iterator[HubServices]:
    config = Config(Face.HUB, found.hub.parent, reserve=0)
    if found.hub_fell:
        hub = replace(start_hub(_app, config), clock=clock)
    else:
        database, blobs = open_file(found.hub / "hub.db"), BlobStore(found.hub / "blobs")
        hub = HubServices(config, clock, database, hubkeys.load_or_create(database), blobs)
    _app.extensions["fieldtool"] = hub
    yield hub
    hub.close()


def _sent(
    ws: Workspace, hub: HubServices, clock: StepClock, promised: dict[str, Promised]
) -> Iterator[str]:
    with ws.database.read() as session:
        proven = interviews.proven(session, ws.project_id, ws.log)
    with hub.database.read() as session:
        for draft in proven:
            if entries.last_of(session, ws.project_id, ws.log, draft) is None:
                yield f"{draft}: the hub gave a receipt and does not have it"
    with httpx.Client(transport=httpx.WSGITransport(app=_app)) as client:
        sync(ws, client, clock)
        carried = carry(ws, client, clock, 60)
    if carried.problem is not None or not carried.is_done:
        yield f"photos: {carried}"
    yield from _at_hub(ws, hub, promised)
    if left := work.overview(ws).to_send:
        yield f"{len(left)} not proven after all was sent"
    with ws.database.read() as session:
        for draft in interviews.with_answers(session, ws.project_id, ws.log):
            if draft in promised and "erased" in promised[draft].must:
                yield f"{draft}: erased, and its answers are on the laptop"


def _at_hub(ws: Workspace, hub: HubServices, promised: dict[str, Promised]) -> Iterator[str]:
    for finding in checking.findings(checking.of_hub(hub.database, hub.identity, hub.blobs)):
        if finding.problem is not None:
            yield f"hub, {finding.about}: {finding.problem.sentence()}"
    with hub.database.read() as session:
        for draft, one in promised.items():
            if "finalised" not in one.must:
                continue
            entry = entries.last_of(session, ws.project_id, ws.log, draft)
            if entry is None or (entry.is_stub and "erased" not in one.may):
                yield f"{draft}: not at the hub"
            elif "erased" in one.must and not entry.is_stub:
                yield f"{draft}: erased, and at the hub"
            elif not entry.is_stub:
                revision = Revision.from_content(draft, entry.content())
                yield from _answers(f"hub/{draft}", revision.answers, one)
                names = {ref.name for ref in revision.attachments.values()}
                yield from (f"{draft}: no photo" for n in names if not hub.blobs.is_whole(n))
