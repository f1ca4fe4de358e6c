"""Named queries on what the hub told the laptops of one person about her."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from fieldtool.log.people import PersonTold
from fieldtool.storage.models.projections import ToldRow


def keep(session: Session, project: str, log: str, told: PersonTold) -> None:
    """Keep the last word of *log* about the person it is written for."""
    row = ToldRow(project_id=project, log=log, person=told.code, sex=told.sex)
    row.trained, row.language, row.team = told.trained, told.language, told.team
    session.merge(row)


def person(session: Session, project: str, log: str, code: str) -> PersonTold | None:
    """Return what *log* last said of the person *code*; None where it said nothing."""
    query = select(ToldRow).where(
        ToldRow.project_id == project, ToldRow.log == log, ToldRow.person == code
    )
    row = session.execute(query).scalar_one_or_none()
    if row is None:
        return None
    return PersonTold(row.person, row.sex, row.trained, row.language, row.team)
