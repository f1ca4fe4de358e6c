"""Named queries on revoked workspaces, and on what they wrote since: late, until it is accepted.

At a hub late entries are kept out of everything that is made from the log. On the laptop itself
they are its own work, which it goes on showing.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, delete, exists, func, or_, select, update
from sqlalchemy.orm import Session

from fieldtool.log import entry as log_entry
from fieldtool.log.entry import Entry
from fieldtool.log.kinds import REVISIONS, workspace_log, workspace_of
from fieldtool.log.registers import ENTITY
from fieldtool.log.reviews import REQUEST
from fieldtool.log.revocations import ADMIT, REVOKE, Admission, Revocation, late
from fieldtool.storage import revisions, settings
from fieldtool.storage.models import Side
from fieldtool.storage.models.hub import WorkspaceRow
from fieldtool.storage.models.log import EntryRow
from fieldtool.storage.models.projections import AdmittedRow, HeldRow, RevokedRow
from fieldtool.storage.queries import handovers, registers, reviews

# A setting of the whole database.
SIDE = "side"
_WHOLE = ""

# Asked for every batch of a laptop, nearly all of which nobody revoked.
_HELD, _REVOKED = HeldRow.__table__.c, RevokedRow.__table__.c
_IS_ANYTHING = select(
    or_(
        exists().where(
            _REVOKED.project_id == bindparam("project"),
            _REVOKED.workspace == bindparam("workspace"),
        ),
        exists().where(_HELD.project_id == bindparam("project"), _HELD.log == bindparam("log")),
    )
)


@dataclass(frozen=True)
class Revoked:
    """A workspace that is to be locked; `at` is milliseconds UTC by the hub's clock."""

    workspace: str
    reason: str
    at: int
    ends: tuple[str, ...]


@dataclass(frozen=True)
class Held:
    """A late entry at the hub; `is_left` where somebody decided that it does not count."""

    log: str
    entry: Entry
    stored_at: int
    is_left: bool

    @property
    def workspace(self) -> str:
        """Return who wrote it."""
        return workspace_of(self.log)


@dataclass(frozen=True)
class Settled:
    """Which entries of a log are not to be applied, and which of them are now after all."""

    held: frozenset[str] = frozenset()
    released: tuple[Entry, ...] = ()


_NOBODY = Settled()


def find(session: Session, project: str, workspace: str) -> Revoked | None:
    """Return the revocation of *workspace*; None where it may work."""
    row = session.get(RevokedRow, (project, workspace))
    if row is None:
        return None
    return Revoked(row.workspace, row.reason, row.at, tuple(json.loads(row.ends)))


def ends(session: Session, project: str, workspace: str) -> tuple[str, ...]:
    """Return the last entries of each line of the log of *workspace* that is here."""
    before = _before(session, project, workspace_log(workspace))
    return tuple(sorted(frozenset(before) - frozenset(before.values())))


def note(session: Session, project: str, entry: Entry) -> None:
    """Keep what an entry of the log `project` says about a workspace; raises Problem."""
    kind, workspace, at = entry.header.kind, entry.header.subject, entry.header.clock.wall
    if kind == ADMIT:
        _admit(session, project, Admission.from_content(entry.content()))
    elif kind == REVOKE:
        said = Revocation.from_content(entry.content())
        row = RevokedRow(project_id=project, workspace=workspace, reason=said.reason, at=at)
        row.ends = json.dumps(said.ends)
        session.merge(row)
        _mark(session, project, workspace, at)
    else:
        place = (RevokedRow.project_id == project, RevokedRow.workspace == workspace)
        session.execute(delete(RevokedRow).where(*place))
        _mark(session, project, workspace, None)
    session.flush()


def settle(session: Session, project: str, log: str) -> Settled:
    """Hold back what is late in *log*, which is stored already, and let go what is not any more."""
    workspace = workspace_of(log)
    if not workspace or not _is_anything(session, project, log) or not _is_hub(session):
        return _NOBODY
    revoked = find(session, project, workspace)
    place = (HeldRow.project_id == project, HeldRow.log == log)
    there = frozenset(session.execute(select(HeldRow.id).where(*place)).scalars())
    wanted = _late(session, project, log, revoked) if revoked else frozenset[str]()
    for name in wanted - there:
        session.add(HeldRow(project_id=project, log=log, id=name))
    session.execute(delete(HeldRow).where(*place, HeldRow.id.in_(there - wanted)))
    session.flush()
    reviews.forget_entries(session, project, wanted - there)
    handovers.forget_entries(session, project, wanted - there)
    changed = _subjects(session, project, log, wanted - there, (*REVISIONS, REQUEST))
    revisions.make_again(session, project, changed)
    registers.project(session, project, _subjects(session, project, log, wanted - there, (ENTITY,)))
    return Settled(wanted, tuple(_entries(session, project, log, there - wanted)))


def held(session: Session, project: str) -> list[Held]:
    """Return every late entry that is here with its content, in the order in which they came."""
    query = (
        select(EntryRow, AdmittedRow.is_accepted)
        .join(
            HeldRow,
            (HeldRow.project_id == EntryRow.project_id)
            & (HeldRow.log == EntryRow.log)
            & (HeldRow.id == EntryRow.id),
        )
        .outerjoin(
            AdmittedRow,
            (AdmittedRow.project_id == EntryRow.project_id) & (AdmittedRow.id == EntryRow.id),
        )
        .where(EntryRow.project_id == project, EntryRow.payload.is_not(None))
    )
    return [
        Held(
            row.log,
            log_entry.restored(row.header, row.salt, row.payload),
            row.stored_at,
            accepted is not None,
        )
        for row, accepted in session.execute(query.order_by(EntryRow.position))
    ]


def held_by_log(session: Session, project: str) -> dict[str, int]:
    """Return how many interviews of each log are here and only held."""
    query = (
        select(EntryRow.log, func.count(func.distinct(EntryRow.subject)))
        .join(
            HeldRow,
            (HeldRow.project_id == EntryRow.project_id)
            & (HeldRow.log == EntryRow.log)
            & (HeldRow.id == EntryRow.id),
        )
        .where(EntryRow.project_id == project, EntryRow.kind.in_(REVISIONS))
    )
    return {row[0]: row[1] for row in session.execute(query.group_by(EntryRow.log))}


def late_interviews(session: Session, project: str, log: str) -> frozenset[str]:
    """Return the interviews in a laptop's own *log* that the hub holds, or will, for review."""
    revoked = find(session, project, workspace_of(log))
    if revoked is None:
        return frozenset()
    return _subjects(session, project, log, _late(session, project, log, revoked))


def _admit(session: Session, project: str, said: Admission) -> None:
    for ids, is_accepted in ((said.accepted, True), (said.left, False)):
        for name in ids:
            session.merge(AdmittedRow(project_id=project, id=name, is_accepted=is_accepted))


def _late(session: Session, project: str, log: str, revoked: Revoked) -> frozenset[str]:
    accepted = select(AdmittedRow.id).where(
        AdmittedRow.project_id == project, AdmittedRow.is_accepted.is_(True)
    )
    found = late(_before(session, project, log), revoked.ends, session.execute(accepted).scalars())
    # Of what was erased nothing is left to decide about.
    gone = select(EntryRow.id).where(
        EntryRow.project_id == project, EntryRow.log == log, EntryRow.payload.is_(None)
    )
    return found - frozenset(session.execute(gone).scalars())


def _before(session: Session, project: str, log: str) -> dict[str, str]:
    query = select(EntryRow.id, EntryRow.header).where(
        EntryRow.project_id == project, EntryRow.log == log
    )
    return {row.id: log_entry.Header.parse(row.header).prev for row in session.execute(query)}


def _entries(session: Session, project: str, log: str, ids: frozenset[str]) -> Sequence[Entry]:
    query = select(EntryRow).where(EntryRow.project_id == project, EntryRow.log == log)
    rows = session.execute(query.order_by(EntryRow.position)).scalars()
    return [log_entry.restored(row.header, row.salt, row.payload) for row in rows if row.id in ids]


def _subjects(
    session: Session,
    project: str,
    log: str,
    ids: frozenset[str],
    kinds: tuple[str, ...] = REVISIONS,
) -> frozenset[str]:
    query = select(EntryRow.id, EntryRow.subject).where(
        EntryRow.project_id == project, EntryRow.log == log, EntryRow.kind.in_(kinds)
    )
    return frozenset(row.subject for row in session.execute(query) if row.id in ids)


def _is_anything(session: Session, project: str, log: str) -> bool:
    place = {"project": project, "log": log, "workspace": workspace_of(log)}
    session.flush()
    return bool(session.connection().execute(_IS_ANYTHING, place).scalar())


def _is_hub(session: Session) -> bool:
    return settings.get(session, _WHOLE, SIDE) == Side.HUB.value


def _mark(session: Session, project: str, workspace: str, at: int | None) -> None:
    """Let the hub's list of laptops say so too."""
    if _is_hub(session):
        place = (WorkspaceRow.project_id == project, WorkspaceRow.id == workspace)
        session.execute(update(WorkspaceRow).where(*place).values(revoked_at=at))
