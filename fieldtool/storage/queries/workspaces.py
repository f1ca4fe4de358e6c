"""Named queries on workspaces as the hub knows them: one person on one laptop."""

from __future__ import annotations

from dataclasses import dataclass, fields

from sqlalchemy import bindparam, case, select, update
from sqlalchemy.orm import Session

from fieldtool.log.clock import ClockEvidence, Meeting
from fieldtool.storage import upserts
from fieldtool.storage.models.hub import MeetingRow, PersonRow, WorkspaceRow
from fieldtool.storage.models.projections import RevokedRow

_OWN = WorkspaceRow.__table__.c
_CONTACT = update(WorkspaceRow).where(
    _OWN.project_id == bindparam("project"), _OWN.id == bindparam("workspace")
)
_THERE = bindparam("there", type_=_OWN.finalised_there.type)
_ENTRIES = bindparam("entries", type_=_OWN.entries_there.type)
_PROGRAM = bindparam("program_said", type_=_OWN.program.type)
_HEARD = _CONTACT.values(
    last_contact=bindparam("at"),
    finalised_there=_THERE,
    clock_offset=bindparam("ahead"),
    entries_there=_ENTRIES,
    program=_PROGRAM,
)
_CARRIED = _CONTACT.values(
    last_contact=bindparam("at"),
    finalised_there=case((_OWN.finalised_there < _THERE, _THERE), else_=_OWN.finalised_there),
    entries_there=case((_OWN.entries_there < _ENTRIES, _ENTRIES), else_=_OWN.entries_there),
)


@dataclass(frozen=True)
class Workspace:
    """One person on one laptop. Times are milliseconds UTC by the hub's clock.

    Attributes:
        finalised_there: what the laptop said it had finalised, at its last contact.
        clock_offset: the laptop's clock minus the hub's in milliseconds, at its last contact.
        entries_there: entries that its log had then, sent or not.
        program: the version of the program that it ran then; empty where it did not say.
        relay: who enrolled it and passes on what it writes; empty for a laptop of this hub.
        first_key: the number of the exchange key of this hub that it was enrolled with.
        knows_key: that of the newest one that it has sealed to.
    """

    id: str
    person: str
    device: str
    sign_key: bytes
    box_key: bytes
    enrolled_at: int
    revoked_at: int | None = None
    last_contact: int | None = None
    finalised_there: int = 0
    clock_offset: int | None = None
    relay: str = ""
    entries_there: int = 0
    program: str = ""
    first_key: int = 1
    knows_key: int = 1


@dataclass(frozen=True)
class Sender:
    """A workspace that sends, and what decides whether it may.

    Attributes:
        team: that of its person; empty for none.
        is_revoked: the log of the project says so.
    """

    workspace: Workspace
    team: str
    is_revoked: bool


# Asked first for everything that a laptop sends.
_SENDER = (
    select(
        PersonRow.__table__.c.team,
        RevokedRow.__table__.c.workspace,
        *(_OWN[one.name] for one in fields(Workspace)),
    )
    .select_from(WorkspaceRow.__table__)
    .outerjoin(
        PersonRow.__table__,
        (PersonRow.__table__.c.project_id == _OWN.project_id)
        & (PersonRow.__table__.c.code == _OWN.person),
    )
    .outerjoin(
        RevokedRow.__table__,
        (RevokedRow.__table__.c.project_id == _OWN.project_id)
        & (RevokedRow.__table__.c.workspace == _OWN.id),
    )
    .where(_OWN.project_id == bindparam("project"), _OWN.id == bindparam("workspace"))
)


def put(session: Session, project: str, workspace: Workspace) -> None:
    """Keep a new workspace."""
    row = WorkspaceRow(project_id=project, id=workspace.id, person=workspace.person)
    row.device, row.sign_key, row.box_key = workspace.device, workspace.sign_key, workspace.box_key
    row.enrolled_at, row.revoked_at = workspace.enrolled_at, workspace.revoked_at
    row.last_contact, row.finalised_there = workspace.last_contact, workspace.finalised_there
    row.clock_offset, row.relay = workspace.clock_offset, workspace.relay
    row.entries_there, row.program = workspace.entries_there, workspace.program
    row.first_key, row.knows_key = workspace.first_key, workspace.knows_key
    session.add(row)


def get(session: Session, project: str, workspace: str) -> Workspace | None:
    """Return one workspace."""
    row = session.get(WorkspaceRow, (project, workspace))
    return None if row is None else _workspace(row)


def sender(session: Session, project: str, workspace: str) -> Sender | None:
    """Return one workspace with what decides whether it may send."""
    place = {"project": project, "workspace": workspace}
    row = session.connection().execute(_SENDER, place).first()
    if row is None:
        return None
    team, revoked, *known = row
    return Sender(Workspace(*known), team or "", revoked is not None)


def all_of(session: Session, project: str) -> list[Workspace]:
    """Return all workspaces, the one that was heard of last first."""
    query = select(WorkspaceRow).where(WorkspaceRow.project_id == project)
    found = [_workspace(row) for row in session.execute(query).scalars()]
    return sorted(found, key=lambda one: (-(one.last_contact or 0), one.person, one.id))


def contact(  # noqa: PLR0913 - what a laptop says of itself
    session: Session,
    project: str,
    workspace: str,
    *,
    at: int,
    finalised_there: int,
    clock: ClockEvidence | None,
    entries_there: int = 0,
    program: str = "",
) -> None:
    """Note what the laptop said about itself when it was in contact at *at*.

    Without *clock* it was carried here: it may be older than what is known, and says nothing
    of the laptop's clock.
    """
    connection = session.connection()
    place = {"project": project, "workspace": workspace, "at": at}
    said = {**place, "there": finalised_there, "entries": entries_there}
    if clock is None:
        connection.execute(_CARRIED, said)
        return
    heard = {**said, "ahead": clock.wall - at, "program_said": program}
    connection.execute(_HEARD, heard)
    run = {"project_id": project, "workspace": workspace, "boot": clock.boot}
    met = {"mono": clock.mono, "wall": clock.wall, "hub_time": at}
    upserts.put(session, MeetingRow, {**run, **met})


def meetings(session: Session, project: str, workspace: str) -> list[Meeting]:
    """Return when the laptop's clocks were seen beside the hub's, once per run of its program."""
    query = select(MeetingRow).where(
        MeetingRow.project_id == project, MeetingRow.workspace == workspace
    )
    rows = session.execute(query.order_by(MeetingRow.hub_time)).scalars()
    return [Meeting(row.boot, row.mono, row.wall, row.hub_time) for row in rows]


def revoke(session: Session, project: str, workspace: str, at: int) -> None:
    """Note that the workspace is to lock itself; what it still has to send is welcome."""
    row = session.get_one(WorkspaceRow, (project, workspace))
    if row.revoked_at is None:
        row.revoked_at = at


def note_key(session: Session, project: str, workspace: str, number: int) -> None:
    """Note that it sealed to the exchange key with this number, and so knows it."""
    session.get_one(WorkspaceRow, (project, workspace)).knows_key = number


def put_behind(session: Session, project: str, workspace: str, relay: str) -> None:
    """Note which relay passes on what the workspace writes."""
    session.get_one(WorkspaceRow, (project, workspace)).relay = relay


def _workspace(row: WorkspaceRow) -> Workspace:
    return Workspace(
        row.id,
        row.person,
        row.device,
        row.sign_key,
        row.box_key,
        row.enrolled_at,
        row.revoked_at,
        row.last_contact,
        row.finalised_there,
        row.clock_offset,
        row.relay,
        row.entries_there,
        row.program,
        row.first_key,
        row.knows_key,
    )
