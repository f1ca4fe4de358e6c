"""Named queries on enrolments: invitations of a person to a laptop, good once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from fieldtool.storage.models.hub import EnrolmentRow


@dataclass(frozen=True)
class Enrolment:
    """An invitation. `lookup` names it in the open; `code` is a secret. Times: milliseconds UTC.

    Attributes:
        relay: what the hub is called that may pass on what its laptops wrote; empty for a laptop.
    """

    lookup: str
    code: str = field(repr=False)
    person: str
    made_at: int
    expires_at: int
    used_at: int | None = None
    burned_at: int | None = None
    workspace: str = ""
    relay: str = ""


def put(session: Session, project: str, enrolment: Enrolment) -> None:
    """Keep a new invitation."""
    row = EnrolmentRow(project_id=project, lookup=enrolment.lookup, code=enrolment.code)
    row.person, row.workspace = enrolment.person, enrolment.workspace
    row.made_at, row.expires_at = enrolment.made_at, enrolment.expires_at
    row.used_at, row.burned_at = enrolment.used_at, enrolment.burned_at
    row.relay = enrolment.relay
    session.add(row)


def get(session: Session, project: str, lookup: str) -> Enrolment | None:
    """Return the invitation named *lookup*, and let no other thread use it until this work ends."""
    query = select(EnrolmentRow).where(
        EnrolmentRow.project_id == project, EnrolmentRow.lookup == lookup
    )
    row = session.execute(query.with_for_update()).scalar_one_or_none()
    return None if row is None else _enrolment(row)


def mark_used(session: Session, project: str, lookup: str, workspace: str, at: int) -> None:
    """Note that *workspace* was made by this invitation."""
    row = session.get_one(EnrolmentRow, (project, lookup))
    row.used_at, row.workspace = at, workspace


def mark_burned(session: Session, project: str, lookup: str, at: int) -> None:
    """Note that somebody tried with a wrong proof: the invitation is void."""
    session.get_one(EnrolmentRow, (project, lookup)).burned_at = at


def burn_unused(session: Session, project: str, persons: Iterable[str], at: int) -> None:
    """Void every invitation of *persons* that was not used."""
    unused = (
        EnrolmentRow.project_id == project,
        EnrolmentRow.person.in_(list(persons)),
        EnrolmentRow.used_at.is_(None),
        EnrolmentRow.burned_at.is_(None),
    )
    session.execute(update(EnrolmentRow).where(*unused).values(burned_at=at))


def all_of(session: Session, project: str) -> list[Enrolment]:
    """Return all invitations, the newest first."""
    query = select(EnrolmentRow).where(EnrolmentRow.project_id == project)
    rows = session.execute(query.order_by(EnrolmentRow.made_at.desc(), EnrolmentRow.lookup))
    return [_enrolment(row) for row in rows.scalars()]


def _enrolment(row: EnrolmentRow) -> Enrolment:
    return Enrolment(
        row.lookup,
        row.code,
        row.person,
        row.made_at,
        row.expires_at,
        row.used_at,
        row.burned_at,
        row.workspace,
        row.relay,
    )
