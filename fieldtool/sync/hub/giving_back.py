"""A laptop that came back from an old copy gets again what it once sent, where it wrote nothing."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from fieldtool import diagnostics
from fieldtool.log.handovers import BACK, HAND, name_of
from fieldtool.log.kinds import FINALISE
from fieldtool.storage import settings
from fieldtool.storage.queries import drafts, entries
from fieldtool.storage.queries.drafts import RESTORED
from fieldtool.sync.wire import runs
from fieldtool.sync.wire.runs import Store

if TYPE_CHECKING:
    from fieldtool.log.chain import Run
    from fieldtool.log.entry import Entry
    from fieldtool.security.workspace import Workspace
    from fieldtool.storage.database import Session
    from fieldtool.sync.wire.messages import RequestHeader


@dataclass(frozen=True)
class Back:
    """Part of a laptop's own log that it does not have; `is_last` where nothing follows it."""

    run: Run
    is_last: bool


def lost(session: Session, header: RequestHeader, most: int) -> Back | None:
    """Return what the hub has of the laptop's log after its newest entry, about *most* bytes of it.

    None where that is not behind on the hub's newest line: the laptop wrote on, or nothing is
    missing. Nobody but the laptop signs for its log, so it is cut only where the laptop signed.
    """
    if not header.takes_own:
        return None
    whole = entries.run(session, header.project, header.log, header.tip)
    if whole is None or not whole.entries:
        return None
    tips = entries.tips(session, header.project, header.log)
    part = runs.signed_part(whole, tips, runs.roughly(whole.entries, most))
    return Back(part, len(part.entries) == len(whole.entries))


def keep(ws: Workspace, session: Session, run: Run, at: int) -> int:
    """Go on behind *run* of the laptop's own log; return how many entries are new, 0 for nothing.

    Nothing is taken where the laptop wrote meanwhile: that would make a second line of its log.
    """
    newest = entries.tip(session, ws.project_id, ws.log)
    if run.after != (newest.tip.id if newest else ""):
        return 0
    kept = len(Store(session, ws.project_id, at).keep(run) or ())
    untouched = json.loads(settings.get(session, ws.project_id, RESTORED) or "{}")
    for entry in run.entries:
        _close_draft(ws, session, entry, untouched)
    diagnostics.event("sync:given-back", workspace=ws.id, entries=kept)
    return kept


def _close_draft(ws: Workspace, session: Session, entry: Entry, untouched: dict[str, int]) -> None:
    """Let go of the draft of an interview that was finalised after the copy was made.

    Where somebody has written into it since, it stays: that work is nowhere else.
    """
    draft = entry.header.subject
    if entry.header.kind not in (FINALISE, HAND, BACK) or draft not in untouched:
        return
    found = drafts.get(session, ws.project_id, draft)
    head = drafts.head(session, ws.project_id, draft)
    if found is None or head is None or head.last_seq != untouched[draft]:
        return
    if entry.header.kind == FINALISE:
        drafts.destroy(session, ws.project_id, draft)
    elif entry.header.kind == HAND:
        name = name_of(entry.content())
        drafts.put(session, ws.project_id, replace(found, state=drafts.HANDED, reason=name))
    elif found.state == drafts.HANDED:
        drafts.put(session, ws.project_id, replace(found, state=drafts.OPEN, reason=""))
