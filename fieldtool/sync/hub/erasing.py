"""Destroying for good: an erasure at the hub, and afterwards what lies beside the tables."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from fieldtool import diagnostics
from fieldtool.log.erasures import ALL_REASONS, ERASE, Erasure
from fieldtool.log.kinds import PROJECT_LOG
from fieldtool.problems import Code, Problem
from fieldtool.security import backups, writer
from fieldtool.storage import erased_list
from fieldtool.storage.erased_list import Erasures
from fieldtool.storage.queries import attachments, erasures, projects

if TYPE_CHECKING:
    from pathlib import Path

    from fieldtool.log.clock import ClockEvidence
    from fieldtool.log.entry import Entry
    from fieldtool.security.hubkeys import HubIdentity
    from fieldtool.security.workspace import Workspace
    from fieldtool.storage.blobs import BlobStore
    from fieldtool.storage.database import Database, Session


def erase(
    session: Session,
    hub: HubIdentity,
    project: str,
    subject: str,
    *,
    reason: str,
    clock: ClockEvidence,
) -> Entry:
    """Destroy all that entries say about *subject*, here now and at laptops when they next sync.

    Call `finish_at_hub` after the commit.

    Raises:
        Problem: ERASURE_REASON_MISSING.
    """
    if reason not in ALL_REASONS:
        raise Problem(Code.ERASURE_REASON_MISSING)
    content = Erasure(reason).to_content()
    return writer.append(session, hub.writer(project), ERASE, subject, content, clock=clock)


def remember(database: Database, folder: Path) -> None:
    """Write into the list in *folder*, beside the database, what it does not name yet."""
    known = erased_list.read(folder)
    found = _known(database)
    if found.keys() - known.keys():
        erased_list.keep(folder, {**known, **found})


def repeat(database: Database, hub: HubIdentity, folder: Path, clock: ClockEvidence) -> None:
    """Erase again what the list in *folder* names, and a database that was put back does not.

    Call it before anything is shown or answered.
    """
    lost = erased_list.read(folder)
    for known in _known(database):
        lost.pop(known, None)
    with database.work() as session:
        for (project, subject), reason in sorted(lost.items()):
            if projects.find(session, project) is None:
                continue
            if hub.writes(PROJECT_LOG):
                content, own = Erasure(reason).to_content(), hub.writer(project)
                writer.append(session, own, ERASE, subject, content, clock=clock)
            else:
                # A relay writes no erasure; the higher hub's comes again with its log.
                at = clock.wall
                erasures.carry_out_about(session, project, subject, reason=reason, at=at)


def _known(database: Database) -> Erasures:
    with database.read() as session:
        return {
            (project, subject): reason
            for project in projects.ids(session)
            for subject, reason in erasures.reasons(session, project).items()
        }


def finish_at_hub(database: Database, blobs: BlobStore) -> bool:
    """Destroy the photos of what was erased, and empty the database's journal of it.

    Return whether anything was, so that backups may follow.

    Quick where nothing was erased since the last time. What cannot be done now, because somebody
    reads or the disk fails, is done the next time.
    """
    with database.read() as session:
        found = {
            project: erasures.blobs(session, project, erased_only=True)
            for project in projects.ids(session)
            if erasures.is_unfinished(session, project)
        }
    done = [_finish(database, blobs, project, names) for project, names in found.items()]
    return any(done)


def finish_at_laptop(ws: Workspace, now: int) -> None:
    """Destroy the photos and backups of what was erased or purged, and empty the journal of it."""
    project = ws.project_id
    with ws.database.read() as session:
        if not erasures.is_unfinished(session, project):
            return
        names = erasures.blobs(session, project, erased_only=False)
        names -= attachments.blobs(session, project)
    if _finish(ws.database, ws.blobs, project, names):
        backups.after_erasure(ws, now)


def _finish(database: Database, blobs: BlobStore, project: str, names: Collection[str]) -> bool:
    try:
        for name in names:
            if blobs.part(name):
                blobs.remove(name)
        if not database.scrub():
            diagnostics.event("erasure:unfinished", reason="busy")
            return False
        with database.work() as session:
            erasures.finish(session, project)
    except Problem as problem:
        diagnostics.event("erasure:unfinished", reason=problem.code.reference)
        return False
    return True
