"""Named queries on colleagues: who could take a draft over, as the hub says it to each team."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, case, delete, func, literal, select
from sqlalchemy.orm import Session

from fieldtool.log.canonical import from_base64, to_base64
from fieldtool.log.entry import Entry
from fieldtool.log.handovers import Colleague
from fieldtool.log.kinds import PROJECT_LOG, is_of_hub, is_to_one, team_log
from fieldtool.storage.models.handovers import ColleagueRow
from fieldtool.storage.models.hub import PersonRow, WorkspaceRow


@dataclass(frozen=True)
class Announced:
    """A colleague as a log of the hub says it; `at` is ms UTC by the hub's clock."""

    colleague: Colleague
    log: str
    at: int


def note(session: Session, project: str, log: str, entry: Entry) -> None:
    """Keep whom a log of the hub names to a team, or to those without one; raises Problem."""
    if not is_of_hub(log) or is_to_one(log):
        return
    said = Colleague.from_content(entry.header.subject, entry.content())
    if not said.box_key:
        place = (ColleagueRow.project_id == project, ColleagueRow.log == log)
        session.execute(
            delete(ColleagueRow).where(*place, ColleagueRow.workspace == said.workspace)
        )
        return
    row = ColleagueRow(project_id=project, log=log, workspace=said.workspace)
    row.person, row.box_key = said.person, to_base64(said.box_key)
    row.at = entry.header.clock.wall
    session.merge(row)
    session.flush()


def all_of(session: Session, project: str) -> list[Announced]:
    """Return whom the hub named, by person, of one person the laptop that was named last first."""
    query = select(ColleagueRow).where(ColleagueRow.project_id == project)
    found = [
        Announced(Colleague(row.workspace, row.person, from_base64(row.box_key)), row.log, row.at)
        for row in session.execute(query).scalars()
    ]
    return sorted(found, key=lambda one: (one.colleague.person, -one.at, one.colleague.workspace))


def unnamed(session: Session, project: str) -> list[tuple[str, str, str, bytes]]:
    """Return workspace, person, team and key of those whose team was not told of them.

    Whoever is alone in a team has no colleague, and is named to nobody.
    """
    team = func.coalesce(PersonRow.team, "")
    named = select(ColleagueRow.workspace).where(
        ColleagueRow.project_id == WorkspaceRow.project_id,
        ColleagueRow.workspace == WorkspaceRow.id,
        ColleagueRow.log == _told_in(team),
    )
    columns = (WorkspaceRow.id, WorkspaceRow.person, team, WorkspaceRow.box_key)
    query = _working(project, columns)
    found = session.connection().execute(query.where(~named.exists())).all()
    if not found:
        return []
    count = func.count()
    sizes = _working(project, (team, count)).group_by(team).having(count > 1)
    many = {row[0] for row in session.connection().execute(sizes)}
    return sorted((row[0], row[1], row[2], row[3]) for row in found if row[2] in many)


def misnamed(session: Session, project: str) -> list[tuple[str, str, str]]:
    """Return workspace, person and log of those who were named to a team that they left."""
    team = func.coalesce(PersonRow.team, "")
    columns = (ColleagueRow.workspace, ColleagueRow.person, ColleagueRow.log)
    query = _working(project, columns).join(
        ColleagueRow,
        (ColleagueRow.project_id == WorkspaceRow.project_id)
        & (ColleagueRow.workspace == WorkspaceRow.id),
    )
    found = session.connection().execute(query.where(ColleagueRow.log != _told_in(team)))
    return sorted((row[0], row[1], row[2]) for row in found)


def _told_in(team: ColumnElement[str]) -> ColumnElement[str]:
    return case((team == "", PROJECT_LOG), else_=literal(team_log("")) + team)


def _working(project: str, columns: Sequence[Any]) -> Select[Any]:
    """Return a query on the laptops that are not locked, with their people."""
    return (
        select(*columns)
        .select_from(WorkspaceRow)
        .outerjoin(
            PersonRow,
            (PersonRow.project_id == WorkspaceRow.project_id)
            & (PersonRow.code == WorkspaceRow.person),
        )
        .where(WorkspaceRow.project_id == project, WorkspaceRow.revoked_at.is_(None))
    )
