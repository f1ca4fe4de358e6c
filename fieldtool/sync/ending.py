"""Destroying the answers of a whole project, in batches that can be taken up again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from fieldtool.storage import interviews, retention
from fieldtool.storage.interviews import Interview, Wanted
from fieldtool.storage.retention import Destruction
from fieldtool.sync import erasing

if TYPE_CHECKING:
    from fieldtool.log.clock import ClockEvidence
    from fieldtool.security.hubkeys import HubIdentity
    from fieldtool.storage.database import Session

# Laptops that sync wait for one batch at most.
AT_ONCE = 100
# Of the reasons that an erasure can have: keeping it longer is what the law forbids.
_REASON = "legal"


def batches(session: Session, project: str) -> list[Sequence[Interview]]:
    """Return all interviews that are here, in the pieces in which they are erased."""
    total = interviews.count(session, project)
    found = interviews.page(session, project, Wanted(), limit=total, order="number")
    return [found[first : first + AT_ONCE] for first in range(0, total, AT_ONCE)]


def begun(session: Session, project: str, login: str, now: int) -> Destruction:
    """Return the destruction that was interrupted, else a new one."""
    known = retention.destructions(session, project)
    if known and not known[-1].done:
        return replace(known[-1], login=login)
    due = retention.clock(session, project).due
    return Destruction(now, login, due.isoformat() if due else "")


def erase(
    session: Session,
    hub: HubIdentity,
    project: str,
    destruction: Destruction,
    batch: Sequence[Interview],
    *,
    clock: ClockEvidence,
) -> Destruction:
    """Erase the interviews of *batch*; return how far the destruction is then.

    Call `erasing.finish_at_hub` after the last commit.
    """
    for one in batch:
        erasing.erase(session, hub, project, one.id, reason=_REASON, clock=clock)
    counts = Counter(destruction.counts) + Counter(one.form_id for one in batch)
    further = replace(destruction, counts=dict(counts))
    retention.note(session, project, further)
    return further
