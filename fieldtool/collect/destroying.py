"""Destroying a draft: its answers and files, what the disk still has of them, and older backups."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from fieldtool import diagnostics
from fieldtool.problems import Problem
from fieldtool.security import backups
from fieldtool.storage.queries import attachments as stored_files
from fieldtool.storage.queries import drafts as stored
from fieldtool.storage.queries import named_blobs

if TYPE_CHECKING:
    from fieldtool.security.workspace import Workspace
    from fieldtool.storage.database import Session


def destroy(ws: Workspace, draft: str, now: int, beside: Callable[[Session], None]) -> None:
    """Destroy *draft* together with *beside*, then all that is left of it; *now* is ms UTC.

    What the disk does not let go now is destroyed at the next sync or start.
    """
    with ws.database.work() as session:
        files = stored_files.of_draft(session, ws.project_id, draft).values()
        stored.destroy(session, ws.project_id, draft)
        beside(session)
        gone = [
            one.ref.name
            for one in files
            if named_blobs.size_of(session, ws.project_id, one.ref.name) is None
        ]
    for name in gone:
        ws.blobs.remove(name)
    try:
        ws.database.scrub()
    except Problem as problem:
        diagnostics.event("draft:not-scrubbed", reason=problem.code.reference)
    backups.after_erasure(ws, now)
