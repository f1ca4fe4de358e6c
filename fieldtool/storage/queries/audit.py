"""Named queries on the hub's audit: who read, exported or changed what, and when."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from fieldtool.log import ids
from fieldtool.storage.models.hub import AuditRow


@dataclass(frozen=True)
class AuditLine:
    """One line; `details` holds counts and filters, never an answer."""

    at: int
    login: str
    event: str
    subject: str
    details: dict[str, str]


def write(session: Session, project: str, line: AuditLine) -> None:
    """Add *line*; nothing in the program changes or removes one."""
    row = AuditRow(project_id=project, id=ids.new_id(ids.INTERVIEW), at=line.at, login=line.login)
    row.event, row.subject = line.event, line.subject
    row.details = _compact(line.details)
    session.add(row)


def lines(session: Session, project: str, first: int, limit: int) -> list[AuditLine]:
    """Return up to *limit* lines, the newest first, leaving out the newest *first* ones."""
    query = (
        select(AuditRow)
        .where(AuditRow.project_id == project)
        .order_by(AuditRow.at.desc(), AuditRow.id)
        .offset(first)
        .limit(limit)
    )
    return [
        AuditLine(row.at, row.login, row.event, row.subject, json.loads(row.details))
        for row in session.execute(query).scalars()
    ]


def count(session: Session, project: str) -> int:
    """Return how many lines there are."""
    query = select(func.count()).select_from(AuditRow).where(AuditRow.project_id == project)
    return session.execute(query).scalar_one()


def _compact(texts: Mapping[str, str]) -> str:
    return json.dumps(dict(texts), ensure_ascii=False, separators=(",", ":"), sort_keys=True)
