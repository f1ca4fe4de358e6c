"""Named queries on people who did not take part, as counts."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from fieldtool.log.entry import Entry
from fieldtool.log.refusals import Refusal
from fieldtool.storage.models.projections import InterviewRow, RefusalRow


@dataclass(frozen=True)
class Counted:
    """How many people with one form, at one place, asked by one person, ended in one way."""

    form_id: str
    site: str
    person: str
    outcome: str
    sex: str
    count: int


def keep(session: Session, project: str, log: str, entry: Entry) -> None:
    """Keep what an entry says; keeping again changes nothing."""
    said = Refusal.from_content(entry.content())
    row = RefusalRow(project_id=project, log=log, id=entry.id)
    row.form_id, row.site, row.person = said.form_id, said.site, entry.header.person
    row.outcome, row.sex, row.day = said.outcome, said.sex, said.day
    session.merge(row)


def counts(session: Session, project: str) -> list[Counted]:
    """Return the counts of all people who did not take part."""
    row = RefusalRow
    by = (row.form_id, row.site, row.person, row.outcome, row.sex)
    query = select(*by, func.count()).where(row.project_id == project).group_by(*by).order_by(*by)
    return [Counted(*found) for found in session.execute(query)]


def held(session: Session, project: str) -> list[Counted]:
    """Return the counts of all interviews; the outcome is their result, their sex not known."""
    row = InterviewRow
    by = (row.form_id, row.site, row.person, row.result)
    query = select(*by, func.count()).where(row.project_id == project).group_by(*by).order_by(*by)
    return [Counted(*found[:4], "", found[4]) for found in session.execute(query)]
