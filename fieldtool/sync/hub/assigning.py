"""Assignments from the hub: said to a team or to a person's laptops, changed and withdrawn."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from fieldtool.log import ids
from fieldtool.log.assignments import ASSIGN, CHANGED, OPEN, WITHDRAWN
from fieldtool.log.kinds import log_to, team_log
from fieldtool.problems import Code, Problem
from fieldtool.security import writer
from fieldtool.storage.queries import assignments
from fieldtool.sync.hub.telling import laptops_of

if TYPE_CHECKING:
    from fieldtool.log.assignments import Assignment
    from fieldtool.log.clock import ClockEvidence
    from fieldtool.security.hubkeys import HubIdentity
    from fieldtool.storage.database import Session


def assign(
    session: Session, hub: HubIdentity, project: str, wanted: Assignment, clock: ClockEvidence
) -> Assignment:
    """Say a new assignment, and return it with the id it was given.

    Raises:
        Problem: it is nobody's, or its person has no laptop that would get it.
    """
    made = replace(wanted, id=ids.new_id(ids.ASSIGNMENT), state=OPEN)
    _say(session, hub, project, made, clock)
    return made


def change(
    session: Session, hub: HubIdentity, project: str, wanted: Assignment, clock: ClockEvidence
) -> None:
    """Say that an assignment is another one now; the same again says nothing.

    Raises:
        Problem: there is no such assignment, or its person has no laptop.
    """
    known = assignments.get(session, project, wanted.id)
    if known is None:
        raise Problem(Code.ASSIGNMENT_UNKNOWN)
    # Whose it is does not change: laptops that had it would not hear that they lost it.
    new = replace(wanted, person=known.person, team=known.team, state=CHANGED)
    if replace(known, state=CHANGED) != new or known.state == WITHDRAWN:
        _say(session, hub, project, new, clock)


def withdraw(
    session: Session, hub: HubIdentity, project: str, assignment: str, clock: ClockEvidence
) -> Assignment:
    """Say that nothing new is to be begun for an assignment; what was begun goes on.

    Raises:
        Problem: there is no such assignment.
    """
    known = assignments.get(session, project, assignment)
    if known is None:
        raise Problem(Code.ASSIGNMENT_UNKNOWN)
    if known.state != WITHDRAWN:
        _say(session, hub, project, replace(known, state=WITHDRAWN), clock)
    return known


def bring(
    session: Session,
    hub: HubIdentity,
    project: str,
    person: str,
    workspace: str,
    clock: ClockEvidence,
) -> None:
    """Say to a laptop that was just set up what its person has to do."""
    for one in assignments.all_of(session, project) if hub.higher is None else ():
        if one.person == person and one.state != WITHDRAWN:
            _write(session, hub, project, log_to(workspace), one, clock)


def _say(
    session: Session, hub: HubIdentity, project: str, said: Assignment, clock: ClockEvidence
) -> None:
    if said.team:
        logs = [team_log(said.team)]
    else:
        logs = [log_to(laptop.id) for laptop in laptops_of(session, project, said.person)]
    if not logs and said.state != WITHDRAWN:
        raise Problem(Code.ASSIGNMENT_WITHOUT_LAPTOP, {"person": said.person})
    # Where all her laptops were revoked since, it is withdrawn where it was said.
    for log in logs or assignments.logs_of(session, project, said.id):
        _write(session, hub, project, log, said, clock)


def _write(
    session: Session,
    hub: HubIdentity,
    project: str,
    log: str,
    said: Assignment,
    clock: ClockEvidence,
) -> None:
    own = hub.writer(project, log)
    writer.append(session, own, ASSIGN, said.id, said.to_content(), clock=clock)
