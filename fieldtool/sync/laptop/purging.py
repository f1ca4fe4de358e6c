"""Purging a laptop: answers that the hub has had for long enough are destroyed here.

Time is the hub's alone: from its receipt to the last answer that it signed. A laptop's clock that
stands wrong purges nothing, and a laptop that never meets the hub again keeps what it has, because
only the hub can say that it still has it.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from fieldtool import diagnostics
from fieldtool.log.handovers import GAVE_BACK, IS_TAKEN, TOOK_BACK, WAITS, became
from fieldtool.log.kinds import log_to
from fieldtool.problems import Problem
from fieldtool.storage.queries import (
    asked,
    drafts,
    erasures,
    handovers,
    interviews,
    named_blobs,
    projects,
    purged,
    reviews,
    revocations,
)
from fieldtool.sync.hub import erasing
from fieldtool.sync.laptop import photos

if TYPE_CHECKING:
    from fieldtool.security.workspace import Workspace
    from fieldtool.storage.database import Session

_DAY_MS = 86_400_000


def purge(ws: Workspace, now: int) -> int:
    """Make stubs of the interviews whose time on this laptop is over; return how many.

    *now* is only for the backup that then replaces all earlier ones.

    It is over when a receipt of the present epoch has proven all revisions of an interview for as
    many days as the project says, and the hub has all of its photos; where the hub is a relay, the
    hub above it has the interview too. The line with number, place,
    form and date stays. Trouble of the disk is noted, and it is done the next time.
    """
    try:
        let_go(ws)
        done = _purge(ws)
        erasing.finish_at_laptop(ws, now)
    except Problem as problem:
        diagnostics.event("purge:failed", reason=problem.code.reference)
        return 0
    return done


def let_go(ws: Workspace) -> int:
    """Destroy the drafts that colleagues have by now, and open those that came back; count them.

    The hub's word for it stands behind the entry in which the draft lies.
    """
    project = ws.project_id
    with ws.database.read() as session:
        if not drafts.all_of(session, project, drafts.HANDED):
            return 0
    with ws.database.work() as session:
        said = handovers.words(session, project)
        settled = 0
        for draft in drafts.all_of(session, project, drafts.HANDED):
            state = became(said.get(draft.reason, frozenset()), ws.log, log_to(ws.id))
            if state == IS_TAKEN:
                drafts.destroy(session, project, draft.id)
                handovers.forget_remarks(session, project, draft.id)
                erasures.begin(session, project)
            elif state in (GAVE_BACK, TOOK_BACK):
                drafts.put(session, project, replace(draft, state=drafts.OPEN, reason=""))
            settled += state != WAITS
    if settled:
        diagnostics.event("draft:let-go", workspace=ws.id, count=settled)
    return settled


def _purge(ws: Workspace) -> int:
    waiting = frozenset(photos.waiting(ws))
    with ws.database.read() as session:
        if not _due(ws, session, waiting):
            return 0
    with ws.database.work() as session:
        # Asked again: another thread may have taken an answer of the hub meanwhile.
        due = _due(ws, session, waiting)
        for interview in due:
            purged.purge(session, ws.project_id, interview)
            drafts.destroy(session, ws.project_id, interview)
    diagnostics.event("purge:done", workspace=ws.id, interviews=len(due))
    return len(due)


def _due(ws: Workspace, session: Session, waiting: frozenset[str]) -> list[str]:
    project = ws.project_id
    settings = projects.find(session, project)
    if settings is None:
        return []
    until = asked.hub_time(session, project) - settings.grace_days * _DAY_MS
    proven = interviews.proven(session, project, ws.log)
    old = {interview for interview, since in proven.items() if since <= until}
    if not old:
        return []
    old &= interviews.with_answers(session, project, ws.log)
    old -= purged.only_at_relay(session, project, ws.log)
    # Nobody at the hub has decided whether these count.
    old -= revocations.late_interviews(session, project, ws.log)
    # Somebody works on it again or will, or waits for an answer, or its photos are nowhere else.
    for state in (drafts.OPEN, drafts.HANDED):
        old -= {draft.id for draft in drafts.all_of(session, project, state)}
    old -= reviews.unfinished(session, project)
    old -= {
        one.subject for one in named_blobs.named(session, project, ws.log) if one.name in waiting
    }
    return sorted(old)
