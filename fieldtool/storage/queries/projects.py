"""Named queries on projects."""

from __future__ import annotations

import json

from sqlalchemy import select
from sqlalchemy.orm import Session

from fieldtool.log.kinds import ProjectSettings
from fieldtool.problems import Code, Problem
from fieldtool.storage.models.projections import ProjectRow, QuarantineRow


def find(session: Session, project: str) -> ProjectSettings | None:
    """Return what holds for *project*; None before its first entry is here."""
    row = session.get(ProjectRow, project)
    return None if row is None else ProjectSettings.from_content(json.loads(row.content))


def get(session: Session, project: str) -> ProjectSettings:
    """Return what holds for *project*.

    Raises:
        Problem: its first entry is not here yet.
    """
    found = find(session, project)
    if found is None:
        raise Problem(Code.PROJECT_UNKNOWN)
    return found


def ids(session: Session) -> list[str]:
    """Return the projects that this database has settings of."""
    return list(
        session.execute(select(ProjectRow.project_id).order_by(ProjectRow.project_id)).scalars()
    )


def put_aside(session: Session, project: str) -> list[tuple[str, str, str, str]]:
    """Return (log, entry, kind, reason) of the entries that could not be applied."""
    query = select(QuarantineRow).where(QuarantineRow.project_id == project)
    rows = session.execute(query.order_by(QuarantineRow.log, QuarantineRow.id)).scalars()
    return [(row.log, row.id, row.kind, row.reason) for row in rows]
