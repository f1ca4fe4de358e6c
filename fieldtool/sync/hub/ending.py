"""Destroying the answers of a whole project, a batch at a time, whenever it was interrupted."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from fieldtool.log.erasures import RETENTION
from fieldtool.storage.queries import audit, handovers, interviews, retention
from fieldtool.storage.queries.audit import AuditLine
from fieldtool.storage.queries.interviews import Wanted
from fieldtool.storage.queries.retention import Destruction
from fieldtool.sync.hub import erasing

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fieldtool.log.clock import ClockEvidence
    from fieldtool.security.hubkeys import HubIdentity
    from fieldtool.storage.database import Database, Session
    from fieldtool.storage.queries.interviews import Interview

# Laptops that sync wait for one batch at most.
AT_ONCE = 100


def begin(session: Session, project: str, login: str, now: int) -> Destruction:
    """Note that somebody has all answers destroyed; one that was interrupted goes on."""
    known, here = retention.unfinished(session, project), interviews.count(session, project)
    if known is not None:
        at = replace(known, login=login, whole=known.total + here)
    else:
        due = retention.clock(session, project).due
        at = Destruction(now, login, due.isoformat() if due else "", whole=here)
    retention.note(session, project, at)
    return at


def step(
    database: Database, hub: HubIdentity, project: str, clock: ClockEvidence, size: int = AT_ONCE
) -> bool:
    """Erase the next batch in one unit of work, or note that nothing is left; say whether to go on.

    What comes while it goes on goes, too. Call `erasing.finish_at_hub` after the last step.
    """
    with database.work() as session:
        at = retention.unfinished(session, project)
        if at is None:
            return False
        batch = interviews.page(session, project, Wanted(), limit=size, order="number")
        if batch:
            _erase(session, hub, project, at, batch, clock)
            return True
        drafts = handovers.drafts(session, project, size)
        for one in drafts:
            # Sealed copies lie in three logs, also where somebody did not want to go on.
            erasing.erase(session, hub, project, one, reason=RETENTION, clock=clock)
        if drafts:
            return True
        done = replace(at, done=clock.wall)
        retention.note(session, project, done)
        said = {"interviews": str(done.total)}
        line = AuditLine(clock.wall, at.login, "project:destroyed", project, said)
        audit.write(session, project, line)
        return False


def _erase(
    session: Session,
    hub: HubIdentity,
    project: str,
    at: Destruction,
    batch: Sequence[Interview],
    clock: ClockEvidence,
) -> None:
    for one in batch:
        erasing.erase(session, hub, project, one.id, reason=RETENTION, clock=clock)
    counts = Counter(at.counts) + Counter(one.form_id for one in batch)
    retention.note(session, project, replace(at, counts=dict(counts)))
