"""The hub revokes a workspace, takes it back, and decides what counts of what it wrote since."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from fieldtool.log.kinds import PROJECT_LOG
from fieldtool.log.revocations import ADMIT, READMIT, REASONS, REVOKE, Admission, Revocation
from fieldtool.problems import Code, Problem
from fieldtool.security import writer
from fieldtool.storage.queries import entries, revocations, workspaces

if TYPE_CHECKING:
    from fieldtool.log.clock import ClockEvidence
    from fieldtool.security.hubkeys import HubIdentity, HubWriter
    from fieldtool.storage.database import Session


def revoke(
    session: Session,
    hub: HubIdentity,
    project: str,
    workspace: str,
    *,
    reason: str,
    clock: ClockEvidence,
) -> None:
    """Let *workspace* lock itself at its next contact; what it wrote since this moment is late.

    Revoking again changes nothing. A relay cannot say so to laptops: it refuses the workspace, and
    tells the hub above, until somebody decides there.

    Raises:
        Problem: REVOCATION_REASON_MISSING.
    """
    if reason not in REASONS:
        raise Problem(Code.REVOCATION_REASON_MISSING)
    if not hub.writes(PROJECT_LOG):
        workspaces.revoke(session, project, workspace, clock.wall)
        return
    # Whatever a laptop brings in this very moment is either before or after.
    entries.lock(session, project)
    if revocations.find(session, project, workspace) is None:
        said = Revocation(reason, revocations.ends(session, project, workspace)).to_content()
        writer.append(session, hub.writer(project), REVOKE, workspace, said, clock=clock)


def readmit(session: Session, own: HubWriter, workspace: str, clock: ClockEvidence) -> None:
    """Trust *workspace* again: it opens at its next contact, and all that it wrote counts."""
    if revocations.find(session, own.project_id, workspace) is not None:
        writer.append(session, own, READMIT, workspace, {}, clock=clock)


def decide(
    session: Session,
    own: HubWriter,
    ids: Collection[str],
    *,
    is_accepted: bool,
    clock: ClockEvidence,
) -> int:
    """Let the late entries named *ids* count, or leave them aside; return how many those are.

    Raises:
        Problem: LATE_WORK_NOT_HERE, where none of them is held here.
    """
    of: dict[str, list[str]] = {}
    for one in revocations.held(session, own.project_id):
        if one.entry.id in ids:
            of.setdefault(one.workspace, []).append(one.entry.id)
    if not of:
        raise Problem(Code.LATE_WORK_NOT_HERE)
    for workspace, found in of.items():
        chosen = tuple(found)
        said = Admission(accepted=chosen) if is_accepted else Admission(left=chosen)
        writer.append(session, own, ADMIT, workspace, said.to_content(), clock=clock)
    return sum(map(len, of.values()))
